"""Other people's lists, read row by row and compared with what is held: a dry run unless it is applied."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from article22.contexts.directory.actions.agencies import Imported, compare_agencies, import_agencies
from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.directory.queries.packs import PACK
from article22.contexts.directory.rules import police
from article22.contexts.directory.rules.numbers import region_of_calling_code, several_in
from article22.contexts.missions.actions.importing import compare_list, import_list
from article22.contexts.missions.packs import find_state
from article22.contexts.missions.queries.registers import list_cities
from article22.contexts.missions.rules.imports import Asked, Maybe, Refused, Row
from article22.contexts.missions.rules.registers import external_of, listed_of
from article22.contexts.missions.rules.terms import NotListed
from article22.ground.files.rules.records import Record, Table
from article22.ground.places import queries as places
from article22.kernel.actor import Actor
from article22.kernel.place import NoSuchPlace, Place
from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text

DATED = re.compile(r"[_-]?(\d{4}(?:-\d{2}){0,2})$")


def source_of(name: str) -> tuple[str, str]:
    """The source that a file's name tells, without its date, and the date: us_missions_2021-11-13 is of us_missions."""
    stem = name.rpartition("/")[2].partition(".")[0]
    found = DATED.search(stem)
    return (stem[:found.start()] or stem, found[1]) if found else (stem, "")


def import_premises(table: Table, *, source: str, asked: Asked, is_applied: bool, by: Actor, at: datetime,
                    on: date | None = None) -> dict[str, Any]:
    """What a list of missions would change, as the contract's JSON; done where it is applied. What moved without a day in its row moved `on`, or today.

    Raises NotListed.
    """
    directory = get_directory(at=at)
    region = region_of_calling_code(directory.calling_code)
    read: list[Row] = []
    refused: list[Refused] = []
    notes: list[Noted] = []
    known = list_cities(source)
    for number, record in enumerate(table.records, 1):
        notes += [Noted(row=number, why=note) for note in record.notes]
        row = record.fields
        where = _Whereabouts(decided=asked.places.get(number, ""), known=known.get(external_of(row), ""))
        try:
            _check_read(record)
            listed = listed_of(row, lambda name, title: find_state(name, title, PACK), where.locate)
            directory.outline.check_has(listed.place)
            _check_day(listed.since, directory.today)
        except NotUnderstood as fault:
            if fault.code == "import.columns":
                raise
            refused.append(Refused(row=number, why=fault.text, external=external_of(row), place=where.largest()))
        else:
            if several := several_in(listed.phone, region):
                notes.append(Noted(row=number, why=Text("import.phones", "{phone} is kept as it stands: it holds {count} numbers, it seems {numbers}.",
                                                        phone=f"“{listed.phone}”", count=len(several), numbers=several)))
            read.append(Row(number=number, listed=listed))
    _check_day(on, directory.today)
    day = on or directory.today
    difference = compare_list(read, refused, source=source, asked=asked, on=day, by=by)
    said = {"rows": difference.rows, "new": len(difference.new) + len(difference.joined), "changed": len(difference.changed),
            "gone": len(difference.gone), "same": difference.same,
            "moved": [{"premises": move.external, "from": f"{move.start}", "to": f"{move.end}", "on": f"{move.on}"} for move in difference.moved],
            "maybe": [_found(table, one) | {"with": one.with_} for one in difference.maybe],
            "refused": [_found(table, one) | ({"place": one.place} if one.place else {}) for one in difference.refused],
            "notes": _notes(table, notes)}
    if is_applied:
        said["id"] = f"{import_list(difference, source=source, by=by, at=at, on=day).pk}"
    return said


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What a person should know of a row that was taken in as it stands."""

    row: int
    why: Text


def _check_read(record: Record) -> None:
    if record.fault:
        raise NotListed(record.fault)


def _found(table: Table, one: Noted | Maybe | Refused) -> dict[str, Any]:
    """A finding as JSON: its row, from 1 without the header, and the line of the file at which that begins."""
    return {"row": one.row, "line": table.records[one.row - 1].line, "why": f"{one.why}"}


def _notes(table: Table, notes: Sequence[Noted]) -> list[dict[str, Any]]:
    return [*({"row": None, "line": None, "why": f"{note}"} for note in table.notes), *(_found(table, note) for note in notes)]


def _check_day(day: date | None, today: date) -> None:
    if day is not None and day > today:
        raise NotListed(Text("import.not-yet", "{day} is still to come. A list tells of what is so: take it in on that day.", day=day))


@dataclass(slots=True)
class _Whereabouts:
    """Where a row is: as a person decided now, as it says itself, or as was decided when it was taken in first."""

    decided: str
    known: str
    city: str = ""

    def locate(self, city: str, point: Place | None) -> Place:
        """The place of a city's name and a point. Raises NoSuchPlace."""
        self.city = city
        try:
            return places.locate(self.decided or city, point, PACK)
        except NoSuchPlace:
            if not self.known:
                raise
            return places.locate(self.known, point, PACK)

    def largest(self) -> str:
        """The largest place that the row's own words may name; empty where they name one, or none."""
        try:
            found = places.list_places(self.city, PACK) if self.city else ()
        except NoSuchPlace:
            return ""
        return found[0].text if len(found) > 1 else ""


def import_police(table: Table, *, source: str, printed: str, is_applied: bool, by: Actor, at: datetime) -> dict[str, Any]:
    """What a list of police agencies would change; they stay candidates. Raises NotListed for another shape."""
    first = next((record.fields for record in table.records if not record.fault), {})
    if not set(police.COLUMNS) <= first.keys():
        raise NotListed(Text("import.police-columns", "A list of police agencies has the columns {columns}. Rename those of your list.",
                             columns=", ".join(police.COLUMNS)))
    directory, states = get_directory(at=at), places.list_states(PACK)
    listed: dict[str, police.Listed] = {}
    refused: list[Noted] = []
    notes: list[Noted] = []
    for number, record in enumerate(table.records, 1):
        notes += [Noted(row=number, why=note) for note in record.notes]
        try:
            _check_read(record)
            one = police.listed_of(record.fields, directory, states)
        except NotUnderstood as fault:
            refused.append(Noted(row=number, why=fault.text))
            continue
        if one.external in listed:
            refused.append(Noted(row=number, why=Text("import.twice", "Another row has the same id, {id}.", id=one.external)))
            continue
        listed[one.external] = one
    difference: Imported = (
        import_agencies(list(listed.values()), source=source, printed=printed or f"{at.year}", by=by, at=at) if is_applied
        else compare_agencies(list(listed.values()), source=source, by=by))
    return {"rows": len(table.records), "new": len(difference.new), "changed": len(difference.changed), "gone": len(difference.gone),
            "same": difference.same, "maybe": [], "refused": [_found(table, one) for one in refused], "notes": _notes(table, notes)}
