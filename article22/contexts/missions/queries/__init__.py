"""What may be asked of the register."""
