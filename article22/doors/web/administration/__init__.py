"""Administration: the directory's lines and packs, findings and reports, people, and where messages may leave for."""
