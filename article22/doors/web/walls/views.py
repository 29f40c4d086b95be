"""Check my wall: a form, and below the answer nothing that stays."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from article22.contexts.directory.queries import directories
from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.terms import Status
from article22.contexts.directory.rules.walls import Mark, WallMark, marks_of
from article22.doors.web.card.cards import Cite, source_of, strip_everywhere
from article22.doors.web.walls.forms import WallForm
from article22.ground.accounts.rules import actor_for
from article22.ground.files.rules.opening import MEGABYTE
from article22.ground.files.rules.reading import LARGEST_TEXT
from article22.ground.wall.session import acting
from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text
from article22.threshold.clock import now
from article22.threshold.middleware import outside_wall
from article22.threshold.page import is_demo

LARGEST_BODY = LARGEST_TEXT + MEGABYTE  # a file, and what may be pasted beside it
SHAPES = {WallMark.SUPERSEDED: "superseded", WallMark.SUSPECT: "unverified", WallMark.UNKNOWN: "shut", WallMark.NOT_RESTATED: "past",
          WallMark.CURRENT: "done"}
ADVICE = {
    WallMark.SUPERSEDED: Text("wall.do-superseded", "A newer source ended these. Take them down."),
    WallMark.SUSPECT: Text("wall.do-suspect", "These are in force, and something speaks against them. Do not rely on them unchecked."),
    WallMark.UNKNOWN: Text("wall.do-unknown", "These may be right: the directory's sources do not speak of them. Ask whoever gave them to you."),
    WallMark.NOT_RESTATED: Text("wall.do-not-restated", "These are the newest numbers that are known, and they are old."),
    WallMark.CURRENT: Text("wall.do-current", "These may stay."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One thing on the wall, as often as it stands there."""

    text: str
    why: Text
    cites: Sequence[Cite]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Everything of one mark; `count` counts each as often as it stands there."""

    mark: WallMark
    shape: str
    advice: Text
    count: int
    shown: Sequence[Shown]


@login_not_required
@outside_wall  # a file may take longer to read than a transaction may wait: the directory is read in a short one of its own
@csrf_exempt  # this reads what was sent, which may be too much; what follows is protected
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def check_wall(request: HttpRequest) -> HttpResponse:
    """An empty form, or an answer. What is larger than can be checked is refused before it is read."""
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
            return _too_large(request)
        form = WallForm(request.POST, request.FILES)
    except RequestDataTooBig:
        return _too_large(request)
    return _answer(request, form) if request.method == "POST" else _page(request)


@csrf_protect
def _answer(request: HttpRequest, form: WallForm) -> HttpResponse:
    pasted = form.data.get("text", "")
    try:
        marks = marks_of(form.words(), _get_directory())
    except NotUnderstood as refusal:
        return _page(request, pasted=pasted, refused=refusal.text, status=413 if refusal.code == "file.too-large" else 422)
    return _page(request, pasted=pasted, marks=marks)


def _get_directory() -> Directory:
    with acting(actor_for("public", door="web")):
        return directories.get_directory(at=now())


def _too_large(request: HttpRequest) -> HttpResponse:
    return _page(request, status=413, refused=Text(
        "wall.too-large", "A file may have at most {most} MB, and a pasted text at most half of one. Check it in parts.", most=LARGEST_TEXT // MEGABYTE))


def _page(request: HttpRequest, *, pasted: str = "", marks: Sequence[Mark] | None = None, refused: Text | None = None, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "pasted": pasted, "refused": refused, "is_answer": marks is not None, "count": len(marks or ()), "parts": list(_parts_of(marks or ())),
        "strip": strip_everywhere(_get_directory(), would_dial=is_demo()),
    }
    return render(request, "walls/wall.html", context, status=status)


def _parts_of(marks: Sequence[Mark]) -> Iterator[Part]:
    """The most urgent first, and each in the order of the text."""
    counts = Counter(_same(mark) for mark in marks)
    first = {_same(mark): mark for mark in reversed(marks)}
    for kind in WallMark:
        same = sorted((mark for mark in first.values() if mark.mark is kind), key=lambda mark: mark.start)
        if same:
            yield Part(mark=kind, shape=SHAPES[kind], advice=ADVICE[kind], count=sum(counts[_same(mark)] for mark in same), shown=[
                Shown(text=mark.text, why=mark.why, cites=list(_cites_of(mark)), count=counts[_same(mark)]) for mark in same])


def _same(mark: Mark) -> tuple[str, WallMark]:
    return " ".join(mark.text.split()), mark.mark


def _cites_of(mark: Mark) -> Iterator[Cite]:
    if mark.source is None:
        yield Cite(label=gettext("Source"), text=Text("wall.no-source", "None."))
        return
    is_last_word = mark.mark in (WallMark.NOT_RESTATED, WallMark.SUSPECT)
    yield Cite(label=gettext("Source"), quote=mark.source.quote, source=source_of(mark.source, None if is_last_word else Status.SUPERSEDED))
    if mark.ended_by:
        yield Cite(label=gettext("Ended by"), quote=mark.ended_by.quote, source=source_of(mark.ended_by))
