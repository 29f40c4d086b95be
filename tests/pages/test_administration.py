"""Administration and the register, as people at their browsers meet them."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from article22.contexts.missions.models import Mission
from article22.ground.accounts.actions import access
from article22.ground.accounts.models import Person
from article22.ground.journal.models import Entry
from article22.ground.wall.session import set_actor
from tests.cast import MONDAY, SYSTEM
from tests.pages.reading import words_of

Browser = Callable[..., Client]
SOURCE = {"title": "Circular note 26-100", "issuer": "U.S. Department of State", "printed_on": "2026-06-01", "quote": "call (202) 566-0000"}
EMERGENCY = {**SOURCE, "raw": "(202) 566-0000", "starts_on": "2026-06-09"}


def read(answer: Any) -> str:
    return words_of(answer.content.decode())


def proposal_of(client: Client) -> str:
    page = client.get("/administration/").content.decode()
    return page.split("/administration/changes/")[1].split("/")[0]


def test_a_superseded_number_typed_as_an_emergency_line_is_refused_with_both_sources(visit: Browser) -> None:
    """S4, steps 1 and 3: the 2012 number, by the 2012 source and by none that is newer than the Note."""
    client = visit("administrator")
    old = {"title": "Protecting the Foreign Mission Community", "issuer": "DS", "printed_on": "2012-07-01", "quote": "In case of emergency 202-634-2234"}
    answer = client.post("/administration/lines/CP-09/", {**old, "raw": "202-634-2234", "starts_on": "2026-06-09"})
    assert answer.status_code == 409
    assert "is older, and cannot replace it" in read(answer)
    note = {**old, "printed_on": "2024-04-16"}
    said = read(client.post("/administration/lines/CP-09/", {**note, "raw": "202-634-2234", "starts_on": "2026-06-09"}))
    assert "was an emergency number by" in said
    assert "non-emergency number" in said
    assert 'value="202-634-2234"' in client.post("/administration/lines/CP-09/", {**note, "raw": "202-634-2234", "starts_on": "2026-06-09"}).content.decode()


def test_an_emergency_line_changes_by_two_people_in_the_browser(visit: Browser) -> None:
    first, second = visit("administrator"), visit("administrator", 1)
    answer = first.post("/administration/lines/CP-09/", EMERGENCY)
    assert answer.status_code == 302
    assert "directory.change-proposed" in read(first.get(answer["Location"]))
    id = proposal_of(second)
    assert "A second administrator must approve it" in read(first.get("/administration/"))
    assert first.post(f"/administration/changes/{id}/", {"decide": "approve"}).status_code == 409
    assert "(202) 566-8434" in visit().get("/card/?place=Washington%2C+DC&need=emergency").content.decode()
    approved = second.post(f"/administration/changes/{id}/", {"decide": "approve"})
    assert "directory.change-approved" in read(second.get(approved["Location"]))
    assert "(202) 566-0000" in visit().get("/card/?place=Washington%2C+DC&need=emergency").content.decode()
    assert second.post(f"/administration/changes/{id}/", {"decide": "approve"}).status_code == 409


def test_a_form_that_is_sent_twice_is_done_once(visit: Browser) -> None:
    client = visit("administrator")
    page = client.get("/administration/lines/CP-01/").content.decode()
    once = page.split('name="once" value="')[1].split('"')[0]
    given = {**SOURCE, "raw": "202-895-3601", "starts_on": "2026-06-10", "once": once}
    first, again = (client.post("/administration/lines/CP-01/", given) for _ in range(2))
    assert (first.status_code, first["Location"]) == (302, again["Location"])


def test_a_report_reaches_the_administrators_and_is_settled(visit: Browser) -> None:
    answer = visit().post("/report/", {"line": "202-895-3600", "words": "A fax answered.", "slot": "CP-01", "place": "Nashville, TN"})
    assert answer.status_code == 302
    assert "A fax answered." in read(visit().get(answer["Location"]))
    client = visit("administrator")
    page = client.get("/administration/reports/").content.decode()
    assert "A fax answered." in page
    id = page.split('name="report" value="')[1].split('"')[0]
    assert client.post("/administration/reports/", {"report": id, "outcome": "right"}).status_code == 302
    assert "The number is right as it stands" in read(client.get("/administration/reports/"))
    assert visit().post("/report/", {"line": "", "words": ""}).status_code == 422


def test_a_finding_is_settled_with_a_reason(visit: Browser) -> None:
    client = visit("administrator")
    assert client.post("/administration/findings/", {"finding": "DQ-01", "reason": ""}).status_code == 422
    assert client.post("/administration/findings/", {"finding": "DQ-01", "reason": "They told us."}).status_code == 302
    assert client.post("/administration/findings/", {"finding": "DQ-01", "reason": "Again."}).status_code == 409


def test_somebody_new_gets_a_link_and_sets_their_password_once(visit: Browser) -> None:
    client = visit("administrator")
    answer = client.post("/administration/people/", {"name": "Nova Lind", "email": "nova.lind@dss.example", "role": "analyst",
                                                     "organisation": "Diplomatic Security Service", "kind": "agency"})
    assert answer.status_code == 302, read(answer)
    link = read(client.post(answer["Location"])).split("localhost:8022")[1].split()[0]
    stranger = visit()
    assert stranger.post(link, {"new_password1": "x", "new_password2": "x"}).status_code == 422
    assert stranger.post(link, {"new_password1": "correct horse battery", "new_password2": "correct horse battery"}).status_code == 302
    assert stranger.get(link).status_code == 404
    set_actor(SYSTEM)
    assert Person.objects.get(name="Nova Lind").check_password("correct horse battery")


def test_an_administrator_is_proposed_by_one_and_granted_by_another(visit: Browser) -> None:
    first, second = visit("administrator"), visit("administrator", 1)
    first.post("/administration/people/", {"name": "Nova Lind", "email": "nova.lind@dss.example", "role": "administrator",
                                           "organisation": "Diplomatic Security Service", "kind": "agency"})
    page = second.get("/administration/people/").content.decode()
    id = page.split('name="grant" value="')[1].split('"')[0]
    assert first.post("/administration/people/grants/", {"grant": id, "decide": "grant"}).status_code == 409
    assert second.post("/administration/people/grants/", {"grant": id, "decide": "grant"}).status_code == 302


def test_a_mission_is_entered_found_and_answered(visit: Browser) -> None:
    client = visit("ofm-officer")
    given = {"state": "NO", "kind": "consulate-general", "name": "", "address": "55 East 59th Street, New York, NY", "lat": "40.7631", "lon": "-73.9706",
             "phone": ""}
    answer = client.post("/register/new/", given)
    assert (answer.status_code, answer["Location"]) == (302, "/register/NOR-1/")
    assert "Consulate General of Norway" in read(client.get("/register/?words=norway"))
    card = read(visit().get("/card/?place=Consulate+General+of+Norway&need=concern"))
    assert "Consulate General of Norway, New York" in card
    again = client.post("/register/new/", given)
    assert again.status_code == 409
    assert "NOR-1" in read(again)
    swapped = client.post("/register/new/", {**given, "state": "SE", "lat": "-73.9706", "lon": "40.7631"})
    assert "the other way round" in read(swapped) or "change places" in read(swapped) or swapped.status_code == 422


def test_a_residence_is_shown_to_its_mission_and_nobody_on_the_card_finds_it(visit: Browser) -> None:
    assert "Garfield Street" in visit("representative").get("/register/VAL-1/").content.decode()
    assert "Garfield Street" not in visit("supervisor").get("/register/VAL-1/").content.decode()
    answer = visit().get("/card/?place=2999+Garfield+Street+NW&need=concern")
    assert "Valdoria" not in answer.content.decode()


def test_a_street_of_a_mission_is_found(visit: Browser) -> None:
    assert "Embassy of Valdoria" in visit().get("/card/?place=2741+Massachusetts+Avenue+NW&need=concern").content.decode()


def test_cover_is_known_while_the_liaison_is_away(visit: Browser) -> None:
    liaison = visit("liaison-officer")
    page = liaison.get("/register/officers/").content.decode().split('name="absence-officer"')[1]
    ids = {name: page.split(f">{name}</option>")[0].rsplit('value="', 1)[1].split('"')[0] for name in ("Dana Reyes", "Lee Park")}
    given = {"form": "absence", "absence-officer": ids["Dana Reyes"], "absence-cover": ids["Lee Park"], "absence-starts_on": "2026-06-09",
             "absence-ends_on": "2026-06-12"}
    assert liaison.post("/register/officers/", given).status_code == 302
    assert "Lee Park" in read(visit("representative").get("/register/VAL-1/"))
    assert "Lee Park, your assigned liaison" in unescape(read(visit("representative").get("/card/?place=VAL-1&need=concern")))
    assert liaison.post("/register/officers/", given).status_code == 409


def test_an_assignment_ends_on_a_day_and_nobody_takes_over(visit: Browser) -> None:
    liaison = visit("liaison-officer")
    page = liaison.get("/register/VAL-1/").content.decode()
    standing = page.split('name="end-assignment" value="')[1].split('"')[0]
    assert liaison.post("/register/VAL-1/liaison/end/", {"end-assignment": standing, "end-ends_on": "2020-01-01"}).status_code == 409
    assert visit("ofm-officer").post("/register/VAL-1/liaison/end/", {"end-assignment": standing, "end-ends_on": "2030-06-20"}).status_code == 404
    assert liaison.post("/register/VAL-1/liaison/end/", {"end-assignment": standing, "end-ends_on": "2030-06-20"}).status_code == 302
    page = read(liaison.get("/register/VAL-1/"))
    assert "until 20 June 2030" in page
    assert "The assignment ends" not in page
    assert liaison.post("/register/VAL-1/liaison/end/", {"end-assignment": standing, "end-ends_on": "2030-06-21"}).status_code == 404


def test_a_liaison_is_assigned_and_history_stays(visit: Browser) -> None:
    liaison = visit("liaison-officer")
    page = liaison.get("/register/VAL-1/").content.decode()
    lee = page.split(">Lee Park</option>")[0].rsplit('value="', 1)[1].split('"')[0]
    assert liaison.post("/register/VAL-1/liaison/", {"liaison-officer": lee, "liaison-starts_on": "2026-06-01"}).status_code == 409
    assert liaison.post("/register/VAL-1/liaison/", {"liaison-officer": lee, "liaison-starts_on": "2026-06-20"}).status_code == 302
    page = read(liaison.get("/register/VAL-1/"))
    assert "Dana Reyes: From 9 June 2026 until 20 June 2026" in page


def test_an_office_assigned_by_an_officer_answers(visit: Browser) -> None:
    liaison = visit("liaison-officer")
    given = {"change-name": "Consulate of Maristan", "change-responsible_office": "st-louis", "change-usual_office": ""}
    assert liaison.post("/register/MRS-2/change/", given).status_code == 302
    assert "St. Louis" in read(visit().get("/card/?place=MRS-2&need=concern"))
    assert liaison.post("/register/MRS-2/change/", {**given, "change-name": "Other"}).status_code == 404, "the name is the Office of Foreign Missions'"


def test_a_mission_that_has_closed_is_no_longer_found(visit: Browser) -> None:
    client = visit("ofm-officer")
    assert client.post("/register/BMA-1/end/").status_code == 302
    assert visit().get("/card/?place=Belmora").status_code == 422
    set_actor(SYSTEM)
    assert Mission.objects.get(number="BMA-1").ended_on


@pytest.mark.parametrize(("path", "given"), [
    ("/administration/people/roles/end/", {"membership": "x"}), ("/administration/people/grants/", {"grant": "x", "decide": "grant"}),
    ("/administration/people/grants/", {}), ("/administration/reports/", {"report": "x", "outcome": "right"}), ("/administration/reports/", {}),
])
def test_a_button_that_sends_nonsense_is_absent(path: str, given: dict[str, str], visit: Browser) -> None:
    assert visit("administrator").post(path, given).status_code == 404


def test_nothing_that_was_refused_is_on_record(visit: Browser) -> None:
    client = visit("ofm-officer")
    set_actor(SYSTEM)
    before = Entry.objects.count()
    assert client.post("/register/new/", {"state": "NO", "kind": "embassy", "address": "Atlantis, GA"}).status_code == 422
    set_actor(SYSTEM)
    assert Entry.objects.count() == before


def test_somebody_makes_a_token_for_a_program_which_is_shown_once_does_what_was_ticked_and_is_revoked(visit: Browser) -> None:
    ana, bran, program = visit("representative"), visit("representative", nth=1), visit()
    day = f"{timezone.now().date() + timedelta(days=30)}"
    page = ana.get("/account/tokens/").content.decode()
    assert "Propose and decide changes" not in page
    assert 'name="once"' not in page  # what is answered under a key is kept, and a token must not be
    given = {"label": "Our register", "scopes": ["read-missions"], "until": day}
    for change, status in (({"scopes": ["change-directory"]}, 422), ({"scopes": []}, 422), ({"until": ""}, 422), ({"until": "2020-01-01"}, 409),
                           ({"until": f"{timezone.now().date() + timedelta(days=400)}"}, 409)):
        assert ana.post("/account/tokens/", {**given, **change}).status_code == status, change
    assert "a22_" not in ana.get("/account/tokens/").content.decode()
    answer = ana.post("/account/tokens/", given)
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
    found = re.search(r"a22_[\w-]{43}", answer.content.decode())
    assert found
    headers = {"Authorization": f"Bearer {found[0]}"}
    assert [one["number"] for one in program.get("/api/v1/missions", headers=headers).json()] == ["VAL-1"]
    assert program.get("/api/v1/cases", headers=headers).status_code == 404
    page = ana.get("/account/tokens/").content.decode()
    assert found[0] not in page
    assert "Our register Read the register of missions, and who is assigned" in read(ana.get("/account/tokens/"))
    token = page.split('name="token" value="')[1].split('"')[0]
    assert "Our register" not in read(bran.get("/account/tokens/"))
    assert bran.post("/account/tokens/revoke/", {"token": token}).status_code == 404
    assert ana.post("/account/tokens/revoke/", {"token": token}).status_code == 302
    assert program.get("/api/v1/missions", headers=headers).status_code == 401
    assert "Revoked" in read(ana.get("/account/tokens/"))
    set_actor(SYSTEM)
    assert list(Entry.objects.filter(verb__startswith="accounts.token").order_by("at", "id").values_list("verb", flat=True)) == [
        "accounts.token-made", "accounts.token-revoked"]


def test_who_still_needs_an_account_is_answered_in_the_browser(visit: Browser, django_assert_max_num_queries: Any) -> None:
    priya, dana = visit("administrator"), visit("liaison-officer")
    set_actor(SYSTEM)
    people = {person.name: person for person in Person.objects.all()}
    reviews = {review.person.name: review for review in access.ask_for([people["Lee Park"], people["Ines Valk"], people["Priya Nair"]], by=SYSTEM, at=MONDAY)}
    assert "Who still needs an account: 3 to answer" in read(priya.get("/administration/"))
    with django_assert_max_num_queries(30):
        page = read(priya.get("/administration/access/"))
    assert "This is your own: another administrator answers." in page
    keep = f"/administration/access/{reviews['Lee Park'].pk}/"
    assert priya.post(keep, {"reason": " "}).status_code == 422
    assert priya.post(f"/administration/access/{reviews['Priya Nair'].pk}/", {"reason": "mine"}).status_code == 409
    assert priya.post(keep, {"reason": "covers the nights"}).status_code == 302
    assert "Still needed" in read(priya.get("/administration/access/"))
    assert dana.get("/home/").status_code == 200
    person = people["Dana Reyes"].pk
    assert priya.post(f"/administration/people/{person}/suspend/", {"reason": "lost the badge"}).status_code == 302
    assert dana.get("/home/")["Location"].startswith("/account/sign-in/"), "signed out at once"
    assert "Suspended" in read(priya.get("/administration/people/"))
    assert priya.get(f"/administration/people/{person}/suspend/").status_code == 404
    assert priya.post(f"/administration/people/{person}/restore/", {"reason": "found it"}).status_code == 302
    assert "No account is suspended." in read(priya.get("/administration/access/"))
    assert visit("inspector").get("/administration/access/").content.decode().count("/suspend/") == 0
