"""What is true of messages, of addresses, and of mail that comes in."""
