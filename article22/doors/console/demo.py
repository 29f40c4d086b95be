"""`article22 demo`: what only an installation born demo has."""

from argparse import ArgumentTypeError, Namespace
from datetime import timedelta
from typing import Any

from article22.doors.console.connecting import acting_as_system
from article22.doors.console.printing import add_command, add_json, print_json
from article22.kernel.refusal import Absent

MOST_DAYS = 400


def describe(commands: Any) -> None:
    """Declare the commands and their options."""
    parser = add_command(commands, "demo", "what only a demo has")
    parts = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")
    token = add_command(parts, "token", "print a token of one of the demo's cast")
    token.add_argument("--role", required=True, help="representative, watch-officer, liaison-officer, administrator, …")
    token.add_argument("--nth", type=int, default=1, help="which of those who have the role, from 1; the first if left out")
    add_json(token)
    token.set_defaults(run=run_token)
    clock = add_command(parts, "clock", "what the demo's clock shows; moves it forward, never back")
    clock.add_argument("--days", type=_days_of, default=0, metavar="DAYS", help="so many days forward, 1 to 400: what falls due until then falls due at once")
    add_json(clock)
    clock.set_defaults(run=run_clock)


def _days_of(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_DAYS:
        raise ArgumentTypeError(f"say a number of days from 1 to {MOST_DAYS}")
    return int(text)


def run_token(options: Namespace) -> int:
    """Print a token and nothing else."""
    with acting_as_system() as (_, actor):
        from article22.procedures import casting
        from article22.threshold import clock

        print(casting.make_demo_token(options.role, nth=options.nth, by=actor, at=clock.now(), machine_now=clock.machine_now()))
    return 0


def run_clock(options: Namespace) -> int:
    """Move the demo's clock forward where that is asked, and print what it shows."""
    with acting_as_system():
        from article22.ground.installation.actions import skip_to
        from article22.threshold import clock

        if clock.demo_clock() is None:
            raise Absent
        if options.days:
            skip_to(clock.now() + timedelta(days=options.days), machine_now=clock.machine_now())
        shown = clock.now()
    if options.json:
        print_json({"now": shown.isoformat()})
    else:
        print(f"The demo's clock shows {shown:%Y-%m-%d %H:%M} UTC.")
    return 0
