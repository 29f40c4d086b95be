"""What a link shows, and the one thing it can do: acknowledge. Opening it does nothing, so that a mail scanner answers for nobody."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from article22.contexts.cases.actions.answering import acknowledge
from article22.contexts.cases.queries.cases import get_case, get_recipient
from article22.contexts.cases.rules.moves import OVER
from article22.contexts.cases.rules.terms import CaseKind, Status, Told
from article22.doors.web.forms import LineField, show_form, submit
from article22.ground.wall.session import set_actor
from article22.kernel.text import Text, unpacked
from article22.procedures.links import read_link
from article22.threshold.actors import serves_another
from article22.threshold.clock import now
from article22.threshold.limits import limited


class AnswerForm(forms.Form):
    """Who acknowledges."""

    name = LineField(label=_("Your name, or rank and number"), max_length=120)


@login_not_required
@limited("answer_link")
@require_http_methods(["GET", "HEAD", "POST"])
@serves_another
def answer(request: HttpRequest, signed: str) -> HttpResponse:
    """The case of a link, and a button that acknowledges it."""
    opens = read_link(signed, at=now())
    holder = opens.actor("link")
    set_actor(holder)
    case, recipient = get_case(opens.case, seen_by=holder), get_recipient(opens.recipient, seen_by=holder)
    form = AnswerForm(request.POST or None)

    def answered(given: dict[str, Any]) -> HttpResponse:
        acknowledge(recipient.pk, name=given["name"], how=Told.LINK, by=holder, at=now())
        return redirect("answer", signed)

    zone, status = ZoneInfo(case.zone or "UTC"), Status(case.status)
    instants = {"starts": case.starts_at, "ends": case.ends_at, "happened": case.happened_at, "acknowledged": recipient.acknowledged_at}
    said = {name: Text("instant", "{at} {zone}", at=at.astimezone(zone), zone=f"{at.astimezone(zone):%Z}") for name, at in instants.items() if at}
    return (submit(request, form, answered) if form.is_bound else None) or show_form(
        request, "answering/answer.html", form, case=case, recipient=recipient, who=unpacked(recipient.who), kind=CaseKind(case.kind), status=status,
        is_over=status in OVER or recipient.dropped_at is not None,
        **{name: said.get(name, Text("nothing", "")) for name in instants})
