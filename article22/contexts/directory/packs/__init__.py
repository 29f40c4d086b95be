"""What a pack may say, and the directory that it makes. No decisions."""
