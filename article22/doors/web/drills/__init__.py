"""Drills: planned, led and answered at addresses of their own, so that none is taken for live."""
