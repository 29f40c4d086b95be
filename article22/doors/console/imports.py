"""`article22 import`: other people's lists of missions and police, as a dry run unless it is applied."""

from argparse import Namespace
from pathlib import Path
from typing import Any

from article22.doors.console.connecting import acting_as_system
from article22.doors.console.printing import add_command, add_json, print_json
from article22.ground.files.rules.reading import BadFile, table_of
from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text


def describe(commands: Any) -> None:
    """Declare the commands and their options."""
    parser = add_command(commands, "import", "take in a list of missions or of police; shows what would change unless --apply is given")
    parts = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")
    premises = add_command(parts, "premises", "missions with their States and places, from CSV or GeoJSON")
    premises.add_argument("--join", action="append", default=[], metavar="ROW=MISSION", help="that row belongs to that mission: 12=VAL-1; may be repeated")
    premises.add_argument("--new", action="append", default=[], metavar="ROW", help="that row is another mission, whatever it looks like; may be repeated")
    premises.set_defaults(run=run_premises)
    agencies = add_command(parts, "agencies", "local police agencies, from CSV with HIFLD's columns; they stay candidates until an officer confirms them")
    agencies.set_defaults(run=run_agencies)
    for part in (premises, agencies):
        part.add_argument("file", help="the list; its name without a date is its source, so that a later edition is compared with it")
        part.add_argument("--source", help="the source, where the file's name does not tell it")
        part.add_argument("--apply", action="store_true", help="do it")
        add_json(part)


def run_premises(options: Namespace) -> int:
    """Exit 0 also where rows were refused: they are listed."""
    from article22.contexts.missions.rules.imports import Asked

    new = frozenset(_row_of(text) for text in options.new)
    join = {_row_of(row): mission.strip().upper() for row, _, mission in (text.partition("=") for text in options.join)}
    rows = _read(options.file)
    with acting_as_system() as (_, actor):
        from article22.procedures import importing
        from article22.threshold.clock import now

        said = importing.import_premises(rows, source=options.source or importing.source_of(options.file)[0], asked=Asked(new=new, join=join),
                                         is_applied=options.apply, by=actor, at=now())
    return _said(options, said)


def run_agencies(options: Namespace) -> int:
    """Exit 0 also where rows were refused: they are listed."""
    rows = _read(options.file)
    with acting_as_system() as (_, actor):
        from article22.procedures import importing
        from article22.threshold.clock import now

        source, printed = importing.source_of(options.file)
        said = importing.import_police(rows, source=options.source or source, printed=printed, is_applied=options.apply, by=actor, at=now())
    return _said(options, said)


def _read(path: str) -> list[dict[str, str]]:
    try:
        content = Path(path).read_bytes()
    except OSError as fault:
        raise BadFile(Text("file.unreadable", "{path} cannot be read: {fault}.", path=path, fault=f"{fault.strerror}")) from None
    return table_of(content, path)


def _row_of(text: str) -> int:
    if not text.strip().isdecimal():
        raise NotUnderstood(Text("import.row", "{text} is no row. Rows count from 1, without the header: --new 12, --join 12=VAL-1.", text=f"“{text}”"))
    return int(text)


def _said(options: Namespace, said: dict[str, Any]) -> int:
    if options.json:
        print_json(said)
        return 0
    for one in said["refused"]:
        print(f"row {one['row']} refused: {one['why']}")
    for one in said["maybe"]:
        print(f"row {one['row']} left out, may be {one['with']}: {one['why']}")
    counts = ", ".join(f"{said[name]} {name}" for name in ("new", "changed", "gone", "same"))
    print(f"{said['rows']} rows: {counts}; {len(said['maybe'])} unclear, {len(said['refused'])} refused. "
          + ("Done." if options.apply else "Nothing was changed: say --apply to do it."))
    return 0
