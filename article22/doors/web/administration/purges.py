"""Words of cases and of missions' corrections that are proposed to be removed: known here by a number alone."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from article22.contexts.cases.actions.holding import decide_lifting
from article22.contexts.cases.actions.purging import decide_purge
from article22.contexts.cases.queries.purges import list_purges
from article22.contexts.cases.queries.retention import is_held, list_holds
from article22.contexts.cases.rules.retention import KEEPING
from article22.contexts.cases.rules.terms import PurgeWhy
from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.missions.actions import correcting
from article22.contexts.missions.queries import corrections
from article22.kernel.text import Text
from article22.threshold.actors import actor_of
from article22.threshold.clock import now


@require_safe
def show_purges(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, what was decided, what is on hold, and how long each kind of case is kept."""
    actor, zone = actor_of(request), get_directory(at=now()).capital
    actor.check_may("case.approve-purge")
    rows: list[dict[str, Any]] = [{"purge": purge, "why": PurgeWhy(purge.why), "is_own": purge.proposed_by == actor.person, "act": "decide_purge",
                                   "is_held": purge.decided_at is None and is_held(purge.case_id, at=now())} for purge in list_purges(seen_by=actor)]
    rows += [{"purge": purge, "why": Text("purge.correction", "of what the mission said is wrong, on {day:day}", day=purge.filed_at.astimezone(zone)),
              "is_own": purge.proposed_by == actor.person, "act": "decide_correction_purge", "is_held": False}
             for purge in corrections.list_purges(seen_by=actor)]
    rows.sort(key=lambda row: row["purge"].decided_at is not None)
    holds = [{"hold": hold, "is_own": hold.lifting_by == actor.person} for hold in list_holds(seen_by=actor, now=now())]
    return render(request, "administration/purges.html", {"rows": rows, "holds": holds, "keeping": KEEPING.items()})


@require_POST
def decide(request: HttpRequest, purge: UUID) -> HttpResponse:
    """Remove the words, or let them stand."""
    decide_purge(purge, is_approved=request.POST.get("decide") == "approve", by=actor_of(request), at=now())
    return redirect("purges")


@require_POST
def decide_correction(request: HttpRequest, purge: UUID) -> HttpResponse:
    """Remove the words of a mission's correction, or let them stand."""
    correcting.decide_purge(purge, is_approved=request.POST.get("decide") == "approve", by=actor_of(request), at=now())
    return redirect("purges")


@require_POST
def decide_hold(request: HttpRequest, hold: UUID) -> HttpResponse:
    """Lift a hold before its end, or let it stand."""
    decide_lifting(hold, is_approved=request.POST.get("decide") == "approve", by=actor_of(request), at=now())
    return redirect("purges")
