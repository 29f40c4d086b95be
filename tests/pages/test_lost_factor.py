"""A lost second factor: two administrators take it away, and only whoever reads its holder's mail gets in by a password and sets up another."""

import re
from argparse import Namespace
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.db import IntegrityError, transaction
from django.test import Client

from article22.doors.console import people as console
from article22.ground.accounts import queries
from article22.ground.accounts.actions import access, people
from article22.ground.accounts.models import Person, Reset
from article22.ground.accounts.rules import RESET_LASTS, Suspended
from article22.ground.journal.models import Entry
from article22.ground.outbox.models import Message
from article22.ground.wall.session import set_actor
from article22.kernel.refusal import Absent
from tests.cast import MONDAY, SYSTEM, member, stop_clock
from tests.pages.conftest import Visit
from tests.pages.reading import words_of
from tests.pages.test_identities import Provider, come, is_in, provider

__all__ = ["provider"]  # the fixture
PHRASE, ANOTHER = "correct horse battery", "purple monkey dishwasher"
WHY = "Telephone stolen; called back at 202-555-0142"


@pytest.fixture(autouse=True)
def on_monday(db: None) -> None:
    stop_clock(MONDAY)


def person(name: str) -> Person:
    set_actor(SYSTEM)
    found: Person = Person.objects.get(name=name)
    return found


def with_factor(name: str) -> Person:
    """Somebody with a password and an app."""
    found = person(name)
    people.set_password(found, PHRASE, by=SYSTEM, at=MONDAY)
    RecoveryCodes.activate(TOTP.activate(found, generate_totp_secret()).instance.user)
    return found


def signed_in(visit: Visit, of: Person, password: str = PHRASE, query: str = "") -> tuple[Client, Any]:
    client = visit()
    return client, client.post(f"/account/sign-in/{query}", {"login": of.email, "password": password})


def read(answer: Any) -> str:
    return words_of(answer.content.decode())


def propose(visit: Visit, of: Person, nth: int = 0) -> Any:
    return visit("administrator", nth).post(f"/administration/people/{of.pk}/lost/", {"reason": WHY})


def decide(visit: Visit, said: str = "grant", nth: int = 1) -> Any:
    set_actor(SYSTEM)
    reset = Reset.objects.get(decided_at__isnull=True)
    return visit("administrator", nth).post("/administration/people/resets/", {"reset": f"{reset.pk}", "decide": said})


def letters(address: str) -> list[Message]:
    set_actor(SYSTEM)
    return list(Message.objects.filter(kind="accounts.reset", address=address).order_by("id"))


def link_of(of: Person) -> str:
    return re.findall(r"https?://[^/]+(/account/second-factor/anew/\S+)", "\n".join(letter.body or "" for letter in letters(of.email)))[-1]


def taken_away(visit: Visit, name: str) -> Person:
    of = with_factor(name)
    assert (propose(visit, of).status_code, decide(visit).status_code) == (302, 302)
    return of


def set_up_app(client: Client) -> Any:
    assert client.post("/account/again/?next=/account/second-factor/set-up/", {"password": PHRASE})["Location"] == "/account/second-factor/set-up/"
    secret = client.get("/account/second-factor/set-up/").context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    return client.post("/account/second-factor/set-up/", {"code": code})


def test_one_proposes_another_decides_and_each_step_is_told_and_on_record(visit: Visit) -> None:
    session = visit("watch-officer")
    assert is_in(session)
    lee = with_factor("Lee Park")

    assert propose(visit, lee).status_code == 302
    (told,) = letters(lee.email)
    assert WHY in (told.body or "")
    assert "before a second one agrees" in (told.body or "")
    assert [len(letters(address)) for address in ("max.hollis@dss.example", "priya.nair@dss.example")] == [1, 0]
    assert "People and roles: 1 to decide" in read(visit("administrator", 1).get("/administration/"))
    assert "Waits for a second administrator" in read(visit("administrator").get("/administration/people/"))
    assert decide(visit, nth=0).status_code == 409, "not by the one who proposed"
    assert Authenticator.objects.filter(user=lee).count() == 2

    assert WHY in read(visit("administrator", 1).get("/administration/people/"))
    assert decide(visit).status_code == 302
    assert not Authenticator.objects.filter(user=lee).exists()
    assert not is_in(session), "signed out everywhere"
    set_actor(SYSTEM)
    reset = Reset.objects.get()
    entries = Entry.objects.filter(subject=f"{reset.pk}").order_by("at", "id")
    assert [entry.verb for entry in entries] == ["accounts.reset-proposed", "accounts.reset-granted"]
    assert entries[1].person == member("administrator", nth=1).person


def test_a_refusal_leaves_all_as_it_was(visit: Visit) -> None:
    lee = with_factor("Lee Park")
    propose(visit, lee)
    assert decide(visit, "refuse").status_code == 302
    assert Authenticator.objects.filter(user=lee).count() == 2
    assert "Your second factor stays as it was" in {letter.subject for letter in letters(lee.email)}
    assert signed_in(visit, lee)[1]["Location"].startswith("/account/second-factor/code/")


def test_an_administrator_who_makes_a_password_link_afterwards_gets_in_to_nothing(visit: Visit) -> None:
    lee = taken_away(visit, "Lee Park")
    page = visit("administrator").post(f"/administration/people/{lee.pk}/link/").content.decode()
    link = re.search(r"/account/begin/[^\s<]+", page)
    assert link
    thief = visit()
    assert thief.post(link[0], {"new_password1": ANOTHER, "new_password2": ANOTHER}).status_code == 302
    assert thief.post("/account/sign-in/", {"login": lee.email, "password": ANOTHER}).status_code == 302
    for path in ("/home/", "/desk/", "/account/second-factor/", "/account/second-factor/set-up/", "/account/passkeys/add/", "/account/again/",
                 "/account/recovery-codes/new/", "/account/password/", "/account/tokens/", "/account/sessions/"):
        answer = thief.get(path)
        assert (answer.status_code, "Open the link that was mailed to you" in read(answer)) == (403, True), path
    assert thief.get("/account/second-factor/anew/x/").status_code == 404
    assert not Authenticator.objects.filter(user=lee).exists()


def test_its_holder_follows_the_link_and_sets_up_another_before_anything_else(
        visit: Visit, django_capture_on_commit_callbacks: Callable[..., Any]) -> None:
    lee = taken_away(visit, "Lee Park")
    link = link_of(lee)
    client = visit()
    assert unquote(client.get(link)["Location"]) == f"/account/sign-in/?next={link}"
    assert client.post(f"/account/sign-in/?next={link}", {"login": lee.email, "password": PHRASE})["Location"] == link
    assert "set it up now, before anything else" in read(client.get(link))
    assert client.get("/account/second-factor/").status_code == 403, "opening the link does nothing"
    assert client.post(link)["Location"] == "/account/second-factor/"
    assert client.get("/home/")["Location"] == "/account/second-factor/"
    assert signed_in(visit, lee)[0].get("/account/second-factor/").status_code == 403, "and no other session"

    with django_capture_on_commit_callbacks(execute=True):
        assert set_up_app(client).status_code == 302
    set_actor(SYSTEM)
    assert Reset.objects.get().finished_at == MONDAY
    assert Entry.objects.filter(verb="accounts.reset-finished").count() == 1
    assert signed_in(visit, lee)[1]["Location"].startswith("/account/second-factor/code/")
    assert queries.find_granted_reset(lee.pk) is None


def test_a_representative_who_needs_none_is_in_by_the_link_and_not_without(visit: Visit) -> None:
    ana = taken_away(visit, "Ana Ferro")
    client, _ = signed_in(visit, ana)
    assert client.get("/portal/").status_code == 403
    assert client.post(link_of(ana)).status_code == 302
    assert client.get("/portal/").status_code == 200
    assert is_in(signed_in(visit, ana)[0]), "and again as before"


def test_a_link_of_another_or_one_that_ended_opens_nothing_and_a_new_one_is_asked_for(visit: Visit) -> None:
    lee, dana = taken_away(visit, "Lee Park"), taken_away(visit, "Dana Reyes")
    client, _ = signed_in(visit, lee)
    assert client.post(link_of(dana)).status_code == 404
    old = link_of(lee)
    stop_clock(MONDAY + RESET_LASTS)
    assert "This link ended" in read(client.post(old))
    assert (propose(visit, lee).status_code, decide(visit).status_code) == (302, 302)
    client, _ = signed_in(visit, lee)
    assert client.post(old).status_code in (404, 409)
    assert client.post(link_of(lee)).status_code == 302


def test_whose_agency_asks_for_two_factors_has_none_here_to_lose_and_is_let_in_by_it(visit: Visit, provider: Provider) -> None:
    lee = person("Lee Park")
    assert "has no second factor here" in read(visit("administrator").post(f"/administration/people/{lee.pk}/lost/", {"reason": WHY}))
    taken_away(visit, "Lee Park")
    client = visit()
    come(provider, client)
    assert is_in(client), "the agency answers for who it is"
    weak = visit()
    come(provider, weak, {"sub": "lee", "email": "lee.park@dss.example", "email_verified": True, "amr": ["pwd"]})
    assert weak.get("/home/").status_code == 403, "and where it asked for one alone, the link is needed"


@pytest.mark.parametrize(("given", "status"), [({"reason": " "}, 422), ({"reason": "x" * 301}, 422)])
def test_without_a_reason_nothing_is_proposed(visit: Visit, given: dict[str, str], status: int) -> None:
    lee = with_factor("Lee Park")
    assert visit("administrator").post(f"/administration/people/{lee.pk}/lost/", given).status_code == status
    set_actor(SYSTEM)
    assert not Reset.objects.exists()


@pytest.mark.parametrize("role", ["inspector", "liaison-officer", "analyst"])
def test_nobody_else_proposes_or_decides(visit: Visit, role: str) -> None:
    lee = with_factor("Lee Park")
    assert visit(role).post(f"/administration/people/{lee.pk}/lost/", {"reason": WHY}).status_code == 404
    propose(visit, lee)
    set_actor(SYSTEM)
    given = {"reset": f"{Reset.objects.get().pk}", "decide": "grant"}
    assert visit(role).post("/administration/people/resets/", given).status_code == 404


def test_neither_step_is_about_oneself_nor_taken_twice_nor_for_a_closed_account(visit: Visit) -> None:
    own = visit("administrator")
    priya, lee = person("Priya Nair"), with_factor("Lee Park")
    TOTP.activate(priya, generate_totp_secret())
    assert "A second person must approve" in read(own.post(f"/administration/people/{priya.pk}/lost/", {"reason": WHY}))
    assert propose(visit, priya, nth=1).status_code == 302
    assert "is proposed for Priya Nair already" in read(propose(visit, priya, nth=1))
    set_actor(SYSTEM)
    assert own.post("/administration/people/resets/", {"reset": f"{Reset.objects.get().pk}", "decide": "grant"}).status_code == 409
    set_actor(SYSTEM)
    access.suspend_person(lee.pk, Suspended.DECIDED, reason="gone", by=SYSTEM, at=MONDAY)
    assert propose(visit, lee, nth=1).status_code == 404


def test_of_two_administrators_whoever_runs_the_machine_is_the_second(visit: Visit, monkeypatch: pytest.MonkeyPatch,
                                                                      capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(console, "acting_as_system", lambda _process: nullcontext((None, SYSTEM)))  # the test's own transaction
    max_hollis = with_factor("Max Hollis")
    with pytest.raises(Absent, match="No administrator proposes"):
        console.run_reset(Namespace(email=max_hollis.email))
    propose(visit, max_hollis)
    set_actor(SYSTEM)
    assert console.run_reset(Namespace(email=max_hollis.email.upper())) == 0
    assert "Max Hollis is signed out" in capsys.readouterr().out
    assert not Authenticator.objects.filter(user=max_hollis).exists()
    assert Entry.objects.get(verb="accounts.reset-granted").role == "system"


def test_the_database_too_refuses_one_person_for_both_steps_and_another_end(visit: Visit) -> None:
    lee = with_factor("Lee Park")
    propose(visit, lee)
    set_actor(SYSTEM)
    row = Reset.objects.get()
    for who in (row.proposed_by, lee):
        with pytest.raises(IntegrityError, match="reset_by_"), transaction.atomic():
            Reset.objects.filter(pk=row.pk).update(decided_by=who, decided_at=MONDAY, until=MONDAY + timedelta(days=1))
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Reset.objects.filter(pk=row.pk).update(reason="another")


def test_whoever_has_used_an_account_is_told_of_each_link_that_sets_its_password(visit: Visit) -> None:
    ana, page = person("Ana Ferro"), "/administration/people/{}/link/"
    visit("administrator").post(page.format(ana.pk))
    assert letters(ana.email) == [], "nobody has signed in yet: the link is what they wait for"
    visit("representative")
    visit("administrator").post(page.format(ana.pk))
    (told,) = letters(ana.email)
    assert (told.subject, "Priya Nair made it" in (told.body or "")) == ("A link that sets your password was made", True)
