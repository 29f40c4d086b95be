"""What missions say is wrong of what is held about their places, and what became of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from article22.contexts.missions.actions.correcting import propose_purge, settle_correction
from article22.contexts.missions.queries.corrections import list_corrections
from article22.contexts.missions.rules.corrections import Settled
from article22.doors.web.forms import choices_of, id_of
from article22.doors.web.register.missions import capital
from article22.ground.accounts.queries import get_contact
from article22.kernel.refusal import Absent
from article22.threshold.actors import actor_of
from article22.threshold.clock import now


@require_http_methods(["GET", "HEAD", "POST"])
def show_corrections(request: HttpRequest) -> HttpResponse:
    """What is to be settled first; whoever keeps the register says what became of each, or proposes that words be removed which must not be here."""
    actor = actor_of(request)
    actor.check_may("mission.list")
    if request.method == "POST" and "purge" in request.POST:
        person = get_contact(seen_by=actor)
        propose_purge(id_of(request.POST["purge"]), name=person.name if person else "", by=actor, at=now())
        return redirect("corrections")
    if request.method == "POST":
        outcome = next((outcome for outcome in Settled if outcome == request.POST.get("outcome")), None)
        if outcome is None:
            raise Absent
        settle_correction(id_of(request.POST.get("correction")), outcome, by=actor, at=now())
        return redirect("corrections")
    return render(request, "register/corrections.html", {
        "rows": list_corrections(seen_by=actor), "outcomes": choices_of(Settled), "may_settle": actor.may("correction.settle"),
        "zone": capital(), "may_purge": actor.may("correction.propose-purge")})
