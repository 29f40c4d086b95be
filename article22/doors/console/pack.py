"""`article22 pack`: check a pack, and show what changes between two."""

from argparse import Namespace
from datetime import UTC, date, datetime
from typing import Any

from article22.contexts.directory.queries import packs
from article22.contexts.directory.queries.packs import PACK
from article22.contexts.directory.rules.consistency import inconsistencies_of
from article22.contexts.directory.rules.differences import ChangedAnswer, ChangedLine, changed_answers, changed_lines
from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.questions import instant_of
from article22.doors.console.clock import now
from article22.doors.console.connecting import acting_as_system
from article22.doors.console.printing import add_command, add_json, print_findings, print_json
from article22.ground.places import queries as places
from article22.kernel.place import Place


def describe(commands: Any) -> None:
    """Declare the commands and their options."""
    parser = add_command(commands, "pack", "check a pack; show what changes between two")
    parts = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")
    named = 'a shipped pack ("us"), a folder, or either as it was known on a day ("us@2012-07-01")'
    check = add_command(parts, "check", "is a pack whole, and does it contradict itself?")
    check.add_argument("pack", nargs="?", default=PACK, help=f"{named}; {PACK} if left out")
    add_json(check)
    check.set_defaults(run=run_check)
    load = add_command(parts, "load", "put a pack in force in the database that runs here; one that touches an emergency line only proposes it")
    load.add_argument("pack", help=named)
    add_json(load)
    load.set_defaults(run=run_load)
    diff = add_command(parts, "diff", "what would change from one pack to another")
    diff.add_argument("old", help=named)
    diff.add_argument("new", help="the same")
    diff.add_argument("--routes", action="store_true", help="show each place and need whose answer changes")
    diff.add_argument("--at", help="the instant to compare answers at, with its zone; now if left out")
    add_json(diff)
    diff.set_defaults(run=run_diff)


def run_load(options: Namespace) -> int:
    """Load a pack: at once where no emergency line changes, else it waits for two administrators."""
    pack = packs.get_pack(options.pack)
    with acting_as_system() as (_, actor):
        from article22.contexts.directory.actions.editions import load_edition
        from article22.threshold.clock import now as present

        edition = load_edition(pack, by=actor, at=present())
        state, needs_two = edition.state, edition.needs_two
    if options.json:
        print_json({"pack": pack.pack.id, "version": pack.pack.version, "state": state, "needs_two": needs_two})
    elif needs_two:
        print(f"Pack {pack.pack.id} {pack.pack.version} touches an emergency line: it waits for two administrators, under Administration.")
    else:
        print(f"Pack {pack.pack.id} {pack.pack.version} is in force.")
    return 0


def run_check(options: Namespace) -> int:
    """Exit 1 where the pack cannot be relied on."""
    directory = packs.get_pack_directory(options.pack, today=now().date())
    findings = [*inconsistencies_of(directory), *directory.findings]
    return print_findings(findings, as_json=options.json, all_well=f"Pack {directory.pack} {directory.version} is whole.")


def run_diff(options: Namespace) -> int:
    """Print what changes."""
    at = instant_of(options.at) if options.at else now()
    old, new = (packs.get_pack_directory(name, today=at.date()) for name in (options.old, options.new))
    lines = list(changed_lines(old, new))
    answers = list(changed_answers(old, new, _places_of(new), _instants(at))) if options.routes else []
    if options.json:
        print_json({"old": old.version, "new": new.version, "lines": [_line_as_json(line) for line in lines],
                    "routes": [_answer_as_json(answer) for answer in answers]})
    else:
        print("\n".join([*(_line_in_words(line) for line in lines), *(_answer_in_words(answer) for answer in answers),
                         f"{len(lines)} lines" + (f" and {len(answers)} answers" if options.routes else "") + " change."]))
    return 0


def _places_of(directory: Directory) -> list[Place]:
    """The cities of all offices, and every place of the routing table."""
    words = [f"{office.city}, {office.state}" for office in directory.offices]
    rows = packs.list_routing_rows(PACK)
    found = {place.text: place for place in (places.get_place(text, PACK) for text in [*words, *(row["place"] for row in rows if "place" in row)])}
    points = {f"{row['lat']:g}, {row['lon']:g}": Place(latitude=row["lat"], longitude=row["lon"], text=f"{row['lat']:g}, {row['lon']:g}")
              for row in rows if "lat" in row}
    return [*found.values(), *points.values()]


def _instants(at: datetime) -> tuple[datetime, datetime]:
    """The instant asked for, and a Wednesday night: one of the two is out of office hours."""
    night = datetime.combine(date.fromisocalendar(at.year, at.isocalendar().week, 3), at.time().replace(hour=7), tzinfo=UTC)
    return at, night


def _line_as_json(line: ChangedLine) -> dict[str, Any]:
    return {"id": line.id, "was": line.was or None, "now": line.now or None, "emergency": line.is_emergency}


def _answer_as_json(answer: ChangedAnswer) -> dict[str, Any]:
    return {"place": answer.place, "need": answer.need.value, "at": answer.at.isoformat(), "was": list(answer.was), "now": list(answer.now),
            "left": list(answer.left), "joined": list(answer.joined)}


def _line_in_words(line: ChangedLine) -> str:
    mark = " [emergency line]" if line.is_emergency else ""
    return f"{line.id}{mark}: {line.was or 'nothing'} -> {line.now or 'nothing'}"


def _answer_in_words(answer: ChangedAnswer) -> str:
    left = f"; leaves {answer.need}: {', '.join(answer.left)}" if answer.left else ""
    return f"{answer.place}, {answer.need}: {', '.join(answer.was) or 'nothing'} -> {', '.join(answer.now) or 'nothing'}{left}"
