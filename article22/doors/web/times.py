"""Times as forms take them: on the clocks of the place."""

from datetime import datetime
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
    """A form with times on the clocks of a place, each of `times` a WallTime. One that comes twice there is asked about."""

    times: tuple[str, ...]

    def __init__(self, *given: Any, zone: ZoneInfo, **more: Any) -> None:
        super().__init__(*given, **more)
        self.zone, self.twice = zone, {name for name in self.times if self.data.get(f"{name}_which")}
        for name in self.times:
            self.fields[f"{name}_which"] = forms.ChoiceField(label=_("Which of the two hours?"), required=False, choices=choices_of(Which),
                                                             widget=forms.RadioSelect)

    def instant(self, name: str, zone: ZoneInfo) -> datetime | None:
        """The instant of a field. Raises CannotOpen."""
        wall, which = self.cleaned_data.get(name), self.cleaned_data.get(f"{name}_which")
        try:
            return None if wall is None else instant_at(wall, zone, Which(which) if which else None)
        except Twice:
            self.twice.add(name)
            raise

    def shown(self, *names: str) -> list[forms.BoundField]:
        """Fields by name, each time with its question where it is asked."""
        asked = [each for name in names for each in (name, *((f"{name}_which",) if name in self.twice else ()))]
        return [self[name] for name in asked if name in self.fields]

    def visible_fields(self) -> list[forms.BoundField]:
        """All that is not hidden, in order, each time with its question where it is asked."""
        questions = {f"{name}_which" for name in self.times}
        return self.shown(*(field.name for field in super().visible_fields() if field.name not in questions))
