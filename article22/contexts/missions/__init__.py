"""Sending States, their missions and premises, and the officer assigned to each.

It owns the register, whose it is, where each place lies and how well that is known, who is assigned and who covers. It refuses to
know what is reported there, whom to call for it, and who the missions' own people are beyond their accounts.
"""
