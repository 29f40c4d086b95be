"""`article22 missions`: which missions can be reached, and which not."""

from argparse import Namespace
from typing import Any

from article22.doors.console.connecting import acting_as_system
from article22.doors.console.printing import add_command, add_json, print_json


def describe(commands: Any) -> None:
    """Declare the command and its options."""
    parser = add_command(commands, "missions", "every mission, and whether two verified people on two channels can be reached there")
    parser.add_argument("--without-two", action="store_true", help="only those that are not green: what is missing, or soon will be")
    add_json(parser)
    parser.set_defaults(run=run_missions)


def run_missions(options: Namespace) -> int:
    """Exit 1 where a mission is red."""
    with acting_as_system() as (_, actor):
        from article22.contexts.missions.queries.representatives import list_reached
        from article22.contexts.missions.rules.terms import Health
        from article22.threshold.clock import now

        said = [{"mission": mission.number, "state": found.health.value, "why": " ".join(f"{why}" for why in found.why)}
                for mission, found in list_reached(seen_by=actor, at=now()) if not options.without_two or found.health is not Health.GREEN]
    if options.json:
        print_json(said)
    else:
        for one in said:
            print(f"{one['mission']}  {one['state']}  {one['why']}".rstrip())
    return 1 if any(one["state"] == Health.RED for one in said) else 0
