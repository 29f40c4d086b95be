"""Ids: UUIDv7 (RFC 9562), made by us before the insert, so that they sort by the instant they were made for, and then by the order of making."""

import secrets
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Lock
from uuid import UUID

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PLACES = 1 << 12  # of one millisecond, told apart in one process


class _Places:
    """Counts what one process makes for one millisecond (RFC 9562, section 6.2, method 1)."""

    def __init__(self) -> None:
        self.lock, self.milliseconds, self.counter = Lock(), -1, count()

    def next(self, milliseconds: int) -> int:
        """The next place within a millisecond."""
        with self.lock:
            if milliseconds != self.milliseconds:
                self.milliseconds, self.counter = milliseconds, count()
            return next(self.counter) % PLACES


_PLACES = _Places()


def new_id(at: datetime) -> UUID:
    """A new id for something that comes to be at `at` (an instant with a zone)."""
    milliseconds = (at - EPOCH) // timedelta(milliseconds=1)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | _PLACES.next(milliseconds) << 64 | 0b10 << 62 | secrets.randbits(62))


def first_id(at: datetime) -> UUID:
    """What no id of an instant is below, and every id of an earlier millisecond is."""
    return UUID(int=(at - EPOCH) // timedelta(milliseconds=1) << 80)
