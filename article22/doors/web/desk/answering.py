"""Who was told answers; the mission is asked; what was asked for is decided."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from article22.contexts.cases.actions import answering
from article22.contexts.cases.queries.cases import get_recipient
from article22.contexts.cases.rules.decisions import read_decision
from article22.doors.web.desk.asking import authority_of, name_of, watcher_of
from article22.doors.web.desk.pages import answer, back
from article22.doors.web.forms import id_of
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.procedures import informing
from article22.threshold.clock import now
from article22.threshold.kept import takes_words


@require_POST
def acknowledge(request: HttpRequest, number: str) -> HttpResponse:
    """My desk has it."""
    answering.acknowledge(id_of(request.POST.get("of")), name=name_of(request), by=watcher_of(request), at=now())
    return back(request, number, "acknowledge")


@takes_words
def record_call(request: HttpRequest, number: str) -> HttpResponse:
    """Put on record that somebody was told by telephone, or called back."""
    actor = watcher_of(request)

    def act(given: dict[str, Any]) -> object:
        _check_of(number, given["recipient"], actor)
        return answering.record_call(given["recipient"], name=given["name"], is_answer=given["is_answer"], called_at=given["called_at"] or now(), by=actor,
                                     at=now())

    return answer(request, number, "call", act)


@takes_words
def ask_mission(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the mission something without which it cannot go on."""
    actor = watcher_of(request)
    return answer(request, number, "ask", lambda given: informing.ask_mission(number, given["words"], name=name_of(request), by=actor, at=now()))


@takes_words
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """Decide what was asked for."""
    actor = watcher_of(request)

    def act(given: dict[str, Any]) -> object:
        decision = read_decision(given["outcome"], given["reasons"], measures=given["measures"], offered=given["offered"], ends_at=given["ends_at"])
        return informing.decide_case(number, decision, name=name_of(request), authority=authority_of(request), by=actor, at=now())

    return answer(request, number, "decide", act)


def _check_of(number: str, recipient: Any, actor: Actor) -> None:
    """Absent where a recipient is not of the case on whose page they were chosen."""
    if get_recipient(recipient, seen_by=actor).case.number != number:
        raise Absent
