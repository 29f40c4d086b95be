"""A case with its proof, for the mission whose it is, and for inspectors."""
