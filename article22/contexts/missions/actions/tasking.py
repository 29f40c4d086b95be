"""The watch over the register: a task opens with its cause, is late, goes further, and closes when the cause is gone. Safe to run twice at once."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from article22.contexts.missions.models import Look, Mission, Task
from article22.contexts.missions.queries.changes import is_unconfirmed, list_changes
from article22.contexts.missions.queries.representatives import list_people
from article22.contexts.missions.queries.tasks import list_tasks_of, map_changed
from article22.contexts.missions.rules import tasks as rules
from article22.contexts.missions.rules.changing import SILENT
from article22.contexts.missions.rules.tasks import Cause
from article22.contexts.missions.rules.terms import Holder, News, TaskKind
from article22.ground.journal import actions as journal
from article22.ground.journal.rules.entries import Told
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id

WATCH = 22_963  # the advisory lock of the one that watches
MOVED = ("holder", "late_at", "further_at", "news")
AT_ONCE = 25  # missions in one transaction, so that other duties of a worker wait for a moment only


def begin_watch() -> bool:
    """Watch alone until the transaction ends. Whether nobody else does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [WATCH])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def watch_tasks(*, peopled: Collection[UUID], led: Collection[UUID], by: Actor, at: datetime) -> bool:
    """Open, call late, pass on and close what an instant asks for, at some of the missions that are to be looked at; whether there may be more of them.

    `peopled` are the organisations that have people here, `led` the missions to which an officer is assigned.
    """
    marks = map_changed(AT_ONCE, peopled=peopled, led=led, at=at)
    if not marks:
        return False
    held = {(task.mission_id, Cause(kind=TaskKind(task.kind), representative=task.representative_id)): task for task in list_tasks_of(marks, seen_by=by)}
    waiting, people = list_changes(among=marks, seen_by=by), list_people(among=marks, seen_by=by)
    changing = frozenset(row.representative_id for row in waiting if is_unconfirmed(row, at))
    asked = {(mission.pk, cause): mission for mission, them in people for cause in rules.causes(them, at, changing)}
    gone = [task for key, task in held.items() if key not in asked]
    fresh = [_opened(mission, cause, peopled, led, at) for (_, cause), mission in asked.items() if (mission.pk, cause) not in held]
    stays = [task for key, task in held.items() if key in asked]
    owed = [task for task in stays if _moved_on(task, peopled, led, at)]
    told = [*(("closed", task) for task in gone), *((task.news, task) for task in (*fresh, *owed))]
    Task.objects.filter(pk__in=[task.pk for task in gone]).update(closed_at=at, news="")
    Task.objects.bulk_create(fresh)
    alike = defaultdict[tuple[object, ...], list[UUID]](list)
    for task in owed:
        alike[tuple(getattr(task, name) for name in MOVED)].append(task.pk)
    for values, ids in alike.items():
        Task.objects.filter(pk__in=ids).update(**dict(zip(MOVED, values, strict=True)))
    journal.record_all([Told(verb=f"missions.task-{what}", subject=task.pk, organisation=task.mission.organisation_id, facts={
        "mission": task.mission_id, "kind": task.kind, "representative": task.representative_id, "holder": task.holder}) for what, task in told], by=by, at=at)
    turns: dict[UUID, list[datetime]] = {mission.pk: [turn for one in them for turn in rules.turns_of(one)] for mission, them in people}
    for mission, turn in (*((row.representative.mission_id, row.asked_at + SILENT) for row in waiting),
                          *((task.mission_id, turn) for task in (*stays, *fresh) for turn in (task.due_at, _goes_further(task)))):
        turns.setdefault(mission, []).append(turn)
    Look.objects.bulk_create(
        [Look(mission_id=mission, mark=mark, again_at=rules.looked_at_again(turns.get(mission, ()), at)) for mission, mark in marks.items()],
        update_conflicts=True, unique_fields=["mission"], update_fields=["mark", "again_at"])
    return len(marks) == AT_ONCE


def note_told(tasks: Collection[UUID]) -> None:
    """Whoever holds some tasks was written of them."""
    Task.objects.filter(pk__in=tasks).update(news="")


def _opened(mission: Mission, cause: Cause, peopled: Collection[UUID], led: Collection[UUID], at: datetime) -> Task:
    holder = rules.at_hand(rules.FIRST[cause.kind], has_people=mission.organisation_id in peopled, has_liaison=mission.pk in led)
    return Task(id=new_id(at), mission=mission, kind=cause.kind.value, representative_id=cause.representative, holder=holder.value, opened_at=at,
                due_at=at + rules.DUE, news=News.OPENED.value)


def _moved_on(task: Task, peopled: Collection[UUID], led: Collection[UUID], at: datetime) -> bool:
    """Whether a task whose cause is there still has become late, or somebody else's."""
    is_long = at >= _goes_further(task)
    holder = rules.holder_after(Holder(task.holder), is_long=is_long, has_people=task.mission.organisation_id in peopled, has_liaison=task.mission_id in led)
    if holder != task.holder:
        task.holder, task.further_at, task.late_at, task.news = holder.value, at, task.late_at or (at if is_long else None), News.FURTHER.value
    elif task.late_at is None and at >= task.due_at:
        task.late_at, task.news = at, News.LATE.value
    else:
        return False
    return True


def _goes_further(task: Task) -> datetime:
    return (task.further_at or task.opened_at) + rules.GOES_FURTHER
