"""What is true of files: what they say, of what kind they are, and what is not taken in."""
