"""What was typed comes back after the session ended: to whoever wrote it, filled in, undone, and to nobody else."""

import html
import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from article22.contexts.cases.models import Case, Passage, Recipient
from article22.ground.accounts.actions import people as actions
from article22.ground.accounts.models import Person
from article22.ground.accounts.queries import list_cast
from article22.ground.wall.session import set_actor
from tests.cases.opening import concern, file
from tests.cast import MONDAY, SYSTEM, TUESDAY, stop_clock
from tests.pages.conftest import forget_actor

Visit = Callable[..., Client]
WORDS = "Two men, one with a rucksack: “he came back” & left"
UNDONE = "Your session had ended, and nothing was done."


@pytest.fixture(autouse=True)
def tuesday(db: None) -> None:
    stop_clock(TUESDAY)


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()[-2000:]
    return html.unescape(answer.content.decode())


def writer_on(client: Client, path: str) -> str:
    found = re.search(r'name="writer" value="([0-9a-f-]{36})"', page(client, path))
    assert found
    return found[1]


def sign_in(client: Client, role: str, nth: int = 0) -> None:
    forget_actor()
    member = [one for one in list_cast() if one.role == role][nth]
    assert client.post("/demo/sign-in/", {"member": f"{member.pk}"}).status_code == 302


def passages_with(words: str) -> int:
    set_actor(SYSTEM)
    return Passage.objects.filter(words=words).count()


def lose_session(client: Client, path: str, **given: object) -> str:
    """Send a form whose session has ended; where that leads."""
    Session.objects.all().delete()
    answer = client.post(path, given)
    assert answer.status_code == 302
    return answer["Location"]


@pytest.mark.parametrize(("role", "path", "field"), [
    ("watch-officer", "/desk/{}/note/", "words"), ("watch-officer", "/desk/{}/decide/", "measures"), ("watch-officer", "/desk/{}/call/", "name"),
    ("watch-officer", "/desk/{}/route/", "reason"), ("watch-officer", "/desk/{}/move/", "reason"), ("watch-officer", "/desk/log/", "caller"),
    ("representative", "/portal/{}/add/", "words"), ("representative", "/portal/tell/concern/", "description"),
    ("ofm-officer", "/register/new/", "name"), ("administrator", "/administration/people/", "name")])
def test_a_form_sent_after_the_session_ended_stands_filled_in_once_its_writer_signs_in(role: str, path: str, field: str, visit: Visit) -> None:
    number = file(concern()).number
    at, client = path.format(number), visit(role)
    back = lose_session(client, at, writer=writer_on(client, at), **{field: WORDS})
    assert back == f"/account/sign-in/?next={at}&undone=1"
    said = page(client, back)
    assert UNDONE in said
    assert "kept for an hour" in said
    assert WORDS not in said
    sign_in(client, role)
    for _look in range(2):
        said = page(client, at)
        assert WORDS in said
        assert UNDONE in said
    set_actor(SYSTEM)
    assert (Case.objects.count(), passages_with(WORDS)) == (1, 0)


def test_what_came_back_is_done_when_it_is_sent_and_is_then_forgotten(visit: Visit) -> None:
    number = file(concern()).number
    at, client = f"/desk/{number}/note/", visit("watch-officer")
    lose_session(client, at, writer=writer_on(client, at), words=WORDS)
    sign_in(client, "watch-officer")
    assert WORDS in page(client, at)
    assert client.post(at, {"words": WORDS}).status_code == 302
    assert passages_with(WORDS) == 1
    assert UNDONE not in page(client, at)


def test_somebody_else_who_signs_in_sees_nothing_of_it_nor_does_the_database(visit: Visit) -> None:
    number = file(concern()).number
    at, client = f"/desk/{number}/note/", visit("watch-officer")
    lose_session(client, at, writer=writer_on(client, at), words=WORDS)
    assert "rucksack" not in f"{[one.get_decoded() for one in Session.objects.all()]}"
    sign_in(client, "liaison-officer")
    assert WORDS not in page(client, at)
    sign_in(client, "watch-officer")
    assert WORDS not in page(client, at), "a session that another person had is not theirs any more"


def test_without_the_key_in_the_browser_nothing_comes_back(visit: Visit) -> None:
    number = file(concern()).number
    at, client = f"/desk/{number}/note/", visit("watch-officer")
    lose_session(client, at, writer=writer_on(client, at), words=WORDS)
    sign_in(client, "watch-officer")
    del client.cookies["a22-kept"]
    assert WORDS not in page(client, at)


def test_two_windows_lose_nothing_and_what_is_too_large_is_not_kept(visit: Visit) -> None:
    number = file(concern()).number
    note, add, client = f"/desk/{number}/note/", f"/desk/{number}/add/", visit("watch-officer")
    writer = writer_on(client, note)
    lose_session(client, note, writer=writer, words="first " + WORDS)
    for path, words in ((add, "second " + WORDS), (f"/desk/{number}/ask/", "x" * 140_000)):
        assert client.post(path, {"writer": writer, "words": words}).status_code == 302
    sign_in(client, "watch-officer")
    assert "first " + WORDS in page(client, note)
    assert "second " + WORDS in page(client, add)
    assert "x" * 100 not in page(client, f"/desk/{number}/ask/")


def test_a_form_that_is_older_than_the_session_comes_back_and_one_from_elsewhere_does_not(visit: Visit) -> None:
    number = file(concern()).number
    at, client = f"/desk/{number}/note/", visit("watch-officer")
    writer = writer_on(client, at)
    client.handler.enforce_csrf_checks = True
    given = {"writer": writer, "words": WORDS, "csrfmiddlewaretoken": "x" * 64}
    elsewhere = client.post(at, given, headers={"Origin": "https://elsewhere.example"})
    assert elsewhere.status_code == 403
    assert WORDS not in page(client, at)
    answer = client.post(at, given, headers={"Origin": "http://testserver"})
    assert (answer.status_code, answer["Location"]) == (302, at)
    assert WORDS in page(client, at)
    assert passages_with(WORDS) == 0


def test_a_button_pressed_after_the_session_ended_does_nothing_and_leads_back_to_its_page(visit: Visit) -> None:
    number = file(concern()).number
    client = visit("watch-officer")
    set_actor(SYSTEM)
    own = Recipient.objects.filter(case__number=number, desk__isnull=False).first()
    assert own
    Session.objects.all().delete()
    press = {"of": f"{own.pk}", "writer": "x"}
    for came_from, back in ((f"http://testserver/desk/?case={number}", f"/desk/%3Fcase%3D{number}"), ("https://elsewhere.example/x", "/home/")):
        answer = client.post(f"/desk/{number}/emergency/", press, headers={"Referer": came_from})
        assert answer["Location"] == f"/account/sign-in/?next={back}&undone=1"
    set_actor(SYSTEM)
    assert Case.objects.get(number=number).kind == "concern"


def test_signing_in_with_a_password_leads_back_to_the_form(visit: Visit) -> None:
    set_actor(SYSTEM)
    actions.set_password(Person.objects.get(name="Ana Ferro"), "correct horse battery", by=SYSTEM, at=MONDAY)
    at, client = "/portal/tell/concern/", visit("representative")
    back = lose_session(client, at, writer=writer_on(client, at), summary="A drone", description=WORDS)
    following = re.search(r'name="next" value="([^"]+)"', page(client, back))
    assert following
    answer = client.post("/account/sign-in/", {"login": "ana.ferro@valdoria.example", "password": "correct horse battery", "next": following[1]})
    assert answer["Location"] == at
    assert WORDS in page(client, at)
