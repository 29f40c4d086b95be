"""`article22 outbox`: what waits, failed or is held, without its text; held messages released or cancelled; the secret of a webhook."""

from argparse import Namespace
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from article22 import keys
from article22.doors.console.connecting import acting_as_system, connected
from article22.doors.console.printing import add_command, add_json, print_json
from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text

STATES = ("held", "waiting", "sending", "failed", "bounced")


def describe(commands: Any) -> None:
    """Declare the commands and their options."""
    parser = add_command(commands, "outbox", "messages that wait, failed or are held, and what is to become of them")
    parts = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")
    listing = add_command(parts, "list", "messages in a state, without what they say")
    listing.add_argument("--state", choices=STATES, default="held", help="which ones; those held for a person if left out")
    add_json(listing)
    listing.set_defaults(run=run_list)
    for name, purpose in (("release", "let held messages go on"), ("cancel", "cancel messages that are held or wait")):
        deciding = add_command(parts, name, purpose)
        which = deciding.add_mutually_exclusive_group(required=True)
        which.add_argument("--all", action="store_true", help="every message that is held")
        which.add_argument("message", nargs="*", default=[], help="their ids")
        add_json(deciding)
        deciding.set_defaults(run=run_decide, decide=name)
    secret = add_command(parts, "secret", "the secret by which a webhook's receiver checks what it is sent")
    secret.add_argument("address", help="the webhook's address, as it was armed")
    secret.set_defaults(run=run_secret)


def run_list(options: Namespace) -> int:
    """Print a line a message."""
    with acting_as_system() as (_, actor):
        from article22.ground.outbox.queries import list_messages_in
        from article22.ground.outbox.rules.messages import State

        rows = [{"id": f"{row.pk}", "state": row.state, "kind": row.kind, "channel": row.channel, "address": row.address, "cause": f"{row.cause}",
                 "enqueued_at": row.enqueued_at.isoformat(), "tries": row.tries, "fault": row.fault}
                for row in list_messages_in(State(options.state), seen_by=actor)]
    if options.json:
        print_json({"messages": rows})
    else:
        print("\n".join([*(f"{row['id']}  {row['kind']}  {row['channel']} {row['address']}  {row['enqueued_at']}  tries {row['tries']}  {row['fault']}"
                           for row in rows), f"{len(rows)} messages are {State(options.state).label}."]))
    return 0


def run_decide(options: Namespace) -> int:
    """Release or cancel, and say how many."""
    named = None if options.all else _ids(options.message)
    with acting_as_system() as (_, actor):
        from article22.ground.outbox.actions import messages
        from article22.threshold.clock import now

        decide = messages.release if options.decide == "release" else messages.cancel
        count = decide(named, by=actor, at=now())
    if options.json:
        print_json({options.decide: count})
    else:
        print(f"{count} messages go on." if options.decide == "release" else f"{count} messages are cancelled.")
    return 0


def run_secret(options: Namespace) -> int:
    """Print the secret and nothing else."""
    with connected() as environment:
        from article22.doors.worker.channels.webhook.writing import secret_of, shown

        print(shown(secret_of(keys.secret_texts(environment.keys, "webhook")[0], options.address)))
    return 0


def _ids(words: Sequence[str]) -> list[UUID]:
    try:
        return [UUID(word) for word in words]
    except ValueError:
        raise NotUnderstood(Text("message.unreadable", "That is no message's id. Copy it from article22 outbox list.")) from None
