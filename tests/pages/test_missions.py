"""The page of a mission: everything at a glance, what is missing and where it is mended, who speaks for it, its visits and contacts."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from article22.contexts.missions.actions import claiming, registering
from article22.contexts.missions.models import Claim
from article22.contexts.missions.queries.missions import get_mission
from article22.contexts.missions.rules.terms import MissionKind, PremisesKind
from article22.ground.journal.models import Entry
from article22.ground.places.queries import get_place
from article22.ground.wall.session import set_actor
from article22.procedures.casting import STATES
from tests.cases.opening import concern, file
from tests.cast import MONDAY, SYSTEM, stop_clock
from tests.pages.conftest import Visit
from tests.pages.reading import words_of
from tests.register.people import somebodys_claim

PAGE = "/register/VAL-1/"
CLAIM = {"name": "Ines Duarte", "position": "Ambassador", "source": "Note V-12", "starts_on": "2026-03-02"}


@pytest.fixture(autouse=True)
def _monday(db: None) -> None:
    stop_clock(MONDAY)


def read(client: Client, path: str = PAGE) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return words_of(answer.content.decode())


def held() -> Claim:
    set_actor(SYSTEM)
    return Claim.objects.get(mission__number="VAL-1")  # type: ignore[no-any-return]


def test_the_office_stands_with_the_rule_that_chose_it(visit: Visit) -> None:
    dana = visit("liaison-officer")
    assert "Diplomatic Security Service, Washington office Because: Washington has an office of its own." in read(dana)
    assert "Atlanta is the closest office" in read(dana, "/register/MRS-2/")
    dana.post("/register/MRS-2/change/", {"change-name": "Consulate of Maristan", "change-responsible_office": "houston"})
    assert "Houston office Because: An officer assigned" in read(dana, "/register/MRS-2/")
    assert "normally consults this office" not in read(dana, "/register/MRS-2/")
    dana.post("/register/MRS-2/change/", {"change-name": "Consulate of Maristan", "change-usual_office": "chicago"})
    assert "Chicago office Because: Your mission normally consults this office." in read(dana, "/register/MRS-2/")  # S7


def test_what_is_missing_is_listed_with_a_link_to_where_it_is_mended(visit: Visit) -> None:
    dana = visit("liaison-officer")
    page = dana.get(PAGE).content.decode()
    gaps = re.findall(r'<li><a class="tap" href="([^"]+)"><span>(.+?)</span></a></li>', page)
    assert gaps == [
        ("#places", "No number of a switchboard is held, at which people can be called back."),
        ("#flags", '<bdi dir="ltr">2</bdi> of its places no police have confirmed for priority response.'),
        ("/register/VAL-1/authority/", "Nobody is on record as accredited to speak for it."),
        ("/register/VAL-1/contacts/", "No visit and no call is noted yet."),
        ("/register/VAL-1/people/", "Two verified people on two channels are not held.")]
    assert "7 of 12" in words_of(page)
    assert all(dana.get(where).status_code == 200 for where, _ in gaps if where.startswith("/"))
    assert 'id="places"' in page
    assert "Nobody is assigned as its liaison." in read(dana, "/register/MRS-2/")


def test_an_officer_gives_a_place_the_number_of_its_switchboard(visit: Visit) -> None:
    ruth, dana = visit("ofm-officer"), visit("liaison-officer")
    set_actor(SYSTEM)
    place = get_mission("VAL-1").premises.get(is_main=True)
    path, name = f"/register/premises/{place.pk}/switchboard/", f"{place.pk}-phone"
    assert "Give the number of its switchboard" in read(ruth)
    assert "switchboard/" not in dana.get(PAGE).content.decode()
    assert dana.post(path, {name: "202-555-0170"}).status_code == 404
    refused = ruth.post(path, {name: "call us"})
    assert refused.status_code == 422
    assert "“call us” is no telephone number" in words_of(refused.content.decode())
    assert ruth.post(path, {name: "202-555-0170"}).status_code == 302
    assert "202-555-0170" in read(dana)
    assert "No number of a switchboard is held" not in read(dana)
    set_actor(SYSTEM)
    assert Entry.objects.get(verb="missions.switchboard-set").subject == f"{place.pk}"
    assert ruth.post(path, {name: ""}).status_code == 302
    assert "No number of a switchboard is held" in read(dana)


def test_open_cases_are_counted_and_lead_to_where_each_role_reads_them(visit: Visit) -> None:
    file(concern())
    for role, where in (("liaison-officer", "/desk/?words=VAL-1"), ("representative", "/portal/"), ("inspector", "/inspector/?mission=")):
        client = visit(role)
        page = client.get(PAGE).content.decode()
        assert "Open cases 1 Its cases" in words_of(page)
        assert f'href="{where}' in page
    assert "Open cases" not in read(visit("administrator"))


def test_a_states_posts_stand_together_for_who_may_list_missions(visit: Visit) -> None:
    dana = visit("liaison-officer")
    assert "Other posts of Valdoria Consulate General of Valdoria San Francisco, CA" in read(dana)
    assert 'href="/register/?state=XV"' in dana.get(PAGE).content.decode()
    assert "Other posts" not in read(visit("representative"))


def test_where_a_mission_was_before_is_kept_with_its_days(visit: Visit) -> None:
    set_actor(SYSTEM)
    address = registering.Address(words="1 K Street NW, Washington, DC", place=get_place("20008", "us"))
    registering.add_premises(get_mission("VAL-1"), PremisesKind.CHANCERY, address, is_main=True, by=SYSTEM, at=MONDAY, on=MONDAY.date())
    page = read(visit("liaison-officer"))
    assert "Here since 15 June 2026" in page
    assert re.search(r"Where it was before Chancery: 2741 Massachusetts Avenue NW, Washington, DC, From \d+ \w+ 2026 until 15 June 2026", page)


def test_a_claim_is_recorded_and_only_the_accredited_list_makes_it_heard(visit: Visit) -> None:
    dana, ruth, ana = visit("liaison-officer"), visit("ofm-officer"), visit("representative")
    assert dana.post("/register/VAL-1/authority/", CLAIM | {"name": ""}).status_code == 422
    assert dana.post("/register/VAL-1/authority/", CLAIM).status_code == 302
    page = f"/register/authority/{held().pk}/accredit/"
    assert "Not on the accredited list" in read(dana, "/register/VAL-1/authority/")
    assert dana.get(page).status_code == 404
    assert ruth.post(page, {"on": "2026-03-09", "source": "Diplomatic List"}).status_code == 302
    assert held().accredited_by == "Diplomatic List"
    assert "Ines Duarte, Ambassador" in read(ana)
    assert "From then on" not in read(ana, "/register/VAL-1/authority/")
    assert "Claims and accreditation" not in read(visit("supervisor"))


def test_while_it_is_contested_the_portal_changes_nobody_and_that_it_was_tried_is_kept(visit: Visit) -> None:
    set_actor(SYSTEM)
    ours = claiming.record_claim(get_mission("VAL-1"), somebodys_claim(), by=SYSTEM, at=MONDAY)
    claiming.accredit(ours.pk, "Diplomatic List", on=MONDAY.date(), by=SYSTEM, at=MONDAY)
    theirs = claiming.record_claim(get_mission("VAL-1"), somebodys_claim("Rui Teles"), by=SYSTEM, at=MONDAY)
    ana, dana = visit("representative"), visit("liaison-officer")
    given: dict[str, Any] = {"name": "Bea Sol", "kind": "mail", "address": "bea@valdoria.example", "consents": "on"}
    answer = ana.post("/register/VAL-1/people/", given)
    assert answer.status_code == 409
    assert "Only Ines Duarte is on the accredited list" in words_of(answer.content.decode())
    assert "Bea Sol" in answer.content.decode()
    answer = dana.post("/register/VAL-1/people/", given | {"claim": f"{theirs.pk}"})
    assert (answer.status_code, "Rui Teles is not on the accredited list" in words_of(answer.content.decode())) == (409, True)
    set_actor(SYSTEM)
    assert sorted(Entry.objects.filter(verb="refused").values_list("subject", flat=True)) == ["claim.not-accredited", "claim.say-who"]
    assert dana.post("/register/VAL-1/people/", given | {"claim": f"{ours.pk}"}).status_code == 302
    assert "Contested" in read(dana)
    assert "Who speaks for it is contested." in read(dana)


def test_a_visit_is_noted_and_the_next_one_is_due(visit: Visit) -> None:
    dana, ana = visit("liaison-officer"), visit("representative")
    path, given = "/register/VAL-1/contacts/", {"kind": "visit", "happened_on": "2026-06-10", "officer": "Dana Reyes", "met": "Ana Ferro", "about": "The gate"}
    assert 'value="Dana Reyes"' in dana.get(path).content.decode()
    answer = dana.post(path, given | {"happened_on": "2026-06-16"})
    assert (answer.status_code, "still to come" in words_of(answer.content.decode()), "The gate" in answer.content.decode()) == (409, True, True)
    assert dana.post(path, given).status_code == 302
    assert "The next visit or call is due on 8 September 2026" in read(ana)
    assert "Visit: Dana Reyes, with Ana Ferro The gate" in read(ana)
    dana.post(path, given | {"happened_on": "2026-06-11", "next_on": "2026-06-14", "about": "The camera"})
    page = read(dana, path)
    assert "The next one was due on 14 June 2026" in page
    assert page.index("The camera") < page.index("The gate")
    assert "The next visit or call was due on Sun 14 June 2026." in read(dana)
    assert ana.post(path, given).status_code == 404


def test_the_page_of_a_mission_asks_as_often_for_many_places_and_posts_as_for_few(visit: Visit) -> None:
    dana, asked = visit("liaison-officer"), []
    for more in ((), ("Omaha, NE", "Reno, NV", "Boise, ID", "Fargo, ND")):
        set_actor(SYSTEM)
        for city in more:
            place = registering.Address(words=f"1 Main Street, {city}", place=get_place(city, "us"))
            registering.register_mission(STATES["XV"], MissionKind.CONSULATE, place, by=SYSTEM, at=MONDAY, on=MONDAY.date())
            registering.add_premises(get_mission("VAL-1"), PremisesKind.ANNEX, place, is_main=False, by=SYSTEM, at=MONDAY, on=MONDAY.date())
        dana.get(PAGE)
        with CaptureQueriesContext(connection) as caught:
            dana.get(PAGE)
        asked.append(len(caught))
    assert asked[0] == asked[1]
    assert asked[0] <= 30, asked


def test_of_a_mission_that_has_ended_nothing_is_due_and_nobody_need_be_reached(visit: Visit) -> None:
    set_actor(SYSTEM)
    registering.end_mission(get_mission("VAL-2"), by=SYSTEM, at=MONDAY, on=MONDAY.date())
    page = words_of(visit("liaison-officer").get("/register/VAL-2/").content.decode())
    assert ("is due on" in page, "Who they are, and how they are reached" in page, "Complete" in page) == (False, False, False)
