"""A mission tells: something worries it, a protest is planned, it happened, a threat was received."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from article22.contexts.cases.rules.opening import LONGEST_DESCRIPTION, LONGEST_SUMMARY
from article22.contexts.cases.rules.terms import CaseKind
from article22.doors.web.forms import show_form, submit
from article22.doors.web.portal.forms import ConcernForm, DemonstrationForm, IncidentForm, ReportForm, ThreatForm
from article22.doors.web.portal.mission import for_representatives, own_of, person_of
from article22.kernel.refusal import Absent
from article22.kernel.text import Text
from article22.procedures.reporting import Sent, file_case, find_zone
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.kept import takes_words, written


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A way of telling: how the mission says it, and what it asks."""

    kind: CaseKind
    words: Text
    form: type[ReportForm]


TELLINGS: Mapping[str, Telling] = {telling.kind.value: telling for telling in (
    Telling(kind=CaseKind.CONCERN, words=Text("tell.concern", "Something worries us"), form=ConcernForm),
    Telling(kind=CaseKind.DEMONSTRATION, words=Text("tell.demonstration", "A protest is planned"), form=DemonstrationForm),
    Telling(kind=CaseKind.INCIDENT, words=Text("tell.incident", "It happened"), form=IncidentForm),
    Telling(kind=CaseKind.THREAT_RECEIVED, words=Text("tell.threat", "We received a threat"), form=ThreatForm),
)}


@for_representatives
@takes_words
def report(request: HttpRequest, kind: str) -> HttpResponse:
    """Tell something. It is on record, and on its way to the authorities of the place, before the next page is shown."""
    if kind not in TELLINGS:
        raise Absent
    telling, own = TELLINGS[kind], own_of(request)
    is_begun = "after" in request.POST  # words that a case which has ended did not take: here they are sent anew
    form = telling.form(None if is_begun else written(request), premises=own.premises, zone=own.zone, present=now(),
                        initial=begun(request.POST) if is_begun else None)
    return (submit(request, form, lambda _: file(request, form)) if form.is_bound else None) or show_form(
        request, "portal/report.html", form, telling=telling, **own.page(request))


def begun(given: Mapping[str, str]) -> dict[str, str]:
    """The first words of a report that follows another case."""
    words = given.get("words", "")[:LONGEST_DESCRIPTION]
    return {"summary": f"{given['after'][:12]}: {' '.join(words.split())}"[:LONGEST_SUMMARY], "description": words}


def file(request: HttpRequest, form: ReportForm) -> HttpResponse:
    """Open the case of what was told."""
    actor, present, user = actor_of(request), now(), person_of(request)
    zone = find_zone(premises=form.premises, place=form.elsewhere, by=actor, present=present)
    sent = Sent(report=form.report(zone, name=user.name, email=user.email), premises=form.premises, place=form.elsewhere or None)
    opened = file_case(sent, name=user.name, by=actor, present=present)
    return done(opened.number, form.kind.value)


def done(number: str, what: str) -> HttpResponse:
    """Lead to the case, which says what was done."""
    return redirect(f"{reverse('portal_case', args=[number])}?done={what}")


def words_of(kind: str) -> Any:
    """How a mission says a kind of case."""
    return TELLINGS[kind].words if kind in TELLINGS else CaseKind(kind)
