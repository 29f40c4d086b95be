"""What may be asked of cases."""
