"""For whoever watches the system: alive, ready, and in figures."""
