"""The register as a table and a map: narrowed by filters that an address keeps, and asked for the same few times at any size."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from article22.contexts.missions.actions import registering, representing
from article22.contexts.missions.actions.flagging import confirm_by_call
from article22.contexts.missions.models import Mission, Premises, Representative, SendingState
from article22.contexts.missions.queries.flags import get_location
from article22.contexts.missions.queries.missions import get_mission
from article22.contexts.missions.rules.terms import MissionKind, PremisesKind, WayKind
from article22.ground.places.queries import get_place
from article22.ground.wall.session import set_actor
from article22.procedures.casting import STATES
from tests.cast import MONDAY, SYSTEM, TUESDAY, minutes, stop_clock
from tests.pages.conftest import Visit
from tests.pages.reading import words_of
from tests.register.flags import name_desk, send_city
from tests.register.people import somebody

CITIES = ("Omaha, NE", "Reno, NV", "Boise, ID", "Fargo, ND", "Tulsa, OK", "Austin, TX", "Miami, FL", "Dover, DE", "Salem, OR", "Akron, OH")


@pytest.fixture(autouse=True)
def stopped(db: None) -> None:
    stop_clock(MONDAY)


def read(answer: Any) -> str:
    return words_of(answer.content.decode())


def enter(count: int) -> None:
    """So many more missions, each with two places."""
    set_actor(SYSTEM)
    kinds = (MissionKind.CONSULATE, MissionKind.CONSULAR_OFFICE, MissionKind.HONORARY_CONSULATE)
    wanted = [(state, kind, city) for state in STATES.values() for kind in kinds for city in CITIES][:count]
    for state, kind, city in wanted:
        mission = registering.register_mission(state, kind, registering.Address(words=f"1 Main Street, {city}", place=get_place(city, "us")), by=SYSTEM,
                                               at=TUESDAY, on=TUESDAY.date())
        registering.add_premises(mission, PremisesKind.OTHER, registering.Address(words=f"2 Main Street, {city}", place=get_place(city, "us")),
                                 is_main=False, by=SYSTEM, at=TUESDAY, on=TUESDAY.date())


def reach(number: str, *, days_ago: int = 1) -> None:
    """Two verified people on two channels."""
    set_actor(SYSTEM)
    at = MONDAY - timedelta(days=days_ago)
    for nth, kind in enumerate((WayKind.MAIL, WayKind.MOBILE)):
        address = f"{number}-{nth}@x.example" if kind is WayKind.MAIL else f"+1202555019{nth}"
        row = representing.nominate(get_mission(number), somebody(address, kind=kind), by=SYSTEM, at=at)
        representing.prove_way(row.ways.get().pk, by=SYSTEM, at=at)
        representing.verify(row.pk, "+1 202 555 0100", by=SYSTEM, at=at + minutes(1))


def numbers(client: Client, **given: object) -> list[str]:
    """The missions in the table."""
    answer = client.get("/register/", given)
    assert answer.status_code == 200
    return re.findall(r'<th scope="row" role="rowheader"><a class="tap" href="/register/([^/]+)/">', answer.content.decode())


def test_each_filter_leaves_what_fits_it(visit: Visit) -> None:
    reach("VAL-1")
    reach("KES-1", days_ago=80)  # to be verified again
    dana = visit("liaison-officer")
    everyone = numbers(dana)
    assert len(everyone) == 9
    assert numbers(dana, state="XV") == ["VAL-2", "VAL-1"]
    assert numbers(dana, kind="embassy") == ["KES-1", "MRS-1", "TYR-1", "VAL-1"]
    assert numbers(dana, city="Washington, DC", kind="embassy", state="XT") == ["TYR-1"]
    assert numbers(dana, words="maristan nashville") == ["MRS-2"]
    assert numbers(dana, health="green") == ["VAL-1"]
    assert numbers(dana, health="amber") == ["KES-1"]
    assert set(numbers(dana, health="red")) == set(everyone) - {"VAL-1", "KES-1"}
    assert numbers(dana, office="chicago") == ["KES-2"]
    assert set(numbers(dana, officer="nobody")) == set(everyone) - {"VAL-1", "KES-1"}
    page = dana.get("/register/").content.decode()
    lee = re.search(r'<option value="([^"]+)">Lee Park', page)
    assert lee
    assert numbers(dana, officer=lee[1]) == ["KES-1"]
    assert "No mission fits" in read(dana.get("/register/", {"state": "XT", "kind": "consulate"}))


def register(number: str, *kinds: str) -> None:
    """Police confirmed some of the places of a mission by telephone."""
    set_actor(SYSTEM)
    desk = name_desk("Washington", "DC", by=SYSTEM)
    for place in Premises.objects.filter(mission__number=number, kind__in=kinds):
        confirm_by_call(get_location(place.pk, seen_by=SYSTEM, at=MONDAY), desk, "Dispatcher Ruiz", MONDAY, by=SYSTEM, at=MONDAY)


def test_missions_are_narrowed_by_how_their_places_stand_with_police(visit: Visit) -> None:
    register("VAL-1", "chancery", "residence")
    register("KES-1", "chancery")
    set_actor(SYSTEM)
    name_desk(by=SYSTEM)
    send_city("Nashville", by=SYSTEM)
    registering.end_mission(get_mission("TYR-1"), by=SYSTEM, at=TUESDAY, on=TUESDAY.date())
    dana = visit("liaison-officer")
    everyone = {"VAL-1", "VAL-2", "KES-1", "KES-2", "MRS-1", "MRS-2", "BMA-1", "MBI-1"}
    assert numbers(dana, priority="confirmed", ended="on") == ["VAL-1"]
    assert set(numbers(dana, priority="unconfirmed", ended="on")) == everyone - {"VAL-1"}, "of one that ended nothing is to be confirmed"
    assert set(numbers(dana, priority="to-register")) == everyone - {"VAL-1", "MRS-2"}
    assert numbers(dana, priority="sent") == ["MRS-2"]
    assert numbers(dana, priority="sent", city="Washington, DC") == []
    page = words_of(dana.get("/register/", {"priority": "unconfirmed", "city": "Washington, DC"}).content.decode())
    assert "1 of 2" in page
    assert "2 missions in Washington, DC" in page, "the map is narrowed as well"
    stop_clock(MONDAY + timedelta(days=181))
    assert (numbers(dana, priority="confirmed"), set(numbers(dana, priority="due"))) == ([], {"VAL-1", "KES-1"})
    ines = visit("analyst").get("/register/", {"priority": "confirmed"})
    assert (ines.status_code, "“priority” is no filter of this list" in words_of(ines.content.decode())) == (422, True)


def test_a_city_on_the_map_keeps_the_other_filters(visit: Visit) -> None:
    page = visit("liaison-officer").get("/register/", {"priority": "unconfirmed", "city": "", "ended": "on"})
    assert 'href="?priority=unconfirmed&amp;ended=on&amp;city=Washington%2C%20DC"' in page.content.decode()


def test_a_mission_that_ended_is_shown_on_request_only(visit: Visit) -> None:
    set_actor(SYSTEM)
    registering.end_mission(get_mission("MBI-1"), by=SYSTEM, at=TUESDAY, on=TUESDAY.date())
    dana = visit("liaison-officer")
    assert "MBI-1" not in numbers(dana)
    assert "MBI-1" in numbers(dana, ended="on")


def test_what_somebody_may_not_know_they_can_neither_see_nor_filter_by(visit: Visit) -> None:
    reach("VAL-1")
    ines = visit("analyst")
    page = read(ines.get("/register/"))
    assert "Embassy of Valdoria" in page
    assert "Lee Park" not in page
    assert "Reached" not in page
    for name in ("health", "officer"):
        answer = ines.get("/register/", {name: "green"})
        assert answer.status_code == 422
        assert f"“{name}” is no filter of this list" in read(answer)


def test_a_mission_sees_itself_and_whether_it_can_be_reached(visit: Visit) -> None:
    reach("VAL-1")
    reach("KES-1")
    page = read(visit("representative").get("/register/"))
    assert "Embassy of Valdoria" in page
    assert "1 mission" in page
    assert "Kestria" not in page
    assert "Dana Reyes" in page


def test_a_filter_that_nothing_reads_is_refused(visit: Visit) -> None:
    answer = visit("liaison-officer").get("/register/", {"status": "open"})
    assert answer.status_code == 422
    assert "“status” is no filter of this list" in read(answer)


def test_a_state_that_has_no_mission_is_no_choice(visit: Visit) -> None:
    set_actor(SYSTEM)
    SendingState.objects.create(code="XZ", letters="ZEM", name="Zembla", also=[])  # as an import leaves it that was taken back
    shown = read(visit("ofm-officer").get("/register/"))
    assert ("Zembla" in shown, "Valdoria" in shown) == (False, True)


def test_the_table_is_turned_page_by_page(visit: Visit) -> None:
    enter(60)
    dana = visit("liaison-officer")
    first, second = numbers(dana), numbers(dana, page=2)
    assert (len(first), len(second)) == (50, 19)
    assert set(first).isdisjoint(second)
    assert numbers(dana, page=99) == second
    page = dana.get("/register/", {"kind": "consulate"})
    assert 'rel="next"' not in page.content.decode()
    assert "1 to 50 of 69" in read(dana.get("/register/"))


@pytest.mark.parametrize("given", [{}, {"health": "green"}, {"priority": "unconfirmed"}, {"office": "chicago"}, {"words": "consulate"},
                                   {"city": "Washington, DC"}])
def test_the_register_is_asked_as_often_for_many_missions_as_for_few(given: dict[str, str], visit: Visit) -> None:
    dana = visit("liaison-officer")
    asked = []
    for more in (0, 80):
        enter(more)
        for mission in Mission.objects.filter(claims=None).order_by("-registered_at")[:more // 8]:
            reach(mission.number)
        dana.get("/register/", given)
        with CaptureQueriesContext(connection) as caught:
            assert dana.get("/register/", given).status_code == 200
        asked.append(len(caught))
    set_actor(SYSTEM)
    assert Representative.objects.count() == 20
    assert asked[0] == asked[1]
    assert asked[0] <= 20, asked


def test_the_map_draws_each_city_and_says_what_lies_beyond_it(visit: Visit) -> None:
    set_actor(SYSTEM)
    place = get_place("Hagåtña, GU", "us")
    registering.register_mission(STATES["XB"], MissionKind.CONSULATE, registering.Address(words="1 Marine Drive, Hagåtña, GU", place=place), by=SYSTEM,
                                 at=TUESDAY, on=TUESDAY.date())
    answer = visit("liaison-officer").get("/register/")
    page = answer.content.decode()
    assert "10 missions in 7 cities; 1 of them are beyond this map." in read(answer)
    assert page.count('class="dot"') == 6
    assert "<title>Washington, DC: 4</title>" in page
    assert 'href="?city=Washington%2C%20DC"' in page


def test_the_map_of_a_city_leads_to_each_mission_and_shows_no_residence(visit: Visit) -> None:
    answer = visit("liaison-officer").get("/register/", {"city": "Washington, DC"})
    page = answer.content.decode()
    assert page.count('class="dot"') == 4
    assert "<title>Embassy of Kestria</title>" in page
    assert "4 missions in Washington, DC, by their main places." in read(answer)
    assert "Garfield Street" not in page
