"""In which language something is said, and who reviewed it. Knows no reader: whoever speaks names the language, a page that of its request."""
