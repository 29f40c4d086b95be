"""How the places of missions stand in the register for priority response: one question, however many missions are asked about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.missions.models import Premises, Registration
from article22.contexts.missions.models.register import KEEPERS
from article22.contexts.missions.rules.flags import NONE, Standing, standing
from article22.contexts.missions.rules.flags import Registration as Ruled
from article22.contexts.missions.rules.terms import AgencyWord, Flag
from article22.ground.wall.rules import reach_of
from article22.kernel.actor import Actor

# The present places of some missions with the registration that holds, as far as the wall shows both; instants as seconds, read in a tenth of the time.
PLACES = """
SELECT premises.mission_id, premises.id, mission.organisation_id, premises.address, premises.zone, registration.flag, registration.told ->> 'address',
       extract(epoch FROM registration.sent_at)::float8, registration.word, extract(epoch FROM registration.confirmed_at)::float8
  FROM missions_premises premises
  JOIN missions_mission mission ON mission.id = premises.mission_id
  LEFT JOIN missions_registration registration ON registration.premises_id = premises.id AND registration.withdrawn_at IS NULL
 WHERE premises.mission_id = ANY(%s) AND (premises.ends_on IS NULL OR premises.ends_on > %s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """How a place stands, and with which police desk; the desk is empty where it was never sent."""

    standing: Standing
    desk: str = ""


def find_registered(premises: Premises, *, seen_by: Actor, at: datetime) -> Registered | None:
    """How one place stands. None where the asker knows of no registration: of police, where it is not registered with them."""
    row = Registration.objects.visible_to(seen_by).select_related("desk").filter(premises=premises, withdrawn_at__isnull=True).first()
    if row is None and reach_of(seen_by) not in KEEPERS:
        return None
    found = standing(row.ruled if row else NONE, premises.address, at, ZoneInfo(premises.zone or "UTC"))
    return Registered(standing=found, desk=row.desk.name if row else "")


def map_standings(missions: Iterable[UUID], *, seen_by: Actor, at: datetime) -> Mapping[UUID, Mapping[UUID, Standing]]:
    """How each present place of some missions stands, by mission and place. Of what the asker may not know, nothing: that is not "to be registered".

    Those who protect know all, a mission its own, and police what is registered with them.
    """
    sees_all = reach_of(seen_by) in KEEPERS
    found: dict[UUID, dict[UUID, Standing]] = {}
    with connection.cursor() as cursor:
        cursor.execute(PLACES, [list(missions), get_directory(at=at).today])
        rows = cursor.fetchall()
    for mission, premises, organisation, address, zone, flag, told, sent, word, confirmed in rows:
        if flag or sees_all or organisation == seen_by.organisation is not None:
            held = NONE if flag is None else Ruled(flag=Flag(flag), address=told, sent_at=_at(sent), word=AgencyWord(word) if word else None,
                                                   confirmed_at=_at(confirmed))
            found.setdefault(mission, {})[premises] = standing(held, address, at, ZoneInfo(zone or "UTC"))
    return found


def _at(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
