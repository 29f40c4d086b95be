"""Article 22: whom a foreign mission calls, what was said, who answered, and the proof of it."""

__version__ = "0.1.0"
