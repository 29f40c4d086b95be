"""What time it is: the machine's time, or in a demo the demo's. Sign-in codes, sessions and leases keep the machine's."""

from datetime import UTC, datetime

from article22.ground.installation import queries as installation


def machine_now() -> datetime:
    """The machine's present instant, in UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """The present instant at every door, in UTC."""
    return installation.get_now(machine_now()).astimezone(UTC)
