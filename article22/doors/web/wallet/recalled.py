"""The page that the link of a recall opens: which card replaces the old ones, and one button that confirms it. No account is needed."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from article22.contexts.missions.actions.recalling import confirm_recall
from article22.contexts.missions.queries.recalls import get_recall
from article22.contexts.missions.rules.recalls import Closed
from article22.doors.web.forms import LineField, show_form, submit
from article22.ground.wall.session import set_actor
from article22.procedures.links import read_recall_link
from article22.threshold.actors import serves_another
from article22.threshold.clock import now
from article22.threshold.limits import limited


class CarriedForm(forms.Form):
    """Which card is carried now."""

    serial = LineField(widget=forms.HiddenInput, max_length=24)


def for_card(form: forms.Form, serial: str) -> forms.Form:
    """A form that was refused, for the card that replaces the old ones by now: what it shows is what is confirmed when it is sent again."""
    if form.is_bound:
        form.data = {**dict(form.data.items()), "serial": serial}
    return form


@login_not_required
@limited("answer_link")
@require_http_methods(["GET", "HEAD", "POST"])
@serves_another
def confirm_by_link(request: HttpRequest, recalled: str) -> HttpResponse:
    """What a mission is asked to print, and the button that says it carries it. Opening it confirms nothing, so that a mail scanner does not either."""
    holder = read_recall_link(recalled, at=now())
    set_actor(holder)
    assert holder.record  # every link of a recall opens one
    recall = get_recall(holder.record, seen_by=holder)
    form = CarriedForm(request.POST or None, initial={"serial": recall.replacement_id})

    def confirm(given: dict[str, Any]) -> HttpResponse:
        confirm_recall(recall.pk, given["serial"], Closed.LINK, name="", by=holder, at=now())
        return redirect("wallet_recalled", recalled)

    return (submit(request, form, confirm) if form.is_bound else None) or show_form(
        request, "wallet/recalled.html", for_card(form, recall.replacement_id), recall=recall)
