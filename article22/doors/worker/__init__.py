"""Duties that recur: sealing the journal, keeping the demo's clock, sweeping what ended."""
