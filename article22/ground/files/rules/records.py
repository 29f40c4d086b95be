"""What a list holds: its rows, each with the line at which it begins, and what a person should know of how it was read."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NoReturn
from uuid import UUID

from article22.ground.files.rules.opening import BadFile
from article22.kernel.refusal import NotUnderstood, Refusal
from article22.kernel.term import Term
from article22.kernel.text import TURNS, Text, named

# What nobody sees, and what turns or garbles what stands around it: controls, marks of direction, half letters.
UNSEEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\ud800-\udfff" + "".join(map(chr, TURNS)) + "]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A row of a list: the line of the text, or the row of the sheet, at which it begins, from 1; what it says in each column.

    `fault` is why it cannot be read; `notes` say how it was, where that was not plain.
    """

    line: int
    fields: Mapping[str, str] = field(default_factory=dict)
    fault: Text | None = None
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A list as it was read. `notes` are of the whole."""

    records: Sequence[Record]
    notes: tuple[Text, ...] = ()


def seen(record: Record) -> Record:
    """A row without the letters that nobody sees, and a note that says so."""
    unseen = [name for name, words in record.fields.items() if UNSEEN.search(words)]
    if not unseen:
        return record
    note = Text("list.unseen", "Letters that nobody sees were left out of {columns}.", columns=tuple(f"“{UNSEEN.sub('', name)[:60]}”" for name in unseen))
    return replace(record, fields={name: UNSEEN.sub("", words) for name, words in record.fields.items()}, notes=(*record.notes, note))


def check_lengths(longest: Mapping[str, int], given: Mapping[str, str]) -> None:
    """Refuse words that are longer than is kept of them, by what they are called. Raises NotUnderstood."""
    for what, most in longest.items():
        if len(words := given[what]) > most:
            raise NotUnderstood(Text("list.too-long", "{what} takes at most {most} characters, and has {count} here: {words}… Shorten it.", what=what,
                                     most=most, count=len(words), words=f"“{words[:30]}”"))


def header_of(fields: Sequence[str], name: str) -> list[str]:
    """The names of the columns. Raises BadFile where they do not name each, once."""
    header = [UNSEEN.sub("", field).strip() for field in fields]
    if len(header) < 2 or not all(header) or len(set(header)) < len(header):  # noqa: PLR2004  one column is no table
        raise BadFile(Text("file.no-header", "The first line of {name} does not name its columns, each once: {header}. Export the list with its "
                           "header.", name=name, header=" | ".join(header)[:200]))
    return header


class CannotTakeBack(Refusal):
    """An import on which another was built."""


def refuse_built_on(source: str, later: UUID, at: datetime) -> NoReturn:
    """Refuse to take back an edition on which a later one was built. Raises CannotTakeBack."""
    raise CannotTakeBack(Text("import.built-on", "A later edition of {source} was built on it, on {at}. Take that back first: {id}.", source=source, at=at,
                              id=f"{later}"))


NAMED_AGAIN = Text("import.named-again", "the list names it again")


def said_otherwise(before: Mapping[str, object], after: Mapping[str, object], called: Mapping[str, str]) -> tuple[Text, ...]:
    """What a row says otherwise than before, by what its columns are called."""
    return tuple(Text("list.otherwise", "{what}: {before} → {after}", what=named("list.column", words), before=_said(before.get(name)),
                      after=_said(after.get(name))) for name, words in called.items() if before.get(name) != after.get(name))


def _said(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value)) or "–"
    return value if isinstance(value, (Text, Term)) else f"{value}" if value not in (None, "") else "–"


def numbered(names: Sequence[str]) -> list[str]:
    """Names of which some stand twice, told apart: Telephone, Telephone (2)."""
    seen: dict[str, int] = {}
    made = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        made.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return made


def missing_from(missing: Iterable[str], unread: Collection[str]) -> tuple[tuple[str, ...], tuple[Text, ...]]:
    """Of the ids that a later edition does not have those that it names no more: none that stands in a row which cannot be read. Where such a row has no
    id, it may be any of them: then nothing is named no more, and that is said."""
    gone = tuple(id for id in missing if id not in unread)
    if gone and "" in unread:
        return (), (Text("list.missing-unknown", "{count} of those held are missing. As a row without an id could not be read, and may be any of them, none is "
                         "taken for gone.", count=len(gone)),)
    return gone, ()
