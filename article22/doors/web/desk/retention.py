"""What is past its time and may be purged, what is on hold, and how long each kind of case is kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from article22.contexts.cases.queries.retention import list_holds, list_past
from article22.contexts.cases.rules.retention import KEEPING
from article22.doors.web.desk.asking import directory_now, watcher_of
from article22.doors.web.desk.dossier import held
from article22.doors.web.desk.pages import frame
from article22.kernel.text import Text
from article22.threshold.clock import now


@require_safe
def show_past(request: HttpRequest) -> HttpResponse:
    """Cases past their time, with one act for each, on the clocks of the capital."""
    actor, directory, present = watcher_of(request), directory_now(), now()
    rows, has_more = list_past(seen_by=actor, now=present)
    days = [Text("retention.day", "{at:day}", at=row.kept_until.astimezone(directory.capital)) for row in rows]
    holds = [held(row, directory.capital, present) for row in list_holds(seen_by=actor, now=present)]
    return render(request, "desk/retention.html", {
        **frame(request, directory), "rows": list(zip(rows, days, strict=True)), "has_more": has_more, "holds": holds, "keeping": KEEPING.items()})
