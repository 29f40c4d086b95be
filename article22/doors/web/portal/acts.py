"""What a mission does with its case: add, reply, withdraw, and make it an emergency."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from article22.contexts.cases.actions import moving, story
from article22.contexts.cases.models import Case
from article22.contexts.cases.queries.cases import get_case
from article22.contexts.cases.rules.terms import CaseKind, Status
from article22.doors.web.forms import show_form, submit
from article22.doors.web.portal.dossier import allowed_of
from article22.doors.web.portal.forms import PassageForm, ReplyForm, WithdrawForm
from article22.doors.web.portal.mission import for_representatives, own_of, person_of
from article22.doors.web.portal.reports import done
from article22.procedures import informing, promoting
from article22.procedures.rerouting import place_of
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.kept import takes_words, written

Act = Callable[[dict[str, Any]], HttpResponse]


@for_representatives
@takes_words
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Add to the story of a case, with the time it happened."""
    case = get_case(number, seen_by=actor_of(request))
    zone = ZoneInfo(case.zone) if case.zone else own_of(request).directory.capital
    form = PassageForm(written(request), zone=zone, present=now())

    def act(given: dict[str, Any]) -> HttpResponse:
        story.add_passage(case.pk, given["words"], happened_at=form.instant("happened", zone), name=person_of(request).name, by=actor_of(request), at=now())
        return done(case.number, "add")

    return _answer(request, "portal/add.html", form, case, act)


@for_representatives
@takes_words
def reply(request: HttpRequest, number: str) -> HttpResponse:
    """Reply to what the mission was asked: what stood still goes on."""
    case = get_case(number, seen_by=actor_of(request))

    def act(given: dict[str, Any]) -> HttpResponse:
        moving.reply(case.pk, given["words"], name=person_of(request).name, by=actor_of(request), at=now())
        return done(case.number, "reply")

    return _answer(request, "portal/reply.html", ReplyForm(written(request)), case, act)


@for_representatives
@takes_words
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Withdraw a case, with a reason."""
    case = get_case(number, seen_by=actor_of(request))

    def act(given: dict[str, Any]) -> HttpResponse:
        informing.move_case(case.pk, Status.WITHDRAWN, reason=given["words"], name=person_of(request).name, by=actor_of(request), at=now())
        return done(case.number, "withdraw")

    return _answer(request, "portal/withdraw.html", WithdrawForm(written(request)), case, act)


@for_representatives
@require_http_methods(["GET", "POST"])
def make_emergency(request: HttpRequest, number: str) -> HttpResponse:
    """Whom to call comes first; then one tap makes it an emergency."""
    case = get_case(number, seen_by=actor_of(request))

    def act(_given: dict[str, Any]) -> HttpResponse:
        promoting.promote(case.pk, CaseKind.EMERGENCY, name=person_of(request).name, by=actor_of(request), present=now())
        return redirect("portal_danger", case.number)

    return _answer(request, "portal/danger.html", forms.Form(written(request)), case, act)


def _answer(request: HttpRequest, template: str, form: forms.Form, case: Case, act: Act) -> HttpResponse:
    """Do what was sent, or show the form, with what was refused where it was."""
    done_now = submit(request, form, act) if form.is_bound else None
    if done_now:
        return done_now
    own = own_of(request)
    return show_form(request, template, form, case=case, allowed=allowed_of(case), is_emergency=case.kind == CaseKind.EMERGENCY,
                     numbers=own.numbers_at(place_of(case)), **own.page(request))
