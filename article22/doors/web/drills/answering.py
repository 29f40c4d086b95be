"""What a drill's link shows, and the one thing it can do: say that somebody is reached. Opening it says nothing, so that a mail scanner answers for nobody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from article22.contexts.missions.actions.drilling import answer_call
from article22.contexts.missions.queries.drills import get_call
from article22.contexts.missions.rules.terms import WayKind
from article22.ground.wall.session import set_actor
from article22.procedures.links import read_drill_link
from article22.threshold.actors import serves_another
from article22.threshold.clock import now
from article22.threshold.limits import limited


@login_not_required
@limited("answer_link")
@require_http_methods(["GET", "HEAD", "POST"])
@serves_another
def answer(request: HttpRequest, signed: str) -> HttpResponse:
    """The exercise, and a button that answers it; once it is answered, that it was."""
    holder = read_drill_link(signed, at=now())
    set_actor(holder)
    assert holder.record  # every link of a drill opens one call
    call = get_call(holder.record)
    if request.method == "POST" and call.answered_at is None:
        answer_call(call.pk, by=holder, at=now())
        return redirect("drill_answer", signed)
    return render(request, "drills/answer.html", {"call": call, "kind": WayKind(call.kind)})
