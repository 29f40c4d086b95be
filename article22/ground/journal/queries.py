"""What may be asked of the journal."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max

from article22 import keys
from article22.ground.journal.models import Entry, Leaf, Node, Seal, Words
from article22.ground.journal.rules import tree
from article22.ground.journal.rules.entries import Happening, canonical_json, text_of
from article22.ground.journal.rules.notes import Checkpoint, read_checkpoint
from article22.ground.journal.rules.receipts import Proof, receipt_of
from article22.ground.journal.rules.verification import Fault, Row, Said, bad_seal, check_leaves, check_words, inserted, misfiled, not_sealed
from article22.kernel.actor import Actor
from article22.kernel.ids import first_id
from article22.kernel.refusal import Absent

CHUNK = 5_000
LONG = timedelta(minutes=1)
NOTHING: Mapping[UUID, Mapping[str, Any]] = {}


def get_entry(entry_id: UUID, *, seen_by: Actor) -> Entry:
    """An entry, or Absent."""
    entry = Entry.objects.visible_to(seen_by).filter(pk=entry_id).first()
    if entry is None:
        raise Absent
    return entry


def list_entries(*subjects: UUID | str, seen_by: Actor) -> Sequence[Entry]:
    """What happened to something, or to several things, oldest first."""
    return list(Entry.objects.visible_to(seen_by).filter(subject__in=[f"{subject}" for subject in subjects]).order_by("at", "id"))


def get_last_acts(people: Collection[UUID], *, since: datetime, without: Collection[str], seen_by: Actor) -> Mapping[UUID, datetime]:
    """When each of some people last did something, but for some verbs, since an instant; who did nothing is left out.

    Ids sort by their instant, so that only what is newer is read.
    """
    rows = Entry.objects.visible_to(seen_by).filter(pk__gte=first_id(since), person__in=people).exclude(verb__in=without)
    return dict(rows.values_list("person").annotate(last=Max("at")).order_by())


def get_words(entry_id: UUID, *, seen_by: Actor) -> dict[str, str | None]:
    """What was said in an entry, by field; None where it was purged."""
    entry = get_entry(entry_id, seen_by=seen_by)
    return {row.field: row.words for row in Words.objects.filter(entry=entry)}


def get_receipt(entry_id: UUID, *, origin: str, folder: Path, seen_by: Actor, size: int | None = None) -> dict[str, Any]:
    """The receipt of an entry, with its proof once it is sealed.

    `folder` holds the keys. `size` asks for the proof under the checkpoint of that many leaves, such as one that was mailed; the newest
    if left out. Raises Absent for an entry that is not there or may not be seen, and for a size that was never a checkpoint.
    """
    entry = get_entry(entry_id, seen_by=seen_by)
    said = {row.field: (bytes(row.salt), row.words) for row in Words.objects.filter(entry=entry) if row.salt is not None and row.words is not None}
    return receipt_of(origin, canonical_of(entry), bytes(entry.digest), said, receipt_key=keys.signing_key(folder, "receipt"),
                      seal_keys=keys.public_keys(folder, "seal"), proof=_proof_of(entry, size))


def receipt_at_once(happening: Happening, told: Mapping[str, tuple[bytes, str]], *, origin: str, folder: Path) -> dict[str, Any]:
    """The receipt of an entry that is being written: signed, without proof until it is sealed."""
    return receipt_of(origin, happening.canonical(), happening.digest(), told, receipt_key=keys.signing_key(folder, "receipt"),
                      seal_keys=keys.public_keys(folder, "seal"), proof=None)


def _proof_of(entry: Entry, size: int | None) -> Proof | None:
    leaf = Leaf.objects.filter(entry=entry).first()
    if leaf is None:
        return None
    seal = Seal.objects.order_by("-size").filter(**({} if size is None else {"size": size})).first()
    if seal is None or seal.size <= leaf.index:
        raise Absent
    nodes = get_nodes(tree.needed(seal.size, leaf.index))
    return Proof(index=leaf.index, hashes=tree.inclusion_proof(leaf.index, seal.size, lambda level, index: nodes[level, index]),
                 checkpoint=seal.note)


def canonical_of(entry: Entry) -> dict[str, object]:
    """The object whose digest an entry is."""
    return Happening(
        id=entry.pk, at=entry.at, verb=entry.verb, subject=entry.subject, role=entry.role, person=text_of(entry.person),
        membership=text_of(entry.membership), organisation=text_of(entry.acts_for), door=entry.door, facts=entry.facts,
        words=entry.words, record_of=text_of(entry.organisation), schema=entry.schema).canonical()


def get_nodes(wanted: set[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """The hashes of complete subtrees, by level and index."""
    leaves = [index for level, index in wanted if level == 0]
    found = {(0, leaf.index): bytes(leaf.hash) for leaf in Leaf.objects.filter(index__in=leaves)}
    for level in {level for level, _ in wanted if level}:
        at = [index for upper, index in wanted if upper == level]
        found |= {(level, node.index): bytes(node.hash) for node in Node.objects.filter(level=level, index__in=at)}
    return found


def get_checkpoint() -> Seal | None:
    """The newest checkpoint; None before the first."""
    return Seal.objects.order_by("-size").first()


def get_last_checkpoint_of(before: datetime) -> Seal | None:
    """The newest checkpoint that was sealed before an instant of the machine's."""
    return Seal.objects.filter(sealed_at__lt=before).order_by("-size").first()


LEAVES = """
SELECT leaf.index, leaf.hash, leaf.entry_id, entry.digest, entry.epoch, entry.xid::text::bigint, entry.schema, entry.at, entry.verb, entry.subject,
       entry.role, entry.person, entry.membership, entry.acts_for, entry.door, entry.facts, entry.words, entry.organisation
  FROM journal_leaf leaf LEFT JOIN journal_entry entry ON entry.id = leaf.entry_id ORDER BY leaf.index
"""
NODES = "SELECT level, index, hash FROM journal_node ORDER BY (index + 1) << level, level"
STRAYS = """
SELECT id FROM journal_entry entry
 WHERE NOT EXISTS (SELECT FROM journal_leaf WHERE entry_id = entry.id)
   AND (entry.epoch < %(epoch)s OR entry.epoch = %(epoch)s AND entry.xid < %(horizon)s::xid8)
"""
WAITING = "SELECT count(*) FROM journal_entry entry WHERE written_at < %s AND NOT EXISTS (SELECT FROM journal_leaf WHERE entry_id = entry.id)"
SAID = """
SELECT entry.id, given.field, words.salt, words.words, mark.id, given.digest
  FROM journal_entry entry CROSS JOIN LATERAL jsonb_each_text(entry.words) AS given (field, digest)
  LEFT JOIN journal_words words ON words.entry_id = entry.id AND words.field = given.field
  LEFT JOIN journal_entry mark ON mark.id = words.purge_id AND mark.verb = 'journal.purged' AND mark.subject = entry.id::text
UNION ALL
SELECT words.entry_id, words.field, words.salt, words.words, NULL, NULL
  FROM journal_words words JOIN journal_entry entry ON entry.id = words.entry_id WHERE NOT entry.words ? words.field
"""

MISFILED = """
SELECT id FROM journal_entry WHERE context <> split_part(verb, '.', 1)
UNION
SELECT entry.id FROM journal_words words JOIN journal_entry entry ON entry.id = words.entry_id
 WHERE (words.context, words.organisation) IS DISTINCT FROM (entry.context, entry.organisation)
"""


def list_faults(*, folder: Path, held: Sequence[str] = (), as_if: Mapping[UUID, Mapping[str, Any]] = NOTHING, machine_now: datetime,
                seen_by: Actor) -> Iterator[Fault]:
    """Everything that is wrong with the journal, and what was purged. `held` are signed checkpoints that were kept elsewhere.

    `as_if` gives entries other facts than theirs: what would be said of a copy in which they had been changed.
    """
    seen_by.check_may("journal.verify")
    trusted = keys.public_keys(folder, "seal")
    checkpoints: dict[int, Checkpoint] = {}
    seals = list(Seal.objects.order_by("size"))
    for note, size, root in [*((seal.note, seal.size, bytes(seal.root)) for seal in seals), *((note, -1, None) for note in held)]:
        checkpoint = read_checkpoint(note, trusted)
        if checkpoint is None or size not in (-1, checkpoint.size) or root not in (None, checkpoint.root):
            yield bad_seal(size)
        elif checkpoints.setdefault(checkpoint.size, checkpoint).root != checkpoint.root:
            yield bad_seal(checkpoint.size)
    yield from check_leaves(_rows(as_if), _stream(NODES), [checkpoints[size] for size in sorted(checkpoints)])
    yield from check_words(Said(entry=f"{entry}", field=field, salt=_bytes(salt), words=words, purge=text_of(purge), digest=digest)
                           for entry, field, salt, words, purge, digest in _stream(SAID))
    yield from (misfiled(f"{entry}") for (entry,) in _stream(MISFILED))
    if seals:
        strays = _stream(STRAYS, {"epoch": seals[-1].epoch, "horizon": seals[-1].horizon})
        yield from (inserted(f"{entry}") for (entry,) in strays)
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [machine_now - LONG])
        waiting = cursor.fetchone()[0]
    if waiting:
        yield not_sealed(waiting)


def _rows(as_if: Mapping[UUID, Mapping[str, Any]]) -> Iterator[Row]:
    for index, hash, entry, digest, epoch, xid, *fields in _stream(LEAVES):
        found = None if digest is None else _as_if(_happening(entry, *fields), as_if).digest()
        yield Row(index=index, hash=bytes(hash), entry=f"{entry}", digest=_bytes(digest), found=found, order=(epoch or 0, xid or 0, f"{entry}"))


def _as_if(entry: Happening, as_if: Mapping[UUID, Mapping[str, Any]]) -> Happening:
    return replace(entry, facts=as_if[entry.id]) if entry.id in as_if else entry


def _happening(entry: UUID, schema: int, at: datetime, verb: str, subject: str, role: str, person: UUID | None, membership: UUID | None,
               acts_for: UUID | None, door: str, facts: dict[str, Any], words: dict[str, str], record_of: UUID | None) -> Happening:
    return Happening(id=entry, at=at, verb=verb, subject=subject, role=role, person=text_of(person), membership=text_of(membership),
                     organisation=text_of(acts_for), door=door, facts=_parsed(facts), words=_parsed(words), record_of=text_of(record_of),
                     schema=schema)


def _parsed(value: dict[str, Any] | str) -> dict[str, Any]:
    """Django leaves jsonb as text on its own cursors."""
    parsed: dict[str, Any] = json.loads(value) if isinstance(value, str) else value
    return parsed


def _stream(sql: str, given: dict[str, str | int] | None = None) -> Iterator[Any]:
    """Rows one after another, by a cursor of the server's."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, given)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)


def count_unsealed() -> int:
    """How many entries wait for the sealer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT a22_count_unsealed()")
        waiting: int = cursor.fetchone()[0]
    return waiting


def get_latest_instant() -> datetime | None:
    """The latest instant that anything on record bears."""
    latest: datetime | None = Entry.objects.aggregate(latest=Max("at"))["latest"]
    return latest


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An entry with its place in the tree, None where it waits for the sealer, and whether it still is what its digest says."""

    entry: Entry
    leaf: int | None
    is_intact: bool


def list_standing(*subjects: UUID | str, seen_by: Actor) -> Sequence[Standing]:
    """What happened to several things, oldest first, each digest computed again."""
    entries = list_entries(*subjects, seen_by=seen_by)
    leaves = {leaf.entry_id: leaf for leaf in Leaf.objects.filter(entry__in=entries)}
    found = []
    for entry in entries:
        leaf, digest = leaves.get(entry.pk), hashlib.sha256(canonical_json(canonical_of(entry))).digest()
        is_intact = digest == bytes(entry.digest) and (leaf is None or tree.leaf_hash(digest) == bytes(leaf.hash))
        found.append(Standing(entry=entry, leaf=leaf.index if leaf else None, is_intact=is_intact))
    return found
