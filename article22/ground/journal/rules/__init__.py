"""What is true of the journal: the tree, the entries, the notes that are signed, the receipts."""
