"""What time it is, for the commands: a demo's clock where its database runs, else the machine's."""

from datetime import UTC, datetime

from article22.doors.console.connecting import connected, has_database


def machine_now() -> datetime:
    """The machine's present instant, in UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """The present instant, in UTC."""
    if not has_database():
        return machine_now()
    with connected():
        from article22.threshold import clock

        return clock.now()
