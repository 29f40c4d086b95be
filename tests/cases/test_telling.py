"""Whoever is told: the letter, its link, what became of it, and the letters of silence."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from article22.contexts.cases.actions.answering import record_call
from article22.contexts.cases.models import Case, Passage, Recipient
from article22.contexts.cases.rules.terms import Status
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.models import Message
from article22.ground.outbox.rules.messages import Fate, Reply
from article22.ground.wall.session import set_actor
from article22.kernel.text import unpacked
from article22.procedures import informing, telling, watching
from tests.cases.opening import SATURDAY, as_one, concern, demonstration, file
from tests.cast import SYSTEM, TUESDAY, minutes, stop_clock
from tests.pages.conftest import Browser
from tests.pages.reading import words_of

pytestmark = pytest.mark.usefixtures("db")


def messages(case: object) -> list[Message]:
    set_actor(SYSTEM)
    return sorted(Message.objects.filter(cause=case), key=lambda message: message.address)


def settle(message: Message, fate: Fate, fault: str = "") -> None:
    set_actor(SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE article22_worker")
        tries = {one.id: one.tries for one in outbox.claim(100)}
        telling.settle([Reply(message=message.pk, tries=tries.get(message.pk, 1), fate=fate, fault=fault)], by=SYSTEM, at=TUESDAY + minutes(1))
        cursor.execute("SET LOCAL ROLE article22_web")


def link_in(message: Message) -> str:
    return re.search(r"http://localhost:8022(/answer/\S+)", message.body or "")[1]  # type: ignore[index]


def test_each_desk_is_written_to_at_the_address_that_is_printed_else_its_people_here_are() -> None:
    case = file(demonstration())
    assert [message.address for message in messages(case.id)] == ["DSPL@state.gov", "dana.reyes@dss.example", "omar.quill@usss.example"]
    first = messages(case.id)[0]
    assert first.subject == f"{case.number} Demonstration: Embassy of Valdoria, Washington, Sat 13 June 2026, 11:00"
    assert "Expected: about 600" in (first.body or "")
    assert "911 first" in (first.body or "")
    set_actor(SYSTEM)
    assert [len(row.messages) for row in Recipient.objects.filter(case=case.id).order_by("rank")] == [2, 1]


def test_a_desk_that_prints_no_address_and_has_nobody_here_is_left_to_be_telephoned() -> None:
    case = file(concern(), role="liaison-officer", mission="MRS-2", place="Nashville, TN")
    set_actor(SYSTEM)
    assert {row.authority: len(row.messages) for row in Recipient.objects.filter(case=case.id)} == {"dss": 1, "local-police": 0}


def test_a_desk_has_been_told_once_the_first_message_was_handed_over_and_a_bounce_is_seen() -> None:
    case = file(demonstration())
    mailbox, liaison, omar = messages(case.id)
    settle(mailbox, Fate.ACCEPTED)
    dss, usss = Recipient.objects.filter(case=case.id).order_by("rank")
    assert (dss.told_at, dss.told_how, usss.told_at) == (TUESDAY + minutes(1), "mail", None)
    settle(liaison, Fate.ACCEPTED)
    settle(omar, Fate.REFUSED, "smtp-550")
    usss.refresh_from_db()
    assert (usss.told_at, usss.fault) == (None, "smtp-550")
    said = [f"{unpacked(row.said)}" for row in Passage.objects.filter(case=case.id, said__isnull=False).order_by("entered_at", "id")]
    assert set(said[1:]) == {"Diplomatic Security Service was told by mail.", "A message to Secret Service did not arrive. Telephone them."}


def test_opening_a_link_acknowledges_nothing_and_pressing_its_button_does_once() -> None:
    stop_clock(TUESDAY + minutes(2))
    case = file(demonstration())
    link = link_in(messages(case.id)[2])
    client = Browser()
    page = words_of(client.get(link).content.decode())
    assert "A march to our chancery on Saturday" in page
    assert "has acknowledged nothing" in page
    assert client.head(link).status_code == 200
    set_actor(SYSTEM)
    assert not Recipient.objects.filter(case=case.id, acknowledged_at__isnull=False).exists()
    assert client.post(link, {"name": ""}).status_code == 422
    assert client.post(link, {"name": "Sgt Quill", "once": "a key"}).status_code == 302
    assert "Acknowledged Tue 9 June 2026, 14:22 EDT, Sgt Quill" in words_of(client.get(link).content.decode())
    assert client.post(link, {"name": "Sgt Quill"}).status_code == 409
    set_actor(SYSTEM)
    row = Recipient.objects.get(case=case.id, authority="usss")
    assert (row.acknowledged_name, row.acknowledged_how, row.acknowledged_by) == ("Sgt Quill", "link", None)
    assert Recipient.objects.get(case=case.id, authority="dss").acknowledged_at is None, "a link answers for its own desk alone"


def test_a_link_ends_is_nobodys_when_altered_and_opens_nothing_else() -> None:
    stop_clock(TUESDAY)
    case = file(demonstration())
    link = link_in(messages(case.id)[0])
    client = Browser()
    assert client.get(link[:-5] + "xxxx/").status_code == 404
    assert client.get(f"/desk/{case.number}/").status_code in (302, 404)
    stop_clock(TUESDAY + timedelta(days=14))
    ended = client.get(link)
    assert (ended.status_code, "This link ended" in words_of(ended.content.decode())) == (409, True)


def test_a_withdrawal_is_written_to_whoever_was_told_and_their_link_says_so_and_takes_no_answer() -> None:
    stop_clock(TUESDAY + minutes(2))
    case = file(demonstration())
    before = messages(case.id)
    link, client = link_in(before[2]), Browser()
    assert "How it stands Sent on" in words_of(client.get(link).content.decode())
    moved = informing.move_case(case.number, Status.WITHDRAWN, reason="It was a rumour", name="Ana Ferro", by=as_one("representative"), at=TUESDAY + minutes(3))
    assert moved
    written = [message for message in messages(case.id) if message not in before]
    assert [(one.address, one.kind) for one in written] == [(one.address, "case.withdrawn") for one in before]
    assert (written[0].subject or "").startswith(f"WITHDRAWN: {case.number} Demonstration: Embassy of Valdoria")
    assert "rumour" not in f"{written[0].body}"
    page = words_of(client.get(link).content.decode())
    assert "How it stands Withdrawn" in page
    assert "Nothing is asked of you any more" in page
    assert "acknowledge" not in page
    assert client.post(link, {"name": "Sgt Quill"}).status_code == 409
    set_actor(SYSTEM)
    assert not Recipient.objects.filter(case=case.id, acknowledged_at__isnull=False).exists()
    police = Recipient.objects.filter(case=case.id)[0]
    record_call(police.pk, name="Sgt Hale", is_answer=True, called_at=TUESDAY + minutes(2), by=as_one("watch-officer"), at=TUESDAY + minutes(4))


def test_silence_is_written_to_whoever_holds_it() -> None:
    case = file(demonstration())

    def watch_at(when: object) -> list[tuple[str, str]]:
        set_actor(SYSTEM)
        before = set(Message.objects.values_list("pk", flat=True))
        watching.watch(by=SYSTEM, at=when)  # type: ignore[arg-type]
        return sorted((row.address, (row.subject or "").split(":")[0]) for row in Message.objects.exclude(pk__in=before))

    due = TUESDAY + timedelta(days=1)
    assert watch_at(due - minutes(100)) == [("lee.park@dss.example", "Due soon")]
    assert watch_at(due) == [("lee.park@dss.example", "LATE")]
    assert watch_at(due + minutes(60)) == [("DSPL@state.gov", "LATE"), ("lee.park@dss.example", "LATE")]
    set_actor(SYSTEM)
    assert Case.objects.get(pk=case.id).next_due_at == due
    assert watch_at(SATURDAY + timedelta(days=30)) != []


def test_a_page_for_links_is_there_without_sign_in() -> None:
    assert Client().get("/answer/nonsense/").status_code == 404
