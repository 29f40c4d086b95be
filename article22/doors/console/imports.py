"""`article22 import`: other people's lists of missions, of their people and of police, as a dry run unless it is applied."""

import csv
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from article22.contexts.directory.rules.questions import day_of
from article22.doors.console.connecting import acting_as_system
from article22.doors.console.printing import add_command, add_json, print_json
from article22.ground.files.rules.opening import BadFile
from article22.ground.files.rules.records import Table
from article22.ground.files.rules.tables import LARGEST_TABLE, table_of
from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text


def describe(commands: Any) -> None:
    """Declare the commands and their options."""
    parser = add_command(commands, "import", "take in a list of missions, of their people or of police; shows what would change unless --apply is given")
    parts = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")
    premises = add_command(parts, "premises", "missions with their States and places, from CSV, GeoJSON or Excel (.xlsx)")
    premises.add_argument("--join", action="append", default=[], metavar="ROW=MISSION", help="that row belongs to that mission: 12=VAL-1; may be repeated")
    premises.add_argument("--new", action="append", default=[], metavar="ROW", help="that row is another mission, whatever it looks like; may be repeated")
    premises.set_defaults(run=run_premises)
    premises.add_argument("--place", action="append", default=[], metavar="ROW=PLACE", help="that row is there: 12='Atlanta, GA'; may be repeated")
    premises.add_argument("--decisions", metavar="FILE", help="the same from a CSV with the columns row, same, new, place, as --write-decisions writes it")
    premises.add_argument("--write-decisions", metavar="FILE", help="write each unclear row with what is proposed, to be read, corrected and given back")
    premises.add_argument("--on", metavar="DATE", help="the day on which what moved did so, where its row gives none; today if left out")
    people = add_command(parts, "representatives", "missions' people, from vCard, CSV or Excel (.xlsx); nobody is verified by it")
    people.add_argument("--join", action="append", default=[], metavar="ROW=WHO", help="that row is that representative: 12='VAL-1 Ana Ferro'; may be repeated")
    people.add_argument("--new", action="append", default=[], metavar="ROW", help="that row is somebody else, whoever it looks like; may be repeated")
    people.add_argument("--mission", action="append", default=[], metavar="ROW=MISSION", help="that row is of that mission: 12=VAL-1; may be repeated")
    people.add_argument("--consent", default="", metavar="WORDS", help="how it is known that all agree to be held, where the list does not say so of each")
    people.add_argument("--decisions", metavar="FILE", help="what was decided, from a CSV with the columns row, same, new, mission")
    people.add_argument("--write-decisions", metavar="FILE", help="write each unclear row with what is proposed, to be read, corrected and given back")
    people.set_defaults(run=run_representatives)
    agencies = add_command(parts, "agencies", "local police, from CSV or Excel (.xlsx) with HIFLD's columns; candidates until an officer confirms them")
    agencies.add_argument("--join", action="append", default=[], metavar="ROW=AGENCY", help="that row is that agency: 12='hifld 10223437'; may be repeated")
    agencies.add_argument("--new", action="append", default=[], metavar="ROW", help="that row is another agency, whatever it looks like; may be repeated")
    agencies.add_argument("--decisions", metavar="FILE", help="what was decided, from a CSV with the columns row, same, new")
    agencies.add_argument("--write-decisions", metavar="FILE", help="write each unclear row with what is proposed, to be read, corrected and given back")
    agencies.set_defaults(run=run_agencies)
    for part in (premises, people, agencies):
        part.add_argument("file", help="the list; its name without a date is its source, so that a later edition is compared with it")
        part.add_argument("--source", help="the source, where the file's name does not tell it")
        part.add_argument("--apply", action="store_true", help="do it")
        add_json(part)
    undo = add_command(parts, "undo", "take back an import as a whole")
    undo.add_argument("id", help="its id, as `article22 import list` shows it")
    undo.set_defaults(run=run_undo)
    listing = add_command(parts, "list", "the imports, the newest first")
    listing.set_defaults(run=run_list)
    for part in (undo, listing):
        add_json(part)


def run_premises(options: Namespace) -> int:
    """Exit 0 also where rows were refused: they are listed."""
    from article22.contexts.missions.rules.imports import Asked

    decided = _decisions(options.decisions, "place")
    asked = Asked(new=decided.new | {_row_of(text) for text in options.new},
                  join={row: mission.upper() for row, mission in (*decided.same.items(), *map(_pair_of, options.join))},
                  places={**decided.where, **dict(map(_pair_of, options.place))})
    table, on = _read(options.file), day_of(options.on) if options.on else None
    with acting_as_system() as (_, actor):
        from article22.procedures import importing
        from article22.threshold.clock import now

        shown = importing.import_premises(table, source=options.source or importing.source_of(options.file)[0], asked=asked, is_applied=options.apply,
                                          by=actor, at=now(), on=on)
    said = importing.as_json(shown, "place")
    if options.write_decisions:
        _write_decisions(options.write_decisions, said, "place")
    return _said(options, said, shown)


def run_representatives(options: Namespace) -> int:
    """Exit 0 also where rows were refused: they are listed."""
    from article22.contexts.missions.rules.people_imports import Asked

    decided = _decisions(options.decisions, "mission")
    asked = Asked(new=decided.new | {_row_of(text) for text in options.new}, join={**decided.same, **dict(map(_pair_of, options.join))},
                  missions={row: mission.upper() for row, mission in (*decided.where.items(), *map(_pair_of, options.mission))})
    table = _read(options.file)
    with acting_as_system() as (_, actor):
        from article22.procedures import importing
        from article22.threshold.clock import now

        shown = importing.import_representatives(table, source=options.source or importing.source_of(options.file)[0], asked=asked, consent=options.consent,
                                                 is_applied=options.apply, by=actor, at=now())
    said = importing.as_json(shown, "mission")
    if options.write_decisions:
        _write_decisions(options.write_decisions, said, "mission")
    return _said(options, said, shown)


def run_undo(options: Namespace) -> int:
    """Exit 1 where something was left as it is: it is listed."""
    with acting_as_system() as (_, actor):
        from article22.procedures.taking_back import undo
        from article22.threshold.clock import now

        undone, left = undo(_id_of(options.id), by=actor, at=now())
    said: dict[str, Any] = {"undone": undone, "left": [{"what": one.what, "why": f"{one.why}"} for one in left]}
    if options.json:
        print_json(said)
    else:
        print(*(f"{one['what']} was left: {one['why']}" for one in said["left"]), f"{undone} rows taken back, {len(left)} left.", sep="\n")
    return 1 if left else 0


def run_list(options: Namespace) -> int:
    """Print the imports."""
    with acting_as_system():
        from article22.procedures.taking_back import list_taken_in

        said = list_taken_in()
    if options.json:
        print_json(said)
    else:
        for one in said:
            print(f"{one['id']}  {one['at'][:16]}  {one['source']}: {one['new']} new, {one['changed']} changed" + (", taken back" if one["undone"] else ""))
    return 0


def run_agencies(options: Namespace) -> int:
    """Exit 0 also where rows were refused: they are listed."""
    from article22.contexts.directory.rules.police_lists import Asked

    decided = _decisions(options.decisions, "place")
    asked = Asked(new=decided.new | {_row_of(text) for text in options.new}, join={**decided.same, **dict(map(_pair_of, options.join))})
    table = _read(options.file)
    with acting_as_system() as (_, actor):
        from article22.procedures import importing
        from article22.threshold.clock import now

        source, printed = importing.source_of(options.file)
        shown = importing.import_police(table, source=options.source or source, printed=printed, asked=asked, is_applied=options.apply, by=actor, at=now())
    said = importing.as_json(shown)
    if options.write_decisions:
        _write_decisions(options.write_decisions, said, "place")
    return _said(options, said, shown)


def _read(path: str) -> Table:
    """The list of a file, of which no more is read than is taken."""
    try:
        with Path(path).open("rb") as file:
            content = file.read(LARGEST_TABLE + 1)
    except OSError as fault:
        raise BadFile(Text("file.unreadable", "{path} cannot be read: {fault}.", path=path, fault=f"{fault.strerror}")) from None
    return table_of(content, path)


def _row_of(text: str) -> int:
    if not text.strip().isdecimal():
        raise NotUnderstood(Text("import.row", "{text} is no row. Rows count from 1, without the header: --new 12, --join 12=VAL-1.", text=f"“{text}”"))
    return int(text)


def _pair_of(text: str) -> tuple[int, str]:
    row, _, value = text.partition("=")
    return _row_of(row), value.strip()


def _id_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotUnderstood(Text("import.no-run", "{id} is no id of an import. `article22 import list` shows them.", id=f"“{text[:40]}”")) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a person decided in a file: which rows are new, which the same as what is held, and where those are, or of which mission."""

    new: frozenset[int] = frozenset()
    same: Mapping[int, str] = field(default_factory=dict)
    where: Mapping[int, str] = field(default_factory=dict)


def _decisions(path: str | None, where: str) -> Decided:
    if path is None:
        return Decided()
    rows: dict[int, Mapping[str, str]] = {}
    for record in _read(path).records:
        if record.fault:
            raise NotUnderstood(record.fault)
        rows[_row_of(record.fields.get("row", ""))] = record.fields
    said = {column: {row: line[column].strip() for row, line in rows.items() if line.get(column, "").strip()} for column in ("same", "new", where)}
    return Decided(new=frozenset(said["new"].keys() - said["same"].keys()), same=said["same"], where=said[where])


def _write_decisions(path: str, said: dict[str, Any], where: str) -> None:
    """Every row that is unclear, with what is proposed; one like another row of the list is left open."""
    with Path(path).open("w", newline="", encoding="utf-8") as file:
        sheet = csv.writer(file)
        sheet.writerow(["row", "same", "new", where, "name", "why"])
        for one in said["maybe"]:
            sheet.writerow([one["row"], "" if one["with"].startswith("row ") else one["with"], "", "", one["name"], one["why"]])
        for one in said["refused"]:
            if one.get(where):
                sheet.writerow([one["row"], "", "", one[where], one["name"], one["why"]])


def _said(options: Namespace, said: dict[str, Any], shown: Any) -> int:
    if options.json:
        print_json(said)
        return 0
    for one in said["notes"]:
        print(f"{_where(one)}: {one['why']}" if one["row"] else one["why"])
    for one in shown.changed:
        print(f"row {one.row}, line {one.line}, {one.name}: changed: {one.why}")
    for name in shown.gone:
        print(f"{name}: named no more; marked, never ended")
    for one in said["refused"]:
        print(f"{_where(one)}: refused: {one['why']}")
    for one in said["maybe"]:
        print(f"{_where(one)}: left out, may be {one['with']}: {one['why']}")
    if said["maybe"] or any("place" in one or "mission" in one for one in said["refused"]):
        print("Decide about rows with --join, --new, --place and --mission, or in a file: --write-decisions, --decisions.")
    counts = ", ".join(f"{said[name]} {name}" for name in ("new", "changed", "gone", "same"))
    for one in said.get("moved", ()):
        print(f"{one['premises']} moved on {one['on']} from {one['from']} to {one['to']}")
    print(f"{said['rows']} rows: {counts}; {len(said['maybe'])} unclear, {len(said['refused'])} refused. "
          + (f"Done{': ' + said['id'] if 'id' in said else ''}." if options.apply else "Nothing was changed: say --apply to do it."))
    return 0


def _where(one: dict[str, Any]) -> str:
    return f"row {one['row']}, line {one['line']}" + (f", {one['name']}" if one["name"] else "")
