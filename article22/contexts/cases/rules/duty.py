"""The duty in one line of time: what was known, who was told, who answered, what was decided, what was done, and how late (Article 22(2))."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from uuid import UUID

from article22.kernel.term import Term
from article22.kernel.text import Text


class Lane(Term):
    """What a moment of the duty is."""

    KNOWN = "known", "Known"
    TOLD = "was-told", "Told"
    ANSWERED = "has-answered", "Answered"
    DECIDED = "was-decided", "Decided"
    DONE = "was-done", "Done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One thing at one instant. `entered_at` is when it was put on record; `late` by how much it came after it was due; `subject` finds its entry."""

    at: datetime
    lane: Lane
    words: Text
    mark: str = ""
    entered_at: datetime | None = None
    late: timedelta | None = None
    verbs: tuple[str, ...] = ()
    subject: UUID | None = None


def in_order(moments: Iterable[Moment]) -> Sequence[Moment]:
    """As it happened; at one instant what was known comes before what was done about it."""
    lanes = list(Lane)
    return sorted(moments, key=lambda moment: (moment.at, lanes.index(moment.lane)))


def lateness(at: datetime, due_at: datetime | None) -> timedelta | None:
    """By how much something came after it was due; None where it did not."""
    return at - due_at if due_at is not None and at > due_at else None


def summary_of(moments: Sequence[Moment], zone: tzinfo) -> Text:
    """What the drawing shows, in a sentence, on the clocks of a zone."""
    told, answered, late = (sum(test(moment) for moment in moments) for test in (
        lambda moment: moment.lane is Lane.TOLD, lambda moment: moment.lane is Lane.ANSWERED and moment.mark != "silent",
        lambda moment: moment.late is not None))
    if not moments:
        return Text("duty.nothing", "Nothing is on record.")
    return Text("duty.summary", "From {first} to {last}. Desks told: {told}; answers: {answered}; late: {late}.",
                first=moments[0].at.astimezone(zone), last=moments[-1].at.astimezone(zone), told=told, answered=answered, late=late)
