"""The cast of the tests, and the hours at which they act."""

from datetime import UTC, datetime, timedelta

from article22.ground.accounts import queries
from article22.ground.accounts.rules import actor_for
from article22.kernel.actor import Actor

MONDAY = datetime(2026, 6, 15, 13, 0, tzinfo=UTC)  # 09:00 in Washington
SYSTEM = actor_for("system", door="test")
PUBLIC = actor_for("public", door="test")


def member(role: str, *, nth: int = 0, door: str = "test") -> Actor:
    """The nth of the demo's cast who has a role."""
    return queries.get_actor([one for one in queries.list_cast() if one.role == role][nth], door=door)


def minutes(count: int) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=count)
