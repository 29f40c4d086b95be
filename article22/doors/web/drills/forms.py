"""What is asked of whoever plans a drill."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from article22.contexts.missions.rules.drills import LASTS, Audience, Plan
from article22.contexts.missions.rules.terms import AudienceKind, Recurs, WayKind
from article22.doors.web.forms import LineField, choices_of
from article22.doors.web.times import TimedForm, WallTime


class PlanForm(TimedForm):
    """For whom, by what, when and for how long."""

    times = ("starts",)
    audience = forms.ChoiceField(label=_("For"))
    state = forms.ChoiceField(label=_("State, if for one"), required=False)
    office = forms.ChoiceField(label=_("Office, if for one"), required=False)
    missions = LineField(label=_("Numbers of missions, if for some, as VAL-1, KES-1"), max_length=2000, required=False)
    kinds = forms.MultipleChoiceField(label=_("By"), widget=forms.CheckboxSelectMultiple, required=False)
    lasts_hours = forms.TypedChoiceField(label=_("For how many hours"), coerce=int, choices=[(hours, hours) for hours in LASTS], initial=4)
    starts = WallTime(label=_("Begins, on the clocks of the capital. Empty: when you start it"), required=False)

    def __init__(self, *given: Any, zone: ZoneInfo, states: list[tuple[str, str]], offices: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, zone=zone, **more)
        self.fields["audience"].choices = choices_of(AudienceKind)  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["state"].choices = [("", ""), *states]  # type: ignore[attr-defined]
        self.fields["office"].choices = [("", ""), *offices]  # type: ignore[attr-defined]
        self.fields["kinds"].choices = choices_of(WayKind)  # type: ignore[attr-defined]
        self.fields["kinds"].initial = list(WayKind)

    def plan(self) -> Plan:
        """What was planned. Raises CannotOpen for an hour that comes twice."""
        given = self.cleaned_data
        kind = AudienceKind(given["audience"])
        numbers = tuple(word.upper() for word in given["missions"].replace(",", " ").split())
        of = {AudienceKind.STATE: (given["state"],), AudienceKind.OFFICE: (given["office"],), AudienceKind.CHOSEN: numbers}.get(kind, ())
        return Plan(audience=Audience(kind=kind, of=tuple(filter(None, of))), kinds=tuple(map(WayKind, given["kinds"])), lasts_hours=given["lasts_hours"],
                    starts_at=self.instant("starts", self.zone))


class ScheduleForm(PlanForm):
    """The same, and how often."""

    recurs = forms.ChoiceField(label=_("What recurs"))
    every_days = forms.IntegerField(label=_("Every how many days"), min_value=1, max_value=366, initial=30)
    field_order = ("recurs", "every_days")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["recurs"].choices = choices_of(Recurs)  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["kinds"].label, self.fields["lasts_hours"].label = _("A drill tries"), _("A drill lasts, in hours")
        self.fields["starts"].label = _("First, on the clocks of the capital. Empty: now")
