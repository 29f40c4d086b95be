"""How long it is until something, or since: as a watch reads it at a glance."""

from datetime import datetime, timedelta

from article22.kernel.text import Text

MINUTE, HOUR, DAY = 60, 3600, 86400
IN_HOURS_AND_MINUTES, IN_HOURS = 10 * HOUR, 48 * HOUR
NEAR_DAYS = 6
WEEKDAYS = (Text("weekday.mon", "Mon"), Text("weekday.tue", "Tue"), Text("weekday.wed", "Wed"), Text("weekday.thu", "Thu"), Text("weekday.fri", "Fri"),
            Text("weekday.sat", "Sat"), Text("weekday.sun", "Sun"))


def span_of(length: timedelta) -> Text:
    """A length of time, as exactly as it matters."""
    seconds = int(abs(length.total_seconds()))
    if seconds < MINUTE:
        return Text("span.seconds", "{seconds} s", seconds=seconds)
    if seconds < HOUR:
        return Text("span.minutes", "{minutes} min", minutes=seconds // MINUTE)
    if seconds < IN_HOURS_AND_MINUTES:
        return Text("span.hours-minutes", "{hours} h {minutes:02} min", hours=seconds // HOUR, minutes=seconds % HOUR // MINUTE)
    if seconds < IN_HOURS:
        return Text("span.hours", "{hours} h", hours=seconds // HOUR)
    return Text("span.days", "{days} days", days=seconds // DAY)


def until(due_at: datetime, now: datetime) -> Text:
    """How long is left, or how late it is."""
    if due_at < now:
        return Text("span.late", "{span} late", span=span_of(now - due_at))
    return Text("span.left", "{span} left", span=span_of(due_at - now))


def moment(at: datetime, now: datetime) -> Text:
    """An instant in the zone it carries: the hour today, the weekday within the week, else the day."""
    days = (at.date() - now.astimezone(at.tzinfo).date()).days
    if days == 0:
        return Text("moment.hour", "{at:clock}", at=at)
    if abs(days) <= NEAR_DAYS:
        return Text("moment.weekday", "{day} {at:clock}", day=WEEKDAYS[at.weekday()], at=at)
    return Text("moment.day", "{at}", at=at)
