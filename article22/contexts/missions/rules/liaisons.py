"""Who is a mission's liaison on a day: the one assigned, or, where they are away, whoever covers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from article22.contexts.missions.rules.terms import CannotAssign
from article22.kernel.period import Period
from article22.kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """An officer is away for a while, and another covers."""

    officer: UUID
    cover: UUID
    days: Period


def on_duty(assigned: UUID, absences: Iterable[Away], day: date) -> UUID:
    """The officer to turn to on a day. Who covers is never away themselves: `check_cover` sees to it."""
    return next((absence.cover for absence in absences if absence.officer == assigned and day in absence.days), assigned)


def check_cover(away: Away, others: Iterable[Away]) -> None:
    """Refuse an absence that meets another of the same officer, or that would leave some mission with nobody."""
    if away.officer == away.cover:
        raise CannotAssign(Text("absence.own-cover", "Nobody covers for themselves. Name another officer."))
    for other in others:
        if not other.days.meets(away.days):
            continue
        if other.officer == away.officer:
            raise CannotAssign(Text("absence.overlaps", "This officer is away on some of these days already. Cancel that absence first."))
        if other.officer == away.cover:
            raise CannotAssign(Text("absence.cover-is-away", "Who would cover is away on some of these days. Name another officer."))
        if other.cover == away.officer:
            raise CannotAssign(Text("absence.covers-then", "This officer covers for somebody on some of these days. Name another cover there first."))


def check_days(start: date, until: date | None) -> None:
    """Refuse an end that does not come after the beginning."""
    if until is not None and until <= start:
        raise CannotAssign(Text("liaison.ends-first", "It would end on {until}, before it begins on {start}. Give a later end.", until=until, start=start))
