"""What is true of cases. No Django, no clock, no queries."""
