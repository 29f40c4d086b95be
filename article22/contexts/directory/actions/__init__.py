"""What may be done with the directory."""
