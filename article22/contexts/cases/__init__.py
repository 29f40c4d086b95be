"""Cases: a mission's concern, planned demonstration, incident, threat received or emergency, as one record from the first worry to the answer.

It owns the record and its story, who was told and who answered, the clocks, the decisions, and what ties cases together. It refuses to know
how a message travels, who is on watch, and what a partner's post or patrol is: those are words of a decision here.
"""
