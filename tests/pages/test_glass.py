"""The broken glass: a watch officer without the second factor acts for some hours, owners hear of it, all of it is marked, a second person reviews it."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from article22.contexts.missions.queries.missions import get_main_premises, get_mission
from article22.ground.accounts.actions import people
from article22.ground.accounts.models import Glass, Person, Token
from article22.ground.accounts.rules import GLASS_LASTS
from article22.ground.journal.models import Entry
from article22.ground.outbox.models import Message
from article22.ground.wall.session import set_actor
from article22.procedures.breaking import end_lapsed
from tests.cases.opening import concern, file
from tests.cast import MONDAY, SYSTEM, minutes, stop_clock
from tests.pages.conftest import Visit
from tests.pages.reading import words_of

PHRASE = "correct horse battery"
LOST = "/account/second-factor/lost/"
WHY = "Alarm at Valdoria; the key is at home"


def half_way(visit: Visit, name: str = "Lee Park") -> Client:
    """Somebody with an app, after the password and before its code."""
    set_actor(SYSTEM)
    person = Person.objects.get(name=name)
    people.set_password(person, PHRASE, by=SYSTEM, at=MONDAY)
    TOTP.activate(person, generate_totp_secret())
    client = visit()
    answer = client.post("/account/sign-in/", {"login": person.email, "password": PHRASE})
    assert answer["Location"].startswith("/account/second-factor/code/")
    return client


@pytest.fixture
def broken(visit: Visit) -> Client:
    """Lee Park, with the glass broken at nine on Monday."""
    stop_clock(MONDAY)
    client = half_way(visit)
    assert "Break the glass" in client.get("/account/second-factor/code/").content.decode()
    answer = client.post(LOST, {"reason": WHY})
    assert (answer.status_code, answer["Location"]) == (302, "/home/")
    return client


def glass() -> Glass:
    set_actor(SYSTEM)
    return Glass.objects.select_related("person").get()


def read(answer: Any) -> str:
    return words_of(answer.content.decode())


def test_it_takes_a_reason_and_every_owner_hears_of_it_at_once(visit: Visit, broken: Client) -> None:
    set_actor(SYSTEM)
    letters = {message.address: message for message in Message.objects.filter(kind="accounts.glass")}
    assert set(letters) == {"priya.nair@dss.example", "max.hollis@dss.example", "lee.park@dss.example"}
    letter = letters["max.hollis@dss.example"]
    assert letter.subject == "BROKEN GLASS: Lee Park acts without a second factor"
    assert WHY in (letter.body or "")
    assert f"/administration/glass/{glass().pk}/" in (letter.body or "")
    assert glass().until == MONDAY + GLASS_LASTS


def test_without_a_reason_nothing_is_broken(visit: Visit) -> None:
    client = half_way(visit)
    assert client.post(LOST, {"reason": "  "}).status_code == 422
    assert client.get("/home/").status_code == 302
    set_actor(SYSTEM)
    assert not Glass.objects.exists()


@pytest.mark.parametrize("name", ["Priya Nair", "Ines Valk", "Ida Stone", "Dana Reyes"])
def test_another_role_cannot(visit: Visit, name: str) -> None:
    client = half_way(visit, name)
    assert (client.get(LOST).status_code, client.post(LOST, {"reason": WHY}).status_code) == (404, 404)
    assert client.get("/home/").status_code == 302


def test_all_that_is_done_under_it_is_marked_and_nothing_that_can_wait_is_done(visit: Visit, broken: Client) -> None:
    case = file(concern())
    assert "You act without your second factor." in read(broken.get("/desk/"))
    assert broken.post(f"/desk/{case.number}/note/", {"words": "Called back"}).status_code == 302
    assert broken.post(f"/desk/{case.number}/hold/", {"reason": "x"}).status_code == 404
    assert broken.post(f"/desk/{case.number}/purge/", {"why": "spill"}).status_code == 404
    set_actor(SYSTEM)
    marked = set(Entry.objects.filter(facts__glass=f"{glass().pk}").values_list("verb", flat=True))
    assert "cases.passage-added" in marked, marked
    by_key = Entry.objects.filter(verb="cases.case-opened")
    assert [entry.facts.get("glass") for entry in by_key] == [None], "and nothing of anybody else"


@pytest.mark.parametrize("path", ["second-factor/", "second-factor/set-up/", "passkeys/add/", "password/", "again/", "recovery-codes/"])
def test_nothing_that_opens_the_account_changes_neither_meanwhile_nor_afterwards(broken: Client, path: str) -> None:
    for instant in (MONDAY, MONDAY + GLASS_LASTS + minutes(1)):
        stop_clock(instant)
        answer = broken.get(f"/account/{path}")
        assert (answer.status_code, "Nothing that opens this account" in answer.content.decode()) == (409, True)
    assert broken.post("/account/sign-out/").status_code == 302


def test_no_token_is_made_under_it(broken: Client) -> None:
    until = f"{timezone.now().date() + timedelta(days=9)}"
    answer = broken.post("/account/tokens/", {"label": "later", "scopes": ["read-cases"], "until": until})
    assert "Nothing that opens this account" in read(answer)

    set_actor(SYSTEM)
    assert not Token.objects.exists()


def test_it_ends_by_itself_and_again_asks_for_the_second_factor(visit: Visit, broken: Client) -> None:
    stop_clock(MONDAY + GLASS_LASTS - minutes(1))
    assert broken.get("/desk/").status_code == 200
    stop_clock(MONDAY + GLASS_LASTS)
    assert broken.get("/desk/").status_code == 302
    set_actor(SYSTEM)
    assert end_lapsed(by=SYSTEM, at=MONDAY + GLASS_LASTS) == 1
    assert end_lapsed(by=SYSTEM, at=MONDAY + GLASS_LASTS) == 0
    assert Message.objects.filter(kind="accounts.glass", subject="A broken glass has ended: review it").count() == 2


def test_an_administrator_ends_it_at_once_and_a_second_person_reviews_it(visit: Visit, broken: Client) -> None:
    priya, ida = visit("administrator"), visit("inspector")
    page = f"/administration/glass/{glass().pk}/"
    assert "Broken glasses: 1 to review" in read(priya.get("/administration/"))
    assert priya.post(page, {"finding": "justified", "found": "early"}).status_code == 409
    assert WHY in read(ida.get(page))
    assert ida.post(page, {"finding": "justified", "found": "x"}).status_code == 404
    assert priya.post(f"{page}end/").status_code == 302
    assert broken.get("/desk/").status_code == 302
    assert priya.post(page, {"finding": "justified", "found": " "}).status_code == 422
    assert priya.post(page, {"finding": "not-justified", "found": "No alarm is on record"}).status_code == 302
    assert "No alarm is on record" in read(priya.get(page))
    assert priya.post(page, {"finding": "justified", "found": "again"}).status_code == 409
    assert "Not justified" in read(ida.get("/administration/glass/"))
    set_actor(SYSTEM)
    verbs = Entry.objects.filter(subject=f"{glass().pk}").order_by("at", "id").values_list("verb", flat=True)
    assert list(verbs) == ["accounts.glass-broken", "accounts.glass-ended", "accounts.glass-reviewed"]


def test_the_reviewer_sees_what_was_done_without_a_word_of_the_case(visit: Visit, broken: Client) -> None:
    case = file(concern())
    broken.post(f"/desk/{case.number}/note/", {"words": "zanzibar"})
    page = read(visit("administrator").get(f"/administration/glass/{glass().pk}/"))
    assert "cases.passage-added" in page
    assert "zanzibar" not in page


def test_the_database_too_refuses_a_review_by_its_holder(broken: Client) -> None:
    row = glass()
    with pytest.raises(IntegrityError, match="glass_reviewed_by_another"), transaction.atomic():
        Glass.objects.filter(pk=row.pk).update(ended_at=MONDAY, reviewed_by=row.person, reviewed_at=MONDAY, finding="justified")
    with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_glass SET until = until + interval '1 year'")


def test_a_mission_sees_which_readings_of_its_people_and_dossiers_were_made_under_it(visit: Visit, broken: Client) -> None:
    mark, people_of = "In an emergency, without the second factor", "/register/VAL-1/people/"
    visit("liaison-officer").post(people_of, {"form": "read", "read-words": "as on any day"})
    ana = visit("representative")
    assert [read(ana.get(path)).count(mark) for path in ("/portal/mission/", people_of)] == [0, 0]
    broken.post(people_of, {"form": "read", "read-words": WHY})
    for path in ("/portal/mission/", people_of):
        page = read(ana.get(path))
        assert (page.count(mark), page.count("as on any day")) == (1, 1), path
        assert WHY in page[:page.index(mark)]
    set_actor(SYSTEM)
    dossier = f"/register/premises/{get_main_premises(get_mission('VAL-1'), on=MONDAY.date()).pk}/"
    broken.post(dossier, {"form": "read", "read-words": WHY})
    assert mark in read(ana.get(dossier))
