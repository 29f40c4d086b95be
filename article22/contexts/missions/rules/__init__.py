"""What is true of missions and premises. No Django, no clock, no queries."""
