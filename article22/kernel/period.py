"""Stretches of days, half-open: the start is in, the end is out."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `start` (in) to `until` (out); None is an open end. Days are those of the receiving State's capital."""

    start: date
    until: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.until is None or day < self.until)

    def covers(self, other: "Period") -> bool:
        """Whether every day of `other` is a day of this one."""
        if other.start < self.start:
            return False
        return self.until is None or (other.until is not None and other.until <= self.until)

    def meets(self, other: "Period") -> bool:
        """Whether the two share a day."""
        latest = max(self.start, other.start)
        return latest in self and latest in other
