"""Wall clocks: the instant that a time on the clocks of a place names. At a change of the clocks a time is left out, or comes twice."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from article22.contexts.cases.rules.terms import CannotOpen
from article22.kernel.term import Term
from article22.kernel.text import Text


class Which(Term):
    """Which of two equal times is meant, where the clocks go back."""

    EARLIER = "earlier", "the first one, before the clocks go back"
    LATER = "later", "the second one, after the clocks went back"


class Twice(CannotOpen):
    """A time that comes twice, and nobody said which one is meant."""


def instant_at(wall: datetime, zone: ZoneInfo, which: Which | None = None) -> datetime:
    """The instant at which the clocks of a zone show a time. Raises Twice, and CannotOpen for a time that they leave out."""
    earlier, later = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if earlier.utcoffset() == later.utcoffset():
        return earlier
    if earlier.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        raise CannotOpen(Text("time.left-out", "{when} does not exist on the clocks of the place: they go forward then. Give an hour earlier or later.",
                              when=wall))
    if which is None:
        raise Twice(Text("time.twice", "{when} comes twice on the clocks of the place: they go back then. Say which one is meant.", when=wall))
    return earlier if which is Which.EARLIER else later
