"""Drills as officers lead them: planned, started, and what became of each. For whoever calls representatives; never for a mission."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.directory.queries.packs import PACK
from article22.contexts.missions.actions import drilling
from article22.contexts.missions.models import Drill
from article22.contexts.missions.queries.drills import audience_of, get_drill, kinds_of, list_counted, list_drills, list_missed
from article22.contexts.missions.queries.registers import list_states
from article22.contexts.missions.rules.drills import Audience, heat, hours_of
from article22.contexts.missions.rules.terms import AudienceKind, Outcome, WayKind
from article22.doors.web.drills.forms import PlanForm
from article22.doors.web.forms import status_of_form, submit
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.kernel.text import Text
from article22.procedures.drilling import start_drill
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.kept import takes_words, written
from article22.threshold.speakers import in_words

AT_ONCE = 50  # missions on a page
MISSED_SHOWN = 100
MARKS: Mapping[Outcome, str] = {
    Outcome.WAITING: "told", Outcome.ANSWERED: "done", Outcome.SILENT: "silent", Outcome.BOUNCED: "late", Outcome.REFUSED: "late", Outcome.EXPIRED: "past",
    Outcome.KEPT_BACK: "restricted", Outcome.CANCELLED: "past", Outcome.NO_WAY: "unverified"}
ACTS: Mapping[str, Callable[..., object]] = {"start": start_drill, "cancel": drilling.cancel_drill, "end": drilling.cut_short}


@takes_words
def show_drills(request: HttpRequest) -> HttpResponse:
    """The last drills and what recurs; plan one."""
    actor = officer_of(request)
    form = PlanForm(written(request), **choices())

    def plan(_given: dict[str, Any]) -> HttpResponse:
        return redirect("drill", drilling.plan_drill(form.plan(), by=actor, at=now()).pk)

    return (submit(request, form, plan) if form.is_bound else None) or _page(request, form=form)


@require_safe
def show_drill(request: HttpRequest, drill: UUID) -> HttpResponse:
    """A drill: what became of each, by mission, channel and hour."""
    actor, zone = officer_of(request), get_directory(at=now()).capital
    row = get_drill(drill, seen_by=actor)
    kinds, counted = kinds_of(row), list_counted(row)
    hours = hours_of(row.started_at, min(row.ends_at, now())) if row.started_at and row.ends_at else []
    channels, missions = heat(counted, kinds, hours)
    first = int(given) if (given := request.GET.get("from", "")[:6]).isdecimal() else 0
    outcomes = {outcome: sum(one.count for one in counted if one.outcome is outcome) for outcome in Outcome}
    return render(request, "drills/drill.html", {
        "drill": row, "is_ending": _is_ending(row, now()), **_said(row, zone), "kinds": kinds,
        "hours": [Text("drill.hour", "{at:clock}", at=hour.astimezone(zone)) for hour in hours],
        "channels": [(WayKind(line.of), line) for line in channels], "missions": missions[first:first + AT_ONCE],
        "following": first + AT_ONCE if len(missions) > first + AT_ONCE else None, "count": len(missions), "is_first": not first, "sum": sum(outcomes.values()),
        "outcomes": [(outcome, MARKS[outcome], count) for outcome, count in outcomes.items() if count],
        "missed": [(call, WayKind(call.kind), Outcome(call.outcome), MARKS[Outcome(call.outcome)]) for call in list_missed(row, most=MISSED_SHOWN)],
        "missed_shown": MISSED_SHOWN, "may_plan": actor.may("drill.plan")})


@require_POST
def act_on(request: HttpRequest, drill: UUID, act: str) -> HttpResponse:
    """Start it, cancel it, or end it now."""
    if act not in ACTS:
        raise Absent
    ACTS[act](drill, by=officer_of(request), at=now())
    return redirect("drill", drill)


def officer_of(request: HttpRequest) -> Actor:
    """Whoever sees drills. Raises Absent."""
    actor = actor_of(request)
    actor.check_may("drill.see")
    return actor


def choices() -> dict[str, Any]:
    """What a plan chooses from."""
    directory = get_directory(at=now())
    return {"zone": directory.capital, "states": [(code, state.name) for code, state in list_states(PACK).items()],
            "offices": [(office.id, in_words(office.who)) for office in directory.offices]}


def _page(request: HttpRequest, *, form: PlanForm) -> HttpResponse:
    actor, zone = actor_of(request), get_directory(at=now()).capital
    return render(request, "drills/drills.html", {
        "form": form, "may_plan": actor.may("drill.plan"), "drills": [(row, _said(row, zone)) for row in list_drills(seen_by=actor)]},
        status=status_of_form(request, form))


def _said(row: Drill, zone: ZoneInfo) -> dict[str, Any]:
    """For whom, by what, and where it stands."""
    stand, mark = _stand(row, now())
    return {"whom": whom(audience_of(row)), "by": kinds_of(row), "stand": stand, "mark": mark,
            **{name: said_at(at, zone) for name in ("starts_at", "started_at", "ends_at") if (at := getattr(row, name))}}


def said_at(at: datetime, zone: ZoneInfo) -> Text:
    """An instant on the clocks of the capital: a page's own dates are UTC."""
    return Text("drill.at", "{at}", at=at.astimezone(zone))


def whom(audience: Audience) -> Text:
    """For whom, in words."""
    if audience.kind is AudienceKind.ALL:
        return Text("drill.for-all", "every mission")
    return Text("drill.for", "{audience}: {of}", audience=audience.kind, of=audience.of)


def _is_ending(row: Drill, at: datetime) -> bool:
    """Whether its time is over and the worker has not accounted for each yet."""
    return row.ended_at is None and row.ends_at is not None and at >= row.ends_at


def _stand(row: Drill, at: datetime) -> tuple[Text, str]:
    if row.cancelled_at:
        return Text("drill.cancelled", "cancelled"), "past"
    if row.ended_at:
        return Text("drill.over", "over"), "done"
    if _is_ending(row, at):
        return Text("drill.ending", "over: what became of each is put together now, and stands here in a moment"), "ack"
    if row.started_at:
        return Text("drill.under-way", "under way"), "ack"
    return Text("drill.planned", "planned"), "told"
