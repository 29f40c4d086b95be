"""A case is moved along, made another kind, joined to another, sent on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from article22.contexts.cases.actions import moving
from article22.contexts.cases.rules.terms import CannotMerge, CaseKind, Status
from article22.contexts.directory.rules.terms import Need
from article22.doors.web.desk.asking import name_of, watcher_of
from article22.doors.web.desk.pages import answer, back
from article22.kernel.refusal import Absent
from article22.kernel.text import Text
from article22.procedures import informing, promoting
from article22.procedures.rerouting import route_again
from article22.threshold.clock import now
from article22.threshold.kept import takes_words


@takes_words
def move(request: HttpRequest, number: str) -> HttpResponse:
    """Move it along the table."""
    actor = watcher_of(request)
    return answer(request, number, "move", lambda given: informing.move_case(
        number, Status(given["to"]), reason=given["reason"], name=name_of(request), by=actor, at=now()))


@takes_words
def promote(request: HttpRequest, number: str) -> HttpResponse:
    """Make it another kind."""
    actor = watcher_of(request)
    return answer(request, number, "promote", lambda given: promoting.promote(
        number, CaseKind(given["to"]), starts_at=given["starts_at"], ends_at=given["ends_at"], name=name_of(request), by=actor, present=now()))


@require_POST
def make_emergency(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody is in danger: one key, nothing to fill in."""
    promoting.promote(number, CaseKind.EMERGENCY, name=name_of(request), by=watcher_of(request), present=now())
    return back(request, number, "emergency")


@takes_words
def give(request: HttpRequest, number: str) -> HttpResponse:
    """Say whose it is, once that is known."""
    actor = watcher_of(request)
    return answer(request, number, "whose", lambda given: promoting.give(number, given["mission"], name=name_of(request), by=actor, present=now()))


@takes_words
def merge(request: HttpRequest, number: str) -> HttpResponse:
    """Join it to the case that goes on."""
    actor = watcher_of(request)

    def act(given: dict[str, Any]) -> object:
        into = given["number"].strip() or given.get("into", "")
        if not into:
            raise CannotMerge(Text("case.merge-into-what", "Choose the case that goes on, or give its number."))
        try:
            return moving.merge_cases(number, into, name=name_of(request), by=actor, at=now())
        except Absent:
            raise CannotMerge(Text("case.merge-unknown", "There is no case {number} that you can see.", number=f"“{into}”")) from None

    return answer(request, number, "merge", act)


@takes_words
def reroute(request: HttpRequest, number: str) -> HttpResponse:
    """Send it on by the route of another place or need."""
    actor = watcher_of(request)
    return answer(request, number, "route", lambda given: route_again(
        number, Need(given["need"]), place=given["place"], drop=given.get("drop", ()), reason=given["reason"], name=name_of(request), by=actor, present=now()))
