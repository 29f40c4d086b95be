"""A mission lets the police of a place read its dossier: those with whom it is registered, those it named, and nobody once it takes that back."""

from datetime import timedelta

import pytest
from django.db import connection

from article22.contexts.missions.actions import claiming, dossiers, flagging
from article22.contexts.missions.models import Premises
from article22.contexts.missions.queries.dossiers import (
    get_police,
    list_agreements,
    list_consents,
    list_departures,
    list_details,
    list_readable,
    list_readings,
    open_premises,
)
from article22.contexts.missions.queries.flags import get_location
from article22.contexts.missions.queries.missions import get_mission
from article22.contexts.missions.queries.standings import find_registered, map_standings
from article22.contexts.missions.rules.terms import AgencyWord, CannotGive, DetailKind, Flag, NotRecognised
from article22.ground.accounts.queries import find_organisation
from article22.ground.files.queries import get_kept
from article22.ground.wall.session import set_actor
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from tests.cast import MONDAY, SYSTEM
from tests.register.flags import name_desk
from tests.register.people import consented, somebodys_claim
from tests.register.test_dossiers import PLAN, TODAY, as_

pytestmark = pytest.mark.django_db
HOME = "residence"


def police_of(city: str = "Washington", *, named: str = "Secret Service", desk: str = "Foreign Missions Branch, dispatch") -> None:
    """A city's desk, whose people sign in here, confirmed all of its locations by telephone."""
    set_actor(SYSTEM)
    here = find_organisation(named)
    held = name_desk(city, "DC", by=SYSTEM, name=desk, organisation=here.pk if here else None)
    for place in Premises.objects.filter(city=city, ends_on__isnull=True):
        flagging.confirm_by_call(get_location(place.pk, seen_by=SYSTEM, at=MONDAY), held, "Dispatcher Ruiz", MONDAY, by=SYSTEM, at=MONDAY)


def place_of(number: str = "VAL-1", kind: str = HOME) -> Premises:
    set_actor(SYSTEM)
    found: Premises = Premises.objects.select_related("mission").get(mission__number=number, kind=kind)
    return found


@pytest.fixture
def home(db: None) -> Premises:
    """A residence with a dossier, registered with the Secret Service."""
    police_of()
    place, ana = place_of(), as_("representative")
    dossiers.give_detail(place, DetailKind.KEY_HOLDER, "Bea Sol, 202-555-0188", name="Ana Ferro", by=ana, at=MONDAY, on=TODAY)
    dossiers.give_plan(place, PLAN, given_name="ground floor.pdf", name="Ana Ferro", by=ana, at=MONDAY, on=TODAY)
    dossiers.name_for_departure(place, name="Bea Sol", position="", authorised_by="Ines Duarte", starts_on=TODAY, by=ana, at=MONDAY, on=TODAY)
    dossiers.note_consent(place, consented(MONDAY), name="Ana Ferro", by=ana, at=MONDAY)
    return place


def agree(place: Premises) -> None:
    dossiers.agree(place, name="Ana Ferro", by=as_("representative"), at=MONDAY, on=TODAY)


def seen(place: Premises, by: Actor) -> tuple[bool, int, int, int]:
    """Whether somebody opens a dossier, and how much of it they see: by the queries; the wall itself is asked as well."""
    set_actor(by)
    found = (len(list_details(place, seen_by=by)), len(list_departures(place, seen_by=by, on=TODAY)), len(list_consents(place, seen_by=by)))
    with connection.cursor() as cursor:
        for table, count in zip(("detail", "departure", "consent"), found, strict=True):
            cursor.execute(f"SELECT count(*) FROM missions_{table} WHERE premises_id = %s", [place.pk])
            assert cursor.fetchone() == (count,), table
    try:
        opened = open_premises(place.pk, seen_by=by).pk == place.pk
    except Absent:
        opened = False
    assert bool(list_readable([place], seen_by=by)) is opened
    return opened, *found


NOTHING, ALL = (False, 0, 0, 0), (True, 2, 1, 1)


def test_a_supervisor_reads_nothing_until_the_mission_lets_them_and_nothing_once_it_takes_that_back(home: Premises) -> None:
    assert seen(home, as_("supervisor")) == NOTHING
    agree(home)
    omar = as_("supervisor")
    assert seen(home, omar) == ALL
    plan = next(row for row in list_details(home, seen_by=omar) if row.digest)
    assert dossiers.fetch_plan(home, plan.pk, "26-0001, intruder", name="Omar Quill", by=omar, at=MONDAY) == ("ground floor.pdf", PLAN)
    for act in (lambda: dossiers.withdraw_detail(home, plan.pk, by=omar, at=MONDAY), lambda: dossiers.agree(home, name="x", by=omar, at=MONDAY, on=TODAY),
                lambda: dossiers.note_consent(home, consented(MONDAY), name="x", by=omar, at=MONDAY)):
        with pytest.raises(Absent):
            act()
    ana = as_("representative")
    assert [(said["name"], said["why"]) for _, said in list_readings(home, seen_by=ana)] == [("Omar Quill", "26-0001, intruder")]
    held, = list_agreements(home, seen_by=ana)
    with pytest.raises(Absent):
        dossiers.withdraw_agreement(home, held.pk, by=as_("liaison-officer"), at=MONDAY)
    dossiers.withdraw_agreement(home, held.pk, by=as_("representative"), at=MONDAY)
    assert seen(home, as_("supervisor")) == NOTHING
    with pytest.raises(Absent):
        get_kept(plan.digest)
    with pytest.raises(Absent):
        dossiers.withdraw_agreement(home, held.pk, by=as_("representative"), at=MONDAY)


def test_what_is_withdrawn_is_withdrawn_for_police_too(home: Premises) -> None:
    agree(home)
    ana = as_("representative")
    for row in list_details(home, seen_by=ana):
        dossiers.withdraw_detail(home, row.pk, by=ana, at=MONDAY)
    assert seen(home, as_("supervisor")) == (True, 0, 1, 1)


def test_an_agreement_is_for_one_place_and_for_those_with_whom_it_is_registered(home: Premises) -> None:
    agree(home)
    for number, kind in (("VAL-1", "chancery"), ("KES-1", "residence"), ("KES-1", "chancery")):
        assert seen(place_of(number, kind), as_("supervisor")) == NOTHING
    police_of(named="Diplomatic Security Service", desk="Another desk")
    assert seen(home, as_("supervisor")) == NOTHING, "it is not registered with them any more"
    police_of()
    assert seen(home, as_("supervisor")) == ALL, "what the mission agreed to still stands"


def test_police_who_say_that_it_is_not_in_their_area_read_nothing(home: Premises) -> None:
    agree(home)
    set_actor(SYSTEM)
    row = home.registrations.get()
    row.flag, row.word, row.confirmed_at = "returned", AgencyWord.NOT_OURS.value, None
    row.save()
    assert get_police(home) is None
    assert seen(home, as_("supervisor")) == NOTHING


def test_a_mission_agrees_with_police_who_are_here_alone_and_once(home: Premises) -> None:
    agree(home)
    with pytest.raises(CannotGive, match="Secret Service may read it already"):
        agree(home)
    police_of(named="nobody", desk="A desk without people here")
    with pytest.raises(CannotGive, match="nobody to agree with"):
        agree(place_of("VAL-1", "chancery"))
    for role, nth in (("representative", 1), ("liaison-officer", 0), ("ofm-officer", 0)):
        with pytest.raises(Absent):
            dossiers.agree(home, name="x", by=as_(role, nth), at=MONDAY, on=TODAY)
    assert list_agreements(home, seen_by=as_("representative", 1)) == []


def test_while_it_is_contested_nobody_agrees_for_the_mission(home: Premises) -> None:
    for name in ("Ines Duarte", "Rui Teles"):
        claiming.record_claim(get_mission("VAL-1"), somebodys_claim(name), by=as_("liaison-officer"), at=MONDAY)
    with pytest.raises(NotRecognised):
        agree(home)


def test_police_know_how_what_is_registered_with_them_stands_and_of_the_rest_nothing(home: Premises) -> None:
    omar = as_("supervisor")
    for number in ("VAL-1", "KES-1"):
        place = place_of(number, "chancery")
        set_actor(omar)
        found = find_registered(place, seen_by=omar, at=MONDAY)
        assert found
        assert (found.standing.flag, found.desk) == (Flag.CONFIRMED, "Foreign Missions Branch, dispatch")
    elsewhere = place_of("MRS-2", "consulate")
    set_actor(omar)
    assert find_registered(elsewhere, seen_by=omar, at=MONDAY) is None
    found_of = map_standings([get_mission(number).pk for number in ("VAL-1", "MRS-2")], seen_by=omar, at=MONDAY)
    assert list(found_of) == [get_mission("VAL-1").pk]
    police_of(named="Diplomatic Security Service", desk="Another desk")
    set_actor(omar)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM missions_registration WHERE withdrawn_at IS NULL")
        assert cursor.fetchone() == (0,)
        for table in ("detail", "agreement", "departure", "consent", "claim", "policearea", "priorityform"):
            cursor.execute(f"SELECT count(*) FROM missions_{table}")
            assert cursor.fetchone() == (0,), table


def test_a_giver_who_speaks_no_more_is_known_to_police_as_well(home: Premises) -> None:
    set_actor(SYSTEM)
    claim = claiming.record_claim(home.mission, somebodys_claim(), by=SYSTEM, at=MONDAY)
    claiming.accredit(claim.pk, "List", on=TODAY - timedelta(days=9), by=SYSTEM, at=MONDAY)
    dossiers.note_consent(home, consented(MONDAY, claim=claim.pk), name="Lee Park", by=as_("watch-officer"), at=MONDAY)
    agree(home)
    omar = as_("supervisor")
    assert {row.claim.name if row.claim else "" for row in list_consents(home, seen_by=omar)} == {"", "Ines Duarte"}
