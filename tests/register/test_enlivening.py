"""A fresh demo shows missions in every state, through the same actions as everybody's."""

import pytest

from article22.contexts.missions.queries.claims import list_claims
from article22.contexts.missions.queries.contacts import list_contacts
from article22.contexts.missions.queries.dossiers import list_details, open_premises
from article22.contexts.missions.queries.flags import list_locations
from article22.contexts.missions.queries.missions import get_main_premises, get_mission
from article22.contexts.missions.queries.representatives import list_reached
from article22.contexts.missions.rules.terms import Flag, Health
from article22.ground.outbox.models import Message
from article22.ground.wall.session import set_actor
from article22.procedures import enlivening
from tests.cast import MONDAY, SYSTEM, member

pytestmark = pytest.mark.django_db


def test_a_fresh_demo_shows_who_can_be_reached_and_who_cannot_and_places_at_every_step() -> None:
    set_actor(SYSTEM)
    enlivening.enliven(by=SYSTEM, at=MONDAY)
    dana = member("liaison-officer")
    omar = member("supervisor")
    set_actor(dana)
    reached = {mission.number: one.health for mission, one in list_reached(seen_by=dana, at=MONDAY)}
    assert {number: reached[number] for number in ("VAL-1", "KES-1", "MRS-1", "TYR-1", "MBI-1")} == {
        "VAL-1": Health.GREEN, "KES-1": Health.AMBER, "MRS-1": Health.AMBER, "TYR-1": Health.RED, "MBI-1": Health.RED}
    assert [one.name for one in list_claims(get_mission("VAL-1"), seen_by=dana)] == ["Amara Lind"]
    assert [one.officer for one in list_contacts(get_mission("VAL-1"), seen_by=dana)] == ["Dana Reyes"]
    chancery = get_main_premises(get_mission("VAL-1"), on=MONDAY.date())
    set_actor(omar)
    assert [row.kind for row in list_details(open_premises(chancery.pk, seen_by=omar), seen_by=omar)] == ["entrances", "key-holder"]
    set_actor(dana)
    assert {one.standing.flag for one in list_locations(seen_by=dana, at=MONDAY)} == {Flag.CONFIRMED, Flag.DUE, Flag.SENT, Flag.TO_REGISTER}
    set_actor(SYSTEM)
    assert [message.address for message in Message.objects.all()] == ["priority.response@usss.example"], "nobody else is written to"
