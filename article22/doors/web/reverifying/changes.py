"""Whether a change of how somebody is reached is theirs: asked of the old way, by a link that does nothing when it is opened."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from article22.contexts.missions.models import Way, WayChange
from article22.contexts.missions.queries.changes import get_change
from article22.contexts.missions.rules import representatives as people
from article22.contexts.missions.rules.terms import ChangeState, WayKind
from article22.doors.web.forms import show_form, submit
from article22.ground.wall.session import set_actor
from article22.kernel.refusal import Absent
from article22.procedures import changing
from article22.procedures.links import read_change_link
from article22.threshold.actors import serves_another
from article22.threshold.clock import now
from article22.threshold.limits import limited


@login_not_required
@limited("reverification_link")
@require_http_methods(["GET", "HEAD", "POST"])
@serves_another
def confirm_change(request: HttpRequest, changed: str) -> HttpResponse:
    """The change, and two buttons."""
    at = now()
    asks = read_change_link(changed, at=at)
    holder = asks.actor("link")
    set_actor(holder)
    change = get_change(asks.asked, seen_by=holder)
    form = forms.Form(request.POST if request.method == "POST" else None)

    def answered(_given: dict[str, Any]) -> HttpResponse:
        match request.POST.get("answer"):
            case "yes":
                changing.confirm_by_old_way(change.pk, by=holder, at=at)
            case "no":
                changing.deny(change.pk, by=holder, at=at)
            case _:
                raise Absent
        return redirect("confirm_change", changed)

    return (submit(request, form, answered) if form.is_bound else None) or show_form(
        request, "reverifying/change.html", form, who=change.representative, mission=change.representative.mission, state=ChangeState(change.state),
        old=_shown(change.way) if change.way else None, new=_shown(change))


def _shown(way: Way | WayChange) -> dict[str, Any]:
    kind = WayKind(way.kind)
    return {"kind": kind, "hint": people.hinted(people.Way(kind=kind, address=way.address))}
