"""What may be asked of the directory."""
