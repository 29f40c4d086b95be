"""What may be done with messages, with addresses, and with what was caught."""
