"""`article22 token`: tokens for services, which act as somebody in one role; made for some things and until a day, listed, revoked."""

from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from article22.contexts.directory.rules.questions import day_of
from article22.doors.console.connecting import acting_as_system
from article22.doors.console.printing import add_command, add_json, print_json
from article22.ground.accounts.rules import Scope, end_of, verbs_of
from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text


def describe(commands: Any) -> None:
    """Declare the commands and their options."""
    parser = add_command(commands, "token", "tokens for services: make, list, revoke")
    parts = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")
    make = add_command(parts, "make", "make a token, and print it once")
    make.add_argument("email", help="the address of the person in whose name the service acts")
    make.add_argument("--organisation", help="for which organisation, where that person acts for several")
    make.add_argument("--role", help="in which role, where that person has several there")
    make.add_argument("--for", dest="label", required=True, help="what it is for, in some words")
    make.add_argument("--scope", action="append", required=True, choices=[scope.value for scope in Scope], help="what it may; give several")
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
        from article22.ground.accounts import queries
        from article22.ground.accounts.actions import people as actions
        from article22.threshold import clock

        held = queries.get_held(options.email, organisation=options.organisation, role=options.role, seen_by=actor)
        token = actions.make_token(held, options.label, until=end_of(day_of(options.until)), scopes=verbs_of([Scope(scope) for scope in options.scope]),
                                   by=actor, at=clock.now(), machine_now=clock.machine_now())
    return print_made(token, options)


def run_list(options: Namespace) -> int:
    """Print a line a token."""
    with acting_as_system() as (_, actor):
        from article22.ground.accounts.queries import list_tokens
        from article22.threshold.clock import machine_now

        rows = [{"id": f"{row.pk}", "for": row.label, "person": row.membership.person.email, "organisation": row.membership.organisation.name,
                 "role": row.membership.role, "until": row.until.isoformat(), "may": row.scopes}
                for row in list_tokens(seen_by=actor).filter(revoked_at__isnull=True, until__gt=machine_now())]
    return print_listed(rows, lambda row: f"{row['for']}  {row['person']}, {row['role']}, {row['organisation']}  until {last_day_of(row['until'])}  "
                        f"{'all that the role may' if row['may'] is None else ', '.join(row['may'])}", options)


def run_revoke(options: Namespace) -> int:
    """Revoke it, and say so."""
    token = id_of(options, "article22 token list")
    with acting_as_system() as (_, actor):
        from article22.ground.accounts.actions.people import revoke_token
        from article22.threshold.clock import now

        revoke_token(token, by=actor, at=now())
    return print_revoked(options)


def id_of(options: Namespace, listing: str) -> UUID:
    """The token that is meant, by its id; `listing` is the command that prints it. Raises NotUnderstood."""
    try:
        return UUID(options.token)
    except ValueError:
        raise NotUnderstood(Text("token.no-id", "{token} is no id of a token. See: {listing}.", token=f"“{options.token[:40]}”", listing=listing)) from None


def last_day_of(until: str) -> str:
    """The last day on which a token holds, as it was given to `--until`; it ends when that day is over."""
    return f"{(datetime.fromisoformat(until) - timedelta(microseconds=1)).date()}"


def print_listed(rows: Sequence[Mapping[str, Any]], words: Callable[[Mapping[str, Any]], str], options: Namespace) -> int:
    """The tokens that hold, a line each: its id, and what `words` says of it."""
    if options.json:
        print_json({"tokens": rows})
    else:
        print("\n".join([*(f"{row['id']}  {words(row)}" for row in rows), "1 token holds." if len(rows) == 1 else f"{len(rows)} tokens hold."]))
    return 0


def print_made(token: str, options: Namespace) -> int:
    """The token, once, and nothing else."""
    if options.json:
        print_json({"token": token})
    else:
        print(token)
    return 0


def print_revoked(options: Namespace) -> int:
    """That it opens nothing any more."""
    if options.json:
        print_json({"revoked": options.token})
    else:
        print("The token is revoked: it opens nothing any more.")
    return 0
