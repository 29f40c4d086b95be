"""The pages of a representative's own links, and that of the changes which wait."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from article22.contexts.missions.actions import representing
from article22.contexts.missions.actions.representing import Given
from article22.contexts.missions.models import Code, Representative, Reverification, WayChange
from article22.contexts.missions.queries.missions import get_mission
from article22.contexts.missions.rules.terms import AskedWhy, WayKind
from article22.ground.journal.models import Entry
from article22.ground.outbox.models import Message
from article22.ground.outbox.rules.messages import Channel, Sending
from article22.ground.wall.session import set_actor
from article22.procedures import changing, codes, reverifying
from article22.procedures.links import Asks, make_change_link, make_reverification_link
from tests.cast import MONDAY, SYSTEM, stop_clock
from tests.pages.conftest import Visit
from tests.pages.reading import words_of
from tests.register.people import somebody

MAIL, MOBILE, OFFICE = "second@valdoria.example", "+12025550191", "+12025550192"
BEFORE = MONDAY - timedelta(days=80)
CHANGES = "/register/changes/"
YES = {"step": "cards", "still": "yes", "right": "yes"}


@pytest.fixture(autouse=True)
def _monday(db: None) -> None:
    stop_clock(MONDAY)


def appointed(number: str = "VAL-1", mail: str = MAIL, mobile: str = MOBILE, office: str = OFFICE) -> Representative:
    """Called back and proved by three ways, eighty days ago."""
    set_actor(SYSTEM)
    row = representing.nominate(get_mission(number), somebody(mail, name="Nadia Orel"), by=SYSTEM, at=BEFORE)
    for kind, address in ((WayKind.MOBILE, mobile), (WayKind.OFFICE, office)):
        representing.put_way(row.pk, Given(kind=kind, raw=address, address=address), by=SYSTEM, at=BEFORE)
    representing.verify(row.pk, "(202) 555-0100", by=SYSTEM, at=BEFORE)
    for way in row.ways.all():
        representing.prove_way(way.pk, by=SYSTEM, at=BEFORE)
    row.refresh_from_db()
    return row


def asked(row: Representative) -> str:
    """The path of a link that was sent."""
    set_actor(SYSTEM)
    made = reverifying.ask(row.pk, AskedWhy.DUE, by=SYSTEM, at=MONDAY)
    return "/" + make_reverification_link(Asks(asked=made.pk, representative=row.pk), until=made.until).split("/", 3)[3]


def change_of(row: Representative, new: str = "+12025550195", kind: str = "mobile") -> WayChange:
    set_actor(SYSTEM)
    given = Given(kind=WayKind(kind), raw=new, address=new)
    return changing.ask_change(row.pk, given, row.ways.get(kind=kind, ended_at__isnull=True).pk, name="Ana Ferro", by=SYSTEM, at=MONDAY)


def digits_of(message: Any) -> str:
    set_actor(SYSTEM)
    row = Message.objects.get(pk=message)
    left = codes.filled(Sending(id=row.pk, tries=1, channel=Channel(row.channel), address=row.address, subject="", body=row.body, kind=row.kind,
                                cause=row.cause, enqueued_at=row.enqueued_at))
    found = re.search(r"\d{6}", f"{left.body}")
    assert found
    return found[0]


def post(client: Client, path: str, status: int = 302, **given: str) -> str:
    answer = client.post(path, given)
    assert answer.status_code == status, words_of(answer.content.decode())
    return words_of(answer.content.decode())


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return words_of(answer.content.decode())


def test_opening_a_link_does_nothing_and_shows_too_little_to_call_anybody(visit: Visit) -> None:
    row, client = appointed(), visit()
    path = asked(row)
    set_actor(SYSTEM)
    before = (Entry.objects.count(), Message.objects.count())
    page = read(client, path)
    assert client.head(path).status_code == 200
    set_actor(SYSTEM)
    assert (Entry.objects.count(), Message.objects.count()) == before
    assert "Nadia Orel" in page
    assert "…0191" in page
    for held in (MAIL, MOBILE, OFFICE):
        assert held not in page


def test_still_me_all_right_and_the_codes(visit: Visit) -> None:
    row, client = appointed(), visit()
    path = asked(row)
    assert "Say whether this is how you are reached." in post(client, path, 422, step="cards", still="yes")
    post(client, path, **YES)
    page = client.get(path).content.decode()
    sent = re.findall(r'name="(code_[0-9a-f-]{36})"', page)
    assert len(sent) == 3
    right = {name: digits_of(name.removeprefix("code_")) for name in sent}
    assert "Enter a code that you were sent." in post(client, path, 422, step="enter")
    answer = client.post(path, {"step": "enter", sent[0]: right[sent[0]], sent[1]: "12345a"})
    assert (answer.status_code, "That is not the code" in words_of(answer.content.decode())) == (200, True)
    assert "you are verified until Sun 13 September 2026" in read(client, path), "the first one was enough"
    set_actor(SYSTEM)
    assert Code.objects.get(pk=sent[1].removeprefix("code_")).tries == 1, "a wrong one is counted, though the page says no"
    post(client, path, step="enter", **{name: right[name] for name in sent[1:]})
    assert "You are verified until Sun 13 September 2026." in read(client, path)
    set_actor(SYSTEM)
    assert set(Representative.objects.get(pk=row.pk).ways.values_list("proved_at", flat=True)) == {MONDAY}


def test_codes_that_ended_are_sent_again_and_three_times_at_most(visit: Visit) -> None:
    row, client = appointed(), visit()
    path = asked(row)
    post(client, path, **YES)
    stop_clock(MONDAY + timedelta(minutes=31))
    assert "The codes have ended." in read(client, path)
    post(client, path, step="again")
    post(client, path, step="again")
    assert "3 codes were sent by this link already." in post(client, path, 409, step="again")


def test_not_me_any_more(visit: Visit) -> None:
    row, client = appointed(), visit()
    path = asked(row)
    assert "a successor is asked for" in post(client, path, 200, step="cards", still="no")
    assert "Give today, or a day to come" in post(client, path, 409, step="leave", last_day="2026-06-01")
    post(client, path, step="leave", last_day="2026-06-20")
    assert "your last day is 20 June 2026" in read(client, path)
    assert "your last day" in post(client, path, 200, **YES), "what was answered stays so"
    set_actor(SYSTEM)
    assert f"{Representative.objects.get(pk=row.pk).departs_on}" == "2026-06-20"


def test_a_wrong_number_is_told_and_what_was_typed_is_kept_where_it_is_none(visit: Visit) -> None:
    row, client = appointed(), visit()
    path = asked(row)
    assert "What is wrong?" in post(client, path, 200, step="cards", still="yes", right="no")
    set_actor(SYSTEM)
    mobile, office = row.ways.get(kind="mobile"), row.ways.get(kind="office")
    assert "Say which one is wrong" in post(client, path, 422, step="correct")
    answer = client.post(path, {"step": "correct", f"new_{mobile.pk}": "my phone", f"wrong_{office.pk}": "on"})
    assert (answer.status_code, 'value="my phone"' in answer.content.decode()) == (422, True)
    post(client, path, step="correct", **{f"new_{mobile.pk}": "202-555-0195", f"wrong_{office.pk}": "on"})
    set_actor(SYSTEM)
    change = WayChange.objects.get()
    assert (change.address, change.asks, change.way_id) == ("+12025550195", None, mobile.pk)
    assert client.get(path).content.decode().count('name="code_') == 1
    dana = visit("liaison-officer")
    assert "by their own link" in read(dana, CHANGES)
    assert "cannot be asked: call" in read(dana, CHANGES)


def test_a_link_that_ended_or_was_followed_by_another_asks_nothing(visit: Visit) -> None:
    row, client = appointed(), visit()
    first = asked(row)
    second = asked(row)
    assert "Nothing is asked of you here any more" in read(client, first)
    assert "Nothing is asked of you here any more" in post(client, first, 200, **YES)
    assert client.post(second, {"step": "wave"}).status_code == 404
    stop_clock(MONDAY + timedelta(days=15))
    assert client.get(second).status_code == 409
    assert client.post(second, YES).status_code == 409
    assert client.get("/still-here/x/").status_code == 404


def test_the_old_way_says_yes_or_no(visit: Visit) -> None:
    row, client = appointed(), visit()
    change = change_of(row)
    path = "/" + make_change_link(Asks(asked=change.pk, representative=row.pk), until=change.until).split("/", 3)[3]
    assert "…0191" in read(client, path)
    assert WayChange.objects.filter(state="waiting").count() == 0, "outside of the wall nobody sees it"
    assert client.post(path, {"answer": "perhaps"}).status_code == 404
    post(client, path, answer="yes")
    assert "It is done." in read(client, path)
    assert "It is done." in post(client, path, 409, answer="no")
    other = change_of(row, "third@valdoria.example", "mail")
    path = "/" + make_change_link(Asks(asked=other.pk, representative=row.pk), until=other.until).split("/", 3)[3]
    post(client, path, answer="no")
    assert "It was refused" in read(client, path)


def test_an_officer_confirms_and_refuses_and_each_reading_is_an_entry_once_an_hour(visit: Visit) -> None:
    row, dana = appointed(), visit("liaison-officer")
    first, second = change_of(row), change_of(row, "+12025550196")
    page = read(dana, CHANGES)
    assert "2 wait" in page
    assert "Ana Ferro, by their own link" in page, "the system asked here, for want of a portal"
    read(dana, f"{CHANGES}?change={second.pk}")
    set_actor(SYSTEM)
    assert Entry.objects.filter(verb="missions.contacts-read").count() == 1
    assert "A change that waits to be confirmed" in read(visit("representative"), "/register/VAL-1/people/")
    kept = dana.post(CHANGES, {"change": f"{first.pk}", "decide": "confirm", "called": " "})
    assert (kept.status_code, "2 wait" in words_of(kept.content.decode())) == (422, True)
    post(dana, CHANGES, change=f"{first.pk}", decide="confirm", called=MOBILE)
    assert "is confirmed already" in post(dana, CHANGES, 409, change=f"{first.pk}", decide="refuse", reason="no")
    post(dana, CHANGES, change=f"{second.pk}", decide="refuse", reason="the embassy knows nothing of it")
    assert "No change waits." in read(dana, CHANGES)
    stop_clock(MONDAY + timedelta(hours=2))
    change_of(row, "+12025550197", "office")
    read(dana, CHANGES)
    set_actor(SYSTEM)
    assert Entry.objects.filter(verb="missions.contacts-read", role="liaison-officer").count() == 2


def test_a_decision_that_came_too_late_shows_nobody_else_and_stands_filled_in_for_no_other_change(visit: Visit) -> None:
    first = change_of(appointed())
    change_of(appointed("KES-1", "p@kestria.example", "+12025551001", "+12025552001"), "+12025553001")
    dana, other = visit("liaison-officer"), visit("liaison-officer")
    read(dana, f"{CHANGES}?change={first.pk}")
    post(other, CHANGES, change=f"{first.pk}", decide="confirm", called=MOBILE)
    answer = dana.post(CHANGES, {"change": f"{first.pk}", "decide": "confirm", "called": f"{MOBILE}, Ms Orel"})
    page = answer.content.decode()
    assert (answer.status_code, "is confirmed already" in words_of(page), "Ms Orel" in page) == (409, True, False)
    for held in ("p@kestria.example", "+12025551001", "+12025553001"):
        assert held not in page
    set_actor(SYSTEM)
    assert set(Entry.objects.filter(verb="missions.contacts-read").values_list("organisation", flat=True)) == {get_mission("VAL-1").organisation_id}


def test_a_form_that_was_refused_shows_in_the_open_only_what_was_read_before(visit: Visit) -> None:
    row, dana = appointed(), visit("liaison-officer")
    change = change_of(row)
    wrong = {"change": f"{change.pk}", "decide": "confirm", "called": " "}
    assert MAIL not in post(dana, CHANGES, 422, **wrong)
    read(dana, CHANGES)
    assert MAIL in post(dana, CHANGES, 422, **wrong)
    set_actor(SYSTEM)
    assert Entry.objects.filter(verb="missions.contacts-read").count() == 1


@pytest.mark.parametrize(("kind", "failed", "number"), [
    ("mobile", (), MOBILE), ("mail", (), MOBILE), ("mail", ("mobile",), OFFICE), ("mobile", ("mobile",), OFFICE),
    ("mail", ("mobile", "office"), "202-555-0100")])
def test_the_number_to_call_is_a_telephone_that_answered_or_the_missions(visit: Visit, kind: str, failed: tuple[str, ...], number: str) -> None:
    row = appointed()
    set_actor(SYSTEM)
    for one in failed:
        representing.fail_way(row.ways.get(kind=one).pk, "no-answer", by=SYSTEM, at=BEFORE + timedelta(days=1))
    get_mission("VAL-1").premises.update(phone="202-555-0100")
    change_of(row, "x@valdoria.example" if kind == "mail" else "+12025550195", kind)
    assert f'name="called" value="{number}"' in visit("liaison-officer").get(CHANGES).content.decode()


def test_what_is_changed_in_the_portal_waits_with_the_name_of_whoever_asked(visit: Visit) -> None:
    row, ana, dana = appointed(), visit("representative"), visit("liaison-officer")
    set_actor(SYSTEM)
    old = row.ways.get(kind="mobile")
    path = f"/register/people/{row.pk}/way/"
    kept = ana.post(path, {"instead_of": f"{old.pk}", "kind": "mobile", "address": "a number"})
    assert (kept.status_code, 'value="a number"' in kept.content.decode()) == (422, True)
    post(ana, path, instead_of=f"{old.pk}", kind="mobile", address="202-555-0195")
    assert "waits to be confirmed" in read(ana, "/register/VAL-1/people/")
    page = read(dana, CHANGES)
    assert "Ana Ferro, in the portal" in page
    assert "202-555-0195" in page
    assert 'value="+12025550191"' in dana.get(CHANGES).content.decode(), "the number to call is the old one"
    post(dana, f"/register/people/{row.pk}/way/", kind="office", address="202-555-0199")
    assert "1 waits" in read(dana, CHANGES), "an officer's own change waits for nobody"


def test_a_mission_enters_the_code_of_the_old_telephone_or_takes_its_change_back(visit: Visit) -> None:
    row, ana, bran = appointed(), visit("representative"), visit("representative", 1)
    change = change_of(row, "+12025550195", "office")
    path = f"{CHANGES}{change.pk}"
    assert f"{path}/code/" in ana.get("/register/VAL-1/people/").content.decode()
    assert bran.get(f"{path}/code/").status_code == 404
    assert "That is not the code" in words_of(ana.post(f"{path}/code/", {"code": "1"}).content.decode())
    set_actor(SYSTEM)
    assert WayChange.objects.get().tries == 1
    post(ana, f"{path}/code/", code=digits_of(change.message))
    assert ana.get(f"{path}/withdraw/").status_code == 404
    other = change_of(row, "+12025550196")
    post(ana, f"{CHANGES}{other.pk}/withdraw/")
    assert "waits to be confirmed" not in read(ana, "/register/VAL-1/people/")


def test_held_nominations_stand_there_too(visit: Visit) -> None:
    set_actor(SYSTEM)
    row = representing.nominate(get_mission("VAL-1"), somebody("x@gmail.com", came_from="x@gmail.com", name="Peter Sham"), by=SYSTEM, at=MONDAY)
    page = visit("liaison-officer").get(CHANGES).content.decode()
    assert "Peter Sham" in page
    for act in ("release", "reject"):
        assert f"/register/people/{row.pk}/{act}/" in page


def test_the_list_takes_as_many_queries_for_twenty_as_for_one(visit: Visit) -> None:
    dana = visit("liaison-officer")
    path = f"{CHANGES}?change={change_of(appointed()).pk}"
    read(dana, path)  # the reading is on record now
    counts = []
    for more in (0, 19):
        for nth in range(more):
            change_of(appointed("KES-1", f"p{nth}@kestria.example", f"+1202555{1000 + nth}", f"+1202555{2000 + nth}"), f"+1202555{3000 + nth}")
        with CaptureQueriesContext(connection) as kept:
            read(dana, path)
        counts.append(len(kept))
    assert counts[0] == counts[1]


def test_nobody_but_a_liaison_officer_sees_what_waits(visit: Visit) -> None:
    change_of(appointed())
    for role in ("representative", "watch-officer", "administrator"):
        assert visit(role).get(CHANGES).status_code == 404
        assert visit(role).post(CHANGES, {"decide": "confirm", "called": "x"}).status_code == 404
    set_actor(SYSTEM)
    assert Reverification.objects.count() == 0
