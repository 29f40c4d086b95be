"""What somebody must see to so that missions can be reached."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from article22.contexts.missions.models import Mission, Task
from article22.contexts.missions.queries.liaisons import list_liaisons
from article22.contexts.missions.rules.terms import Holder
from article22.kernel.actor import Actor

# Of each mission the state that its tasks come from: each row of it in the version that holds now, whether its organisation has people here, and whether it
# has a liaison. Those of which that is not as it was when they were looked at last, or whose instant has come.
CHANGED = """
WITH part (mission, row) AS (
  SELECT id, concat(xmin, ctid, organisation_id = ANY(%(peopled)s), id = ANY(%(led)s)) FROM missions_mission
  UNION ALL SELECT mission_id, concat(xmin, ctid) FROM missions_premises WHERE is_main AND ends_on IS NULL
  UNION ALL SELECT mission_id, concat(xmin, ctid) FROM missions_representative WHERE stand <> 'ended'
  UNION ALL SELECT mission_id, concat(way.xmin, way.ctid) FROM missions_way way JOIN missions_representative one ON one.id = representative_id
             WHERE way.ended_at IS NULL
  UNION ALL SELECT mission_id, concat(change.xmin, change.ctid) FROM missions_waychange change JOIN missions_representative one ON one.id = representative_id
             WHERE change.state = 'waiting'
), state AS (SELECT mission, sum(hashtextextended(row, 0))::text AS mark FROM part GROUP BY mission)
SELECT mission, state.mark FROM state LEFT JOIN missions_look look ON look.mission_id = mission
 WHERE look.mark IS DISTINCT FROM state.mark OR look.again_at <= %(at)s ORDER BY mission LIMIT %(most)s"""
INHERITED = frozenset({"representative.verify", "representative.nominate"})
ORDER = ("due_at", "mission__number", "kind", "id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Of an open task only whose it is."""

    id: UUID
    holder: Holder
    mission: UUID
    organisation: UUID | None


def map_changed(most: int, *, peopled: Collection[UUID], led: Collection[UUID], at: datetime) -> Mapping[UUID, str]:
    """Missions that are to be looked at for tasks, so many at most, each with the mark of its state.

    `peopled` are the organisations that have people here, `led` the missions to which an officer is assigned.
    """
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, {"peopled": list(peopled), "led": list(led), "at": at, "most": most})
        return dict(cursor.fetchall())


def list_held(*, seen_by: Actor, is_news: bool = False) -> Sequence[Held]:
    """Whose everything is that is open, or that its holder was not written of yet, the longest owed first: thousands are counted by it, and few shown."""
    rows = Task.objects.visible_to(seen_by).filter(closed_at__isnull=True).order_by(*ORDER)
    rows = rows.exclude(news="") if is_news else rows
    return [Held(id=id, holder=Holder(holder), mission=mission, organisation=organisation)
            for id, holder, mission, organisation in rows.values_list("pk", "holder", "mission", "mission__organisation")]


def list_tasks(*, seen_by: Actor, mission: Mission | None = None, among: Collection[UUID] | None = None) -> Sequence[Task]:
    """What is open, of one mission, of some or of all, the longest owed first, each with its mission and whom it is about."""
    rows = Task.objects.visible_to(seen_by).filter(closed_at__isnull=True)
    rows = rows if mission is None else rows.filter(mission=mission)
    rows = rows if among is None else rows.filter(pk__in=among)
    return list(rows.select_related("mission", "representative").order_by(*ORDER))


def list_inherited(*, on: date, seen_by: Actor) -> frozenset[UUID]:
    """Missions of which something to see to has come to somebody who calls nobody's people otherwise: to the Command Center, or to whom they are assigned."""
    if not seen_by.may("representative.inherit"):
        return frozenset()
    assigned = [mission for mission, officer in list_liaisons(on=on, seen_by=seen_by).items() if officer.person_id == seen_by.person]
    theirs = Q(holder=Holder.COMMAND_CENTER.value) | Q(holder=Holder.LIAISON.value, mission__in=assigned)
    return frozenset(Task.objects.visible_to(seen_by).filter(theirs, closed_at__isnull=True).values_list("mission", flat=True))


def as_heir(actor: Actor, mission: UUID, *, on: date) -> Actor:
    """Whoever inherited something to see to at a mission, with what a liaison officer may do about its people, and about nobody else's, until that is closed.

    "PLD/FO" see and verify (domain.md 5.6), and the Command Center acts for them where they were silent for long: a task that its holder cannot do is none.
    """
    return replace(actor, verbs=actor.verbs | INHERITED) if mission in list_inherited(on=on, seen_by=actor) else actor


def list_tasks_of(missions: Collection[UUID], *, seen_by: Actor) -> Sequence[Task]:
    """What is open of some missions."""
    return list(Task.objects.visible_to(seen_by).filter(closed_at__isnull=True, mission__in=missions).select_related("mission"))
