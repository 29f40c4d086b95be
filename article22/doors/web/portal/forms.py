"""What a mission tells: at most seven fields to be seen at once, the rest for whoever knows more. No field for a person, an organiser or an opinion."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from article22.contexts.cases.rules.opening import CROWD, LONGEST_DESCRIPTION, LONGEST_NAME, LONGEST_SUMMARY, Report
from article22.contexts.cases.rules.terms import CaseKind, Priority
from article22.contexts.missions.models import Premises
from article22.doors.web.forms import LineField
from article22.doors.web.portal.marks import GRAVITY
from article22.doors.web.times import SHOWN, YEARS, TimedForm, WallTime
from article22.kernel.text import Text
from article22.threshold.speakers import as_drawn, in_words

DETAILS = ("how_known", "route", "past_conduct", "own_measures", "lead_agency")
FLAGS = ("has_counter", "is_amplified")


def words_field(label: Any, help_text: Any = "", *, most: int = LONGEST_DESCRIPTION, rows: int = 4, required: bool = False) -> forms.CharField:
    """A field for several lines."""
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=most, widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}))


def line_field(label: Any, help_text: Any = "", *, most: int = LONGEST_NAME, required: bool = False) -> forms.CharField:
    """A field for one line."""
    return LineField(label=label, help_text=help_text, required=required, max_length=most)


class OpenedForm(TimedForm):
    """A form that proposes now as the time: what was emptied is now; what was left as it stood is the instant at which the form was opened."""

    opened = LineField(required=False, max_length=40, widget=forms.HiddenInput)
    times: tuple[str, ...] = ("happened",)

    def __init__(self, *given: Any, zone: ZoneInfo, present: datetime, **more: Any) -> None:
        super().__init__(*given, zone=zone, **more)
        self.present = present
        self.initial.update(happened=present.astimezone(zone), opened=f"{present.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")

    def instant(self, name: str, zone: ZoneInfo) -> datetime | None:
        """The instant of a field. Raises CannotOpen."""
        wall, opened = self.cleaned_data[name], self._opened()
        if name == "happened" and wall is None:
            return self.present
        if name == "happened" and wall and opened and f"{opened.astimezone(self.zone):{SHOWN}}" == f"{wall:{SHOWN}}":
            return opened
        return super().instant(name, zone)

    def _opened(self) -> datetime | None:
        try:
            at = datetime.fromisoformat(self.cleaned_data["opened"])
        except ValueError:
            return None
        return at if at.tzinfo and at.year in YEARS else None


class ReportForm(OpenedForm):
    """What every report has: in one line, where, and how to reach whoever reports."""

    kind = CaseKind.CONCERN
    summary = line_field(_("What is it, in one line?"), most=LONGEST_SUMMARY, required=True)
    description = words_field(_("What did you see?"))
    happened = WallTime(label=_("When?"), help_text=_("The time on the clocks of the place. Leave it, if it is now."), required=False)
    where = forms.TypedChoiceField(label=_("Where?"), coerce=UUID, required=False, empty_value=None)
    place = line_field(_("Or at another place"), _("Street, city and State. What stands here counts instead."), most=300)
    priority = forms.ChoiceField(label=_("How grave is it?"), initial=Priority.THIRD.value)
    phone = line_field(_("Number at which you are reached"))
    lead_agency = line_field(_("Police or agency that knows of it already"))
    first: tuple[str, ...] = ("summary", "description", "happened", "where", "place", "priority")
    more: tuple[str, ...] = ("phone", "lead_agency")

    def __init__(self, *given: Any, premises: Sequence[Premises], **more: Any) -> None:
        super().__init__(*given, **more)
        self.addresses = {row.pk: row.address or row.place.text for row in premises}
        self.fields["where"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (f"{row.pk}", as_drawn(Text("place.own", "{kind}, {address}", kind=row.kind_words, address=self.addresses[row.pk]))) for row in premises]
        if "priority" in self.fields:
            self.fields["priority"].choices = [(grave.value, in_words(said)) for grave, said in GRAVITY.items()]  # type: ignore[attr-defined]
        if not self.addresses:
            del self.fields["where"]

    def clean(self) -> None:
        """One way of saying where is enough, and needed."""
        if not self.cleaned_data.get("where") and not self.cleaned_data.get("place") and "where" not in self.errors:
            self.add_error("place", gettext("Say where: street, city and State."))

    @property
    def seen(self) -> list[forms.BoundField]:
        """The fields that are seen at once."""
        return self.shown(*self.first)

    @property
    def hidden_away(self) -> list[forms.BoundField]:
        """The fields for whoever knows more."""
        return self.shown(*self.more)

    @property
    def more_is_wrong(self) -> bool:
        """Whether something among those was refused."""
        return any(name in self.errors for name in self.more)

    @property
    def elsewhere(self) -> str:
        """The place in words; nothing where it is one of the mission's."""
        words: str = self.cleaned_data["place"].strip()
        return words

    @property
    def premises(self) -> UUID | None:
        """The mission's own place that was chosen, unless another stands in words."""
        chosen: UUID | None = None if self.elsewhere else self.cleaned_data.get("where")
        return chosen

    def report(self, zone: ZoneInfo, *, name: str, email: str) -> Report:
        """What was told, with its times in a zone. Raises CannotOpen."""
        given = self.cleaned_data
        reporter = {"name": name, "email": email, "phone": given["phone"]}
        details = {name: given[name] for name in (*DETAILS, *FLAGS) if given.get(name)}
        instants = {f"{name}_at": self.instant(name, zone) for name in self.times}
        return Report(kind=self.kind, summary=self.title(), description=given["description"], priority=Priority(given.get("priority") or Priority.THIRD),
                      expected_size=given.get("size"), reporter={key: value for key, value in reporter.items() if value}, details=details, **instants)

    def title(self) -> str:
        """What it is, in one line."""
        words: str = self.cleaned_data["summary"]
        return words


class ConcernForm(ReportForm):
    """Something worries us."""


class IncidentForm(ReportForm):
    """It happened."""

    kind = CaseKind.INCIDENT
    description = words_field(_("What happened? Was anybody hurt, was anything damaged?"))
    happened = WallTime(label=_("When did it happen?"), help_text=_("The time on the clocks of the place. Leave it, if it is now."), required=False)


class ThreatForm(ReportForm):
    """We received a threat."""

    kind = CaseKind.THREAT_RECEIVED
    description = words_field(_("The exact words, and the number or address they came from"))
    happened = WallTime(label=_("When did it come?"), help_text=_("The time on the clocks of the place. Leave it, if it is now."), required=False)
    how_known = line_field(_("How did it come?"), _("Telephone, voicemail, mail, letter, parcel, in person, on the internet."))
    priority = forms.ChoiceField(label=_("How grave is it?"), initial=Priority.SECOND.value)
    first = ("summary", "description", "how_known", "happened", "where", "place", "priority")


class DemonstrationForm(ReportForm):
    """A protest is planned."""

    kind = CaseKind.DEMONSTRATION
    times = ("starts", "ends")
    summary = line_field(_("In one line, if you want to say it yourself"), most=LONGEST_SUMMARY)
    description = words_field(_("What else must they know? What do you ask for?"), _("No person, no organiser, no opinion."))
    happened = None  # type: ignore[assignment]  # it is still to come
    priority = None  # type: ignore[assignment]  # its clocks run against its start
    starts = WallTime(label=_("It starts"), help_text=_("The time on the clocks of the place."))
    ends = WallTime(label=_("It ends"))
    size = forms.IntegerField(label=_("About how many people?"), required=False, min_value=1, max_value=CROWD)
    how_known = line_field(_("How was it announced?"))
    has_counter = forms.BooleanField(label=_("A counter-demonstration is likely"), required=False)
    route = line_field(_("The route of a march"))
    is_amplified = forms.BooleanField(label=_("Loudspeakers are expected"), required=False)
    past_conduct = line_field(_("What happened at this place before"))
    own_measures = line_field(_("What the mission does itself"))
    first = ("where", "place", "starts", "ends", "size", "how_known", "has_counter")
    more = ("summary", "description", "route", "is_amplified", "past_conduct", "own_measures", "phone", "lead_agency")

    def title(self) -> str:
        """What it is, in one line; the place says it where nobody did."""
        where = self.elsewhere or (self.addresses[self.premises] if self.premises else "")
        return self.cleaned_data["summary"] or f"Demonstration, {where}"[:LONGEST_SUMMARY]


class PassageForm(OpenedForm):
    """Something to add to a case, with the time it happened."""

    words = words_field(_("What is to be added?"), required=True)
    happened = WallTime(label=_("When did it happen?"), help_text=_("The time on the clocks of the place. Leave it, if it is now."), required=False)

    @property
    def seen(self) -> list[forms.BoundField]:
        """Its fields."""
        return self.shown("words", "happened")

    @property
    def again(self) -> list[forms.BoundField]:
        """What goes on to a new report."""
        return self.shown("words")


class ReplyForm(forms.Form):
    """What the mission replies to a question."""

    words = words_field(_("What do you reply?"), required=True)

    @property
    def seen(self) -> list[forms.BoundField]:
        """Its field."""
        return [self["words"]]


class WithdrawForm(ReplyForm):
    """Why a case is withdrawn."""

    words = words_field(_("Why do you withdraw it?"), most=300, rows=2, required=True)
