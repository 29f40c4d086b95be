"""Keeping the system up: the embedded database, and the processes that the supervisor watches."""
