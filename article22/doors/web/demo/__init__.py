"""Only in an installation born demo: signing in with one click, and what would have been dialled."""
