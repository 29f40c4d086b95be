"""Where somebody lands who has signed in, and what they prefer."""
