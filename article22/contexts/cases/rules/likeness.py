"""Which cases may be one, or belong together: by place, time and words. It only proposes; a person joins them (domain.md 5.1)."""

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from article22.ground.places.rules import fold
from article22.kernel.text import Text

NEAR_KM = 0.5
NEAR_IN_TIME = timedelta(hours=72)
ALIKE = 0.34  # of the words of the shorter one
EARTH_KM = 6371.0
COMMON = frozenset([
    "a", "an", "and", "at", "by", "for", "from", "has", "have", "he", "her", "his", "in", "is", "it", "its", "near", "of", "on", "one", "our", "she",
    "that", "the", "their", "there", "they", "this", "to", "two", "we", "with", "who",
])
SHORTEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A case as it is compared: where, from when until when, what it is about."""

    id: UUID
    mission: UUID | None
    kind: str
    latitude: float
    longitude: float
    precision_km: float
    starts_at: datetime
    ends_at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Why another case is proposed: `is_duplicate` where it may be the very same, else it is related."""

    kilometres: float
    shared: tuple[str, ...]
    is_duplicate: bool

    @property
    def because(self) -> Text:
        """The reason, to be said."""
        metres = int(round(self.kilometres * 1000, -1))
        place = Text("likeness.metres", "{metres} m away", metres=metres) if metres else Text("likeness.here", "At the same place")
        if self.shared:
            return Text("likeness.words", "{place}, at the same time; both say: {words}", place=place, words=", ".join(self.shared[:4]))
        return Text("likeness.place", "{place}, at the same time", place=place)


def likeness(one: Seen, other: Seen) -> Likeness | None:
    """How alike two cases are; None where place or time is another."""
    kilometres = distance_km(one, other)
    if kilometres > NEAR_KM + one.precision_km + other.precision_km or one.id == other.id:
        return None
    if other.starts_at > one.ends_at + NEAR_IN_TIME or one.starts_at > other.ends_at + NEAR_IN_TIME:
        return None
    mine, theirs = words_of(one.words), words_of(other.words)
    shared = tuple(sorted(mine & theirs))
    share = len(shared) / max(1, min(len(mine), len(theirs)))
    overlaps = one.starts_at <= other.ends_at and other.starts_at <= one.ends_at
    return Likeness(kilometres=kilometres, shared=shared, is_duplicate=share >= ALIKE or (one.kind == other.kind and overlaps and bool(shared)))


def words_of(text: str) -> frozenset[str]:
    """The words of a report that tell it from others."""
    return frozenset(word for word in re.findall(r"\w+", fold(text)) if len(word) >= SHORTEST and word not in COMMON and not word.isdigit())


def distance_km(one: Seen, other: Seen) -> float:
    """How far apart on the sphere: within half a kilometre that is exact to some metres."""
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    across, up = math.radians(other.longitude - one.longitude), b - a
    chord = math.sin(up / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(across / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(chord))
