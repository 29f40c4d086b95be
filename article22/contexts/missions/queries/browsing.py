"""The register as a table: missions with their main place and who is assigned, narrowed by what they are and where; the same few questions for any size."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from article22.contexts.missions.models import Mission, SendingState
from article22.contexts.missions.queries.missions import named_alike, named_by
from article22.contexts.missions.rules.terms import MissionKind
from article22.kernel.actor import Actor
from article22.kernel.place import Place

# Each mission with its main place on a day, how many places it has then, and who is assigned; whoever asks sees of them what the wall shows.
LINES = """
SELECT m.id, m.number, m.name, m.kind, m.state_id, s.name, m.city, m.region, m.responsible_office, m.ended_on, p.latitude, p.longitude, p.precision_km,
       p.zone, p.verified_at IS NOT NULL, (SELECT count(*) FROM missions_premises q WHERE q.mission_id = m.id AND (q.ends_on IS NULL OR q.ends_on > %(on)s)),
       o.name
  FROM missions_mission m
  JOIN missions_sendingstate s ON s.code = m.state_id
  LEFT JOIN LATERAL (SELECT * FROM missions_premises q WHERE q.mission_id = m.id AND q.is_main AND (q.ends_on IS NULL OR q.ends_on > %(on)s)
                     ORDER BY q.id LIMIT 1) p ON true
  LEFT JOIN missions_assignment a ON %(officers)s AND a.mission_id = m.id AND a.starts_on <= %(on)s AND (a.ends_on IS NULL OR a.ends_on > %(on)s)
  LEFT JOIN missions_officer o ON o.id = a.officer_id
 WHERE (%(all)s OR m.organisation_id = %(organisation)s)
   AND (%(ids)s::uuid[] IS NULL OR m.id = ANY(%(ids)s))
   AND (%(state)s = '' OR m.state_id = %(state)s) AND (%(kind)s = '' OR m.kind = %(kind)s)
   AND (%(city)s = '' OR m.city || ', ' || m.region = %(city)s)
   AND (%(officer)s::uuid IS NULL OR a.officer_id = %(officer)s) AND (NOT %(nobody)s OR a.officer_id IS NULL)
   AND (%(ended)s OR m.ended_on IS NULL OR m.ended_on > %(on)s)
 ORDER BY s.name, m.city, m.number"""
CITIES = "SELECT city || ', ' || region FROM missions_mission GROUP BY city, region ORDER BY city, region"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which missions: words, a State's code, a kind, a city as `Washington, DC`, who is assigned, whether nobody is, and whether those that ended, too."""

    words: str = ""
    state: str = ""
    kind: str = ""
    city: str = ""
    officer: UUID | None = None
    has_nobody: bool = False
    has_ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A mission in the table. Its place is None where none is held; `officer` is empty where nobody is assigned or the asker may not know who."""

    id: UUID
    number: str
    name: str
    kind: MissionKind
    code: str
    state: str
    city: str
    region: str
    responsible_office: str
    ended_on: date | None
    place: Place | None
    is_checked: bool
    places: int
    officer: str


def list_lines(wanted: Wanted, *, seen_by: Actor, on: date) -> Sequence[Line]:
    """The missions that are wanted on a day, by State, city and number; a mission's own people find their own alone."""
    may_all = seen_by.may("mission.list")
    if not may_all:
        seen_by.check_may("mission.see")
    ids = (named_by(wanted.words, on=on) or named_alike(wanted.words, on=on)) if wanted.words.strip() else None
    with connection.cursor() as cursor:
        cursor.execute(LINES, {
            "on": on, "all": may_all, "organisation": seen_by.organisation, "ids": ids, "state": wanted.state, "kind": wanted.kind, "city": wanted.city,
            "officer": wanted.officer, "nobody": wanted.has_nobody, "ended": wanted.has_ended, "officers": seen_by.may("liaison.see")})
        return [_line(row) for row in cursor.fetchall()]


def _line(row: tuple[Any, ...]) -> Line:
    id, number, name, kind, code, state, city, region, office, ended, latitude, longitude, precision, zone, is_checked, places, officer = row
    place = None if latitude is None else Place(latitude=latitude, longitude=longitude, city=city, state=region, precision_km=precision, zone=zone)
    return Line(id=id, number=number, name=name, kind=MissionKind(kind), code=code, state=state, city=city, region=region, responsible_office=office,
                ended_on=ended, place=place, is_checked=is_checked, places=places, officer=officer or "")


def list_sending_states() -> Sequence[SendingState]:
    """The States that have, or had, a mission, by name."""
    return list(SendingState.objects.filter(pk__in=Mission.objects.values("state")).order_by("name"))


def list_cities() -> Sequence[str]:
    """Where missions are or were, as `Washington, DC`."""
    with connection.cursor() as cursor:
        cursor.execute(CITIES)
        return [city for (city,) in cursor.fetchall()]
