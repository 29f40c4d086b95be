"""`article22 demo`: what only an installation born demo has."""

from argparse import Namespace
from typing import Any

from article22.doors.console.connecting import acting_as_system
from article22.doors.console.printing import add_command, add_json


def describe(commands: Any) -> None:
    """Declare the commands and their options."""
    parser = add_command(commands, "demo", "what only a demo has")
    parts = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")
    token = add_command(parts, "token", "print a token of one of the demo's cast")
    token.add_argument("--role", required=True, help="representative, watch-officer, liaison-officer, administrator, …")
    token.add_argument("--nth", type=int, default=1, help="which of those who have the role, from 1; the first if left out")
    add_json(token)
    token.set_defaults(run=run_token)


def run_token(options: Namespace) -> int:
    """Print a token and nothing else."""
    with acting_as_system() as (_, actor):
        from article22.procedures import casting
        from article22.threshold import clock

        print(casting.make_demo_token(options.role, nth=options.nth, by=actor, at=clock.now(), machine_now=clock.machine_now()))
    return 0
