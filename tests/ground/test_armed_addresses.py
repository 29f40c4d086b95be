"""An address is armed by two people, in an installation born live; elsewhere not even by hand."""

import re
from collections.abc import Callable
from uuid import UUID

import psycopg
import pytest
from django.db import IntegrityError, connection

from article22.contexts.cases.rules.terms import Status
from article22.ground.accounts.queries import list_desks
from article22.ground.journal.queries import list_entries
from article22.ground.outbox import queries
from article22.ground.outbox.actions import addresses
from article22.ground.outbox.models import ArmedAddress
from article22.ground.outbox.queries import list_messages
from article22.ground.outbox.rules.addresses import CannotArm, NoAddress
from article22.ground.outbox.rules.messages import Channel
from article22.ground.wall.session import acting
from article22.kernel.refusal import Absent
from article22.procedures.informing import move_case
from article22.procedures.reporting import Sent, file_case
from tests.cases.opening import concern
from tests.cast import MONDAY, PUBLIC, SYSTEM, TUESDAY, member
from tests.database import Server
from tests.outbox.conftest import make_live

pytestmark = pytest.mark.fundamental
MAILBOX = "Duty@usss.example"
HOOK = "https://hooks.usss.example/a22"
Act = Callable[[str], str]
ONE = UUID("018f0000-0000-7000-8000-000000000022")
INSERT = f"""INSERT INTO outbox_armedaddress (id, channel, address, folded, proposed_by, proposed_at)
             VALUES (gen_random_uuid(), 'mail', 'a@b.example', 'a@b.example', '{ONE}', now())"""


@pytest.fixture
def web(own_database: Act, server: Server) -> str:
    name = own_database("article22_web")
    make_live(server, name)
    return name


def armed() -> frozenset[str]:
    with acting(SYSTEM):
        return queries.list_armed(Channel.MAIL, ["duty@USSS.example"], seen_by=SYSTEM)


def test_the_armed_webhook_of_a_desk_gets_a_notice_of_what_the_desk_is_told_and_no_word_of_it(web: str) -> None:
    first, second, ana = member("administrator"), member("administrator", nth=1), member("representative")
    with acting(first), pytest.raises(CannotArm, match="for a webhook alone"):
        addresses.propose_address(Channel.MAIL, MAILBOX, organisation=list_desks()["usss"].organisation, by=first, at=MONDAY)
    with acting(first):
        row = addresses.propose_address(Channel.WEBHOOK, HOOK, organisation=list_desks()["usss"].organisation, by=first, at=MONDAY)
        addresses.propose_address(Channel.WEBHOOK, f"{HOOK}/other", by=first, at=MONDAY)

    def notices() -> list[tuple[str, str, str | None, str | None]]:
        with acting(ana):
            opened = file_case(Sent(report=concern(), place="20008"), name="Ana Ferro", by=ana, present=TUESDAY)
            move_case(opened.number, Status.WITHDRAWN, reason="a courier", name="Ana Ferro", by=ana, at=TUESDAY)
        with acting(SYSTEM):
            return [(one.kind, one.address, one.subject, one.body) for one in list_messages(opened.id, seen_by=SYSTEM) if one.channel == "webhook"]

    assert notices() == [], "only proposed"
    with acting(second):
        addresses.arm_address(row.pk, by=second, at=MONDAY)
    (kind, address, subject, body), withdrawn = notices()
    assert (kind, address, re.sub(r"26-\d+", "N", subject or "")) == ("case.notice", HOOK, "N Concern")
    assert (withdrawn[:2], withdrawn[3]) == (("case.withdrawn", HOOK), f"{subject}: withdrawn")
    assert re.fullmatch(r"http://localhost:8022/answer/\S+/", body or "")
    with acting(first):
        addresses.end_address(row.pk, by=first, at=MONDAY)
    assert notices() == []


def test_two_administrators_arm_and_one_ends(web: str) -> None:
    first, second = member("administrator"), member("administrator", nth=1)
    with acting(first):
        row = addresses.propose_address(Channel.MAIL, f" {MAILBOX} ", by=first, at=MONDAY)
    assert armed() == frozenset()
    with acting(first), pytest.raises(CannotArm, match="You proposed this address yourself"):
        addresses.arm_address(row.pk, by=first, at=MONDAY)
    with acting(second):
        addresses.arm_address(row.pk, by=second, at=MONDAY)
    assert armed() == {"duty@usss.example"}
    with acting(second), pytest.raises(CannotArm, match="armed or ended before"):
        addresses.arm_address(row.pk, by=second, at=MONDAY)
    with acting(second), pytest.raises(CannotArm, match="proposed or armed already"):
        addresses.propose_address(Channel.MAIL, MAILBOX.lower(), by=second, at=MONDAY)
    with acting(first):
        addresses.end_address(row.pk, by=first, at=MONDAY)
        assert {entry.verb for entry in list_entries(row.pk, seen_by=first)} == {
            "installation.address-proposed", "installation.address-armed", "installation.address-ended"}
    assert armed() == frozenset()
    with acting(first), pytest.raises(CannotArm):
        addresses.end_address(row.pk, by=first, at=MONDAY)
    with acting(first):
        addresses.propose_address(Channel.MAIL, MAILBOX, by=first, at=MONDAY)


def test_words_that_are_no_address_are_refused(web: str) -> None:
    first = member("administrator")
    for channel, address in ((Channel.MAIL, "duty"), (Channel.WEBHOOK, "http://office.example/")):
        with acting(first), pytest.raises(NoAddress):
            addresses.propose_address(channel, address, by=first, at=MONDAY)


def test_the_database_keeps_one_person_from_being_two(web: str, server: Server) -> None:
    with server.admin(web) as admin:
        admin.execute(INSERT)
        with pytest.raises(psycopg.errors.CheckViolation, match="armed_by_two_people"):
            admin.execute("UPDATE outbox_armedaddress SET armed_by = proposed_by, armed_at = now()")


@pytest.mark.parametrize("role", ["watch-officer", "representative", "inspector"])
def test_nobody_else_arms_and_only_inspection_also_sees(role: str, web: str) -> None:
    first, other = member("administrator"), member(role)
    with acting(first):
        addresses.propose_address(Channel.MAIL, MAILBOX, by=first, at=MONDAY)
    with acting(other), pytest.raises(Absent):
        addresses.propose_address(Channel.MAIL, "other@usss.example", by=other, at=MONDAY)
    with acting(other):
        assert (len(queries.list_addresses(seen_by=other)), ArmedAddress.objects.count()) == ((1, 1) if role == "inspector" else (0, 0))
    with acting(PUBLIC):
        assert ArmedAddress.objects.count() == 0


def test_a_demo_arms_nothing_not_even_by_hand(own_database: Act) -> None:
    own_database("article22_web")
    first = member("administrator")
    with acting(first), pytest.raises(Absent):
        addresses.propose_address(Channel.MAIL, MAILBOX, by=first, at=MONDAY)
    with pytest.raises(IntegrityError, match="for an installation born live"), acting(first), connection.cursor() as cursor:
        cursor.execute(INSERT)
