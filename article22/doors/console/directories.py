"""`article22 scim`: tokens by which the directory of an agency keeps its own people here; made until a day, listed, revoked."""

from argparse import Namespace
from typing import Any

from article22.contexts.directory.rules.questions import day_of
from article22.doors.console.connecting import acting_as_system
from article22.doors.console.printing import add_command, add_json
from article22.doors.console.tokens import id_of, last_day_of, print_listed, print_made, print_revoked
from article22.ground.accounts.rules import OrganisationKind, end_of
from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text


def describe(commands: Any) -> None:
    """Declare the commands and their options."""
    parser = add_command(commands, "scim", "tokens for the directories of agencies (SCIM 2.0): make, list, revoke")
    parts = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")
    make = add_command(parts, "make", "make the token of an agency, and print it once")
    make.add_argument("organisation", help="the agency's name here, as under People and roles")
    make.add_argument("--until", required=True, metavar="DAY", help="the last day on which it holds (UTC), at most a year from now")
    add_json(make)
    make.set_defaults(run=run_make)
    listing = add_command(parts, "list", "every token that still holds, without itself")
    add_json(listing)
    listing.set_defaults(run=run_list)
    revoke = add_command(parts, "revoke", "revoke a token: it opens nothing from now on")
    revoke.add_argument("token", help="its id, as list prints it")
    add_json(revoke)
    revoke.set_defaults(run=run_revoke)


def run_make(options: Namespace) -> int:
    """Print the token and nothing else."""
    with acting_as_system() as (_, actor):
        from article22.ground.accounts.actions.provisioning import make_agency_token
        from article22.ground.accounts.queries import find_organisation
        from article22.threshold import clock

        found = find_organisation(options.organisation)
        if found is None or found.kind != OrganisationKind.AGENCY:
            raise NotUnderstood(Text("scim.no-agency", "{name} is no agency here. Give its name as it stands under People and roles.",
                                     name=f"“{options.organisation[:80]}”"))
        token = make_agency_token(found, until=end_of(day_of(options.until)), by=actor, at=clock.now(), machine_now=clock.machine_now())
    return print_made(token, options)


def run_list(options: Namespace) -> int:
    """Print a line a token."""
    with acting_as_system() as (_, actor):
        from article22.ground.accounts.queries import list_agency_tokens
        from article22.threshold.clock import machine_now

        rows = [{"id": f"{row.pk}", "organisation": row.organisation.name, "until": row.until.isoformat()}
                for row in list_agency_tokens(at=machine_now(), seen_by=actor)]
    return print_listed(rows, lambda row: f"{row['organisation']}  until {last_day_of(row['until'])}", options)


def run_revoke(options: Namespace) -> int:
    """Revoke it, and say so."""
    token = id_of(options, "article22 scim list")
    with acting_as_system() as (_, actor):
        from article22.ground.accounts.actions.provisioning import revoke_agency_token
        from article22.threshold.clock import now

        revoke_agency_token(token, by=actor, at=now())
    return print_revoked(options)
