"""`article22 priority`: every official location, how its registration for priority response stands, and who must see to it."""

from argparse import Namespace
from typing import Any

from article22.doors.console.connecting import acting_as_system
from article22.doors.console.printing import add_command, add_json, print_json


def describe(commands: Any) -> None:
    """Declare the command and its options."""
    parser = add_command(commands, "priority", "every official location, and whether its police have confirmed it for priority response")
    parser.add_argument("--owed", action="store_true", help="only those that wait for somebody now")
    add_json(parser)
    parser.set_defaults(run=run_priority)


def run_priority(options: Namespace) -> int:
    """Exit 1 where a location waits for somebody."""
    with acting_as_system() as (_, actor):
        from article22.contexts.missions.queries.flags import Wanted, list_locations
        from article22.threshold.clock import now

        at = now()
        found = list_locations(Wanted(is_owed=options.owed), seen_by=actor, at=at)
        said = [{"premises": f"{one.premises}", "mission": one.number, "kind": one.kind.value, "address": one.address, "city": one.city, "region": one.region,
                 "state": one.standing.flag.value, "why": f"{one.standing.why}", "agency": one.desk.name if one.desk else None,
                 "owner": f"{one.owner.name}", "due": one.standing.due_at.isoformat() if one.standing.due_at else None, "owed": one.standing.is_owed(at)}
                for one in found]
    if options.json:
        print_json(said)
    else:
        for one in said:
            print(f"{one['mission']}  {one['state']}  {one['address'] or one['city']}  {one['owner']}  {one['why']}")
    return 1 if any(one["owed"] for one in said) else 0
