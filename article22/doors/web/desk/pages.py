"""The pages of the desk as templates need them: the queue with its filters, and the case with the form that was asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from article22.contexts.cases.actions.story import mark_read, note_reading
from article22.contexts.cases.models import Case
from article22.contexts.cases.queries import cases
from article22.contexts.cases.queries.desk import Queue, Row, Wanted, find_rows, list_own_missions, list_rows
from article22.contexts.cases.rules.spans import moment, until
from article22.contexts.cases.rules.terms import CaseKind
from article22.contexts.directory.rules.directories import Directory
from article22.doors.web.attachments.views import files_of
from article22.doors.web.card.cards import strip_everywhere
from article22.doors.web.desk.acts import DONE, words_of
from article22.doors.web.desk.asking import authority_of, directory_now, name_of, watcher_of, zone_of
from article22.doors.web.desk.dossier import Dossier, dossier_of, record_of
from article22.doors.web.desk.fields import form_for
from article22.doors.web.desk.maps import map_around, map_of_all
from article22.doors.web.forms import status_of_form, submit
from article22.ground.outbox.queries import Backlog, get_backlogs
from article22.kernel.actor import Actor
from article22.kernel.text import Text
from article22.threshold.clock import now
from article22.threshold.kept import written
from article22.threshold.page import is_demo

AGAIN = "A22-Again"  # desk.js sends it when it was not a person who asked
FILTERS = ("mine", "kind", "all", "words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A row of the queue with its instant and how long that is, in the capital's zone."""

    row: Row
    at: Text | None
    left: Text | None


def desk_context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """The desk: queue, map and the dossier of the chosen case."""
    actor, directory = watcher_of(request), directory_now()
    queue, filters = _queue_of(request, actor, directory)
    case = cases.get_case(request.GET["case"], seen_by=actor) if request.GET.get("case") else None
    dossier = opened(request, case, actor) if case else None
    waiting, held = get_backlogs(seen_by=actor, present=now())
    return {
        **frame(request, directory), "queue": queue, "rows": [_shown(row, directory) for row in queue.rows], "filters": filters, "chosen": case,
        "kinds": [(kind, filters.get("kind") == kind.value) for kind in CaseKind], "has_own": list_own_missions(actor, on=directory.today) is not None,
        "keep": urlencode(filters), "dossier": dossier, "map": map_around(dossier.row, dossier.near, queue.rows) if dossier else None,
        "map_of_all": map_of_all(queue.rows), "waiting": _since(waiting, directory), "held": _since(held, directory), **more}


def frame(request: HttpRequest, directory: Directory) -> dict[str, Any]:
    """What stands around every page of the desk."""
    present = now().astimezone(directory.capital)
    return {
        "present": Text("desk.now", "{at} in {place}", at=present, place=directory.capital_name), "second": f"{present:%H:%M:%S}",
        "strip": strip_everywhere(directory, would_dial=is_demo()), "watcher": name_of(request),
        "authority": authority_of(request), "done": DONE.get(request.GET.get("done", "")), "may_log": watcher_of(request).may("case.log"),
        "may_purge": watcher_of(request).may("case.propose-purge"),
        "elapsed": "", "live": {"url": f"{settings.ENVIRONMENT.live_url}/live/", "ask": reverse("desk_ticket")}}


def opened(request: HttpRequest, case: Case, actor: Actor) -> Dossier:
    """A case as somebody reads it, which is put on record. A page that asks for itself again, with nobody there perhaps, has read nothing that is new."""
    note_reading(case, name=name_of(request), by=actor, at=now())
    if AGAIN not in request.headers:
        mark_read(case, by=actor)
    return dossier_of(case, seen_by=actor)


def case_page(request: HttpRequest, case: Case, do: str = "", form: forms.Form | None = None) -> HttpResponse:
    """The page of a case, with the form of the act that was asked for, or the one that was refused."""
    actor, directory = watcher_of(request), directory_now()
    dossier = opened(request, case, actor)
    with timezone.override(zone_of(case, directory)):
        context = {
            **frame(request, directory), "dossier": dossier, "chosen": case, "do": do if form is not None else "", "form": form,
            **record_of(case, seen_by=actor), **files_of(case, actor), "map": map_around(dossier.row, dossier.near, ()), "do_words": words_of(do)}
        if form is not None and request.method == "POST" and "version" in form.fields:
            form.data = request.POST.copy()
            form.data["version"] = f"{case.version}"  # who sends it again has read what the other wrote
        return render(request, "desk/case.html", context, status=status_of_form(request, form))


def answer(request: HttpRequest, number: str, do: str, act: Callable[[dict[str, Any]], object]) -> HttpResponse:
    """Open a form on the case's page, or do what it asks for and go back there; what is refused stands in the form, with all that was typed."""
    actor = watcher_of(request)
    case = cases.get_case(number, seen_by=actor)
    dossier = dossier_of(case, seen_by=actor)
    with timezone.override(zone_of(case, directory_now())):
        form = form_for(do, written(request), request, dossier)

        def go(given: dict[str, Any]) -> HttpResponse:
            act(given)
            return back(request, number, do)

        done = submit(request, form, go) if form is not None and form.is_bound else None
        return done or case_page(request, cases.get_case(number, seen_by=actor), do, form)


def back(request: HttpRequest, number: str, done: str) -> HttpResponse:
    """To the page from which an act was sent: the desk, what is past its time, or the case's own."""
    if request.POST.get("from") == "retention":
        return redirect(f"{reverse('desk_retention')}?done={done}")
    if request.POST.get("from") == "desk":
        return redirect(f"{reverse('desk')}?{urlencode({**_filters(request.POST), 'case': number, 'done': done})}")
    return redirect(f"{reverse('desk_case', args=[number])}?done={done}")


def _queue_of(request: HttpRequest, actor: Actor, directory: Directory) -> tuple[Queue, dict[str, str]]:
    filters = _filters(request.GET)
    if words := filters.get("words", "").strip():
        return find_rows(words, seen_by=actor, now=now()), filters
    own = list_own_missions(actor, on=directory.today) if filters.get("mine") else None
    kinds = frozenset({filters["kind"]}) & frozenset(kind.value for kind in CaseKind) if filters.get("kind") else frozenset()
    return list_rows(Wanted(missions=own, kinds=kinds, with_ended=bool(filters.get("all"))), seen_by=actor, now=now()), filters


def _since(backlog: Backlog | None, directory: Directory) -> tuple[int, Text] | None:
    return (backlog.count, moment(backlog.since.astimezone(directory.capital), now())) if backlog else None


def _filters(given: Any) -> dict[str, str]:
    return {name: given[name][:200] for name in FILTERS if given.get(name)}


def _shown(row: Row, directory: Directory) -> Shown:
    if row.due_at is None:
        return Shown(row=row, at=None, left=None)
    return Shown(row=row, at=moment(row.due_at.astimezone(directory.capital), now()), left=until(row.due_at, now()))

