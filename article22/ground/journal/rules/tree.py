"""The Merkle tree of RFC 9162, section 2.1: hashes, roots, proofs. Indices and sizes count leaves from 0."""

import hashlib
from collections.abc import Callable, Iterator, Sequence

Nodes = Callable[[int, int], bytes]
"""Gives the hash of a complete subtree by its level (0 is a leaf) and its index on that level."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(size: int, nodes: Nodes) -> bytes:
    """The root of the first `size` leaves (section 2.1.1)."""
    return _subtree(0, size, nodes) if size else hashlib.sha256(b"").digest()


def inclusion_proof(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """The hashes that lead from a leaf to the root of the first `size` leaves (section 2.1.3.1)."""
    def path(begin: int, end: int) -> Iterator[bytes]:
        if end - begin == 1:
            return
        middle = begin + _split(end - begin)
        if index < middle:
            yield from path(begin, middle)
            yield _subtree(middle, end, nodes)
        else:
            yield from path(middle, end)
            yield _subtree(begin, middle, nodes)

    return list(path(0, size))


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root that a proof leads to, or None where the proof has not the shape it must have (section 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    left, last, root = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return None
        if left & 1 or left == last:
            root = node_hash(step, root)
            while not left & 1 and left:
                left, last = left >> 1, last >> 1
        else:
            root = node_hash(root, step)
        left, last = left >> 1, last >> 1
    return root if last == 0 else None


def completed(index: int) -> Iterator[tuple[int, int]]:
    """The subtrees above leaf `index` that it completes: level and index on that level, from the lowest."""
    level = 1
    while (index + 1) % (1 << level) == 0:
        yield level, index >> level
        level += 1


def needed(size: int, index: int | None = None) -> set[tuple[int, int]]:
    """Which complete subtrees a root, or the proof of a leaf, will ask for: so that they can be fetched at once."""
    asked: set[tuple[int, int]] = set()

    def note(level: int, at: int) -> bytes:
        asked.add((level, at))
        return b""

    if index is None:
        root_of(size, note)
    else:
        inclusion_proof(index, size, note)
    return asked


def _split(count: int) -> int:
    """The largest power of two smaller than `count`."""
    return 1 << (count - 1).bit_length() - 1


def _subtree(begin: int, end: int, nodes: Nodes) -> bytes:
    count = end - begin
    level = count.bit_length() - 1
    if count == 1 << level and begin % count == 0:
        return nodes(level, begin >> level)
    middle = begin + _split(count)
    return node_hash(_subtree(begin, middle, nodes), _subtree(middle, end, nodes))
