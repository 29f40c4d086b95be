"""Business time of an office: weekdays from opening to closing in its own zone, but for the days on which it is closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = frozenset(range(5))
LONGEST_DAYS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessHours:
    """When an office works. One business day is as long as from opening to closing."""

    zone: ZoneInfo
    opens: time = time(8)
    closes: time = time(17)
    days: frozenset[int] = WEEKDAYS
    closed: Mapping[date, str]

    @property
    def day(self) -> timedelta:
        """The length of a business day."""
        return datetime.combine(date.min, self.closes) - datetime.combine(date.min, self.opens)

    def is_working(self, day: date) -> bool:
        """Whether the office works on a day of its zone."""
        return day.weekday() in self.days and day not in self.closed

    def after(self, start: datetime, length: timedelta) -> datetime:
        """The instant at which so much business time has passed since `start`; it is one at which the office works.

        An end that falls on closing time is that closing time. Days without work count for nothing.
        """
        day = start.astimezone(self.zone).date()
        left = length
        for _ in range(LONGEST_DAYS):
            if self.is_working(day):
                opens, closes = (datetime.combine(day, hour, tzinfo=self.zone) for hour in (self.opens, self.closes))
                begins = max(opens, start.astimezone(self.zone))
                if begins < closes and (left <= _between(begins, closes)):
                    return (begins.astimezone(UTC) + left).astimezone(self.zone)
                if begins < closes:
                    left -= _between(begins, closes)
            day += timedelta(days=1)
        raise AssertionError("An office that never works keeps no clock.")


def _between(start: datetime, end: datetime) -> timedelta:
    """Real time between two instants: Python subtracts wall clocks where both have one zone."""
    return end.astimezone(UTC) - start.astimezone(UTC)


UTC = ZoneInfo("UTC")
