"""The pages that a representative's own links open: still you, number right, a code to each; and whether a change is theirs. No account is needed."""
