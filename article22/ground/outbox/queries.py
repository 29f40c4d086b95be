"""What may be asked of the outbox."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Min, QuerySet

from article22.ground.outbox.models import ArmedAddress, Caught, Message
from article22.ground.outbox.rules.addresses import folded
from article22.ground.outbox.rules.messages import PATIENCE, Channel, State
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent

RECENT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How many messages wait (those being sent included), are held for a person, and failed; seconds since the oldest that waits was enqueued."""

    waiting: int
    held: int
    failed: int
    oldest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How many messages have waited too long or are held for a person, and since when the oldest of them was enqueued."""

    count: int
    since: datetime


def get_message(message: UUID, *, seen_by: Actor) -> Message:
    """A message, or Absent."""
    found = Message.objects.visible_to(seen_by).filter(pk=message).first()
    if found is None:
        raise Absent
    return found


def list_messages(cause: UUID, *, seen_by: Actor) -> Sequence[Message]:
    """What something caused to be sent, oldest first."""
    return list(Message.objects.visible_to(seen_by).filter(cause=cause).order_by("id"))


def count_by_state(causes: Collection[UUID], *, seen_by: Actor) -> Mapping[UUID, Mapping[State, int]]:
    """How many messages that each of several things caused are in each state."""
    found: dict[UUID, dict[State, int]] = {}
    for cause, state, count in Message.objects.visible_to(seen_by).filter(cause__in=causes).values_list("cause", "state").annotate(count=Count("id")):
        found.setdefault(cause, {})[State(state)] = count
    return found


def list_messages_in(state: State, *, seen_by: Actor) -> Sequence[Message]:
    """Messages in a state, oldest first."""
    return list(Message.objects.visible_to(seen_by).filter(state=state.value).order_by("id"))


def get_figures() -> Figures:
    """Counts over everybody's messages, for whoever watches the system. No row leaves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT waiting, held, failed, oldest FROM a22_outbox_figures()")
        waiting, held, failed, oldest = cursor.fetchone()
    return Figures(waiting=waiting, held=held, failed=failed, oldest=oldest)


def get_backlogs(*, seen_by: Actor, present: datetime) -> tuple[Backlog | None, Backlog | None]:
    """What has waited beyond PATIENCE, and what is held; None where that is nothing. By the installation's clock."""
    messages = Message.objects.visible_to(seen_by)
    waiting = messages.filter(state__in=[State.WAITING.value, State.SENDING.value], enqueued_at__lt=present - PATIENCE)
    return _backlog_of(waiting), _backlog_of(messages.filter(state=State.HELD.value))


def _backlog_of(messages: QuerySet[Message]) -> Backlog | None:
    found = messages.aggregate(count=Count("pk"), since=Min("enqueued_at"))
    return Backlog(**found) if found["count"] else None


def list_addresses(*, seen_by: Actor) -> Sequence[ArmedAddress]:
    """Addresses that were proposed, armed or ended; those in force first, then the newest."""
    return list(ArmedAddress.objects.visible_to(seen_by).order_by("ended_at", "-proposed_at"))


def list_armed(channel: Channel, addresses: Iterable[str], *, seen_by: Actor) -> frozenset[str]:
    """Which of some addresses are armed now, folded."""
    asked = {folded(channel, address) for address in addresses}
    return frozenset(ArmedAddress.objects.visible_to(seen_by).filter(
        channel=channel.value, folded__in=asked, armed_at__isnull=False, ended_at__isnull=True).values_list("folded", flat=True))


def list_caught() -> Sequence[Caught]:
    """What a demo caught of late, newest first."""
    return list(Caught.objects.order_by("-id")[:RECENT])


def list_caught_of(cause: UUID, *, kind: str, seen_by: Actor) -> Sequence[Caught]:
    """What a demo caught of the messages of one kind that something caused, oldest first."""
    messages = Message.objects.visible_to(seen_by).filter(cause=cause, kind=kind)
    return list(Caught.objects.filter(message__in=messages.values("pk")).order_by("id"))


def get_caught(caught: UUID) -> Caught:
    """One thing that a demo caught, or Absent."""
    found = Caught.objects.filter(pk=caught).first()
    if found is None:
        raise Absent
    return found
