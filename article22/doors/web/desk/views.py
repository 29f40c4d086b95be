"""The pages to look at: the desk, a case, and what a line that is being typed says."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from article22.contexts.cases.queries.cases import get_case
from article22.doors.web.desk.asking import watcher_of
from article22.doors.web.desk.pages import case_page, desk_context


@require_safe
def show_desk(request: HttpRequest) -> HttpResponse:
    """The queue by next clock, the map, and the dossier of the case that was chosen."""
    return render(request, "desk/desk.html", desk_context(request))


@require_safe
def show_case(request: HttpRequest, number: str) -> HttpResponse:
    """A case whole, with the form of one act where it was asked for."""
    return case_page(request, get_case(number, seen_by=watcher_of(request)), request.GET.get("do", ""))
