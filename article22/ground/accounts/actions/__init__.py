"""What may be done with accounts: people and their roles, the review of who still needs one, and the broken glass."""
