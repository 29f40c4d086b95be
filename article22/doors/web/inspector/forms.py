"""Which cases an inspector asks for: an address that can be kept and drawn again."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from article22.contexts.cases.queries.inspections import Wanted
from article22.contexts.cases.rules.samples import LONGEST_SEED, SIZES, USUAL_SIZE, check_sample
from article22.contexts.cases.rules.terms import CaseKind, Status
from article22.doors.web.forms import LineField, choices_of
from article22.kernel.refusal import NotUnderstood
from article22.threshold.speakers import in_words

ALSO_READ = {"after", "lang"}
YEARS = range(1900, 2200)


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


class FilterForm(forms.Form):
    """Filters, all of which may be left out."""

    mission = forms.ChoiceField(label=_("Mission"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    status = forms.ChoiceField(label=_("State"), required=False)
    since = forms.DateField(label=_("Opened from"), required=False, widget=_day())
    until = forms.DateField(label=_("Opened up to and on"), required=False, widget=_day())
    sample = forms.IntegerField(label=_("Draw a sample of"), required=False, min_value=SIZES[0], max_value=SIZES[-1])
    seed = LineField(label=_("Seed"), required=False, max_length=LONGEST_SEED,
                           help_text=_("The same seed draws the same sample. Leave it empty for a new one."))

    def __init__(self, given: Any, missions: dict[UUID, str], zone: ZoneInfo) -> None:
        super().__init__(given)
        self.zone = zone
        anything = ("", _("any"))
        for name, choices in (("mission", [(f"{id}", words) for id, words in missions.items()]), ("kind", choices_of(CaseKind)),
                              ("status", choices_of(Status))):
            self.fields[name].choices = [anything, *choices]  # type: ignore[attr-defined]  # these three are choices

    def clean(self) -> dict[str, Any]:
        """A sample needs a seed that can be shown again; a name that nothing reads would show another list than was asked for."""
        given: dict[str, Any] = self.cleaned_data
        if unknown := sorted(self.data.keys() - self.base_fields.keys() - ALSO_READ):
            self.add_error(None, forms.ValidationError(_("“%(unknown)s” is no filter of this list. Use %(known)s."), params={
                "unknown": unknown[0][:40], "known": ", ".join(self.base_fields)}))
        for name in ("since", "until"):
            if given.get(name) and given[name].year not in YEARS:
                self.add_error(name, forms.ValidationError(_("Give a day in one of the years from 1900 to 2199.")))
        if given.get("seed"):
            try:
                check_sample(given["seed"], given.get("sample") or USUAL_SIZE)
            except NotUnderstood as refusal:
                self.add_error("seed", in_words(refusal.text))
        return given

    def wanted(self) -> Wanted:
        """What is asked for; days are those of the capital."""
        given = self.cleaned_data
        seed = given["seed"]
        return Wanted(mission=UUID(given["mission"]) if given["mission"] else None, kinds=frozenset(filter(None, [given["kind"]])),
                      statuses=frozenset(filter(None, [given["status"]])), since=self._start(given["since"]),
                      before=self._start(given["until"] + timedelta(days=1) if given["until"] else None), seed=seed,
                      size=(given["sample"] or USUAL_SIZE) if seed else 0)

    @property
    def needs_seed(self) -> bool:
        """Whether a sample is asked for, and nobody gave a seed."""
        return bool(self.cleaned_data["sample"] and not self.cleaned_data["seed"])

    def _start(self, day: date | None) -> datetime | None:
        return None if day is None else datetime.combine(day, time(), self.zone)
