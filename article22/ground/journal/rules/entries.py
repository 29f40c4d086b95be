"""An entry as it is digested: ids, verbs, field names and salted digests, never words."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from article22.kernel.actor import Actor
from article22.kernel.term import Term

SCHEMA = 2  # entries are never migrated: a newer shape has a newer number
SAYS_WHOSE = 2  # the first that digests whose record an entry is, which decides who sees it
Fact = str | int | bool | None
SALT_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What an entry says. `facts` are ids, numbers, terms and instants; `words` the salted digests of what was said, by field.

    The actor acted for `organisation`; the record is that of `record_of`.
    """

    id: UUID
    at: datetime
    verb: str
    subject: str
    role: str
    person: str | None
    membership: str | None
    organisation: str | None
    door: str
    facts: Mapping[str, Fact]
    words: Mapping[str, str]
    record_of: str | None
    schema: int = SCHEMA

    def canonical(self) -> dict[str, object]:
        """The object that is digested, and that a receipt carries."""
        whose = {"record_of": self.record_of} if self.schema >= SAYS_WHOSE else {}
        return whose | {
            "schema": self.schema, "id": f"{self.id}", "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"), "verb": self.verb,
            "subject": self.subject, "role": self.role, "person": self.person, "membership": self.membership,
            "organisation": self.organisation, "door": self.door, "facts": dict(self.facts), "words": dict(self.words),
        }

    def digest(self) -> bytes:
        """SHA-256 of the canonical object."""
        return hashlib.sha256(canonical_json(self.canonical())).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One of many things to be put on record at once, none of them with words. `organisation` is whose record it is, where not the actor's."""

    verb: str
    subject: UUID | str
    facts: Mapping[str, object]
    organisation: UUID | None = None


def canonical_json(content: object) -> bytes:
    """JSON with sorted keys, no white space, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def happening(verb: str, subject: UUID | str, *, id: UUID, by: Actor, at: datetime, facts: Mapping[str, object],
              words: Mapping[str, str], record_of: UUID | None = None) -> Happening:
    """An entry to be; `words` are digests already. It is the actor's own record unless it is said whose."""
    return Happening(
        record_of=text_of(record_of or by.organisation),
        id=id, at=at, verb=verb, subject=f"{subject}", role=by.role, person=text_of(by.person), membership=text_of(by.membership),
        organisation=text_of(by.organisation), door=by.door, facts={name: _fact(value) for name, value in sorted(facts.items())}, words=words)


def new_salt() -> bytes:
    """Salt for one stretch of words, so that a short one cannot be guessed from its digest."""
    return secrets.token_bytes(SALT_BYTES)


def words_digest(salt: bytes, words: str) -> str:
    """The salted digest of what was said, in hex."""
    return hashlib.sha256(salt + words.encode()).hexdigest()


def text_of(id: UUID | None) -> str | None:
    """An id as an entry holds it."""
    return None if id is None else f"{id}"


def _fact(value: object) -> Fact:
    match value:
        case None | bool() | int():
            return value
        case Term():
            return value.value
        case UUID():
            return f"{value}"
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case str():
            return value
    raise TypeError(f"The journal keeps no {type(value).__name__}: give an id, a number, a term, a day or an instant, and words as words.")
