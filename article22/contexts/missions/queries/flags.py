"""Every official location, how its registration for priority response stands, and whose it is to see to (R-070)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.directory.rules.directories import Directory
from article22.contexts.missions.models import Officer, PoliceArea, PoliceDesk, PriorityForm, Registration
from article22.contexts.missions.queries.liaisons import list_away
from article22.contexts.missions.rules import flags as rules
from article22.contexts.missions.rules.flags import Standing, standing
from article22.contexts.missions.rules.liaisons import on_duty
from article22.contexts.missions.rules.terms import AgencyWord, Flag, MissionKind, PremisesKind
from article22.ground.places.rules import fold_city
from article22.kernel.actor import Actor
from article22.kernel.place import Place
from article22.kernel.refusal import Absent
from article22.kernel.text import Text

# Every present place of every present mission, with the registration that holds and the officer who is assigned.
PRESENT = """
SELECT premises.id, premises.kind, premises.address, premises.city, premises.region, premises.latitude, premises.longitude, premises.precision_km,
       premises.zone, premises.verified_at IS NOT NULL, mission.id, mission.number, mission.name, mission.kind, mission.state_id, state.name,
       mission.organisation_id,
       mission.responsible_office, assignment.officer_id, registration.id, registration.desk_id, registration.flag, registration.told ->> 'address',
       registration.sent_at, registration.word, registration.confirmed_at
  FROM missions_premises premises
  JOIN missions_mission mission ON mission.id = premises.mission_id
  JOIN missions_sendingstate state ON state.code = mission.state_id
  LEFT JOIN missions_registration registration ON registration.premises_id = premises.id AND registration.withdrawn_at IS NULL
  LEFT JOIN missions_assignment assignment ON assignment.mission_id = mission.id AND assignment.starts_on <= %(on)s
       AND (assignment.ends_on IS NULL OR assignment.ends_on > %(on)s)
 WHERE (premises.ends_on IS NULL OR premises.ends_on > %(on)s) AND (mission.ended_on IS NULL OR mission.ended_on > %(on)s)
"""
ONE = PRESENT + "   AND premises.id = %(premises)s"  # a question of its own: a plan made for both serves neither
ALL = PRESENT + " ORDER BY mission.number, premises.is_main DESC, premises.kind, premises.address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who must see to a location: the officer assigned to its mission or their cover, else the office that is responsible for its place."""

    id: str
    name: Text
    officer: UUID | None = None
    person: UUID | None = None


class Location(NamedTuple):  # of thousands at once: made in half the time of a frozen dataclass
    """An official location, how it stands, the desk that it is registered with, the one that it goes to next, and who must see to it."""

    premises: UUID
    kind: PremisesKind
    address: str
    city: str
    region: str
    latitude: float
    longitude: float
    zone: str
    is_checked: bool
    mission: UUID
    number: str
    name: str
    mission_kind: MissionKind
    state: str
    state_name: str
    organisation: UUID | None
    registration: UUID | None
    standing: Standing
    desk: PoliceDesk | None
    goes_to: PoliceDesk | None
    owner: Owner

    @property
    def told(self) -> dict[str, str]:
        """What police are told of it, as it is kept."""
        return {"mission": self.name, "number": self.number, "kind": self.kind.value, "mission_kind": self.mission_kind.value, "address": self.address,
                "city": self.city, "region": self.region, "latitude": f"{self.latitude:.5f}", "longitude": f"{self.longitude:.5f}",
                "organisation": f"{self.organisation or ''}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which locations are asked for: by how they stand, State of the place, desk (`none`: of a city without one), owner, sending State, and what is owed."""

    flag: Flag | None = None
    region: str = ""
    desk: str = ""
    owner: str = ""
    state: str = ""
    is_owed: bool = False

    def has(self, one: Location, at: datetime) -> bool:
        """Whether a location is one of them."""
        return ((self.flag is None or one.standing.flag is self.flag) and self.region in ("", one.region) and self.state in ("", one.state)
                and self.desk in ("", f"{one.desk.pk}" if one.desk else "none") and self.owner in ("", one.owner.id)
                and (not self.is_owed or one.standing.is_owed(at)))


EVERY = Wanted()


def list_locations(wanted: Wanted = EVERY, *, seen_by: Actor, at: datetime) -> Sequence[Location]:
    """The locations that are asked for at an instant, what is owed longest first."""
    seen_by.check_may("priority.see")
    found = [one for one in _locations(at=at) if wanted.has(one, at)]
    return sorted(found, key=lambda one: (not one.standing.is_owed(at), one.standing.due_at is not None, one.standing.due_at or at))


def get_location(premises: UUID, *, seen_by: Actor, at: datetime) -> Location:
    """One of them, or Absent."""
    seen_by.check_may("priority.see")
    found = next(_locations(at=at, premises=premises), None)
    if found is None:
        raise Absent
    return found


def get_registration(id: UUID, *, seen_by: Actor, lock: bool = False) -> Registration:
    """A registration, or Absent."""
    rows = Registration.objects.visible_to(seen_by).filter(pk=id)
    found: Registration | None = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise Absent
    return found


def get_form(id: UUID, *, seen_by: Actor) -> tuple[PriorityForm, Sequence[Registration]]:
    """A form with what went with it and was not sent again since, by city and mission. Raises Absent."""
    form = PriorityForm.objects.select_related("desk").filter(pk=id).first()
    if form is None:
        raise Absent
    rows = Registration.objects.visible_to(seen_by).filter(form=form)
    return form, sorted(rows, key=lambda row: (row.told["city"], row.told["mission"], row.told["address"]))


def list_desks(*, seen_by: Actor) -> Sequence[PoliceDesk]:
    """The desks that take in locations, by name, with their cities."""
    seen_by.check_may("priority.see")
    return list(PoliceDesk.objects.prefetch_related("areas").order_by("name", "id"))


def get_desk(id: UUID, *, seen_by: Actor) -> PoliceDesk:
    """One of them, or Absent."""
    seen_by.check_may("priority.see")
    desk = PoliceDesk.objects.filter(pk=id).first()
    if desk is None:
        raise Absent
    return desk


def find_desk(city: str, region: str, *, seen_by: Actor) -> PoliceDesk | None:
    """To which desk the locations of a city go."""
    seen_by.check_may("priority.see")
    area = PoliceArea.objects.select_related("desk").filter(region=region, city_key=fold_city(city)).first()
    return area.desk if area else None


def list_registrations(premises: UUID, *, seen_by: Actor) -> Sequence[Registration]:
    """The registrations of a location, the last first: at most one of them holds."""
    seen_by.check_may("priority.see")
    return list(Registration.objects.filter(premises=premises).select_related("desk", "form").order_by("-id"))


def list_unreminded(ids: Sequence[UUID], *, seen_by: Actor) -> frozenset[UUID]:
    """Those of some registrations of which nobody was told yet that they are to be seen to."""
    return frozenset(Registration.objects.visible_to(seen_by).filter(pk__in=ids, reminded_at__isnull=True).values_list("pk", flat=True))


def list_closed(*, on: date, seen_by: Actor) -> Sequence[Registration]:
    """The registrations of places that are no official location on a day any more."""
    over = Q(premises__ends_on__lte=on) | Q(premises__mission__ended_on__lte=on)
    rows = Registration.objects.visible_to(seen_by).filter(over, withdrawn_at__isnull=True)
    return list(rows.select_related("premises__mission", "desk").order_by("id"))


def list_untold(*, seen_by: Actor) -> Sequence[Registration]:
    """What was withdrawn of which its desk does not know, because no letter reached it: by desk."""
    seen_by.check_may("priority.see")
    rows = Registration.objects.visible_to(seen_by).filter(flag=Flag.WITHDRAWN.value, form__fault__gt="")
    return list(rows.select_related("form", "desk").order_by("desk__name", "form_id", "id"))


class _Row(NamedTuple):
    premises: UUID
    kind: str
    address: str
    city: str
    region: str
    latitude: float
    longitude: float
    precision_km: float
    zone: str
    is_checked: bool
    mission: UUID
    number: str
    name: str
    mission_kind: str
    state: str
    state_name: str
    organisation: UUID | None
    office: str
    officer: UUID | None
    registration: UUID | None
    desk: UUID | None
    flag: str | None
    told: str | None
    sent_at: datetime | None
    word: str | None
    confirmed_at: datetime | None

    @property
    def ruled(self) -> rules.Registration:
        """The registration as the rules take it."""
        if self.flag is None:
            return rules.NONE
        return rules.Registration(flag=Flag(self.flag), address=self.told or "", sent_at=self.sent_at, word=AgencyWord(self.word) if self.word else None,
                                  confirmed_at=self.confirmed_at)


def _locations(*, at: datetime, premises: UUID | None = None) -> Iterator[Location]:
    directory = get_directory(at=at)
    desks = {desk.pk: desk for desk in PoliceDesk.objects.all()}
    areas = {(area.region, area.city_key): desks[area.desk_id] for area in PoliceArea.objects.all()}
    serving = {desk.pk for desk in areas.values()}
    officers, away = {officer.pk: officer for officer in Officer.objects.all()}, list_away()
    with connection.cursor() as cursor:
        cursor.execute(ONE if premises else ALL, {"on": directory.today, "premises": premises})
        rows = cursor.fetchall()
    for row in map(_Row._make, rows):
        assigned = on_duty(row.officer, away, directory.today) if row.officer else None
        desk, of_city = desks[row.desk] if row.desk else None, areas.get((row.region, _key_of(row.city)))
        yield Location(
            premises=row.premises, kind=PremisesKind(row.kind), address=row.address, city=row.city, region=row.region, latitude=row.latitude,
            longitude=row.longitude, zone=row.zone, is_checked=row.is_checked, mission=row.mission, number=row.number, name=row.name,
            mission_kind=MissionKind(row.mission_kind), state=row.state, state_name=row.state_name, organisation=row.organisation,
            registration=row.registration, standing=standing(row.ruled, row.address, at, ZoneInfo(row.zone or "UTC")), desk=desk or of_city,
            goes_to=desk if desk and (desk.pk in serving or not of_city) else of_city,  # a desk that no city has any more was replaced
            owner=_officer(officers[assigned]) if assigned else _office(directory, row.office, row.city, row.region, row.latitude, row.longitude,
                                                                       row.precision_km))


def _officer(officer: Officer) -> Owner:
    return Owner(id=f"{officer.pk}", name=Text("owner.officer", "{name}", name=officer.name), officer=officer.pk, person=officer.person_id)


@lru_cache(maxsize=8192)
def _office(directory: Directory, recorded: str, city: str, region: str, latitude: float, longitude: float, precision_km: float) -> Owner:
    """The office that an officer recorded, else that of the place; of two equally near ones the nearer, for somebody must own it."""
    place = Place(latitude=latitude, longitude=longitude, city=city, state=region, precision_km=precision_km)
    office = directory.atlas.by_id.get(recorded) or directory.atlas.local_office(place).choices[0].office
    return Owner(id=office.id, name=office.who)


_key_of = lru_cache(maxsize=8192)(fold_city)
