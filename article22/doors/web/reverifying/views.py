"""Still you, number right, a code to each: one page, three taps, then the codes. Opening it does nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from article22.contexts.missions.actions import reverifying as actions
from article22.contexts.missions.actions.representing import set_language
from article22.contexts.missions.models import Code, Reverification, Way
from article22.contexts.missions.queries.representatives import as_ruled, zone_of
from article22.contexts.missions.queries.reverifications import get_reverification, list_codes
from article22.contexts.missions.rules import representatives as people
from article22.contexts.missions.rules.terms import Answer, Entered, WayKind
from article22.doors.web.forms import show_form, submit
from article22.doors.web.register.people import read_way, region
from article22.doors.web.reverifying.forms import CardsForm, CodesForm, GoneForm, WrongForm
from article22.ground.wall.session import set_actor
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.kernel.text import Text
from article22.procedures import changing, reverifying
from article22.procedures.links import read_reverification_link
from article22.threshold.actors import serves_another
from article22.threshold.clock import now
from article22.threshold.limits import limited


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who is asked, through which link, and when they came."""

    row: Reverification
    signed: str
    holder: Actor
    at: datetime

    @property
    def ways(self) -> Sequence[Way]:
        """By what they are reached, without what they said is wrong."""
        return list(self.row.representative.ways.filter(ended_at__isnull=True).exclude(fault=people.SAID_WRONG).order_by("kind", "address"))


@login_not_required
@limited("reverification_link")
@require_http_methods(["GET", "HEAD", "POST"])
@serves_another
def answer_again(request: HttpRequest, asked: str) -> HttpResponse:
    """What is asked next of whoever holds the link, and what they answer."""
    at = now()
    asks = read_reverification_link(asked, at=at)
    holder = asks.actor("link")
    set_actor(holder)
    who = Asked(row=get_reverification(asks.asked, seen_by=holder), signed=asked, holder=holder, at=at)
    if request.method != "POST" or _is_over(who):
        return _next(request, who)
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        raise Absent
    return step(request, who)


def _is_over(asked: Asked) -> bool:
    row = asked.row.representative
    return asked.row.ended_at is not None or people.stand_of(as_ruled(row, zone_of(row.mission)), asked.at) in people.GONE


def _next(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The page for how far they have come."""
    if asked.row.answer == Answer.GONE:
        return _page(request, "gone", asked, forms.Form(), last_day=asked.row.representative.departs_on)
    if _is_over(asked):
        return _page(request, "over", asked, forms.Form())
    if asked.row.answer != Answer.HERE:
        return _page(request, "cards", asked, CardsForm(initial={"language": asked.row.representative.language or get_language()}))
    codes = list_codes(asked.row, at=asked.at)
    waiting = [code for code in codes if not code.entered_at]
    if waiting or (codes == [] and asked.ways):
        return _codes_page(request, asked, CodesForm(waiting), waiting)
    return _page(request, "done", asked, forms.Form(), until=_until(asked))


def _cards(request: HttpRequest, asked: Asked) -> HttpResponse:
    form = CardsForm(request.POST)

    def answered(given: dict[str, Any]) -> HttpResponse:
        if given["language"]:
            set_language(asked.row.representative_id, given["language"], by=asked.holder, at=asked.at)
        if given["still"] == "no":
            return _page(request, "leaving", asked, GoneForm())
        if given["right"] == "no":
            return _wrong_page(request, asked, WrongForm(asked.ways))
        reverifying.send_codes(asked.row.pk, by=asked.holder, at=asked.at)
        return redirect("reverification", asked.signed)

    return submit(request, form, answered) or _page(request, "cards", asked, form)


def _leave(request: HttpRequest, asked: Asked) -> HttpResponse:
    form = GoneForm(request.POST)

    def answered(given: dict[str, Any]) -> HttpResponse:
        actions.say_gone(asked.row.pk, given["last_day"], by=asked.holder, at=asked.at)
        return redirect("reverification", asked.signed)

    return submit(request, form, answered) or _page(request, "leaving", asked, form)


def _correct(request: HttpRequest, asked: Asked) -> HttpResponse:
    form = WrongForm(asked.ways, request.POST)

    def answered(_given: dict[str, Any]) -> HttpResponse:
        wrong = {way: read_way(WayKind(way.kind), new, region()) if new else None for way, new in form.wrong().items()}
        changing.correct(asked.row.pk, wrong, by=asked.holder, at=asked.at)
        return redirect("reverification", asked.signed)

    return submit(request, form, answered) or _wrong_page(request, asked, form)


def _enter(request: HttpRequest, asked: Asked) -> HttpResponse:
    waiting = [code for code in list_codes(asked.row, at=asked.at) if not code.entered_at]
    form = CodesForm(waiting, request.POST)

    def entered(_given: dict[str, Any]) -> HttpResponse:
        found = reverifying.enter_codes(form.entered(), by=asked.holder, at=asked.at)
        for name, code in form.names.items():
            if found.get(code.pk, Entered.RIGHT) is not Entered.RIGHT:
                form.add_error(name, gettext(found[code.pk].label))
        if form.errors:
            form.refused = 200  # type: ignore[attr-defined]  # read by show_form: nothing is rolled back, for a wrong code is counted
            left = [code for code in waiting if found.get(code.pk) is not Entered.RIGHT]
            return _codes_page(request, asked, form, left)
        return redirect("reverification", asked.signed)

    return submit(request, form, entered) or _codes_page(request, asked, form, waiting)


def _again(request: HttpRequest, asked: Asked) -> HttpResponse:
    form = forms.Form(request.POST)

    def again(_given: dict[str, Any]) -> HttpResponse:
        reverifying.send_codes(asked.row.pk, by=asked.holder, at=asked.at)
        return redirect("reverification", asked.signed)

    waiting = [code for code in list_codes(asked.row, at=asked.at) if not code.entered_at]
    return submit(request, form, again) or _codes_page(request, asked, form, waiting)


STEPS: Mapping[str, Callable[[HttpRequest, Asked], HttpResponse]] = {
    "cards": _cards, "leave": _leave, "correct": _correct, "enter": _enter, "again": _again}


def _codes_page(request: HttpRequest, asked: Asked, form: forms.Form, waiting: Sequence[Code]) -> HttpResponse:
    by_name = {f"code_{code.pk}": code.way for code in waiting}
    fields = [{"field": form[name], "kind": WayKind(way.kind), "hint": _hint(way)} for name, way in by_name.items()] if isinstance(form, CodesForm) else []
    return _page(request, "codes", asked, form, fields=fields, until=_until(asked))


def _wrong_page(request: HttpRequest, asked: Asked, form: WrongForm) -> HttpResponse:
    fields = [{"kind": WayKind(way.kind), "hint": _hint(way), "wrong": form[f"wrong_{way.pk}"], "new": form[f"new_{way.pk}"]} for way in form.ways]
    return _page(request, "wrong", asked, form, fields=fields)


def _page(request: HttpRequest, name: str, asked: Asked, form: forms.Form, **more: Any) -> HttpResponse:
    row = asked.row.representative
    ways = [{"kind": WayKind(way.kind), "hint": _hint(way)} for way in asked.ways]
    return show_form(request, f"reverifying/{name}.html", form, who=row, mission=row.mission, ways=ways, renewed=asked.row.renewed_at, **more)


def _hint(way: Way) -> str:
    return people.hinted(people.Way(kind=WayKind(way.kind), address=way.address))


def _until(asked: Asked) -> Text | None:
    row = asked.row.representative
    return Text("day", "{day:day}", day=(row.verified_at + people.HOLDS).astimezone(zone_of(row.mission))) if row.verified_at else None
