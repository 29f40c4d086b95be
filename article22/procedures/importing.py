"""Other people's lists, read row by row and compared with what is held: a dry run unless it is applied."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from article22.contexts.directory.actions.agencies import compare_agencies, import_agencies
from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.directory.queries.packs import PACK
from article22.contexts.directory.rules import police, police_lists
from article22.contexts.directory.rules.numbers import region_of_calling_code, several_in
from article22.contexts.directory.rules.regions import Outline
from article22.contexts.directory.rules.terms import first_day_of
from article22.contexts.missions.actions.importing import compare_list, import_list
from article22.contexts.missions.actions.importing_people import compare_people, import_people
from article22.contexts.missions.packs import find_state
from article22.contexts.missions.queries.registers import list_cities, list_own_states
from article22.contexts.missions.rules import people_imports
from article22.contexts.missions.rules.imports import Asked, Move, Noted, Refused, Row
from article22.contexts.missions.rules.lists_of_people import columns_unread, id_of
from article22.contexts.missions.rules.lists_of_people import listed_of as person_of
from article22.contexts.missions.rules.lists_of_people import named_in as person_named_in
from article22.contexts.missions.rules.registers import NAMED, external_of, listed_of, named_in
from article22.contexts.missions.rules.terms import NotListed
from article22.ground.files.rules.records import Record, Table
from article22.ground.places import queries as places
from article22.ground.wall.session import allow_pause
from article22.kernel.actor import Actor
from article22.kernel.place import NoSuchPlace, Place
from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text

LONGEST_SOURCE, LONGEST_READING = 80, 180  # letters, seconds
DATED = re.compile(r"[_-]?(\d{4}(?:-\d{2}){0,2})$")


def source_of(name: str) -> tuple[str, str]:
    """The source that a file's name tells, without its date, and the date: us_missions_2021-11-13 is of us_missions."""
    stem = name.rpartition("/")[2].partition(".")[0]
    found = DATED.search(stem)
    if found is None:
        return stem, ""
    try:
        first_day_of(found[1])
    except ValueError:  # 2019-99 is no date, and could not be said on a card
        return stem, ""
    return stem[:found.start()] or stem, found[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is to be said of a row, or of the whole list where there is none: its number, from 1 without the header, the line at which it begins, and what
    it names.

    `with_` is what it may be the same as; `proposed` the place or mission that it may be of; `asks_where` whether one can be given at all.
    """

    row: int | None
    line: int | None
    why: Text
    name: str = ""
    with_: str = ""
    proposed: str = ""
    asks_where: bool = False

    @property
    def can_join(self) -> bool:
        """Whether it can be said to be the same: what is held, never another row of the list."""
        return not self.with_.startswith("row ") and self.why.code != "import.ended-here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What taking a list in would change, or has changed: how many rows, which, and what is to be said of them."""

    rows: int
    same: int
    new: Sequence[str]
    changed: Sequence[Finding]
    gone: Sequence[str]
    maybe: Sequence[Finding]
    refused: Sequence[Finding]
    notes: Sequence[Finding]
    moved: Sequence[Move] = ()
    run: UUID | None = None


def as_json(shown: Shown, where: str = "") -> dict[str, Any]:
    """The contract's JSON. `where` is what a proposal is called there: place or mission."""
    said = {"rows": shown.rows, "new": len(shown.new), "changed": len(shown.changed), "gone": len(shown.gone), "same": shown.same,
            "moved": [{"premises": move.external, "from": f"{move.start}", "to": f"{move.end}", "on": f"{move.on}"} for move in shown.moved],
            "maybe": [_as_json(one) | {"with": one.with_} for one in shown.maybe],
            "refused": [_as_json(one) | ({where: one.proposed} if one.proposed else {}) for one in shown.refused],
            "notes": [_as_json(one) for one in shown.notes]}
    return said | ({"id": f"{shown.run}"} if shown.run else {})


def _as_json(one: Finding) -> dict[str, Any]:
    return {"row": one.row, "line": one.line, "name": one.name, "why": f"{one.why}"}


def import_premises(table: Table, *, source: str, asked: Asked, is_applied: bool, by: Actor, at: datetime, on: date | None = None) -> Shown:
    """What a list of missions would change; done where it is applied. What moved without a day in its row moved `on`, or today.

    Raises NotListed.
    """
    _begin(source, table)
    directory = get_directory(at=at)
    region = region_of_calling_code(directory.calling_code)
    read: list[Row] = []
    refused: list[Refused] = []
    notes: list[Noted] = []
    names: dict[int, str] = {}
    known, own = list_cities(source), list_own_states(PACK)
    for number, record in enumerate(table.records, 1):
        row = record.fields
        names[number] = named_in(row)
        notes += [Noted(row=number, why=note) for note in record.notes]
        where = _Whereabouts(outline=directory.outline, decided=asked.places.get(number, ""), known=known.get(external_of(row), ""))
        try:
            _check_read(record)
            listed = listed_of(row, lambda name, title: find_state(name, title, PACK, own), where.locate)
            _check_day(listed.since, directory.today)
        except NotUnderstood as fault:
            refused.append(Refused(row=number, why=fault.text, external=external_of(row), place="" if fault.code == "place.elsewhere" else where.largest()))
        else:
            if several := several_in(listed.phone, region):
                notes.append(Noted(row=number, why=Text("import.phones", "{phone} is kept as it stands: it holds {count} numbers, it seems {numbers}.",
                                                        phone=f"“{listed.phone}”", count=len(several), numbers=several)))
            notes += [Noted(row=number, why=why) for why in where.unnamed(listed.place)]
            names[number] = ", ".join(part for part in (listed.name, listed.address, listed.place.text) if part)
            read.append(Row(number=number, listed=listed))
    _check_shape(read, refused)
    _check_day(on, directory.today)
    day = on or directory.today
    difference = compare_list(read, refused, source=source, asked=asked, on=day, by=by)
    run = import_list(difference, source=source, by=by, at=at, on=day).pk if is_applied else None
    said = _Saying(table=table, names=names)
    return Shown(
        rows=difference.rows, same=difference.same, new=[names[row.number] for row in (*difference.new, *(row for row, _ in difference.joined))],
        changed=[said.of(change.row.number, Text("import.changes", "{changes}", changes=change.otherwise)) for change in difference.changed],
        gone=difference.gone_named, moved=difference.moved, run=run,
        maybe=[said.of(one.row, one.why, with_=one.with_) for one in difference.maybe],
        refused=[said.of(one.row, one.why, proposed=one.place, asks_where=one.why.code.startswith("place.")) for one in difference.refused],
        notes=said.notes([*notes, *difference.noted], *difference.notes))


def _begin(source: str, table: Table) -> None:
    allow_pause(LONGEST_READING)
    if not source.strip() or len(source) > LONGEST_SOURCE:
        raise NotListed(Text("import.source", "Say whose list it is, in at most {most} characters, so that a later edition is compared with it.",
                             most=LONGEST_SOURCE))
    if not table.records:  # else all that is held would be named no more
        raise NotListed(Text("import.no-rows", "The list has no row under its header. Export it again."))


def _check_shape(read: Sequence[object], refused: Sequence[Refused | police_lists.Of]) -> None:
    """Refuse a list of which no row has a shape that is read here."""
    if not read and (shapeless := next((one.why for one in refused if one.why.code in ("import.columns", "import.police-columns")), None)):
        raise NotListed(shapeless)


def _check_read(record: Record) -> None:
    if record.fault:
        raise NotListed(record.fault)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Saying:
    """How rows of a list are told of: by number, line, and what each names."""

    table: Table
    names: Mapping[int, str]

    def of(self, row: int, why: Text, *, with_: str = "", proposed: str = "", asks_where: bool = False) -> Finding:
        """A finding of a row."""
        return Finding(row=row, line=self.table.records[row - 1].line, name=self.names.get(row, ""), why=why, with_=with_, proposed=proposed,
                       asks_where=asks_where or bool(proposed))

    def notes(self, noted: Sequence[Noted], *more: Text) -> Sequence[Finding]:
        """What is to be said of the whole, then of rows in their order."""
        return [*(Finding(row=None, line=None, why=note) for note in (*more, *self.table.notes)),
                *(self.of(one.row, one.why) for one in sorted(noted, key=lambda one: one.row))]


def _check_day(day: date | None, today: date) -> None:
    if day is not None and day > today:
        raise NotListed(Text("import.not-yet", "{day} is still to come. A list tells of what is so: take it in on that day.", day=day))


@dataclass(slots=True)
class _Whereabouts:
    """Where a row is: as a person decided now, as it says itself, or as was decided when it was taken in first."""

    outline: Outline
    decided: str
    known: str
    city: str = ""

    def locate(self, city: str, point: Place | None) -> Place:
        """The place of a city's name and a point in the receiving State. What a person decided goes before a point that is elsewhere. Raises NoSuchPlace."""
        self.city = city
        if point:
            self.outline.check_has(point)
        try:
            return places.locate(self.decided or city, point, PACK)
        except NoSuchPlace as fault:
            if self.decided and fault.code == "place.elsewhere":
                return places.get_place(self.decided, PACK)
            if not self.known or fault.code == "place.elsewhere":
                raise
            return places.locate(self.known, point, PACK)

    def largest(self) -> str:
        """The largest place that the row's own words may name; empty where they name one, or none."""
        try:
            found = places.list_places(self.city, PACK) if self.city else ()
        except NoSuchPlace:
            return ""
        return found[0].text if len(found) > 1 else ""

    def unnamed(self, place: Place) -> Iterator[Text]:
        """That the row's own words name no city that is known, and its point one."""
        if not (self.decided or self.known or places.is_named(place, self.city, PACK)):
            yield Text("import.city-unknown", "No city called {words} is known there. By its point it is in {place}.", words=f"“{self.city[:60]}”",
                       place=place.text)


def import_police(table: Table, *, source: str, printed: str, asked: police_lists.Asked, is_applied: bool, by: Actor, at: datetime) -> Shown:
    """What a list of police agencies would change; they stay candidates. Raises NotListed for another shape."""
    _begin(source, table)
    directory, states = get_directory(at=at), places.list_states(PACK)
    read: list[police_lists.Row] = []
    refused: list[police_lists.Of] = []
    notes: list[Noted] = []
    names: dict[int, str] = {}
    for number, record in enumerate(table.records, 1):
        notes += [Noted(row=number, why=note) for note in record.notes]
        names[number] = record.fields.get("NAME", "")[:NAMED]
        try:
            _check_read(record)
            one = police.listed_of(record.fields, directory, states)
        except NotUnderstood as fault:
            refused.append(police_lists.Of(row=number, why=fault.text, external=record.fields.get("ID", "").strip()))
        else:
            names[number] = police_lists.named(one)
            read.append(police_lists.Row(number=number, listed=one))
    _check_shape(read, refused)
    difference = compare_agencies(read, refused, source=source, asked=asked, by=by)
    run = import_agencies(difference, source=source, printed=printed or f"{at.year}", by=by, at=at) if is_applied else None
    said = _Saying(table=table, names=names)
    return Shown(
        rows=difference.rows, same=difference.same, run=run, new=[names[row.number] for row in difference.new],
        changed=[said.of(row.number, police_lists.changes_of(row, kept)) for row, kept in difference.changed] + [
            said.of(row.number, Text("import.joined", "it is {held}, which stays as it is held", held=kept.named)) for row, kept in difference.joined],
        gone=[kept.named for kept in difference.gone], maybe=[said.of(one.row, one.why, with_=one.with_) for one in difference.maybe],
        refused=[said.of(one.row, one.why) for one in difference.refused],
        notes=said.notes([*notes, *(Noted(row=one.row, why=one.why) for one in difference.noted)], *difference.notes))


def import_representatives(table: Table, *, source: str, asked: people_imports.Asked, consent: str, is_applied: bool, by: Actor, at: datetime) -> Shown:
    """What a list of representatives would change; done where it is applied. Nobody is verified by it.

    `consent` says how it is known of all that they agree to be held. Raises NotListed.
    """
    _begin(source, table)
    directory = get_directory(at=at)
    region = region_of_calling_code(directory.calling_code)
    read: list[people_imports.Row] = []
    refused: list[Refused] = []
    unread = tuple(dict.fromkeys(name for record in table.records for name in columns_unread(list(record.fields))))
    notes: list[Noted] = []
    names: dict[int, str] = {}
    for number, record in enumerate(table.records, 1):
        notes += [Noted(row=number, why=note) for note in record.notes]
        names[number] = person_named_in(record.fields)
        try:
            _check_read(record)
            listed, left_out = person_of(record.fields, region)
        except NotUnderstood as fault:
            refused.append(Refused(row=number, why=fault.text, external=id_of(record.fields)))
        else:
            notes += [Noted(row=number, why=note) for note in left_out]
            read.append(people_imports.Row(number=number, listed=listed))
    difference = compare_people(read, refused, source=source, region=region, asked=asked, all_consent=bool(consent.strip()), by=by, at=at)
    run = import_people(difference, source=source, consent=consent.strip(), by=by, at=at, on=directory.today).pk if is_applied else None
    said = _Saying(table=table, names=names)
    return Shown(
        rows=difference.rows, same=difference.same, new=[f"{match.mission} {match.row.listed.name}" for match in difference.new],
        changed=[said.of(match.row.number, Text("import.changes", "{changes}", changes=match.otherwise)) for match in difference.changed] + [
            said.of(match.row.number, Text("import.joined-person", "it is {held}: what is not known of them is filled in", held=match.label))
            for match in difference.joined],
        gone=difference.gone_named, run=run,
        maybe=[said.of(one.row, one.why, with_=one.with_) for one in difference.maybe],
        refused=[said.of(one.row, one.why, proposed=one.place, asks_where=one.why.code in people_imports.ASKS_WHOSE) for one in difference.refused],
        notes=said.notes([*notes, *difference.noted], *difference.notes, *(
            [Text("import.unread", "Nobody reads the columns {columns}.", columns=unread)] if unread else [])))
