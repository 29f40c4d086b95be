"""Times as the portal's forms take them: on the clocks of the place."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from article22.contexts.cases.rules.times import Twice, Which, instant_at
from article22.doors.web.forms import choices_of

SHOWN = "%Y-%m-%dT%H:%M"
YEARS = range(1900, 2200)
EMPTY = (None, "")


class WallTime(forms.Field):
    """A time on the clocks of the place, without a zone."""

    widget = forms.DateTimeInput(format=SHOWN, attrs={"type": "datetime-local"})

    def to_python(self, value: Any) -> datetime | None:
        """The day and hour, or None where nothing was given."""
        if value in EMPTY:
            return None
        try:
            wall = datetime.fromisoformat(f"{value}".strip())
        except ValueError:
            wall = None
        if wall is None or wall.tzinfo is not None or wall.year not in YEARS:
            raise ValidationError(_("Write the time on the clocks of the place, as 2026-06-09T14:20."))
        return wall


class TimedForm(forms.Form):
    """A form with times on the clocks of a place. One that comes twice there is asked about; one that was left as it stood is that instant."""

    opened = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    times: tuple[str, ...] = ("happened",)

    def __init__(self, *given: Any, zone: ZoneInfo, present: datetime, **more: Any) -> None:
        super().__init__(*given, **more)
        self.initial.update(happened=present.astimezone(zone), opened=f"{present.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
        self.zone, self.twice = zone, {name for name in self.times if self.data.get(f"{name}_which")}
        for name in self.times:
            self.fields[f"{name}_which"] = forms.ChoiceField(label=_("Which of the two hours?"), required=False, choices=choices_of(Which),
                                                             widget=forms.RadioSelect)

    def instant(self, name: str, zone: ZoneInfo) -> datetime | None:
        """The instant of a field. Raises CannotOpen."""
        wall = self.cleaned_data[name]
        opened = self._opened()
        if wall is None or (name == "happened" and opened and f"{opened.astimezone(self.zone):{SHOWN}}" == f"{wall:{SHOWN}}"):
            return opened if wall else None
        try:
            return instant_at(wall, zone, Which(self.cleaned_data[f"{name}_which"]) if self.cleaned_data[f"{name}_which"] else None)
        except Twice:
            self.twice.add(name)
            raise

    def _opened(self) -> datetime | None:
        try:
            at = datetime.fromisoformat(self.cleaned_data["opened"])
        except ValueError:
            return None
        return at if at.tzinfo and at.year in YEARS else None

    def shown(self, *names: str) -> list[forms.BoundField]:
        """Fields by name, each time with its question where it is asked."""
        asked = [each for name in names for each in (name, *((f"{name}_which",) if name in self.twice else ()))]
        return [self[name] for name in asked if name in self.fields]
