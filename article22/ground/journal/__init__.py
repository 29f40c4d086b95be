"""What happened: who, what, which, when and through which door; sealed, and provable to whoever holds a receipt.

It owns entries, the words that may be purged, the Merkle tree over the entries and its signed checkpoints. It refuses to know what a verb means.
"""
