"""Instants as a mission reads them: on the clocks of the place, the day in words."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext


@dataclass(frozen=True, slots=True, kw_only=True)
class Clockwork:
    """The clocks of a place, read at an instant."""

    zone: ZoneInfo
    present: datetime

    def say(self, at: datetime) -> str:
        """A day and an hour: Tue 9 June, 14:20; with its year where that is another."""
        here = at.astimezone(self.zone)
        is_near = here.year == self.present.astimezone(self.zone).year
        return date_format(here, gettext("D j F, H:i") if is_near else gettext("D j F Y, H:i"))

    def day(self, at: datetime) -> str:
        """A day: Tue 9 June."""
        return date_format(at.astimezone(self.zone), gettext("D j F"))

    def hour(self, at: datetime) -> str:
        """An hour: 14:20."""
        return f"{at.astimezone(self.zone):%H:%M}"
