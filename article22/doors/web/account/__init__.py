"""Signing in, and one's own sessions and second factor."""
