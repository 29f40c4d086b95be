"""Checking the whole journal: every entry against its digest, every leaf against its entry, every root against its signature."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from article22.ground.journal.rules import tree
from article22.ground.journal.rules.entries import words_digest
from article22.ground.journal.rules.notes import Checkpoint
from article22.kernel.term import Term
from article22.kernel.text import Text


class Grade(Term):
    """How much a finding of `verify` matters."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What `verify` found, and at which entry."""

    code: str
    grade: Grade
    where: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A leaf and the entry under it. `digest` is as kept; `found` is worked out anew from the entry's fields; both None where it is gone."""

    index: int
    hash: bytes
    entry: str
    digest: bytes | None
    found: bytes | None
    order: tuple[int, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words as kept, with the digest that their entry holds for them; None where one of the two is gone."""

    entry: str
    field: str
    salt: bytes | None
    words: str | None
    purge: str | None
    digest: str | None


@dataclass(slots=True)
class Tree:
    """The tree that the entries themselves make, grown leaf by leaf."""

    size: int = 0
    peaks: list[tuple[int, bytes]] = field(default_factory=list)

    def add(self, leaf: bytes) -> Iterator[tuple[int, int, bytes]]:
        """Append a leaf; the subtrees that it completes, as level, index and hash."""
        level, hash = 0, leaf
        while self.peaks and self.peaks[-1][0] == level:
            hash = tree.node_hash(self.peaks.pop()[1], hash)
            level += 1
            yield level, self.size >> level, hash
        self.peaks.append((level, hash))
        self.size += 1

    def root(self) -> bytes:
        """The root of all leaves so far."""
        if not self.peaks:
            return tree.root_of(0, lambda _level, _index: b"")
        *others, (_, root) = self.peaks
        for _, peak in reversed(others):
            root = tree.node_hash(peak, root)
        return root


def check_leaves(rows: Iterable[Row], nodes: Iterator[tuple[int, int, bytes]], checkpoints: Sequence[Checkpoint]) -> Iterator[Fault]:
    """Check leaves in their order against entries, kept subtrees against leaves, and the roots at the given sizes, in ascending order.

    `nodes` come in the order in which leaves complete them.
    """
    grown, before, named, expected = Tree(), (0, 0, ""), False, 0
    waiting = list(reversed(checkpoints))
    for row in rows:
        for fault in _faults_of(row, expected, before):
            named = True
            yield fault
        expected = row.index + 1
        before = max(before, row.order)
        for node in grown.add(tree.leaf_hash(row.found if row.found is not None else row.digest or b"")):
            if next(nodes, None) != node and not named:
                named = True
                yield _error("journal.altered", f"node {node[0]}/{node[1]}", Text(
                    "journal.altered-node", "The kept hash over {count} entries from place {place} is not theirs: proofs made with it do not hold.",
                    count=1 << node[0], place=node[1] << node[0]))
        while waiting and waiting[-1].size <= grown.size:
            checkpoint = waiting.pop()
            if checkpoint.size == grown.size and checkpoint.root != grown.root() and not named:
                named = True
                yield _error("journal.root", f"checkpoint {checkpoint.size}", Text(
                    "journal.root", "The entries do not make the root that was signed for the first {size}. One of them was altered, removed or "
                    "inserted together with its digest; the last checkpoint before this one still held.", size=checkpoint.size))
    for checkpoint in reversed(waiting):
        yield _error("journal.removed", f"checkpoint {checkpoint.size}", Text(
            "journal.removed-end", "A signed checkpoint counts {size} entries, and only {found} are here: the last ones were removed.",
            size=checkpoint.size, found=grown.size))
    signed = checkpoints[-1].size if checkpoints else 0
    if grown.size > signed:
        yield _error("journal.inserted", f"place {signed}", Text(
            "journal.inserted-end", "The tree holds {found} entries, and the newest signed checkpoint counts {size}: some were inserted "
            "without a seal.",
            found=grown.size, size=signed))


def _faults_of(row: Row, expected: int, before: tuple[int, int, str]) -> Iterator[Fault]:
    if row.index != expected:
        yield _error("journal.removed", f"place {expected}", Text("journal.removed-leaf", "The leaf at place {place} was removed.", place=expected))
    if row.digest is None or row.found is None:
        yield _error("journal.removed", row.entry, Text(
            "journal.removed", "Entry {entry}, at place {place}, was removed.", entry=row.entry, place=row.index))
    elif row.found != row.digest or tree.leaf_hash(row.digest) != row.hash:
        yield _error("journal.altered", row.entry, Text(
            "journal.altered", "Entry {entry}, at place {place}, was altered.", entry=row.entry, place=row.index))
    elif row.order < before:
        yield _error("journal.reordered", row.entry, Text(
            "journal.reordered", "Entry {entry} stands at place {place}, after entries that became final later: the order was changed.",
            entry=row.entry, place=row.index))


def check_words(said: Iterable[Said]) -> Iterator[Fault]:
    """Check what was said against the digests in the entries. What was purged is told, and is no fault."""
    for one in said:
        where = f"{one.entry}, {one.field}"
        if one.purge is not None:
            yield Fault(code="journal.purged", grade=Grade.INFO, where=where, text=Text(
                "journal.purged", "The words of entry {entry}, {field}, were purged by two people: see entry {mark}.",
                entry=one.entry, field=one.field, mark=one.purge))
        elif one.digest is None:
            yield _error("journal.inserted", where, Text("journal.inserted-words", "Words were inserted under entry {entry}, {field}.",
                                                         entry=one.entry, field=one.field))
        elif one.words is None or one.salt is None:
            yield _error("journal.removed", where, Text("journal.removed-words", "The words of entry {entry}, {field}, were removed.",
                                                        entry=one.entry, field=one.field))
        elif words_digest(one.salt, one.words) != one.digest:
            yield _error("journal.altered", where, Text("journal.altered-words", "The words of entry {entry}, {field}, were altered.",
                                                        entry=one.entry, field=one.field))


def inserted(entry: str) -> Fault:
    """An entry that is final and that no seal ever took in."""
    return _error("journal.inserted", entry, Text(
        "journal.inserted", "Entry {entry} was inserted: by its transaction it is older than the newest seal, which does not hold it.", entry=entry))


def misfiled(entry: str) -> Fault:
    """An entry, or its words, under another context or organisation than when it was written: others could see it."""
    return _error("journal.altered", entry, Text(
        "journal.misfiled", "Entry {entry}, or its words, were altered: they are not filed under what it tells, and others could see them.", entry=entry))


def bad_seal(size: int) -> Fault:
    """A checkpoint that no key of this installation signed."""
    return _error("journal.signature", f"checkpoint {size}", Text(
        "journal.signature", "The checkpoint of {size} entries is not signed by a key of this installation. If the keys were replaced, put the old "
        "ones back beside the new.", size=size))


def not_sealed(count: int) -> Fault:
    """Entries that have waited too long for the sealer."""
    return Fault(code="journal.waiting", grade=Grade.WARNING, where="worker", text=Text(
        "journal.waiting", "{count} entries have waited for the sealer for over a minute. Is the worker running?", count=count))


def _error(code: str, where: str, text: Text) -> Fault:
    return Fault(code=code, grade=Grade.ERROR, where=where, text=text)
