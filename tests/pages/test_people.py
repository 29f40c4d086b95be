"""The page of a mission's people: named, called back, masked until somebody says why, and the mission sees who read."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from article22.contexts.missions.models import Premises, Representative
from article22.contexts.missions.queries.missions import get_mission
from article22.contexts.missions.rules.people_imports import Asked
from article22.ground.accounts.models import Person
from article22.ground.files.rules.records import Record, Table
from article22.ground.journal.models import Entry
from article22.ground.wall.session import set_actor
from article22.procedures.importing import import_representatives
from tests.cast import MONDAY, SYSTEM, stop_clock
from tests.pages.conftest import Visit

PEOPLE = "/register/VAL-1/people/"
NAMED = {"name": "Ana Ferro", "position": "Second Secretary", "kind": "mail", "address": "Ana.Ferro@valdoria.example", "languages": "en, pt", "consents": "on"}


def name(client: Client, status: int = 302, **given: str) -> Any:
    answer = client.post(PEOPLE, NAMED | given)
    assert answer.status_code == status
    return answer


def held() -> Representative:
    set_actor(SYSTEM)
    found: Representative = Representative.objects.prefetch_related("ways").get()
    return found


def act(client: Client, what: str, status: int = 302, **given: str) -> str:
    answer = client.post(f"/register/people/{held().pk}/{what}/", given)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.fixture(autouse=True)
def _monday(db: None) -> None:
    stop_clock(MONDAY)


def test_a_mission_names_somebody_and_an_officer_calls_back(visit: Visit) -> None:
    ana, dana = visit("representative"), visit("liaison-officer")
    assert "Nobody is named." in ana.get(PEOPLE).content.decode()
    assert "agrees" in name(ana, 409, consents="").content.decode()
    assert "is no mail address" in name(ana, 422, address="somewhere").content.decode()
    name(ana)
    assert (held().stand, held().nominated_how, held().languages) == ("nominated", "portal", ["en", "pt"])
    assert "called back" in act(dana, "verify", 409)
    act(dana, "verify", words="(202) 555-0100")
    act(dana, "prove", way=f"{held().ways.all()[0].pk}")
    assert held().stand == "active"
    page = dana.get("/register/VAL-1/").content.decode()
    assert "is verified and can be reached. Two are needed." in page
    act(dana, "missed", way=f"{held().ways.all()[0].pk}")
    assert "Nobody verified can be reached" in dana.get(PEOPLE).content.decode()
    act(ana, "way", kind="mobile", address="202-555-0101")
    assert "waits to be confirmed" in ana.get(PEOPLE).content.decode()
    act(dana, "way", kind="office", address="202-555-0102")
    assert {way.address for way in held().ways.all()} == {"ana.ferro@valdoria.example", "+12025550102"}, "an officer's own change waits for nobody"
    act(ana, "leaves", departs_on="2026-07-01")
    act(ana, "end", words="moved on")
    assert held().stand == "ended"
    assert ana.get(f"/register/people/{held().pk}/end/").status_code == 404


def test_who_names_or_asks_hears_what_comes_next_and_an_officer_at_which_number_to_call_back(visit: Visit) -> None:
    ana, dana, ruth = visit("representative"), visit("liaison-officer"), visit("ofm-officer")
    name(ana)
    assert "Ana Ferro is named. They count once an officer has called back" in ana.get(PEOPLE).content.decode()
    act(ana, "ask")
    assert "A link is on its way to Ana Ferro." in ana.get(PEOPLE).content.decode()
    verify = f"/register/people/{held().pk}/verify/"
    assert "The register holds no number of its switchboard." in dana.get(verify).content.decode()
    place = held().mission.premises.get(is_main=True)
    ruth.post(f"/register/premises/{place.pk}/switchboard/", {f"{place.pk}-phone": "202-555-0170"})
    assert 'It is known by: <b><bdi dir="ltr">202-555-0170</bdi></b>' in dana.get(verify).content.decode()


def test_what_reaches_them_is_masked_until_an_officer_says_why_and_the_mission_sees_that(visit: Visit) -> None:
    ana, lee = visit("representative"), visit("watch-officer")
    name(ana)
    assert "Ana.Ferro@valdoria.example" in ana.get(PEOPLE).content.decode()
    masked = lee.get(PEOPLE).content.decode()
    assert "Ana.Ferro@" not in masked
    assert "a…@valdoria.example" in masked
    refused = lee.post(PEOPLE, {"form": "read", "read-words": " "})
    assert (refused.status_code, "Say why." in refused.content.decode(), "Ana.Ferro@" in refused.content.decode()) == (409, True, False)
    shown = lee.post(PEOPLE, {"form": "read", "read-words": "the wall alarm of case 26-0001"}).content.decode()
    assert "Ana.Ferro@valdoria.example" in shown
    assert "Ana.Ferro@" not in lee.get(PEOPLE).content.decode(), "a reading lasts for one page"
    glass = ana.get(PEOPLE).content.decode()
    assert "Lee Park" in glass
    assert "the wall alarm of case 26-0001" in glass


def test_a_nomination_from_an_address_that_anybody_can_open_waits_until_the_mission_was_asked(visit: Visit) -> None:
    dana = visit("liaison-officer")
    name(dana, came_from="embassy.valdoria@gmail.com")
    assert "Ana Ferro is named, and held: the note came from an address that anybody can open." in (page := dana.get(PEOPLE).content.decode())
    assert "held: it came from an address that anybody can open" in page
    assert dana.get(f"/register/people/{held().pk}/verify/").status_code == 404
    act(dana, "release", words="the switchboard, (202) 555-0100")
    act(dana, "verify", words="(202) 555-0100")


def test_a_number_that_is_nobodys_any_more_is_dropped(visit: Visit) -> None:
    ana, dana = visit("representative"), visit("liaison-officer")
    name(ana)
    mail = held().ways.get()
    assert "reached by nothing else" in act(ana, "drop", 409, way=f"{mail.pk}")
    act(ana, "way", kind="mobile", address="202-555-0101")
    act(dana, "prove", way=f"{mail.pk}")
    assert "ask your liaison officer" in act(ana, "drop", 409, way=f"{mail.pk}")
    act(ana, "drop", way=f"{held().ways.get(kind='mobile').pk}")
    assert [way.kind for way in held().ways.filter(ended_at__isnull=True)] == ["mail"]


@pytest.mark.parametrize("what", ["verify", "prove", "missed", "suspend", "release", "nonsense"])
def test_a_mission_verifies_nobody_itself(visit: Visit, what: str) -> None:
    ana = visit("representative")
    name(ana)
    act(ana, what, 404, words="x")


def test_the_page_asks_a_fixed_number_of_queries(visit: Visit, django_assert_max_num_queries: Any) -> None:
    dana = visit("liaison-officer")
    for number in range(6):
        name(dana, name=f"Officer {number}", address=f"{number}@valdoria.example")
    with django_assert_max_num_queries(30):
        dana.get(PEOPLE)


def test_who_is_on_a_list_no_more_is_marked_for_a_person_to_end(visit: Visit) -> None:
    dana = visit("liaison-officer")
    set_actor(SYSTEM)
    for name in ("Ana Ferro", "Bran Ode"):
        row = Record(line=2, fields={"mission": "VAL-1", "name": name, "mail": f"{name[:3]}@valdoria.example", "consent": "yes"})
        import_representatives(Table(records=[row]), source="directory", asked=Asked(), consent="", is_applied=True, by=SYSTEM, at=MONDAY)
    page = dana.get(PEOPLE).content.decode()
    assert page.count("the list directory names them no more") == 1
    assert page.rindex("Ana Ferro") < page.index("names them no more") < page.rindex("Bran Ode")


def test_a_nomination_in_the_portal_came_from_the_address_with_which_its_author_signs_in(visit: Visit) -> None:
    ana = visit("representative")
    name(ana)
    assert (held().nominated_from, held().held_why) == ("ana.ferro@valdoria.example", "")
    Representative.objects.update(stand="ended", ended_at=MONDAY)
    Person.objects.filter(name="Ana Ferro").update(email="embassy.valdoria@gmail.com")
    name(ana, address="milo.sant@valdoria.example")
    set_actor(SYSTEM)
    fresh = Representative.objects.get(stand="nominated")
    assert (fresh.nominated_from, fresh.held_why) == ("embassy.valdoria@gmail.com", "free-mail")
    assert Entry.objects.get(verb="missions.representative-nominated", subject=f"{fresh.pk}").facts["held"] == "free-mail"


def test_a_call_back_is_to_a_number_and_it_is_on_record_whether_the_register_knew_it(visit: Visit) -> None:
    dana = visit("liaison-officer")
    set_actor(SYSTEM)
    Premises.objects.filter(mission__number="VAL-1").update(phone="(202) 555-0100")
    name(dana)
    assert "(202) 555-0100" in act_page(dana, "verify")
    assert "Say at which number" in act(dana, "verify", 409, words="the switchboard")
    for number in ("the switchboard, 202-555-0100", "202-555-0160"):
        act(dana, "verify", words=number)
    set_actor(SYSTEM)
    known = Entry.objects.filter(verb="missions.representative-verified").order_by("id").values_list("facts__is_registered", flat=True)
    assert sorted(known) == [False, True]


def act_page(client: Client, what: str) -> str:
    return client.get(f"/register/people/{held().pk}/{what}/").content.decode()


def test_that_a_mission_reads_how_its_own_people_are_reached_is_on_record_once_an_hour_and_in_no_glass_box(visit: Visit) -> None:
    ana = visit("representative")
    name(ana)
    for _ in range(2):
        assert "Ana.Ferro@valdoria.example" in ana.get(PEOPLE).content.decode()
    set_actor(SYSTEM)
    (entry,) = Entry.objects.filter(verb="missions.contacts-read")
    assert (entry.role, entry.organisation) == ("representative", get_mission("VAL-1").organisation_id)
    assert "Nobody yet." in ana.get(PEOPLE).content.decode()
    stop_clock(MONDAY + timedelta(hours=1))
    ana.get(PEOPLE)
    set_actor(SYSTEM)
    assert Entry.objects.filter(verb="missions.contacts-read").count() == 2
