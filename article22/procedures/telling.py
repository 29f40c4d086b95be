"""What becomes of messages: who may be sent to, what is caught instead, and what each try means to whoever caused it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from article22.ground.accounts import queries as accounts
from article22.ground.installation.queries import get_kind
from article22.ground.installation.rules import Kind
from article22.ground.outbox import queries
from article22.ground.outbox.actions import catching
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.rules.addresses import folded
from article22.ground.outbox.rules.messages import Channel, Fate, Reply, Sending, Settled, State
from article22.ground.outbox.rules.reports import find_failure, read_report
from article22.kernel.actor import Actor
from article22.kernel.refusal import Refusal
from article22.kernel.text import Text


class StillOut(Refusal):
    """A report of a message whose sending is not written back yet."""


def take(most: int, *, by: Actor, at: datetime) -> Sequence[Sending]:
    """Claim what is due, and give back what may leave; all else is settled here.

    In a live installation nothing leaves for an address that is neither armed nor that of somebody who signs in. In a demo webhooks are caught here, and
    mail by the catcher. What was purged is sent to nobody.
    """
    claimed = outbox.claim(most)
    if not claimed:
        return ()
    kept = {reply.message: reply for reply in _kept_back(claimed, by=by, at=at)}
    if kept:
        settle(list(kept.values()), by=by, at=at)
    return [each for each in claimed if each.id not in kept]


def _kept_back(claimed: Sequence[Sending], *, by: Actor, at: datetime) -> Iterator[Reply]:
    """The replies for what does not go on to a channel."""
    is_demo = get_kind() is Kind.DEMO
    known = frozenset() if is_demo else _known(claimed, by=by)
    for each in claimed:
        if each.body is None:
            yield Reply(message=each.id, tries=each.tries, fate=Fate.WITHDRAWN, fault="purged")
        elif not is_demo and (each.channel, folded(each.channel, each.address)) not in known:
            yield Reply(message=each.id, tries=each.tries, fate=Fate.NOT_ARMED, fault="not-armed")
        elif is_demo and each.channel is Channel.WEBHOOK:
            catching.catch([catching.Catch(message=each.id, channel=each.channel, address=each.address, subject=each.subject, body=each.body)], by=by, at=at)
            yield Reply(message=each.id, tries=each.tries, fate=Fate.ACCEPTED)


def _known(claimed: Sequence[Sending], *, by: Actor) -> frozenset[tuple[Channel, str]]:
    """Where something may leave for: armed addresses, and the mail addresses of people who sign in."""
    by_channel = {channel: [each.address for each in claimed if each.channel is channel] for channel in Channel}
    armed = {(channel, address) for channel, addresses in by_channel.items() if addresses
             for address in queries.list_armed(channel, addresses, seen_by=by)}
    people = accounts.list_mail_addresses(by_channel[Channel.MAIL])
    return frozenset(armed | {(Channel.MAIL, folded(Channel.MAIL, address)) for address in people})


def settle(replies: Sequence[Reply], *, by: Actor, at: datetime) -> Sequence[Settled]:
    """Write back what became of tries."""
    return outbox.settle(replies, by=by, at=at)


def take_report(message: UUID, raw: bytes, *, by: Actor, at: datetime) -> Settled | None:
    """Read a mail that came back for a message; what it settled, None where it reports no failure.

    Raises Absent where there is no such message, StillOut where its own worker has not written back yet: the mail server then tries again.
    """
    row = queries.get_message(message, seen_by=by)
    status = find_failure(read_report(raw), row.address)
    if status is None:
        return None
    if row.state == State.SENDING:
        raise StillOut(Text("message.still-out", "The message is still being sent. Try again later."))
    return outbox.note_bounce(message, status, by=by, at=at)
