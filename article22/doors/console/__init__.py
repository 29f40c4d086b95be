"""The commands. Each parses, makes one call and prints."""

import argparse
import sys
from collections.abc import Sequence
from io import TextIOWrapper

from article22 import __version__
from article22.doors.console import (
    backup,
    check,
    database,
    demo,
    directories,
    export,
    imports,
    journal,
    missions,
    outbox,
    pack,
    people,
    priority,
    route,
    run,
    tokens,
    walls,
)
from article22.doors.console.printing import print_refusal
from article22.kernel.refusal import Refusal, check_writable

COMMANDS = (run, route, check, walls, pack, imports, missions, priority, people, tokens, directories, database, journal, export, outbox, backup, demo)

ASKED = ("place", "mission")  # words that are looked for in a database; the names of files are not


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Exit 0: done; 1: done, and something is not well; 2: refused."""
    parser = argparse.ArgumentParser(prog="article22", description="Whom a foreign mission calls, what was said, who answered, and the proof of it.")
    parser.add_argument("--version", action="version", version=f"article22 {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")
    for command in COMMANDS:
        command.describe(commands)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that is not in UTF-8 shows a question mark, and no traceback
    options = parser.parse_args(argv)
    try:
        for name in ASKED:
            check_writable(getattr(options, name, None) or "")
        status: int = options.run(options)
    except Refusal as refusal:
        print_refusal(refusal, as_json=getattr(options, "json", False))
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return status
