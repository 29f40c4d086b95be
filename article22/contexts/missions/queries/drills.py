"""Reachability drills: which there are, how often they recur, and what became of them."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import TruncHour

from article22.contexts.missions import models
from article22.contexts.missions.models import Drill, DrillCall, Mission, Schedule
from article22.contexts.missions.queries.representatives import WAYS, as_ruled, zones_of
from article22.contexts.missions.rules.drills import Audience, Counted, is_asked
from article22.contexts.missions.rules.terms import AudienceKind, Outcome, Stand, WayKind
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent

RECENT = 50


def list_drills(*, seen_by: Actor) -> Sequence[Drill]:
    """The last drills, the newest first, each with how many calls it made (`planned`) and how many were answered (`answered`)."""
    rows = Drill.objects.visible_to(seen_by).annotate(planned=Count("calls"), answered=Count("calls", filter=Q(calls__outcome=Outcome.ANSWERED.value)))
    return list(rows.order_by("-planned_at")[:RECENT])


def get_drill(id: UUID, *, seen_by: Actor, lock: bool = False) -> Drill:
    """A drill, or Absent."""
    rows = Drill.objects.visible_to(seen_by).filter(pk=id)
    found: Drill | None = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise Absent
    return found


def list_schedules(*, seen_by: Actor) -> Sequence[Schedule]:
    """What recurs, the soonest due first."""
    return list(Schedule.objects.visible_to(seen_by).filter(ended_at__isnull=True).order_by("next_at"))


def get_call(id: UUID) -> DrillCall:
    """What somebody was asked in a drill, for who holds its link; or Absent."""
    found = DrillCall.objects.select_related("drill", "mission").filter(pk=id).first()
    if found is None:
        raise Absent
    return found


def get_call_of(message: UUID) -> DrillCall:
    """What a message of a drill asked, or Absent."""
    found = DrillCall.objects.select_related("drill", "mission").filter(message=message).first()
    if found is None:
        raise Absent
    return found


def list_due(*, seen_by: Actor, at: datetime) -> tuple[Sequence[Drill], Sequence[Drill]]:
    """The drills that are to begin at an instant, and those that are to end."""
    open_ = Drill.objects.visible_to(seen_by).filter(ended_at__isnull=True, cancelled_at__isnull=True)
    return list(open_.filter(started_at__isnull=True, starts_at__lte=at)), list(open_.filter(ends_at__lte=at))


def audience_of(row: Drill | Schedule) -> Audience:
    """Whom a drill is for."""
    return Audience(kind=AudienceKind(row.audience), of=tuple(row.audience_of))


def list_numbers(audience: Audience) -> Collection[str]:
    """Which of the numbers that an audience names are those of present missions."""
    return set(Mission.objects.filter(number__in=audience.of, ended_on__isnull=True).values_list("number", flat=True))


def kinds_of(row: Drill | Schedule) -> tuple[WayKind, ...]:
    """By which channels."""
    return tuple(map(WayKind, row.kinds))


def list_counted(drill: Drill) -> Sequence[Counted]:
    """What became of a drill, by mission, channel, outcome and the hour (UTC) in which it was answered."""
    rows = DrillCall.objects.filter(drill=drill).annotate(hour=TruncHour("answered_at", tzinfo=UTC)).values_list(
        "mission__name", "mission__number", "kind", "outcome", "hour").annotate(count=Count("id")).order_by("mission__number")
    return [Counted(mission=name, number=number, kind=WayKind(kind), outcome=Outcome(outcome), hour=hour, count=count)
            for name, number, kind, outcome, hour, count in rows]


def list_missed(drill: Drill, *, most: int) -> Sequence[DrillCall]:
    """Who was not reached, and by what: the calls that failed or had no way, by mission; at most so many."""
    rows = DrillCall.objects.filter(drill=drill).exclude(outcome__in=[Outcome.ANSWERED.value, Outcome.WAITING.value])
    return list(rows.select_related("mission", "representative").order_by("mission__number", "representative__name", "kind")[:most])


def list_asked(audience: Audience, theirs: Collection[UUID], *, seen_by: Actor, at: datetime) -> Sequence[models.Representative]:
    """Whom a drill for an audience asks at an instant, with their missions and ways. `theirs` are the missions of its offices, where it is for some."""
    seen_by.check_may("representative.see")
    missions = Mission.objects.filter(ended_on__isnull=True)
    match audience.kind:
        case AudienceKind.STATE:
            missions = missions.filter(state__in=audience.of)
        case AudienceKind.OFFICE:
            missions = missions.filter(pk__in=theirs)
        case AudienceKind.CHOSEN:
            missions = missions.filter(number__in=audience.of)
    zones = zones_of(missions)
    rows = models.Representative.objects.visible_to(seen_by).filter(mission__in=missions).exclude(stand=Stand.ENDED.value)
    rows = rows.select_related("mission").prefetch_related(WAYS).order_by("mission__number", "-is_first", "nominated_at")
    return [row for row in rows if is_asked(as_ruled(row, zones[row.mission_id]), at)]
