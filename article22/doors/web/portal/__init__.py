"""The portal: what a mission tells, who answered, what is due and what was decided. For its representatives."""
