"""What changed, in order, and who may hear of it: kept for a while, so that a watcher who was away goes on where they stopped."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from article22.ground.wall.rules import Reach

KEPT = 4096
ALL_HEARING = frozenset({Reach.PROTECTOR, Reach.INSPECTION, Reach.SYSTEM})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A case that changed: the organisation of its mission, and the desks that were told of it."""

    case: UUID
    organisation: UUID | None
    desks: frozenset[UUID]


def may_hear(change: Change, reach: Reach, organisation: UUID | None) -> bool:
    """The wall of cases, as `visible_to` and the database draw it; a test holds the three together."""
    if reach in ALL_HEARING:
        return True
    if organisation is None:
        return False
    return (reach is Reach.MISSION and change.organisation == organisation) or (reach is Reach.PARTNER and organisation in change.desks)


class Log:
    """The latest changes by their place. `epoch` marks this process's life: a place of another life is nowhere here."""

    def __init__(self, epoch: str) -> None:
        self.epoch = epoch
        self.end = 0
        self._kept: deque[Change] = deque(maxlen=KEPT)

    def add(self, change: Change) -> int:
        """Put a change at the end; its place."""
        self._kept.append(change)
        self.end += 1
        return self.end

    def break_off(self) -> int:
        """Something may have been missed: nobody goes on from before this place."""
        self._kept.clear()
        self.end += 1
        return self.end

    def mark(self, place: int) -> str:
        """A place as a client keeps it."""
        return f"{self.epoch}-{place}"

    def since(self, mark: str) -> "Iterator[tuple[int, Change]] | None":
        """What came after a place; None where that is no longer known, and everything must be asked for anew."""
        epoch, _, place = mark.partition("-")
        if epoch != self.epoch or not place.isdecimal() or not self.end - len(self._kept) <= int(place) <= self.end:
            return None
        first = self.end - len(self._kept) + 1
        return iter([(nth, change) for nth, change in enumerate(self._kept, first) if nth > int(place)])
