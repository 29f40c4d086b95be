"""What may be done with the journal: add an entry, seal what was committed, purge words."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from article22.ground.journal import queries
from article22.ground.journal.models import Entry, Epoch, Leaf, Node, Seal, Words
from article22.ground.journal.rules import tree
from article22.ground.journal.rules.entries import Happening, Told, happening, new_salt, words_digest
from article22.ground.journal.rules.notes import Checkpoint, sign_checkpoint
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.refusal import Absent

SEALER = 22_961  # the advisory lock of the one sealer
ONCE = 22_962  # the seed of the locks of what is done once
MOST_AT_ONCE = 20_000

# Every entry whose transaction is final, in an order that no later commit can upset: see docs/adr/0006. Of an earlier epoch all are.
FINAL = """
SELECT id, digest FROM journal_entry
 WHERE epoch = %s AND xid >= %s::xid8 AND xid < %s::xid8 AND NOT EXISTS (SELECT 1 FROM journal_leaf WHERE entry_id = journal_entry.id)
 ORDER BY xid, id LIMIT %s
"""
LEFT_OVER = """
SELECT id, digest FROM journal_entry
 WHERE epoch < %s AND NOT EXISTS (SELECT 1 FROM journal_leaf WHERE entry_id = journal_entry.id) ORDER BY epoch, xid, id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """An entry to be added with what was said in it, as JSON: for the one statement that adds it, together with what it tells or by itself."""

    happening: Happening
    entry: dict[str, Any]
    words: list[dict[str, Any]]
    told: Mapping[str, tuple[bytes, str]]

    @property
    def id(self) -> UUID:
        """The entry's id."""
        return self.happening.id

    def as_json(self) -> dict[str, Any]:
        """The document that INSERTS reads."""
        return {"entries": [self.entry], "said": self.words}


# Two parts of a statement that begins `WITH given AS (SELECT …::jsonb AS g)`.
INSERTS = """
entry AS (
  INSERT INTO journal_entry (id, schema, at, context, verb, subject, role, person, membership, acts_for, organisation, door, facts, words, digest)
  SELECT r.id, r.schema, r.at, r.context, r.verb, r.subject, r.role, r.person, r.membership, r.acts_for, r.organisation, r.door, r.facts, r.words, r.digest
    FROM given, jsonb_populate_recordset(NULL::journal_entry, g -> 'entries') r),
said AS (
  INSERT INTO journal_words (id, entry_id, context, organisation, field, salt, words)
  SELECT r.id, r.entry_id, r.context, r.organisation, r.field, r.salt, r.words
    FROM given, jsonb_populate_recordset(NULL::journal_words, g -> 'said') r)"""
RECORD = f"WITH given AS (SELECT %s::jsonb AS g), {INSERTS} SELECT 1"


def record(verb: str, subject: UUID | str, *, by: Actor, at: datetime, words: Mapping[str, str] | None = None,
           organisation: UUID | None = None, **facts: object) -> UUID:
    """Add an entry, in the transaction of what it tells. Returns its id.

    `words` is what was said, by field: kept apart, with salt, so that it can be purged. `organisation` is whose record it is, where that
    is not the actor's own. Facts are ids, numbers, terms and instants.
    """
    rows = rows_of(verb, subject, by=by, at=at, words=words, organisation=organisation, facts=facts)
    _insert([rows])
    return rows.id


def rows_of(verb: str, subject: UUID | str, *, by: Actor, at: datetime, words: Mapping[str, str] | None = None, organisation: UUID | None = None,
            facts: Mapping[str, object]) -> Rows:
    """The rows of an entry, not added yet: what `record` would add. What is done under a broken glass says so."""
    facts = {**facts, "glass": by.glass} if by.glass else facts
    salts = {field: new_salt() for field in words or {}}
    digests = {field: words_digest(salts[field], said) for field, said in (words or {}).items()}
    entry = happening(verb, subject, id=new_id(at), by=by, at=at, facts=facts, words=digests, record_of=organisation)
    context, whose = verb.partition(".")[0], entry.record_of
    row = {"id": f"{entry.id}", "schema": entry.schema, "at": at.isoformat(), "context": context, "verb": verb, "subject": entry.subject,
           "role": entry.role, "person": entry.person, "membership": entry.membership, "acts_for": entry.organisation, "organisation": whose,
           "door": by.door, "facts": dict(entry.facts), "words": digests, "digest": _hex(entry.digest())}
    said = [{"id": f"{new_id(at)}", "entry_id": f"{entry.id}", "context": context, "organisation": whose, "field": field, "salt": _hex(salts[field]),
             "words": told} for field, told in (words or {}).items()]
    return Rows(happening=entry, entry=row, words=said, told={field: (salts[field], told) for field, told in (words or {}).items()})


def _hex(content: bytes) -> str:
    """Bytes as PostgreSQL reads them from text."""
    return f"\\x{content.hex()}"


def record_all(told: Sequence[Told], *, by: Actor, at: datetime) -> Sequence[UUID]:
    """Add many entries at once, in the transaction of what they tell. Returns their ids, in the same order."""
    rows = [rows_of(each.verb, each.subject, by=by, at=at, organisation=each.organisation, facts=each.facts) for each in told]
    _insert(rows)
    return [row.id for row in rows]


def _insert(rows: Sequence[Rows]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(RECORD, [json.dumps({"entries": [row.entry for row in rows], "said": [one for row in rows for one in row.words]})])


def is_first(verb: str, subject: str) -> bool:
    """Whether nothing of that kind is on record of a subject; until the transaction ends, whoever asks the same waits. For what is done once."""
    _wait_for(f"{verb} {subject}")
    return not Entry.objects.filter(subject=subject, verb=verb).exists()


def list_first(verb: str, subjects: Collection[str]) -> frozenset[str]:
    """Of which of some subjects nothing of that kind is on record; until the transaction ends, whoever asks for that kind waits."""
    _wait_for(verb)
    return frozenset(subjects) - frozenset(Entry.objects.filter(subject__in=subjects, verb=verb).values_list("subject", flat=True))


def _wait_for(what: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [what, ONCE])


@transaction.atomic
def seal(origin: str, key: Ed25519PrivateKey, *, machine_now: datetime) -> int:
    """Append to the tree every entry that was committed, and sign the new root. Returns how many; 0 where another sealer is at work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALER])
        if not cursor.fetchone()[0]:
            return 0
        epoch = Epoch.objects.get().number
        last = Seal.objects.order_by("-size").first()
        is_new_epoch = last is None or last.epoch < epoch
        since = "0" if last is None or is_new_epoch else last.horizon
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
        horizon = cursor.fetchone()[0]
        left_over = []
        if is_new_epoch:
            cursor.execute(LEFT_OVER, [epoch])
            left_over = cursor.fetchall()
        cursor.execute(FINAL, [epoch, since, horizon, MOST_AT_ONCE])
        final = cursor.fetchall()
    rows = left_over + final
    if not rows:
        return 0
    if len(final) == MOST_AT_ONCE:
        horizon = since  # more are waiting below it: begin there again
    size, root = _append(last.size if last else 0, [(entry, bytes(digest)) for entry, digest in rows])
    note = sign_checkpoint(Checkpoint(origin=origin, size=size, root=root), key)
    Seal.objects.bulk_create([Seal(size=size, epoch=epoch, horizon=horizon, root=root, note=note, sealed_at=machine_now)])
    return len(rows)


def _append(size: int, rows: list[tuple[UUID, bytes]]) -> tuple[int, bytes]:
    """Add leaves and the subtrees they complete; the new size and root."""
    fresh = {(0, size + place): tree.leaf_hash(digest) for place, (_, digest) in enumerate(rows)}
    known = queries.get_nodes(tree.needed(size)) | fresh
    completed = {}
    for place in range(size, size + len(rows)):
        for level, index in tree.completed(place):
            below = level - 1
            known[level, index] = completed[level, index] = tree.node_hash(known[below, 2 * index], known[below, 2 * index + 1])
    Leaf.objects.bulk_create([Leaf(index=size + place, entry_id=entry, hash=fresh[0, size + place]) for place, (entry, _) in enumerate(rows)])
    Node.objects.bulk_create([Node(level=level, index=index, hash=hash) for (level, index), hash in completed.items()])
    size += len(rows)
    return size, tree.root_of(size, lambda level, index: known[level, index])


@transaction.atomic
def begin_epoch() -> int:
    """After a restore into another cluster: seal nothing by transaction ids of the old one. Returns the new epoch's number."""
    epoch = Epoch.objects.select_for_update().get()
    epoch.number += 1
    epoch.save(update_fields=["number"])
    return epoch.number


@transaction.atomic
def purge_words(entry_id: UUID, *, by: Actor, second: Actor, reason: str, at: datetime) -> UUID:
    """Replace every word said in an entry, and its salt, by a purge mark. Two people; the entry and its digest stay. Returns the mark's entry."""
    by.check_may("journal.purge")
    second.check_may("journal.purge")
    if not Words.objects.filter(entry=entry_id, words__isnull=False).exists():
        raise Absent
    assert second.person is not None  # only people hold that verb
    return purge_found(entry_id, by=by, second=second.person, reason=reason, at=at)


def purge_found(entry_id: UUID, *, by: Actor, second: UUID, reason: str, at: datetime) -> UUID:
    """The same for a context that found the entry, and knows the second person. The database refuses one person alone."""
    by.check_may("journal.purge")
    mark = record("journal.purged", entry_id, by=by, at=at, words={"reason": reason}, second=second)
    with connection.cursor() as cursor:
        cursor.execute("SELECT a22_purge_words(%s, %s)", [entry_id, mark])
    return mark
