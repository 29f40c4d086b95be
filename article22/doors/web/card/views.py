"""Whom to call: one box, plain needs, and an answer with its sources."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from article22.contexts.directory.queries import directories
from article22.contexts.directory.rules.answers import text_of
from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.terms import Need
from article22.doors.web.card.cards import Card, card_of, strip_everywhere
from article22.doors.web.card.forms import CardForm
from article22.ground.languages.queries import Plain
from article22.kernel.refusal import NotUnderstood
from article22.procedures import asking
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.page import is_demo

SHOWN = 12


@login_not_required
@require_safe
def show_card(request: HttpRequest) -> HttpResponse:
    """The card: empty, a choice of places, or an answer."""
    form = CardForm(request.GET)
    form.is_valid()
    present = now()
    directory = directories.get_directory(at=present)
    asked = {name: request.GET.get(name, "")[:300] for name in form.fields}
    try:
        need = form.need_asked()
        found = asking.find_places(form.cleaned_data.get("place", ""), on=directory.today) if asked["place"].strip() else ()
        if len(found) != 1:
            return _page(request, asked, need, directory, choices=found[:SHOWN])
        answer = asking.whom_to_call(directory, found[0], need, at=form.instant_asked(), as_of=form.day_asked(), present=present, seen_by=actor_of(request))
    except NotUnderstood as refusal:
        return _page(request, asked, Need.CONCERN, directory, refused=refusal, status=422)
    if request.GET.get("format") == "text":
        return HttpResponse(text_of(answer, Plain()), content_type="text/plain; charset=utf-8")
    card = card_of(answer, directory, would_dial=is_demo())
    mission = found[0].mission
    return _page(request, asked, need, directory, card=card, mission=mission.number if mission else "")


def _page(request: HttpRequest, asked: dict[str, str], need: Need, directory: Directory, *, card: Card | None = None,
          choices: tuple[asking.Where, ...] = (), refused: NotUnderstood | None = None, mission: str = "", status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "card": card, "asked": {**asked, "need": need.value}, "refused": refused.text if refused else None,
        "verified_by": directory.verified_by if card else "",
        "choices": [{"text": where.text, "query": _query(asked, place=where.mission.number if where.mission else where.text, need=need)}
                    for where in choices],
        "needs": [{"need": each, "is_current": each is need and bool(card), "is_danger": each is Need.EMERGENCY, "query": _query(asked, need=each)}
                  for each in Need],
        "strip": card.strip if card else strip_everywhere(directory, would_dial=is_demo()),
        "text_query": _query(asked, format="text"),
        "mission": mission,
        "present_query": _query({**asked, "at": "", "as_of": ""}),
    }
    response = render(request, "card/card.html", context, status=status)
    response["Cache-Control"] = "no-store" if actor_of(request).person else "no-cache"  # what a signed-in person sees is kept nowhere
    return response


@login_not_required
@require_safe
def show_keeper(request: HttpRequest) -> HttpResponse:
    """The service worker that keeps answers; its scope is the card alone."""
    response = render(request, "card/sw.js", content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_safe
def show_offline(request: HttpRequest) -> HttpResponse:
    """What stands in place of an answer that is not kept, or was kept too long."""
    response = render(request, "card/offline.html")
    response["Cache-Control"] = "no-cache"
    return response


def _query(asked: dict[str, str], **changed: Any) -> str:
    return urlencode({name: f"{value}" for name, value in {**asked, **changed}.items() if value})
