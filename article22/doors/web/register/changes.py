"""Changes of how people are reached, and held nominations: an officer calls, and one key decides the one that is chosen (peers.md, workflow 10)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from article22.contexts.missions.actions import changing as actions
from article22.contexts.missions.models import Way, WayChange
from article22.contexts.missions.queries.changes import get_change, list_changes, list_held_nominations
from article22.contexts.missions.queries.missions import list_premises
from article22.contexts.missions.queries.representatives import way_as_ruled
from article22.contexts.missions.queries.tasks import as_heir, list_inherited
from article22.contexts.missions.rules import representatives as rules
from article22.contexts.missions.rules.changing import check_waits
from article22.contexts.missions.rules.terms import ChangeState, Entered, WayKind
from article22.doors.web.forms import LineField, id_of, show_form, status_of_form, submit
from article22.doors.web.register.missions import capital, today
from article22.doors.web.register.readings import note_reading
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.procedures import changing
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.kept import takes_words, written


class CalledForm(forms.Form):
    """Where an officer called."""

    called = LineField(label=_("Called at"), max_length=200)


class RefusedForm(forms.Form):
    """Why it is not right."""

    reason = LineField(label=_("Why not"), max_length=300, widget=forms.TextInput(attrs={"data-key": "x"}))


class CodeForm(forms.Form):
    """What the old telephone was told."""

    code = LineField(label=_("Code"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))


@takes_words
def show_changes(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first, and all about the one that is chosen: to read how somebody is reached is an entry that the mission sees."""
    actor, at, sent = actor_of(request), now(), written(request)
    is_theirs = _which_are_theirs(actor)
    rows = [row for row in list_changes(seen_by=actor) if is_theirs(row.representative.mission_id)]
    decided = next((row for row in rows if sent and f"{row.pk}" == sent.get("change")), None)
    if sent and decided is None:  # what was meant for one that waits no more is filled in for no other
        if request.method == "POST":
            check_waits(ChangeState(get_change(id_of(sent.get("change")), seen_by=actor).state))
            raise Absent  # it waits for another officer
        sent = None
    chosen = decided or next((row for row in rows if f"{row.pk}" == request.GET.get("change")), rows[0] if rows else None)
    officer = as_heir(actor, chosen.representative.mission_id, on=today()) if chosen else actor
    is_open = chosen is not None and note_reading(request, chosen.representative.mission, gettext("A change that waits to be confirmed"), actor, at)
    called = CalledForm(sent if sent and sent.get("decide") == "confirm" else None, initial={"called": _number_of(chosen, actor) if chosen and is_open else ""})
    refused = RefusedForm(sent if sent and sent.get("decide") == "refuse" else None)

    def confirm(given: dict[str, Any]) -> HttpResponse:
        changing.confirm_by_call(id_of(sent.get("change")), given["called"], by=officer, at=now())
        return redirect("way_changes")

    def refuse(given: dict[str, Any]) -> HttpResponse:
        actions.refuse(id_of(sent.get("change")), given["reason"], by=officer, at=now())
        return redirect("way_changes")

    done = (submit(request, called, confirm) if called.is_bound else None) or (submit(request, refused, refuse) if refused.is_bound else None)
    if done:
        return done
    return render(request, "register/changes.html", {
        "rows": [_row(row, is_chosen=row is chosen) for row in rows],
        "chosen": _dossier(chosen, at, is_open=is_open) if chosen else None,
        "called": called, "refused": refused, "zone": capital(),
        "held": [row for row in list_held_nominations(seen_by=actor) if is_theirs(row.mission_id)]},
        status=status_of_form(request, called if called.is_bound else refused))


def _which_are_theirs(actor: Actor) -> Callable[[UUID], bool]:
    """Of which missions somebody decides: a liaison officer of all, a watch officer of those that came to them. Raises Absent for everybody else."""
    if actor.may("representative.verify"):
        return lambda _mission: True
    inherited = list_inherited(on=today(), seen_by=actor)
    if not inherited:
        raise Absent
    return lambda mission: mission in inherited


def _number_of(change: WayChange, actor: Actor) -> str:
    """The number at which an officer calls: the old one, else another telephone of theirs that answered, else the mission's; never the new one."""
    held = change.representative.ways.filter(ended_at__isnull=True).exclude(kind=WayKind.MAIL.value).order_by("kind", "address")
    works = [way for way in held if way_as_ruled(way).reaches]
    found = next((way.raw for way in works if way.pk == change.way_id), next((way.raw for way in works), ""))
    return found or next((place.phone for place in list_premises(change.representative.mission, on=today(), seen_by=actor) if place.phone), "")


def _row(change: WayChange, *, is_chosen: bool) -> dict[str, Any]:
    return {"change": change, "mission": change.representative.mission, "is_chosen": is_chosen, "kind": WayKind(change.kind), "new": _masked(change),
            "old": _masked(change.way) if change.way else "", "href": f"{reverse('way_changes')}?change={change.pk}"}


def _masked(way: Way | WayChange) -> str:
    return rules.masked(rules.Way(kind=WayKind(way.kind), address=way.address))


def _dossier(change: WayChange, at: datetime, *, is_open: bool) -> dict[str, Any]:
    """Everything that is needed to decide, in the open where a reading is on record."""
    mission = change.representative.mission
    ways = [{"kind": WayKind(way.kind), "shown": way.raw if is_open else _masked(way), "reaches": way_as_ruled(way).reaches,
             "failed": way.failed_at is not None, "is_old": way.pk == change.way_id}
            for way in change.representative.ways.filter(ended_at__isnull=True).order_by("kind", "address")]
    return {"change": change, "who": change.representative, "mission": mission, "kind": WayKind(change.kind), "ways": ways,
            "new": change.raw if is_open else _masked(change),
            "in_portal": change.asked_by is not None,
            "asks": WayKind(change.asks.kind) if change.asks else None,
            "is_late": at >= change.until}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What the mission does about its own change."""

    words: Any
    hint: Any
    form: type[forms.Form]


STEPS: Mapping[str, Step] = {
    "code": Step(words=_("Enter the code"), hint=_("Whoever answers the old telephone was told six digits. Until they give them to you, nothing changes."),
                form=CodeForm),
    "withdraw": Step(words=_("Take it back"), hint=_("Nothing changes."), form=forms.Form)}


WORDS = {Entered.SPENT: _("Too many wrong ones: an officer will call."), Entered.LATE: _("That code has ended: an officer will call.")}


@takes_words
def act_on_change(request: HttpRequest, way_change: UUID, step: str) -> HttpResponse:
    """One thing that a mission does about a change that it asked for, on a page of its own."""
    actor = actor_of(request)
    change = get_change(way_change, seen_by=actor)
    if step not in STEPS or change.state != ChangeState.WAITING or actor.organisation != change.representative.mission.organisation_id:
        raise Absent
    actor.check_may("representative.nominate")
    form = STEPS[step].form(written(request))

    def do(given: dict[str, Any]) -> HttpResponse | None:
        if step == "withdraw":
            actions.withdraw(change.pk, by=actor, at=now())
        elif (found := changing.enter_code(change.pk, given["code"], by=actor, at=now())) is not Entered.RIGHT:
            form.add_error("code", WORDS.get(found) or gettext(found.label))
            form.refused = 200  # type: ignore[attr-defined]  # read by show_form: nothing is rolled back, for a wrong code is counted
            return None
        return redirect("representatives", change.representative.mission.number)

    return (submit(request, form, do) if form.is_bound else None) or show_form(  # type: ignore[arg-type]  # a wrong code is no answer: it is counted
        request, "register/act_on.html", form, row=change.representative, mission=change.representative.mission, act=STEPS[step])
