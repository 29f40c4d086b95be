"""The cast of the tests, and the hours at which they act."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from article22.ground.accounts import queries
from article22.ground.accounts.rules import actor_for
from article22.ground.installation.models import Clock
from article22.ground.wall.session import set_actor
from article22.kernel.actor import Actor

TUESDAY = datetime(2026, 6, 9, 18, 20, tzinfo=UTC)  # 14:20 in Washington: S1 begins
MONDAY = datetime(2026, 6, 15, 13, 0, tzinfo=UTC)  # 09:00 in Washington
SYSTEM = actor_for("system", door="test")
PUBLIC = actor_for("public", door="test")


def member(role: str, *, nth: int = 0, door: str = "test") -> Actor:
    """The nth of the demo's cast who has a role."""
    return queries.get_actor([one for one in queries.list_cast() if one.role == role][nth], door=door)


def minutes(count: int) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=count)


def stop_clock(at: datetime) -> None:
    """The demo's clock shows an instant, and stands until it is set again."""
    ahead = timezone.now() + timedelta(days=1)
    set_actor(SYSTEM)
    Clock.objects.update(machine=ahead, seen=ahead, shown=at)
