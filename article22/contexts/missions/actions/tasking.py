"""The watch over the register: a task opens with its cause, is late, goes further, and closes when the cause is gone. Safe to run twice at once."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from article22.contexts.missions.models import Mission, Task
from article22.contexts.missions.queries.changes import list_unconfirmed
from article22.contexts.missions.queries.representatives import list_people
from article22.contexts.missions.queries.tasks import list_tasks
from article22.contexts.missions.rules import tasks as rules
from article22.contexts.missions.rules.tasks import Cause
from article22.contexts.missions.rules.terms import Holder, News, TaskKind
from article22.ground.journal import actions as journal
from article22.ground.journal.rules.entries import Told
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id

WATCH = 22_963  # the advisory lock of the one that watches


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is new of a task, for whoever holds it now."""

    task: Task
    mission: Mission
    news: News


@transaction.atomic
def watch_tasks(*, peopled: Collection[UUID], led: Collection[UUID], by: Actor, at: datetime) -> Sequence[Change]:
    """Open, call late, pass on and close what an instant asks for; what somebody must be told of.

    `peopled` are the organisations that have people here, `led` the missions to which an officer is assigned.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [WATCH])
        if not cursor.fetchone()[0]:
            return ()
    held = {(task.mission_id, Cause(kind=TaskKind(task.kind), representative=task.representative_id)): task for task in list_tasks(seen_by=by)}
    changing = list_unconfirmed(seen_by=by, at=at)
    asked = {(mission.pk, cause): mission for mission, people in list_people(seen_by=by) for cause in rules.causes(people, at, changing)}
    gone = [task for key, task in held.items() if key not in asked]
    fresh = [_opened(mission, cause, peopled, led, at) for (_, cause), mission in asked.items() if (mission.pk, cause) not in held]
    owed = [change for key, task in held.items() if key in asked for change in _owed(task, peopled, led, at)]
    Task.objects.filter(pk__in=[task.pk for task in gone]).update(closed_at=at)
    Task.objects.bulk_create([change.task for change in fresh])
    Task.objects.bulk_update([change.task for change in owed], ["holder", "late_at", "further_at"])
    told = [*(("closed", task) for task in gone), *((change.news, change.task) for change in (*fresh, *owed))]
    journal.record_all([Told(verb=f"missions.task-{what}", subject=task.pk, organisation=task.mission.organisation_id, facts={
        "mission": task.mission_id, "kind": task.kind, "representative": task.representative_id, "holder": task.holder}) for what, task in told], by=by, at=at)
    return [*fresh, *owed]


def _opened(mission: Mission, cause: Cause, peopled: Collection[UUID], led: Collection[UUID], at: datetime) -> Change:
    holder = rules.at_hand(rules.FIRST[cause.kind], has_people=mission.organisation_id in peopled, has_liaison=mission.pk in led)
    task = Task(id=new_id(at), mission=mission, kind=cause.kind.value, representative_id=cause.representative, holder=holder.value, opened_at=at,
                due_at=at + rules.DUE)
    return Change(task=task, mission=mission, news=News.OPENED)


def _owed(task: Task, peopled: Collection[UUID], led: Collection[UUID], at: datetime) -> Iterator[Change]:
    """What has become of a task whose cause is there still."""
    is_long = at >= (task.further_at or task.opened_at) + rules.GOES_FURTHER
    holder = rules.holder_after(Holder(task.holder), is_long=is_long, has_people=task.mission.organisation_id in peopled, has_liaison=task.mission_id in led)
    if holder != task.holder:
        task.holder, task.further_at, task.late_at = holder.value, at, task.late_at or (at if is_long else None)
        yield Change(task=task, mission=task.mission, news=News.FURTHER)
    elif task.late_at is None and at >= task.due_at:
        task.late_at = at
        yield Change(task=task, mission=task.mission, news=News.LATE)
