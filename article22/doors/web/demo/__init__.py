"""Only in an installation born demo: signing in with one click, what would have been dialled, and what was caught instead of being sent."""
