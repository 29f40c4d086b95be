"""What it is about, the story, and what is owed: kept by a person."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from article22.contexts.cases.actions import holding, sorting, story, watching
from article22.contexts.cases.actions.purging import propose_purge
from article22.contexts.cases.rules.facts import Matter
from article22.contexts.cases.rules.terms import Basis, Conduct, Harm, LawLevel, OfficialLink, PersonStatus, Priority, PurgeWhy
from article22.doors.web.desk.asking import name_of, watcher_of
from article22.doors.web.desk.pages import answer, back
from article22.doors.web.forms import id_of
from article22.threshold.clock import now
from article22.threshold.kept import takes_words


@takes_words
def sort(request: HttpRequest, number: str) -> HttpResponse:
    """Say what the case is about, in the place of what was proposed."""
    actor = watcher_of(request)

    def act(given: dict[str, Any]) -> object:
        read = sorting.Sorted(matter=_matter_of(given), priority=Priority(given["priority"]), reason=given["reason"])
        return sorting.sort_case(number, read, version=given["version"], name=name_of(request), by=actor, at=now())

    return answer(request, number, "sort", act)


@takes_words
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Add to the story."""
    actor = watcher_of(request)
    return answer(request, number, "add", lambda given: story.add_passage(
        number, given["words"], happened_at=given["happened_at"], name=name_of(request), by=actor, at=now()))


@takes_words
def note(request: HttpRequest, number: str) -> HttpResponse:
    """Add what only those who protect read."""
    actor = watcher_of(request)
    return answer(request, number, "note", lambda given: story.add_passage(
        number, given["words"], is_internal=True, name=name_of(request), by=actor, at=now()))


@takes_words
def strike(request: HttpRequest, number: str) -> HttpResponse:
    """Strike what was wrong, with the reason."""
    actor = watcher_of(request)
    return answer(request, number, "strike", lambda given: story.strike_passage(given["passage"], given["reason"], name=name_of(request), by=actor, at=now()))


@takes_words
def tick(request: HttpRequest, number: str) -> HttpResponse:
    """What is owed was done: by hand, with words."""
    actor = watcher_of(request)
    return answer(request, number, "tick", lambda given: watching.keep_clock(given["clock"], given["words"], name=name_of(request), by=actor, at=now()))


@takes_words
def purge(request: HttpRequest, number: str) -> HttpResponse:
    """Propose that the words of a case be removed everywhere: a second person decides."""
    actor = watcher_of(request)
    return answer(request, number, "purge", lambda given: propose_purge(number, PurgeWhy(given["why"]), name=name_of(request), by=actor, at=now()))


@takes_words
def hold(request: HttpRequest, number: str) -> HttpResponse:
    """Keep every word of a case beyond its time."""
    actor = watcher_of(request)
    return answer(request, number, "hold", lambda given: holding.place_hold(
        number, given["reason"], until=given["until"], name=name_of(request), by=actor, at=now()))


@require_POST
def lift(request: HttpRequest, number: str) -> HttpResponse:
    """Propose that a hold be lifted: a second person decides."""
    holding.propose_lifting(id_of(request.POST.get("of")), name=name_of(request), by=watcher_of(request), at=now())
    return back(request, number, "lift")


@require_POST
def take_over(request: HttpRequest, number: str) -> HttpResponse:
    """What is late is with me now."""
    watching.take_over(id_of(request.POST.get("of")), name=name_of(request), by=watcher_of(request), at=now())
    return back(request, number, "take")


def _matter_of(given: dict[str, Any]) -> Matter:
    return Matter(link=OfficialLink(given["link"]), harm=tuple(map(Harm, given["harm"])), persons=tuple(map(PersonStatus, given["persons"])),
                  conduct=tuple(map(Conduct, given["conduct"])), law=tuple(map(LawLevel, given["law"])), basis=tuple(map(Basis, given["basis"])))
