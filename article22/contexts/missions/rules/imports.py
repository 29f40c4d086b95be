"""How somebody else's list differs from the register: by its own ids first; what may be a mission already held is never merged unasked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from article22.contexts.missions.rules.registers import Listed
from article22.contexts.missions.rules.terms import MissionKind, NotListed
from article22.ground.places.rules import fold, fold_city
from article22.kernel.text import Text

Likeness = tuple[str, MissionKind, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the list by its number (from 1), read."""

    number: int
    listed: Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Maybe:
    """A row that may tell of something held already, or of another row: a person says which."""

    row: int
    with_: str
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row that cannot be taken in."""

    row: int
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the register holds that a row may be compared with: of the same source what it last said, and every mission by its likeness."""

    contents: Mapping[str, Mapping[str, Any]]
    gone: frozenset[str]
    alike: Mapping[Likeness, str]
    numbers: Mapping[str, Likeness]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person decided about rows that were unclear: these are new, those belong to that mission."""

    new: frozenset[int] = frozenset()
    join: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What taking the list in would change. `gone` counts only what came from the same source."""

    rows: int
    new: tuple[Row, ...]
    joined: tuple[tuple[Row, str], ...]
    changed: tuple[Row, ...]
    gone: tuple[str, ...]
    same: int
    maybe: tuple[Maybe, ...]
    refused: tuple[Refused, ...]


def content_of(listed: Listed) -> dict[str, Any]:
    """What a row says, as it is kept and compared."""
    place = listed.place
    return {"state": listed.state.code, "kind": listed.kind.value, "name": listed.name, "address": listed.address, "phone": listed.phone,
            "city": place.city, "region": place.state, "latitude": place.latitude, "longitude": place.longitude}


def likeness(state: str, kind: MissionKind, city: str, region: str) -> Likeness:
    """What two rows share that may be one mission."""
    return state, kind, fold_city(city), region


def compare(rows: Sequence[Row], refused: Sequence[Refused], held: Held, asked: Asked) -> Difference:
    """Compare a list with the register. Raises NotListed where what a person decided names no row or no mission."""
    _check_asked(rows, held, asked)
    new: list[Row] = []
    joined: list[tuple[Row, str]] = []
    changed: list[Row] = []
    maybe: list[Maybe] = []
    seen: dict[Likeness, int] = {}
    known: set[str] = set()
    twice: list[Refused] = []
    same = 0
    for row in rows:
        listed = row.listed
        like = likeness(listed.state.code, listed.kind, listed.place.city or "", listed.place.state or "")
        if listed.external in known:
            twice.append(Refused(row=row.number, why=Text("import.twice", "Another row has the same id, {id}.", id=listed.external)))
            continue
        known.add(listed.external)
        if listed.external in held.contents:
            if held.contents[listed.external] == content_of(listed) and listed.external not in held.gone:
                same += 1
            else:
                changed.append(row)
        elif row.number in asked.join:
            joined.append((row, asked.join[row.number]))
        elif row.number in asked.new or not (doubt := _doubt(like, held, seen)):
            new.append(row)
            seen.setdefault(like, row.number)
        else:
            maybe.append(Maybe(row=row.number, with_=doubt[0], why=doubt[1]))
    gone = tuple(external for external in held.contents if external not in known and external not in held.gone)
    return Difference(rows=len(rows) + len(refused), new=tuple(new), joined=tuple(joined), changed=tuple(changed), gone=gone, same=same,
                      maybe=tuple(maybe), refused=tuple(sorted((*refused, *twice), key=lambda one: one.row)))


def _doubt(like: Likeness, held: Held, seen: Mapping[Likeness, int]) -> tuple[str, Text] | None:
    if number := held.alike.get(like):
        return number, Text("import.maybe-held", "{number} is of the same State and kind in {city}. Say --join ROW={number} if it is the same, "
                            "--new ROW if it is another.", number=number, city=like[2].title())
    if like in seen:
        return f"row {seen[like]}", Text("import.maybe-twice", "Row {other} is of the same State and kind in {city}. Say --new ROW if it is another "
                                         "mission; take the list in and then say --join ROW=NUMBER if it is the same.", other=seen[like],
                                         city=like[2].title())
    return None


def _check_asked(rows: Sequence[Row], held: Held, asked: Asked) -> None:
    numbers = {row.number for row in rows}
    for number in sorted({*asked.new, *asked.join} - numbers):
        raise NotListed(Text("import.no-row", "The list has no row {row} that can be read. Rows count from 1, without the header.", row=number))
    for mission in asked.join.values():
        if mission not in held.numbers:
            raise NotListed(Text("import.no-mission", "The register has no mission {number} to join a row to.", number=mission))


def address_key(address: str) -> str:
    """An address as it is compared."""
    return fold(address.partition(",")[0])


def street_key(words: str) -> str | None:
    """The same of words that may be an address: a number and a street; None of all others."""
    key = address_key(words)
    return key if " " in key and any(letter.isdigit() for letter in key) else None
