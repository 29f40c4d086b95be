"""The register written out for other programs: a table that no spreadsheet takes for a formula, and cards that every telephone reads."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from article22.contexts.missions.rules.representatives import Way, masked
from article22.contexts.missions.rules.terms import PremisesKind, WayKind
from article22.kernel.term import Term

FORMULA = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
LONGEST_LINE = 75  # octets (RFC 2426, 2.6)
CARD_TYPES = {WayKind.MOBILE: "CELL,VOICE", WayKind.OFFICE: "WORK,VOICE"}
PREMISES = ("mission", "state", "kind", "name", "place", "main", "address", "city", "region", "lat", "lon", "precision_km", "phone", "checked", "since")
PEOPLE = ("mission", "name", "position", "languages", "first", "mail", "mobile", "office", "stand", "departs")


class ExportKind(Term):
    """What is written out of the register, and how."""

    PREMISES = "premises-csv", "Missions and premises, CSV"
    PEOPLE = "people-csv", "Representatives, CSV"
    CARDS = "people-vcard", "Representatives, vCard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A representative as they are written out."""

    id: UUID
    mission: str
    of: str
    name: str
    position: str
    languages: Sequence[str]
    is_first: bool
    stand: str
    departs: str
    ways: Sequence[Way]


def csv_of(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table with its header (RFC 4180). A cell that a spreadsheet would run begins with an apostrophe instead."""
    made = io.StringIO(newline="")
    sheet = csv.writer(made)
    sheet.writerow(columns)
    sheet.writerows([_harmless(cell) for cell in row] for row in rows)
    return made.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) and not NUMBER.fullmatch(cell) else cell


def hides_place(kind: PremisesKind, *, is_own: bool, is_open: bool) -> bool:
    """Whether a place is written out without its address and point: a residence of another's, of which the reader has not said why they need it."""
    return kind is PremisesKind.RESIDENCE and not is_own and not is_open


def table_of(people: Sequence[Person], *, is_open: bool) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """Representatives with the columns that they need: a second number has its own, "mobile 2", so that the table can be read in again.

    What reaches them is masked to whoever has not said why they read it.
    """
    said = [{kind: [way.address if is_open else masked(way) for way in one.ways if way.kind is kind] for kind in WayKind} for one in people]
    more = [(kind, at) for kind in WayKind for at in range(1, max((len(ways[kind]) for ways in said), default=0))]
    rows = [(one.mission, one.name, one.position, " ".join(one.languages), "yes" if one.is_first else "",
             *(_at(ways[kind], 0) for kind in (WayKind.MAIL, WayKind.MOBILE, WayKind.OFFICE)), one.stand, one.departs,
             *(_at(ways[kind], at) for kind, at in more)) for one, ways in zip(people, said, strict=True)]
    return (*PEOPLE, *(f"{kind.value} {at + 1}" for kind, at in more)), rows


def _at(words: Sequence[str], at: int) -> str:
    return words[at] if at < len(words) else ""


def cards_of(people: Sequence[Person]) -> str:
    """vCards 3.0 (RFC 2426), which telephones and Outlook read alike."""
    return "".join(f"{_folded(line)}\r\n" for one in people for line in _card_of(one))


def _card_of(one: Person) -> Iterator[str]:
    yield from ("BEGIN:VCARD", "VERSION:3.0", f"UID:urn:uuid:{one.id}", f"FN:{_escaped(one.name)}", f"N:{_escaped(one.name)};;;;",
                f"ORG:{_escaped(one.of)}")
    if one.position:
        yield f"TITLE:{_escaped(one.position)}"
    for way in one.ways:
        yield f"EMAIL;TYPE=INTERNET:{way.address}" if way.kind is WayKind.MAIL else f"TEL;TYPE={CARD_TYPES[way.kind]}:{way.address}"
    yield "END:VCARD"


def _escaped(words: str) -> str:
    return re.sub(r"([\\,;])", r"\\\1", words).replace("\r\n", "\\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line in parts of at most 75 octets, between letters."""
    parts, size = [""], 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST_LINE:
            parts.append("")
            size = 1  # the space before it
        parts[-1] += letter
        size += octets
    return "\r\n ".join(parts)
