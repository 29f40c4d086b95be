"""Words of cases that are proposed to be removed: known here by the case's number alone."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from article22.contexts.cases.actions.purging import decide_purge
from article22.contexts.cases.queries.purges import list_purges
from article22.contexts.cases.rules.terms import PurgeWhy
from article22.threshold.actors import actor_of
from article22.threshold.clock import now


@require_safe
def show_purges(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, and what was decided."""
    actor = actor_of(request)
    actor.check_may("case.approve-purge")
    rows = [{"purge": purge, "why": PurgeWhy(purge.why), "is_own": purge.proposed_by == actor.person} for purge in list_purges(seen_by=actor)]
    return render(request, "administration/purges.html", {"rows": rows})


@require_POST
def decide(request: HttpRequest, purge: UUID) -> HttpResponse:
    """Remove the words, or let them stand."""
    decide_purge(purge, is_approved=request.POST.get("decide") == "approve", by=actor_of(request), at=now())
    return redirect("purges")
