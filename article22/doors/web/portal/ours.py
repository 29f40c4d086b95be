"""The mission's own page: its people, its places, its cards, what is due, what is held about it, and who read how its people are reached."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from article22.contexts.cases.queries.cases import count_cases
from article22.contexts.missions.actions.recalling import confirm_recall
from article22.contexts.missions.models import Representative, Task, WayChange
from article22.contexts.missions.queries.changes import list_changes
from article22.contexts.missions.queries.corrections import list_corrections
from article22.contexts.missions.queries.liaisons import get_liaison
from article22.contexts.missions.queries.recalls import find_recall
from article22.contexts.missions.queries.representatives import as_ruled, list_readings, list_representatives
from article22.contexts.missions.queries.reverifications import list_unanswered
from article22.contexts.missions.queries.tasks import list_tasks
from article22.contexts.missions.rules import representatives as rules
from article22.contexts.missions.rules.corrections import LONGEST
from article22.contexts.missions.rules.recalls import CALLED_AFTER, Closed
from article22.contexts.missions.rules.tasks import WHAT
from article22.contexts.missions.rules.terms import WayKind
from article22.doors.web.forms import show_form, submit
from article22.doors.web.portal.mission import for_representatives, own_of, person_of
from article22.doors.web.portal.moments import Clockwork
from article22.doors.web.register.marks import MARKS, STANDS
from article22.doors.web.wallet.recalled import CarriedForm
from article22.ground.accounts.queries import count_members
from article22.ground.accounts.rules import Role, roles_that_may
from article22.kernel.refusal import Absent
from article22.procedures.cards import list_verdicts
from article22.procedures.correcting import correct
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.kept import takes_words, written

CARDS = 5


class WrongForm(forms.Form):
    """What is wrong, in the mission's words."""

    words = forms.CharField(label=_("What is wrong, and what is right instead?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}))


@for_representatives
@require_safe
def show_mission(request: HttpRequest) -> HttpResponse:
    """Everything that is held about whoever asks, on one page, and what is due."""
    actor, own, at = actor_of(request), own_of(request), now()
    time = Clockwork(zone=own.zone, present=at)
    rows = list_representatives(own.mission, seen_by=actor)
    ruled = [as_ruled(row, own.zone) for row in rows]
    found, recall = rules.reached(ruled, at), find_recall(own.mission, seen_by=actor)
    email = person_of(request).email.casefold()
    asked = {one.representative_id: one.until.astimezone(own.zone).date() for one in list_unanswered(seen_by=actor, at=at)}
    return render(request, "portal/mission.html", {
        "people": [_person(row, one, email, own.zone, at) | {"asked_until": asked.get(row.pk)} for row, one in zip(rows, ruled, strict=True)],
        "changes": [_change(change, own.zone) for change in list_changes(own.mission, seen_by=actor)], "health": found.health, "mark": MARKS[found.health],
        "why": found.why, "tasks": [_task(task, own.zone, at) for task in list_tasks(seen_by=actor, mission=own.mission)], "recall": recall,
        "carried": CarriedForm(initial={"serial": recall.replacement_id}) if recall else None,
        "recall_until": (recall.opened_at + CALLED_AFTER).astimezone(own.zone).date() if recall else None, "places": own.premises,
        "cards": list_verdicts(own.mission, present=at)[:CARDS] if any(place.is_main for place in own.premises) else (),
        "corrections": list_corrections(seen_by=actor, mission=own.mission), "cases": count_cases(seen_by=actor),
        "accounts": count_members(own.mission.organisation_id), "liaison": get_liaison(own.mission, on=own.directory.today, seen_by=actor),
        "readings": [{"at": time.say(entry.at), "role": Role(entry.role), "is_broken": entry.is_broken, **said}
                     for entry, said in list_readings(own.mission, seen_by=actor)],
        "readers": [role for role in roles_that_may("representative.see") if role is not Role.REPRESENTATIVE], "zone": own.zone, **own.page(request)})


def _person(row: Representative, one: rules.Representative, email: str, zone: ZoneInfo, at: datetime) -> dict[str, Any]:
    """A representative, with what reaches them masked to all but themselves: a page of everything is looked at over a shoulder."""
    is_self = any(way.kind is WayKind.MAIL and way.address == email for way in one.ways)
    stand = rules.stand_of(one, at)
    ways = [{"kind": ruled.kind, "address": way.raw if is_self else rules.masked(ruled), "reaches": ruled.reaches, "failed": ruled.failed_at is not None}
            for way, ruled in zip(row.ways.all(), one.ways, strict=True)]
    until = (one.verified_at + rules.HOLDS).astimezone(zone).date() if one.verified_at and stand in rules.COUNTS else None
    return {"row": row, "is_self": is_self, "stand": stand, "mark": STANDS[stand], "ways": ways, "until": until}


def _change(change: WayChange, zone: ZoneInfo) -> dict[str, Any]:
    """A change of how somebody is reached that waits, masked as what it would replace."""
    kind = WayKind(change.kind)
    return {"name": change.representative.name, "kind": kind, "address": rules.masked(rules.Way(kind=kind, address=change.address)),
            "asks": WayKind(change.asks.kind) if change.asks else None, "until": change.until.astimezone(zone).date()}


def _task(task: Task, zone: ZoneInfo, at: datetime) -> dict[str, Any]:
    return {"what": WHAT[task.kind_words], "kind": task.kind_words, "whose": task.representative.name if task.representative else "",
            "due": task.due_at.astimezone(zone).date(), "is_late": at >= task.due_at, "holder": task.holder_words}


@require_POST
@for_representatives
def confirm_card(request: HttpRequest) -> HttpResponse:
    """We carry the new card, and the old ones are destroyed."""
    actor, own = actor_of(request), own_of(request)
    recall = find_recall(own.mission, seen_by=actor)
    if recall is None:
        raise Absent
    confirm_recall(recall.pk, request.POST.get("serial", ""), Closed.PORTAL, name=person_of(request).name, by=actor, at=now())
    return redirect("portal_mission")


@for_representatives
@takes_words
def correct_place(request: HttpRequest, premises: UUID | None = None) -> HttpResponse:
    """Something that is held about a place is wrong, or a place is missing: it goes to whoever keeps the register."""
    own, actor = own_of(request), actor_of(request)
    place = next((row for row in own.premises if row.pk == premises), None)
    if premises and place is None:
        raise Absent
    form = WrongForm(written(request))

    def file(given: dict[str, Any]) -> HttpResponse:
        correct(own.mission, place, given["words"], by=actor, at=now())
        return redirect("portal_mission")

    return (submit(request, form, file) if form.is_bound else None) or show_form(request, "portal/wrong.html", form, place=place, **own.page(request))
