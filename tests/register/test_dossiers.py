"""The dossier of a place: the mission's to give and take back, who may ask people to leave, and consents to entry of whoever speaks for the mission."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from article22.contexts.missions.actions import claiming, dossiers, representing
from article22.contexts.missions.models import Mission, Premises
from article22.contexts.missions.queries.dossiers import list_consents, list_departures, list_details, list_readings, open_premises
from article22.contexts.missions.queries.missions import get_main_premises, get_mission
from article22.contexts.missions.rules.terms import CannotEnter, CannotGive, DetailKind, NotRecognised
from article22.ground.files.queries import get_kept
from article22.ground.journal.models import Entry
from article22.ground.wall.session import set_actor
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from tests.cast import MONDAY, SYSTEM, member, minutes
from tests.register.people import consented, somebody, somebodys_claim

pytestmark = pytest.mark.django_db
TODAY, HOUR = MONDAY.date(), timedelta(hours=1)
PLAN = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


def as_(role: str, nth: int = 0) -> Actor:
    """One of the cast, acting from now on."""
    set_actor(SYSTEM)
    actor = member(role, nth=nth)
    set_actor(actor)
    return actor


@pytest.fixture
def ana(db: None) -> Actor:
    return as_("representative")


@pytest.fixture
def chancery(ana: Actor) -> Premises:
    return get_main_premises(get_mission("VAL-1"), on=TODAY)


def give(premises: Premises, by: Actor, words: str = "By the gate in the lane") -> None:
    dossiers.give_detail(premises, DetailKind.ENTRANCES, words, name="Ana Ferro", by=by, at=MONDAY, on=TODAY)


def test_a_mission_gives_what_it_chooses_and_takes_it_back_and_then_it_is_gone(chancery: Premises, ana: Actor) -> None:
    give(chancery, ana)
    dana = as_("liaison-officer")
    assert [row.words for row in list_details(chancery, seen_by=dana)] == ["By the gate in the lane"]
    set_actor(ana)
    held, = list_details(chancery, seen_by=ana)
    dossiers.withdraw_detail(chancery, held.pk, by=ana, at=MONDAY)
    held.refresh_from_db()
    assert (held.words, held.withdrawn_at) == (None, MONDAY)
    assert list_details(chancery, seen_by=as_("liaison-officer")) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM missions_detail")
        assert cursor.fetchone() == (0,), "the wall itself hides what was withdrawn from those who protect"
    with pytest.raises(Absent):
        dossiers.withdraw_detail(chancery, held.pk, by=as_("representative"), at=MONDAY)


@pytest.mark.parametrize("role", ["liaison-officer", "watch-officer", "ofm-officer", "administrator", "inspector", "supervisor"])
def test_nobody_gives_or_withdraws_for_a_mission(role: str, chancery: Premises, ana: Actor) -> None:
    give(chancery, ana)
    held, = list_details(chancery, seen_by=ana)
    other = as_(role)
    with pytest.raises(Absent):
        give(chancery, other)
    with pytest.raises(Absent):
        dossiers.withdraw_detail(chancery, held.pk, by=other, at=MONDAY)


def test_another_mission_sees_nothing_of_it(chancery: Premises, ana: Actor) -> None:
    give(chancery, ana)
    dossiers.note_consent(chancery, consented(MONDAY), name="Ana Ferro", by=ana, at=MONDAY)
    bran = as_("representative", 1)
    with pytest.raises(Absent):
        open_premises(chancery.pk, seen_by=bran)
    with pytest.raises(Absent):
        give(chancery, bran)
    assert (list_details(chancery, seen_by=bran), list_consents(chancery, seen_by=bran), list_departures(chancery, seen_by=bran, on=TODAY)) == ([], [], [])
    omar = as_("supervisor")
    with pytest.raises(Absent):
        open_premises(chancery.pk, seen_by=omar)


def test_a_plan_is_kept_as_it_came_and_its_bytes_are_gone_once_it_is_withdrawn(chancery: Premises, ana: Actor) -> None:
    dossiers.give_plan(chancery, PLAN, given_name="ground floor.pdf", name="Ana Ferro", by=ana, at=MONDAY, on=TODAY)
    with pytest.raises(CannotGive, match="given already"):
        dossiers.give_plan(chancery, PLAN, given_name="again.pdf", name="Ana Ferro", by=ana, at=MONDAY, on=TODAY)
    dana = as_("liaison-officer")
    held, = list_details(chancery, seen_by=dana)
    with pytest.raises(CannotGive, match="Say why"):
        dossiers.fetch_plan(chancery, held.pk, " ", name="Dana Reyes", by=dana, at=MONDAY)
    assert dossiers.fetch_plan(chancery, held.pk, "A march is planned", name="Dana Reyes", by=dana, at=MONDAY) == ("ground floor.pdf", PLAN)
    set_actor(ana)
    assert [said["why"] for _, said in list_readings(chancery, seen_by=ana)] == ["A march is planned"]
    dossiers.fetch_plan(chancery, held.pk, "", name="Ana Ferro", by=ana, at=MONDAY)
    assert len(list_readings(chancery, seen_by=ana)) == 1, "a mission reads its own"
    dossiers.withdraw_detail(chancery, held.pk, by=ana, at=MONDAY)
    for actor in (ana, dana, SYSTEM):
        set_actor(actor)
        with pytest.raises(Absent):
            get_kept(held.digest)


def test_a_plan_that_another_place_holds_stays_with_that_one(chancery: Premises, ana: Actor) -> None:
    dossiers.give_plan(chancery, PLAN, given_name="a.pdf", name="Ana Ferro", by=ana, at=MONDAY, on=TODAY)
    mine, = list_details(chancery, seen_by=ana)
    bran = as_("representative", 1)
    theirs = get_main_premises(get_mission("KES-1"), on=TODAY)
    dossiers.give_plan(theirs, PLAN, given_name="b.pdf", name="Bran Osk", by=bran, at=MONDAY, on=TODAY)
    set_actor(ana)
    dossiers.withdraw_detail(chancery, mine.pk, by=ana, at=MONDAY)
    with pytest.raises(Absent):
        get_kept(mine.digest)
    set_actor(bran)
    assert get_kept(mine.digest) == PLAN


def test_what_a_mission_gave_is_read_with_a_reason_that_the_mission_sees(chancery: Premises, ana: Actor) -> None:
    give(chancery, ana)
    dana = as_("liaison-officer")
    with pytest.raises(CannotGive, match="Say why"):
        dossiers.read_dossier(chancery, "", name="Dana Reyes", by=dana, at=MONDAY)
    dossiers.read_dossier(chancery, "The alarm went off", name="Dana Reyes", by=dana, at=MONDAY)
    set_actor(ana)
    assert [dict(said) for _, said in list_readings(chancery, seen_by=ana)] == [{"why": "The alarm went off", "name": "Dana Reyes"}]


def test_who_may_ask_people_to_leave_is_on_record_for_its_days(chancery: Premises, ana: Actor) -> None:
    given: dict[str, Any] = {"name": "Bea Sol", "position": "Guard", "authorised_by": "Ines Duarte", "starts_on": TODAY, "by": ana, "at": MONDAY, "on": TODAY}
    with pytest.raises(CannotGive, match="which senior official"):
        dossiers.name_for_departure(chancery, **given | {"authorised_by": ""})
    dossiers.name_for_departure(chancery, **given)
    dana = as_("liaison-officer")
    held, = list_departures(chancery, seen_by=dana, on=TODAY)
    dossiers.end_departure(chancery, held.pk, by=dana, at=MONDAY, on=TODAY + timedelta(days=3))
    assert [row.name for row in list_departures(chancery, seen_by=dana, on=TODAY)] == ["Bea Sol"]
    assert list_departures(chancery, seen_by=dana, on=TODAY + timedelta(days=3)) == []


@pytest.mark.parametrize(("given", "match"), [
    ({"given_to": ""}, "to whom"), ({"words": " "}, "in which words"), ({"given_at": MONDAY + minutes(1)}, "still to come"),
    ({"until": MONDAY}, "ends after it was given"), ({"until": MONDAY + timedelta(days=31)}, "within 30 days"), ({"giver": ""}, "Say who gave it")])
def test_a_consent_that_is_none_is_refused(given: dict[str, Any], match: str, chancery: Premises, ana: Actor) -> None:
    with pytest.raises(CannotEnter, match=match):
        dossiers.note_consent(chancery, consented(MONDAY, **given), name="Ana Ferro", by=ana, at=MONDAY)


def test_only_the_accredited_authority_consents_to_entry(chancery: Premises) -> None:
    """S8.3."""
    mission: Mission = get_mission("VAL-1")
    ruth = as_("ofm-officer")
    ours = claiming.record_claim(mission, somebodys_claim(), by=ruth, at=MONDAY)
    claiming.accredit(ours.pk, "Diplomatic List", on=date(2026, 3, 9), by=ruth, at=MONDAY)
    dana = as_("liaison-officer")
    with pytest.raises(CannotEnter, match="Ines Duarte speaks for the mission"):
        dossiers.note_consent(chancery, consented(MONDAY, giver="A guard"), name="Dana Reyes", by=dana, at=MONDAY)
    theirs = claiming.record_claim(mission, somebodys_claim("Rui Teles"), by=dana, at=MONDAY)
    with pytest.raises(NotRecognised, match="Rui Teles is not on the accredited list"):
        dossiers.note_consent(chancery, consented(MONDAY, claim=theirs.pk), name="Dana Reyes", by=dana, at=MONDAY)
    with pytest.raises(NotRecognised, match="Only Ines Duarte"):
        dossiers.note_consent(chancery, consented(MONDAY), name="Dana Reyes", by=dana, at=MONDAY)
    dossiers.note_consent(chancery, consented(MONDAY, claim=ours.pk), name="Dana Reyes", by=dana, at=MONDAY)
    held, = list_consents(chancery, seen_by=dana)
    assert (held.giver, held.position, held.claim_id, held.words) == (
        "Ines Duarte", "Chargé d'affaires a.i.", ours.pk, "You may enter the court to look for the drone")
    dossiers.withdraw_consent(chancery, held.pk, by=dana, at=MONDAY + minutes(5))
    with pytest.raises(Absent):
        dossiers.withdraw_consent(chancery, held.pk, by=dana, at=MONDAY + minutes(6))
    set_actor(SYSTEM)
    assert list(Entry.objects.filter(subject=f"{held.pk}").order_by("at").values_list("verb", flat=True)) == [
        "missions.consent-noted", "missions.consent-withdrawn"]


def test_while_it_is_contested_a_missions_people_change_nothing_whoever_they_say_has_their_word(chancery: Premises, ana: Actor) -> None:
    """S8.3: whoever signs in for the mission may be the other claimant's; an officer who has the word of the accredited one enters it."""
    give(chancery, ana)
    dossiers.name_for_departure(chancery, name="Bea Sol", position="", authorised_by="Ines Duarte", starts_on=TODAY, by=ana, at=MONDAY, on=TODAY)
    held, = list_details(chancery, seen_by=ana)
    guard, = list_departures(chancery, seen_by=ana, on=TODAY)
    mission, ruth = get_mission("VAL-1"), as_("ofm-officer")
    ours = claiming.record_claim(mission, somebodys_claim(), by=ruth, at=MONDAY)
    claiming.accredit(ours.pk, "Diplomatic List", on=date(2026, 3, 9), by=ruth, at=MONDAY)
    claiming.record_claim(mission, somebodys_claim("Rui Teles"), by=ruth, at=MONDAY)
    ana = as_("representative")
    for act in (
            lambda: give(chancery, ana, "By the back door"),
            lambda: dossiers.give_plan(chancery, PLAN, given_name="a.pdf", name="Ana Ferro", by=ana, at=MONDAY, on=TODAY),
            lambda: dossiers.name_for_departure(chancery, name="B", position="", authorised_by="Rui Teles", starts_on=TODAY, by=ana, at=MONDAY, on=TODAY),
            lambda: dossiers.end_departure(chancery, guard.pk, by=ana, at=MONDAY, on=TODAY),
            lambda: dossiers.note_consent(chancery, consented(MONDAY, claim=ours.pk), name="Ana Ferro", by=ana, at=MONDAY),
            lambda: representing.nominate(mission, somebody("new@valdoria.example", claim=ours.pk), by=ana, at=MONDAY)):
        with pytest.raises(NotRecognised, match="Only Ines Duarte is on the accredited list"):
            act()
    dossiers.withdraw_detail(chancery, held.pk, by=ana, at=MONDAY)
    dana = as_("liaison-officer")
    dossiers.note_consent(chancery, consented(MONDAY, claim=ours.pk), name="Dana Reyes", by=dana, at=MONDAY)
    dossiers.end_departure(chancery, guard.pk, by=dana, at=MONDAY, on=TODAY)


def test_where_nobody_contests_it_a_missions_people_note_the_consent_of_its_head(chancery: Premises) -> None:
    ruth = as_("ofm-officer")
    ours = claiming.record_claim(get_mission("VAL-1"), somebodys_claim(), by=ruth, at=MONDAY)
    claiming.accredit(ours.pk, "Diplomatic List", on=date(2026, 3, 9), by=ruth, at=MONDAY)
    ana = as_("representative")
    dossiers.note_consent(chancery, consented(MONDAY, claim=ours.pk), name="Ana Ferro", by=ana, at=MONDAY)
    assert len(list_consents(chancery, seen_by=ana)) == 1


def test_of_a_place_that_the_mission_left_nothing_is_given_and_nobody_consents(chancery: Premises, ana: Actor) -> None:
    give(chancery, ana)
    held, = list_details(chancery, seen_by=ana)
    set_actor(SYSTEM)
    Premises.objects.filter(pk=chancery.pk).update(ends_on=TODAY)
    set_actor(ana)
    left = open_premises(chancery.pk, seen_by=ana)
    for act in (
            lambda: give(left, ana),
            lambda: dossiers.give_plan(left, PLAN, given_name="a.pdf", name="Ana Ferro", by=ana, at=MONDAY, on=TODAY),
            lambda: dossiers.name_for_departure(left, name="B", position="", authorised_by="Ines Duarte", starts_on=TODAY, by=ana, at=MONDAY, on=TODAY)):
        with pytest.raises(CannotGive, match="left this place"):
            act()
    with pytest.raises(CannotEnter, match="left this place"):
        dossiers.note_consent(left, consented(MONDAY), name="Ana Ferro", by=ana, at=MONDAY)
    dossiers.note_consent(left, consented(MONDAY - timedelta(days=1)), name="Ana Ferro", by=ana, at=MONDAY)
    dossiers.withdraw_detail(left, held.pk, by=ana, at=MONDAY)


def test_an_inspectors_reading_is_on_record_and_shown_to_no_mission(chancery: Premises, ana: Actor) -> None:
    """domain.md 5.6."""
    give(chancery, ana)
    entry = dossiers.read_dossier(chancery, "Sample 22", name="Ida Stone", by=as_("inspector"), at=MONDAY)
    dossiers.read_dossier(chancery, "The alarm went off", name="Lee Park", by=as_("watch-officer"), at=MONDAY)
    set_actor(ana)
    assert [said["name"] for _, said in list_readings(chancery, seen_by=ana)] == ["Lee Park"]
    assert not Entry.objects.filter(pk=entry).exists(), "nor is its entry the mission's"
    set_actor(SYSTEM)
    assert Entry.objects.filter(pk=entry).exists()
