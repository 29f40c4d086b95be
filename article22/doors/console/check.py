"""`article22 check`: does the directory still give the answers that it must?"""

from argparse import Namespace
from typing import Any

from article22.contexts.directory.queries import packs
from article22.contexts.directory.queries.packs import PACK
from article22.contexts.directory.rules.consistency import inconsistencies_of
from article22.contexts.directory.rules.table import failing_rows
from article22.doors.console.answering import answering
from article22.doors.console.printing import add_command, add_json, print_findings
from article22.ground.places import queries as places


def describe(commands: Any) -> None:
    """Declare the command's options."""
    parser = add_command(commands, "check", "run the routing table over the directory")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Exit 1 where a row fails or the directory contradicts itself."""
    rows = packs.list_routing_rows(PACK)
    with answering() as here:
        directory = here.directory
        findings = [*inconsistencies_of(directory), *failing_rows(directory, rows, lambda words: places.get_place(words, PACK))]
    return print_findings(findings, as_json=options.json, all_well=f"All {len(rows)} rows of the routing table hold in the {directory.origin}.")
