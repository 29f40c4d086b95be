"""What a form's link shows a police desk, and what it can do there: answer for each location, by name. Opening it does nothing."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.missions.actions import flagging
from article22.contexts.missions.models import PriorityForm, Registration
from article22.contexts.missions.queries.flags import get_form
from article22.contexts.missions.rules.flags import entry_rule, is_asked
from article22.contexts.missions.rules.terms import AgencyWord, Flag, MissionKind, PremisesKind
from article22.doors.web.forms import LineField, show_form, submit
from article22.doors.web.register.flags import instant_of
from article22.doors.web.register.papers import as_csv, as_pdf
from article22.ground.wall.session import set_actor
from article22.kernel.actor import Actor
from article22.kernel.text import Text
from article22.procedures.flagging import holder_of
from article22.procedures.links import read_form_link
from article22.threshold.actors import serves_another
from article22.threshold.clock import now
from article22.threshold.limits import limited

WORDS = ((AgencyWord.FLAGGED, _("Flagged in our dispatch")), (AgencyWord.NOT_OURS, _("Not in our area")), (AgencyWord.WRONG, _("Something is wrong")))


class LocationsForm(forms.Form):
    """Who answers, and a word for each location that waits for one."""

    name = LineField(label=_("Your name, and badge or desk"), max_length=120)

    def __init__(self, given: Any, rows: list[Registration]) -> None:
        super().__init__(given)
        self.rows = rows
        for row in rows:
            self.fields[f"word-{row.pk}"] = forms.ChoiceField(choices=WORDS, required=False, widget=forms.RadioSelect)
            self.fields[f"said-{row.pk}"] = LineField(label=_("If it is not yours, or wrong: in a few words"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Words beside no choice say neither yes nor no, and are not taken for a yes with the button for all."""
        given: dict[str, Any] = self.cleaned_data
        for row in self.rows:
            if given.get(f"said-{row.pk}") and not given.get(f"word-{row.pk}") and is_asked(row.ruled):
                self.add_error(f"word-{row.pk}", gettext("You wrote words: choose what they say."))
        return given

    def words(self) -> list[tuple[UUID, AgencyWord, str]]:
        """What is said of each location of which something is said; with the button for all, of each other that waits for a word, yes."""
        is_all = self.data.get("what") == "all"
        given = [(row.pk, self.cleaned_data[f"word-{row.pk}"] or (AgencyWord.FLAGGED.value if is_all and is_asked(row.ruled) else ""),
                  self.cleaned_data[f"said-{row.pk}"]) for row in self.rows]
        return [(id, AgencyWord(word), said) for id, word, said in given if word]


@login_not_required
@limited("answer_link")
@require_http_methods(["GET", "HEAD", "POST"])
@serves_another
def answer_locations(request: HttpRequest, form: str) -> HttpResponse:
    """The locations of a form; each is answered once."""
    holder, opened, rows = _opened(form)
    answers = LocationsForm(request.POST or None, rows)

    def answered(given: dict[str, Any]) -> HttpResponse:
        flagging.answer(answers.words(), name=given["name"], by=holder, at=now())
        return redirect("priority_answer", form)

    zone = get_directory(at=now()).capital
    shown = [_shown(row, answers, zone) for row in rows]
    return (submit(request, answers, answered) if answers.is_bound else None) or show_form(
        request, "answering/locations.html", answers, priority=opened, asked=[one for one in shown if one["is_asked"]],
        answered=[one for one in shown if not one["is_asked"] and one["flag"] is not Flag.WITHDRAWN],
        out=[one for one in shown if one["flag"] is Flag.WITHDRAWN], until=Text("day", "{day}", day=opened.until.astimezone(zone).date()), signed=form)


@login_not_required
@require_safe
@serves_another
def take_csv(request: HttpRequest, form: str) -> HttpResponse:  # noqa: ARG001  the link says it all
    """The same as a spreadsheet takes it."""
    holder, opened, rows = _opened(form)
    flagging.note_export(opened.desk, "csv", len(rows), by=holder, at=now())
    return as_csv([(row.told, Flag(row.flag)) for row in rows])


@login_not_required
@require_safe
@serves_another
def take_pdf(request: HttpRequest, form: str) -> HttpResponse:  # noqa: ARG001  the link says it all
    """The same on paper."""
    holder, opened, rows = _opened(form)
    flagging.note_export(opened.desk, "pdf", len(rows), by=holder, at=now())
    return as_pdf(opened.desk.name, [(row.told, Flag(row.flag)) for row in rows], at=now())


def _opened(signed: str) -> tuple[Actor, PriorityForm, list[Registration]]:
    id = read_form_link(signed, at=now())
    holder = holder_of(id, door="link")
    set_actor(holder)
    form, rows = get_form(id, seen_by=holder)
    return holder, form, list(rows)


def _shown(row: Registration, form: LocationsForm, zone: ZoneInfo) -> dict[str, Any]:
    told, at = row.told, row.answered_at
    is_asked_now = is_asked(row.ruled)
    return {"row": row, "told": told, "flag": Flag(row.flag), "kind": PremisesKind(told["kind"]), "is_asked": is_asked_now,
            "at": instant_of(at, zone) if at else None,
            "entry": entry_rule(MissionKind(told["mission_kind"]), PremisesKind(told["kind"])), "word": AgencyWord(row.word) if row.word else None,
            "words": form[f"word-{row.pk}"] if is_asked_now else None, "said": form[f"said-{row.pk}"] if is_asked_now else None}
