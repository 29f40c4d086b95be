"""What somebody must see to so that missions can be reached: one's own first, then everybody's."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.missions.models import Officer, Task
from article22.contexts.missions.queries.liaisons import list_liaisons
from article22.contexts.missions.queries.tasks import Held, list_held, list_tasks
from article22.contexts.missions.rules.tasks import WHAT
from article22.contexts.missions.rules.terms import Holder, TaskKind
from article22.ground.accounts.rules import Role
from article22.kernel.actor import Actor
from article22.kernel.text import Text
from article22.threshold.actors import actor_of
from article22.threshold.clock import now

SHOWN = 100
DAYS = ("opened_at", "due_at", "further_at")  # said on the clocks of the capital


@require_safe
def show_tasks(request: HttpRequest) -> HttpResponse:
    """A mission's people see what is open of their mission; who calls them, of every one."""
    actor, at = actor_of(request), now()
    actor.check_may("representative.see")
    directory = get_directory(at=at)
    liaisons = list_liaisons(on=directory.today, seen_by=actor)
    held = list_held(seen_by=actor)
    is_own = {one.id: _is_own(one, liaisons.get(one.mission), actor) for one in held}
    own, others = ([one.id for one in held if is_own[one.id] is whose] for whose in (True, False))
    rows = dict[UUID, dict[str, Any]]()
    for task in list_tasks(seen_by=actor, among=[*own[:SHOWN], *others[:SHOWN]]):
        officer = liaisons.get(task.mission_id)
        rows[task.pk] = {"task": task, "href": _where(task, actor, is_own=is_own[task.pk]), "what": WHAT[TaskKind(task.kind)],
                         "mark": "late" if at >= task.due_at else "due",
                         "officer": officer.name if officer and task.holder == Holder.LIAISON else "",
                         **{name: Text("task.day", "{at:day}", at=day.astimezone(directory.capital)) for name in DAYS if (day := getattr(task, name))}}
    return render(request, "register/tasks.html", {
        "own": [rows[id] for id in own[:SHOWN]], "own_count": len(own), "others": [rows[id] for id in others[:SHOWN]], "others_count": len(others),
        "shown": SHOWN,
        "sees_all": actor.may("mission.list")})


def _where(task: Task, actor: Actor, *, is_own: bool) -> str:
    """Where it is seen to."""
    if task.kind == TaskKind.CHANGE and (actor.may("representative.verify") or (is_own and actor.may("representative.inherit"))):
        return reverse("way_changes")
    return reverse("representatives", args=[task.mission.number])


def _is_own(task: Held, officer: Officer | None, actor: Actor) -> bool:
    match task.holder:
        case Holder.MISSION:
            return actor.organisation == task.organisation
        case Holder.LIAISON:
            return officer is not None and officer.person_id == actor.person
        case Holder.OFFICE:
            return actor.role == Role.LIAISON_OFFICER
        case Holder.COMMAND_CENTER:
            return actor.role == Role.WATCH_OFFICER
