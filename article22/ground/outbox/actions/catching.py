"""What a demo catches instead of sending it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from article22.ground.outbox.models import Caught
from article22.ground.outbox.rules.messages import Channel
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id

KEPT = 10_000  # so that a demo which runs for months does not fill its disk


@dataclass(frozen=True, slots=True, kw_only=True)
class Catch:
    """Something to be kept: which message it is, if it is one of ours, for whom, and what it says."""

    message: UUID | None
    channel: Channel
    address: str
    subject: str
    body: str


def catch(catches: Sequence[Catch], *, by: Actor, at: datetime) -> None:  # noqa: ARG001  every action says by whom
    """Keep what a demo would have sent. The database refuses it in a live installation."""
    Caught.objects.bulk_create([
        Caught(id=new_id(at), message=each.message, channel=each.channel.value, address=each.address, subject=each.subject, body=each.body, caught_at=at)
        for each in catches])


def sweep(kept: int = KEPT) -> None:
    """Forget what a demo caught, but for the newest."""
    oldest = Caught.objects.order_by("-id").values("id")[kept - 1:kept]
    Caught.objects.filter(id__lt=oldest).delete()
