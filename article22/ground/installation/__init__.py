"""What this installation is: demo or live, for ever, and what its clock shows.

It owns the birth certificate and the demo's clock. It refuses to know what is done with them.
"""
