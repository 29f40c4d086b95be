"""What recurs for representatives, how often and for whom: an office says so, and the worker starts it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.missions.actions import drilling
from article22.contexts.missions.queries.drills import audience_of, list_schedules
from article22.contexts.missions.rules.terms import Recurs
from article22.doors.web.drills.forms import ScheduleForm
from article22.doors.web.drills.views import choices, officer_of, said_at, whom
from article22.doors.web.forms import status_of_form, submit
from article22.threshold.clock import now
from article22.threshold.kept import takes_words, written


@takes_words
def show_schedules(request: HttpRequest) -> HttpResponse:
    """What recurs; let something else recur."""
    actor, zone = officer_of(request), get_directory(at=now()).capital
    form = ScheduleForm(written(request), **choices())

    def schedule(given: dict[str, Any]) -> HttpResponse:
        drilling.set_schedule(Recurs(given["recurs"]), form.plan(), given["every_days"], by=actor, at=now())
        return redirect("schedules")

    rows = [{"row": row, "recurs": Recurs(row.recurs), "whom": whom(audience_of(row)), "next_at": said_at(row.next_at, zone)}
            for row in list_schedules(seen_by=actor)]
    return (submit(request, form, schedule) if form.is_bound else None) or render(
        request, "register/schedules.html", {"form": form, "rows": rows, "may_plan": actor.may("drill.plan")}, status=status_of_form(request, form))


@require_POST
def end_schedule(request: HttpRequest, schedule: UUID) -> HttpResponse:
    """It recurs no more."""
    drilling.end_schedule(schedule, by=officer_of(request), at=now())
    return redirect("schedules")
