"""Who is assigned to a mission, and who covers."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db import connection

from article22.contexts.missions.models import Absence, Assignment, Mission, Officer
from article22.contexts.missions.models.register import KEEPERS
from article22.contexts.missions.rules.liaisons import Away, on_duty
from article22.ground.wall.reading import columns_of, read
from article22.ground.wall.rules import reach_of
from article22.kernel.actor import Actor
from article22.kernel.period import Period
from article22.kernel.refusal import Absent

# Who is assigned to a mission on a day, whether they are away then, and who covers.
ASSIGNED = """
SELECT assignment.officer_id, absence.cover_id, absence.starts_on, absence.ends_on
  FROM missions_assignment assignment
  LEFT JOIN missions_absence absence ON absence.officer_id = assignment.officer_id AND absence.cancelled_at IS NULL
       AND absence.starts_on <= %(on)s AND absence.ends_on > %(on)s
 WHERE assignment.mission_id = %(mission)s AND assignment.starts_on <= %(on)s AND (assignment.ends_on IS NULL OR assignment.ends_on > %(on)s)
   AND (%(all)s OR EXISTS (SELECT FROM missions_mission WHERE id = assignment.mission_id AND organisation_id = %(organisation)s))
"""
OFFICER = f"SELECT {columns_of(Officer, 'o')} FROM missions_officer o WHERE id = %s"


def has_liaison(mission: Mission, *, on: date) -> bool:
    """Whether somebody is assigned on a day. Anybody may know that, and nobody learns who."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT a22_has_liaison(%s, %s)", [mission.pk, on])
        return bool(cursor.fetchone()[0])


def get_liaison(mission: Mission, *, on: date, seen_by: Actor) -> Officer | None:
    """The officer to turn to on a day, with cover; None where nobody is assigned, or the asker may not know who."""
    seen_by.check_may("liaison.see")
    with connection.cursor() as cursor:
        cursor.execute(ASSIGNED, {"mission": mission.pk, "on": on, "all": reach_of(seen_by) in KEEPERS, "organisation": seen_by.organisation})
        row = cursor.fetchone()
    if row is None:
        return None
    assigned, cover, start, until = row
    away = [Away(officer=assigned, cover=cover, days=Period(start=start, until=until))] if cover else []
    return read(Officer, OFFICER, [on_duty(assigned, away, on)])[0]


def list_liaisons(*, on: date, seen_by: Actor) -> Mapping[UUID, Officer]:
    """The officer to turn to on a day for each mission that has one, with cover, as far as the wall shows them."""
    seen_by.check_may("liaison.see")
    assigned = Assignment.objects.visible_to(seen_by).filter(starts_on__lte=on).exclude(ends_on__lte=on).values_list("mission", "officer")
    away, officers = list_away(), {officer.pk: officer for officer in Officer.objects.visible_to(seen_by)}
    return {mission: officers[on_duty(officer, away, on)] for mission, officer in assigned}


def list_away() -> Sequence[Away]:
    """Absences that were not cancelled, as far as the wall shows them."""
    return [Away(officer=row.officer_id, cover=row.cover_id, days=Period(start=row.starts_on, until=row.ends_on))
            for row in Absence.objects.filter(cancelled_at__isnull=True)]


def list_assignments(mission: Mission, *, seen_by: Actor) -> Sequence[Assignment]:
    """Who was assigned to a mission, the newest first."""
    return list(Assignment.objects.visible_to(seen_by).filter(mission=mission).select_related("officer").order_by("-starts_on"))


def list_portfolio(officer: Officer, *, on: date) -> Sequence[Mission]:
    """The missions that an officer is assigned to on a day."""
    present = Assignment.objects.filter(officer=officer, starts_on__lte=on).exclude(ends_on__lte=on)
    return list(Mission.objects.filter(pk__in=present.values("mission")).order_by("name", "city"))


def list_officers(*, seen_by: Actor) -> Sequence[Officer]:
    """Every officer whom missions can be assigned to, by name."""
    return list(Officer.objects.visible_to(seen_by).order_by("name", "id"))


def get_officer(officer_id: UUID, *, seen_by: Actor) -> Officer:
    """An officer, or Absent."""
    officer: Officer | None = Officer.objects.visible_to(seen_by).filter(pk=officer_id).first()
    if officer is None:
        raise Absent
    return officer


def list_absences(*, seen_by: Actor, on: date) -> Sequence[Absence]:
    """Who is or will be away, soonest first."""
    seen_by.check_may("liaison.assign")
    return list(Absence.objects.filter(ends_on__gt=on, cancelled_at__isnull=True).select_related("officer", "cover").order_by("starts_on"))
