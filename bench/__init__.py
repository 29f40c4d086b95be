"""Measurements: ratios in one run. Machines are noisy; compare within a table, not between days."""
