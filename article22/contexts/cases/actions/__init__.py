"""What may be done with cases: one function a verb."""
