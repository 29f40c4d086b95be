"""Administration: the directory's lines and packs, findings and reports, and people."""
