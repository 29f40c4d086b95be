"""Mail that comes in: bounces settle their message, a demo catches the rest, garbage troubles nobody."""

import smtplib
import socket
import time
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.db import connection

from article22.doors.mailroom.listening import Mailroom
from article22.doors.worker.channels.opening import open_channels
from article22.doors.worker.posting import Outbox
from article22.env import read_environment
from article22.ground.installation.queries import get_origin
from article22.ground.journal.models import Entry
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.models import Caught, Message
from article22.ground.outbox.rules.messages import Fate, Reply
from article22.ground.wall.session import acting
from tests.cast import MONDAY, SYSTEM
from tests.conftest import STATE
from tests.database import Server
from tests.outbox import reports
from tests.outbox.conftest import enqueue
from tests.ports import free_port

pytestmark = pytest.mark.fundamental
MAIL = b"From: a@b.example\r\nSubject: Hello\r\n\r\nwords\r\n"
SECONDS = 20.0


@pytest.fixture
def port() -> int:
    return free_port()


def opened(port: int) -> Iterator[Mailroom]:
    room = Mailroom(port)
    room.start()
    end = time.monotonic() + SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.05)
    yield room
    room.stop()
    assert not room.is_alive()


@pytest.fixture
def in_demo(demo: str, port: int) -> Iterator[Mailroom]:
    yield from opened(port)


@pytest.fixture
def in_live(live: str, port: int) -> Iterator[Mailroom]:
    yield from opened(port)


def hand(port: int, address: str, raw: bytes) -> int:
    """The code with which a mail was answered."""
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        try:
            client.sendmail("", [address], raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
        except smtplib.SMTPRecipientsRefused as refused:
            return refused.recipients[address][0]
        except smtplib.SMTPResponseException as refused:
            return refused.smtp_code
    return 250


def handed_over(address: str = "ana.ferro@valdoria.example") -> UUID:
    (id,) = enqueue(1, address=address)
    with acting(SYSTEM):
        (claimed,) = outbox.claim(1)
        outbox.settle([Reply(message=id, tries=claimed.tries, fate=Fate.ACCEPTED)], by=SYSTEM, at=MONDAY)
    return id


def state_of(message: UUID) -> tuple[str, str]:
    with acting(SYSTEM):
        row = Message.objects.get(pk=message)
    return row.state, row.fault


def test_a_bounce_settles_its_message_and_is_on_record(in_live: Mailroom, port: int) -> None:
    id = handed_over()
    assert hand(port, f"bounce+{id}@liaison.example", reports.POSTFIX_DELAYED) == 250
    assert hand(port, f"bounce+{id}@liaison.example", reports.OUT_OF_OFFICE) == 250
    assert state_of(id) == ("handed", "")
    assert hand(port, f"bounce+{id}@liaison.example", reports.POSTFIX_FAILED) == 250
    assert state_of(id) == ("bounced", "dsn-5.1.1")
    assert hand(port, f"bounce+{id}@liaison.example", reports.POSTFIX_FAILED) == 250, "the same again changes nothing"
    with acting(SYSTEM):
        (entry,) = Entry.objects.filter(verb="outbox.bounced")
    assert (entry.subject, entry.door) == (f"{id}", "mailroom")


def test_a_bounce_that_outruns_the_workers_note_is_asked_for_again(in_live: Mailroom, port: int) -> None:
    (id,) = enqueue(1, address="ana.ferro@valdoria.example")
    with acting(SYSTEM):
        (claimed,) = outbox.claim(1)
    assert hand(port, f"bounce+{id}@liaison.example", reports.POSTFIX_FAILED) == 451
    with acting(SYSTEM):
        outbox.settle([Reply(message=id, tries=claimed.tries, fate=Fate.ACCEPTED)], by=SYSTEM, at=MONDAY)
    assert hand(port, f"bounce+{id}@liaison.example", reports.POSTFIX_FAILED) == 250
    assert state_of(id)[0] == "bounced"


def test_a_live_installation_takes_nothing_else_in(in_live: Mailroom, port: int) -> None:
    for address in ("desk@liaison.example", "bounce+x@liaison.example"):
        assert hand(port, address, MAIL) == 550
    assert hand(port, f"bounce+{uuid4()}@liaison.example", reports.POSTFIX_FAILED) == 550


def test_a_demo_catches_everything_else_and_greets_with_its_own_name(in_demo: Mailroom, port: int) -> None:
    with smtplib.SMTP(timeout=10) as client:
        assert get_origin().encode() in client.connect("127.0.0.1", port)[1]
    assert hand(port, "anybody@wherever.example", MAIL) == 250
    with acting(SYSTEM):
        assert list(Caught.objects.values_list("message", "channel", "address", "subject", "body")) == [
            (None, "mail", "anybody@wherever.example", "Hello", "words\n")]


def test_in_a_demo_what_is_enqueued_is_caught_by_a_real_conversation(in_demo: Mailroom, port: int) -> None:
    ids = enqueue(30)
    environment = read_environment({"A22_STATE": f"{STATE}", "A22_MAIL_PORT": f"{port}"})
    worker = Outbox(lambda: open_channels(environment))
    worker.start()
    end = time.monotonic() + SECONDS
    while {state_of(id)[0] for id in ids} != {"handed"}:
        assert time.monotonic() < end
        time.sleep(0.05)
    worker.stop()
    with acting(SYSTEM):
        assert set(Caught.objects.values_list("message", "address")) == {(id, f"officer{number}@dss.example") for number, id in enumerate(ids)}
        assert Caught.objects.count() == 30


@pytest.mark.parametrize("sent", [b"\x00\xff\r\n", b"A" * 100_000, b"\r\n" * 50, b"EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<bounce+\xff@x>\r\nDATA\r\n.\r\n",
                                  b"EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nDATA\r\n\x00\xff=?utf-8?b?\xff?=\r\n.\r\n",
                                  b"EHLO x\r\nMAIL FROM:<>\r\n"])
def test_garbage_troubles_nobody_else(sent: bytes, in_demo: Mailroom, port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(sent)
        client.recv(1000)
    assert hand(port, "anybody@wherever.example", MAIL) == 250


def test_a_mail_that_is_too_large_is_refused(in_demo: Mailroom, port: int) -> None:
    assert hand(port, "anybody@wherever.example", MAIL + b"x" * 900 + (b"\r\n" + b"x" * 900) * 1300) == 552


def test_a_second_mailroom_waits_and_takes_the_place_of_the_first(demo: str, port: int) -> None:
    first = opened(port)
    room, second = next(first), Mailroom(port)
    second.start()
    assert hand(port, "anybody@wherever.example", MAIL) == 250
    room.stop()
    end = time.monotonic() + SECONDS
    while True:
        try:
            assert hand(port, "anybody@wherever.example", MAIL) == 250
            break
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.1)
    second.stop()


def test_while_the_database_is_away_a_mail_is_asked_for_again(in_demo: Mailroom, port: int, demo: str, server: Server) -> None:
    assert hand(port, "anybody@wherever.example", MAIL) == 250
    with server.admin() as admin:
        admin.execute(f'ALTER DATABASE "{demo}" ALLOW_CONNECTIONS false')
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [demo])
        assert hand(port, "anybody@wherever.example", MAIL) == 451
        admin.execute(f'ALTER DATABASE "{demo}" ALLOW_CONNECTIONS true')
    connection.close()
    assert hand(port, "anybody@wherever.example", MAIL) == 250
