"""The inspector's door: reading only. What was known, when, whom it was told; each look is an entry of its own."""
