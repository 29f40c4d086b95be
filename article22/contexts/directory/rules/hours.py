"""When a line is open. Instants come in with a zone; days and hours are those of the line."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from article22.contexts.directory.rules.terms import Always, Hours, Otherwise, Weekly
from article22.kernel.text import Text

HORIZON_DAYS = 31
WORKING_DAYS = frozenset(range(5))


def why_closed_on(hours: Weekly, day: date) -> Text | None:
    """Why the line is closed for all of this day of its own zone, or None."""
    if day.weekday() not in hours.days:
        return Text("hours.weekend", "It is closed on {day:weekday}s.", day=day)
    if name := hours.closed.get(day):
        return Text("hours.holiday", "It is closed today: {name}.", name=name)  # DQ-18: closed by default, and say why
    return None


def is_open(hours: Weekly, at: datetime) -> bool:
    """Half-open: 17:00:00 is closed (DQ-18)."""
    local = at.astimezone(hours.zone)
    return hours.opens <= local.time() < hours.closes and why_closed_on(hours, local.date()) is None


def why_closed(hours: Weekly, at: datetime) -> Text:
    """The reason in words, for a line that is closed at this instant."""
    local = at.astimezone(hours.zone)
    return why_closed_on(hours, local.date()) or Text(
        "hours.outside", "It is closed at {local:clock} there; its hours are {opens} to {closes}.",
        local=local, opens=f"{hours.opens:%H:%M}", closes=f"{hours.closes:%H:%M}")


def next_opening(hours: Weekly, at: datetime) -> datetime | None:
    """The first opening after this instant, in the line's zone; None if there is none in a month."""
    local = at.astimezone(hours.zone)
    return _first_opening(hours, local.date() + timedelta(days=local.time() >= hours.opens))


@lru_cache(maxsize=1024)
def _first_opening(hours: Weekly, day: date) -> datetime | None:
    for ahead in range(HORIZON_DAYS):
        candidate = day + timedelta(days=ahead)
        if why_closed_on(hours, candidate) is None:
            return datetime.combine(candidate, hours.opens, tzinfo=hours.zone)
    return None


def hours_in_words(hours: Weekly, city: str) -> Text:
    """Weekly hours for paper, which cannot know the hour."""
    opens, closes = f"{hours.opens:%H:%M}", f"{hours.closes:%H:%M}"
    if hours.days == WORKING_DAYS:
        return Text("hours.weekdays", "Weekdays {opens} to {closes} in {city}", opens=opens, closes=closes, city=city)
    monday = date(2024, 1, 1)  # any Monday: only its name is said
    days = tuple(Text("hours.day", "{day:weekday}", day=monday + timedelta(days=day)) for day in sorted(hours.days))
    return Text("hours.days", "{days} {opens} to {closes} in {city}", days=days, opens=opens, closes=closes, city=city)


def hours_on_paper(hours: Hours, city: str) -> Text:
    """What paper can say of when a line answers."""
    match hours:
        case Weekly() as weekly:
            return hours_in_words(weekly, city)
        case Otherwise():
            return Text("card.other-hours", "At all other times")
        case Always():
            return Text("card.always-printed", "Answered day and night")
        case None:
            return Text("card.no-hours", "Hours are not stated.")


def closing(hours: Weekly, at: datetime) -> datetime:
    """When a line that is open at this instant closes, in its zone."""
    return datetime.combine(at.astimezone(hours.zone).date(), hours.closes, tzinfo=hours.zone)
