"""The register: missions, their places, who is assigned to each, and the local police of a place."""
