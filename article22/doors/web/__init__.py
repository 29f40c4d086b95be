"""Pages. The folders follow the people who use them."""
