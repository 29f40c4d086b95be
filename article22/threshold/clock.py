"""What time it is: the machine's time, or in a demo the demo's. Sign-in codes, sessions and leases keep the machine's."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from article22.ground.installation import queries as installation
from article22.ground.installation.rules import DemoClock

_READ: ContextVar[DemoClock | None] = ContextVar("clock")


def machine_now() -> datetime:
    """The machine's present instant, in UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """The present instant at every door, in UTC."""
    clock = demo_clock()
    return (clock.now(machine_now()) if clock else machine_now()).astimezone(UTC)


def demo_clock() -> DemoClock | None:
    """The demo's clock; None in a live installation."""
    try:
        return _READ.get()
    except LookupError:
        return installation.get_clock()


@contextmanager
def clock_read() -> Iterator[None]:
    """Read the clock once for all that happens inside: one request, in one transaction."""
    before = _READ.set(installation.get_clock())
    try:
        yield
    finally:
        _READ.reset(before)
