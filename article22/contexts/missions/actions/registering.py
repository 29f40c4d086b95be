"""The register: missions and premises are entered, checked and ended by an officer of the Office of Foreign Missions (R-071)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from article22.contexts.missions import models
from article22.contexts.missions.models import Mission, Premises
from article22.contexts.missions.queries.missions import get_premises
from article22.contexts.missions.rules.imports import address_key
from article22.contexts.missions.rules.names import key_of
from article22.contexts.missions.rules.registers import SendingState, name_of
from article22.contexts.missions.rules.terms import CannotRegister, MissionKind, PremisesKind, first_premises_of
from article22.ground.accounts.rules import AlreadyDone
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.place import Place
from article22.kernel.refusal import Absent
from article22.kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where premises are: the words of the address, the place that they name, and a telephone as written."""

    words: str
    place: Place
    phone: str = ""


@transaction.atomic
def register_mission(state: SendingState, kind: MissionKind, address: Address, *, name: str = "", organisation: UUID | None = None, by: Actor,
                     at: datetime, on: date) -> Mission:
    """Enter a mission with its main place, checked by whoever enters it. Raises CannotRegister where one like it is held in that city."""
    by.check_may("mission.write")
    place = address.place
    alike = Mission.objects.filter(state_id=state.code, kind=kind.value, city=place.city, region=place.state, ended_on__isnull=True).first()
    if alike:
        raise CannotRegister(Text("mission.held", "{number} is of the same State and kind in {city}. Add premises to it, or give this one another kind.",
                                  number=alike.number, city=place.city or ""))
    mission = make_mission(state, kind, place, name=name, at=at)
    mission.organisation_id = organisation
    mission.save(force_insert=True)
    entry = journal.record("missions.mission-registered", mission.pk, by=by, at=at, organisation=organisation, number=mission.number, kind=kind)
    premises = make_premises(mission, first_premises_of(kind), address, at=at, starts_on=on, is_main=True)
    premises.verified_at, premises.verified_by = at, by.person
    premises.save(force_insert=True)
    journal.record("missions.premises-added", premises.pk, by=by, at=at, organisation=organisation, mission=mission.pk, kind=premises.kind, entry=entry)
    return mission


def make_mission(state: SendingState, kind: MissionKind, place: Place, *, name: str, at: datetime) -> Mission:
    """A mission under the next number of its State, not saved yet."""
    if not (place.city and place.state):
        raise CannotRegister(Text("mission.no-city", "A mission is registered in a city. Write the address with its city and State, or a ZIP code."))
    row, _ = models.SendingState.objects.get_or_create(code=state.code, defaults={"letters": state.letters, "name": state.name, "also": list(state.also)})
    held = [int(number.rpartition("-")[2]) for number in Mission.objects.filter(state=row).values_list("number", flat=True)]
    mission = Mission(id=new_id(at), number=f"{row.letters}-{max(held, default=0) + 1}", state=row, kind=kind.value,
                      name=name_of(name.strip(), kind, state.name), city=place.city, region=place.state, responsible_office="", usual_office="",
                      registered_at=at)
    mission.who_key = who_key_of(mission)
    mission.where_key = where_key_of(mission)
    return mission


def who_key_of(mission: Mission) -> str:
    """The words of whose a mission is, by which it is found."""
    return key_of(mission.name, mission.state.name, *mission.state.also)[:600]


def where_key_of(mission: Mission) -> str:
    """The words of what and where a mission is, by which it is found."""
    return key_of(mission.kind_words.label, mission.city, mission.region, mission.name)[:300]


def make_premises(mission: Mission, kind: PremisesKind, address: Address, *, at: datetime, starts_on: date | None, is_main: bool) -> Premises:
    """Premises, not saved yet, and not checked by anybody."""
    place = address.place
    return Premises(id=new_id(at), mission=mission, kind=kind.value, is_main=is_main, address=address.words[:200], address_key=address_key(address.words)[:200],
                    city=place.city or mission.city, region=place.state or mission.region, latitude=place.latitude, longitude=place.longitude,
                    precision_km=place.precision_km, zone=place.zone or "", phone=address.phone[:80], starts_on=starts_on)


@transaction.atomic
def change_mission(mission: Mission, *, name: str, responsible_office: str, usual_office: str, by: Actor, at: datetime) -> UUID:
    """Change a mission's name and its offices (R-080; empty: the rules decide). Returns the entry."""
    if responsible_office != mission.responsible_office or usual_office != mission.usual_office:
        by.check_may("office.assign")
    if name != mission.name:
        by.check_may("mission.write")
    if not name.strip():
        raise CannotRegister(Text("mission.no-name", "A mission has a name. Write it as it signs."))
    mission.name, mission.responsible_office, mission.usual_office = name.strip(), responsible_office, usual_office
    mission.who_key = who_key_of(mission)
    mission.save(update_fields=["name", "responsible_office", "usual_office", "who_key"])
    return journal.record("missions.mission-changed", mission.pk, by=by, at=at, organisation=mission.organisation_id,
                          responsible_office=responsible_office or None, usual_office=usual_office or None, words={"name": mission.name})


@transaction.atomic
def end_mission(mission: Mission, *, by: Actor, at: datetime, on: date) -> UUID:
    """A mission has closed: it and its places end. Returns the entry."""
    by.check_may("mission.write")
    if mission.ended_on:
        raise AlreadyDone(Text("mission.ended", "{mission} ended on {day} already.", mission=mission.name, day=mission.ended_on))
    mission.ended_on = on
    mission.save(update_fields=["ended_on"])
    Premises.objects.filter(mission=mission, ends_on__isnull=True).update(ends_on=on)
    return journal.record("missions.mission-ended", mission.pk, by=by, at=at, organisation=mission.organisation_id)


@transaction.atomic
def add_premises(mission: Mission, kind: PremisesKind, address: Address, *, is_main: bool, by: Actor, at: datetime, on: date) -> Premises:
    """Enter another place of a mission. A new main place ends the one before. A residence is never the main place."""
    by.check_may("mission.write")
    if is_main and kind is PremisesKind.RESIDENCE:
        raise CannotRegister(Text("premises.residence-is-main", "A residence is no mission's main place, because nobody without need may see it."))
    premises = make_premises(mission, kind, address, at=at, starts_on=on, is_main=is_main)
    if is_main:
        Premises.objects.filter(mission=mission, is_main=True, ends_on__isnull=True).update(ends_on=on)
        mission.city, mission.region = premises.city, premises.region
        mission.where_key = where_key_of(mission)
        mission.save(update_fields=["city", "region", "where_key"])
    premises.verified_at, premises.verified_by = at, by.person
    premises.save(force_insert=True)
    journal.record("missions.premises-added", premises.pk, by=by, at=at, organisation=mission.organisation_id, mission=mission.pk, kind=kind)
    return premises


@transaction.atomic
def verify_premises(premises_id: UUID, *, by: Actor, at: datetime) -> UUID:
    """An officer has checked that a place is where the register says. Returns the entry."""
    by.check_may("mission.write")
    premises = get_premises(premises_id, seen_by=by)
    if premises.verified_at:
        raise AlreadyDone(Text("premises.verified", "This place was checked on {at} already.", at=premises.verified_at))
    premises.verified_at, premises.verified_by = at, by.person
    premises.save(update_fields=["verified_at", "verified_by"])
    return journal.record("missions.premises-verified", premises.pk, by=by, at=at, organisation=premises.mission.organisation_id)


@transaction.atomic
def set_switchboard(premises_id: UUID, phone: str, *, by: Actor, at: datetime) -> UUID:
    """The number of a place's switchboard, at which people of the mission are called back; empty: none is known. Returns the entry."""
    by.check_may("mission.write")
    premises = get_premises(premises_id, seen_by=by)
    if premises.ends_on:
        raise Absent
    premises.phone = phone.strip()[:80]
    premises.save(update_fields=["phone"])
    return journal.record("missions.switchboard-set", premises.pk, by=by, at=at, organisation=premises.mission.organisation_id, words={"phone": premises.phone})


@transaction.atomic
def end_premises(premises_id: UUID, *, by: Actor, at: datetime, on: date) -> UUID:
    """A mission has left a place. Its main place ends only when another takes over, or with the mission. Returns the entry."""
    by.check_may("mission.write")
    premises = get_premises(premises_id, seen_by=by)
    if premises.ends_on:
        raise Absent
    if premises.is_main:
        raise CannotRegister(Text("premises.is-main", "This is the mission's main place. Enter the new main place, which ends this one, or end the mission."))
    premises.ends_on = on
    premises.save(update_fields=["ends_on"])
    return journal.record("missions.premises-ended", premises.pk, by=by, at=at, organisation=premises.mission.organisation_id)
