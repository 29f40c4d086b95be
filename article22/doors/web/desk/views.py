"""The pages to look at: the desk, a case, and what a line that is being typed says."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from article22.contexts.cases.queries.cases import get_case
from article22.doors.web.desk.asking import watcher_of
from article22.doors.web.desk.pages import case_page, desk_context
from article22.ground.wall.rules import reach_of
from article22.threshold.clock import machine_now, now
from article22.threshold.sheets import desk_sheet
from article22.threshold.tickets import GOOD_FOR, Ticket, write_ticket


@require_safe
def show_desk(request: HttpRequest) -> HttpResponse:
    """The queue by next clock, the map, and the dossier of the case that was chosen."""
    return render(request, "desk/desk.html", desk_context(request))


@require_safe
def show_ticket(request: HttpRequest) -> HttpResponse:
    """A ticket to the live stream: for some minutes, and only to what whoever asks may see."""
    actor, at = watcher_of(request), machine_now()
    ticket = Ticket(reach=reach_of(actor), organisation=actor.organisation, until=at + GOOD_FOR)
    return HttpResponse(write_ticket(ticket, settings.SECRET_KEY), content_type="text/plain", headers={"Cache-Control": "no-store"})


@require_safe
def show_sheet(request: HttpRequest) -> HttpResponse:
    """The sheet for a dark desk, as it is now."""
    sheet = desk_sheet(seen_by=watcher_of(request), present=now())
    return HttpResponse(sheet, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="article22-desk.pdf"'})


@require_safe
def show_case(request: HttpRequest, number: str) -> HttpResponse:
    """A case whole."""
    return case_page(request, get_case(number, seen_by=watcher_of(request)))
