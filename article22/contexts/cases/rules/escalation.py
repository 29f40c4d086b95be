"""Silence is seen: a clock that lapses goes to a named person, then to the parent office, then to the Command Center, until somebody acts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from article22.contexts.cases.rules.terms import CaseKind
from article22.kernel.term import Term

GRAVE = 2


class Holder(Term):
    """To whom a lapse has gone."""

    NOBODY = "nobody", "nobody yet"
    PERSON = "person", "a named person"
    PARENT = "parent-office", "the parent office"
    COMMAND_CENTER = "command-center", "the Command Center"


LADDER = (Holder.NOBODY, Holder.PERSON, Holder.PARENT, Holder.COMMAND_CENTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalated:
    """Where a lapse stands now: at which step, with whom, and when it goes further unless somebody acts."""

    step: int
    holder: Holder
    person: UUID | None
    name: str
    goes_on_at: datetime


def period(kind: CaseKind, priority: int) -> timedelta:
    """How long a holder has before the lapse goes further."""
    if kind is CaseKind.EMERGENCY:
        return timedelta(minutes=5)
    return timedelta(minutes=15) if priority <= GRAVE else timedelta(hours=1)


def escalate(step: int, kind: CaseKind, priority: int, *, person: tuple[UUID, str] | None, parent: str, command_center: str, at: datetime) -> Escalated:
    """The next step of a lapse; the last one repeats. Where there is no named person, the parent office is first."""
    following = min(step + 1, len(LADDER) - 1)
    if LADDER[following] is Holder.PERSON and person is None:
        following += 1
    holder = LADDER[following]
    names = {Holder.PERSON: person[1] if person else "", Holder.PARENT: parent, Holder.COMMAND_CENTER: command_center}
    return Escalated(step=following, holder=holder, person=person[0] if person and holder is Holder.PERSON else None, name=names[holder],
                     goes_on_at=at + period(kind, priority))
