"""The watch desk: what is owed next, whom it concerns, and every act on a case with one key."""
