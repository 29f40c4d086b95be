"""Gateways report what became of what they took; a demo's own exchange catches what would be sent or said by telephone."""

import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest

from article22.doors.mailroom.exchange import Exchange
from article22.doors.worker.channels.opening import open_channels
from article22.doors.worker.posting import Outbox
from article22.env import read_environment
from article22.ground.journal.models import Entry
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.models import Caught, Message
from article22.ground.outbox.rules.messages import Channel, Fate, Reply, Sending
from article22.ground.wall.session import acting
from tests.cast import MONDAY, SYSTEM
from tests.conftest import STATE
from tests.outbox.conftest import enqueue
from tests.ports import free_port

pytestmark = pytest.mark.fundamental
SECONDS = 20.0
NUMBER = "+12025550142"


@pytest.fixture
def port() -> int:
    return free_port()


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not done():
        assert time.monotonic() < end
        time.sleep(0.05)


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def opened(port: int) -> Iterator[Exchange]:
    exchange = Exchange(port)
    exchange.start()
    until(lambda: answers(port))
    yield exchange
    exchange.stop()
    assert not exchange.is_alive()


@pytest.fixture
def in_demo(demo: str, port: int) -> Iterator[Exchange]:
    yield from opened(port)


@pytest.fixture
def in_live(live: str, port: int) -> Iterator[Exchange]:
    yield from opened(port)


def post(port: int, path: str, given: object) -> int:
    """The status of the answer."""
    raw = given if isinstance(given, bytes) else json.dumps(given).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}{path}", raw, method="POST"), timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def claimed(channel: Channel = Channel.SMS, address: str = NUMBER) -> Sending:
    enqueue(1, channel=channel, address=address)
    with acting(SYSTEM):
        (one,) = outbox.claim(1)
    return one


def accepted(one: Sending) -> UUID:
    with acting(SYSTEM):
        outbox.settle([Reply(message=one.id, tries=one.tries, fate=Fate.ACCEPTED)], by=SYSTEM, at=MONDAY)
    return one.id


def state_of(message: UUID) -> tuple[str, str]:
    with acting(SYSTEM):
        row = Message.objects.get(pk=message)
    return row.state, row.fault


def test_a_receipt_settles_its_message_once_and_is_on_record(in_live: Exchange, port: int) -> None:
    arrived, lost = accepted(claimed()), accepted(claimed(Channel.VOICE))
    assert post(port, f"/receipts/{arrived}", {"outcome": "delivered"}) == 204
    assert post(port, f"/receipts/{lost}", {"outcome": "undeliverable", "code": "unknown-number"}) == 204
    assert post(port, f"/receipts/{arrived}", {"outcome": "undeliverable"}) == 204, "it has arrived, and that stands"
    assert (state_of(arrived), state_of(lost)) == (("delivered", ""), ("bounced", "receipt-unknown-number"))
    with acting(SYSTEM):
        assert [(entry.verb, entry.subject, entry.door) for entry in Entry.objects.filter(door="mailroom").order_by("pk")] == [
            ("outbox.delivered", f"{arrived}", "mailroom"), ("outbox.bounced", f"{lost}", "mailroom")]


def test_a_receipt_that_outruns_the_workers_note_is_asked_for_again(in_live: Exchange, port: int) -> None:
    one = claimed()
    for outcome in ("delivered", "undeliverable"):
        assert post(port, f"/receipts/{one.id}", {"outcome": outcome}) == 503
    accepted(one)
    assert post(port, f"/receipts/{one.id}", {"outcome": "delivered"}) == 204
    assert state_of(one.id)[0] == "delivered"


def test_what_is_no_receipt_of_ours_changes_nothing(in_live: Exchange, port: int) -> None:
    message, mail = accepted(claimed()), accepted(claimed(Channel.MAIL, "ana.ferro@valdoria.example"))
    for given in (b"", b"\xff\x00", [], {"outcome": "lost"}, {"outcome": "undeliverable", "code": "x\r\ny"}, {"outcome": "delivered", "more": 1}):
        assert post(port, f"/receipts/{message}", given) == 422
    assert post(port, f"/receipts/{message}", b"x" * 100_000) == 413
    assert post(port, f"/receipts/{uuid4()}", {"outcome": "undeliverable"}) == 404
    assert post(port, f"/receipts/{mail}", {"outcome": "undeliverable"}) == 404, "a mail comes back as mail"
    assert (state_of(message)[0], state_of(mail)[0]) == ("handed", "handed")


def test_a_live_installation_catches_nothing(in_live: Exchange, port: int) -> None:
    assert post(port, "/sms", {"data": {"id": f"{uuid4()}", "to": NUMBER, "text": "words"}}) == 404


def test_in_a_demo_what_is_enqueued_for_telephones_is_caught_by_a_real_conversation(in_demo: Exchange, port: int) -> None:
    ids = [*enqueue(20, channel=Channel.SMS, address=NUMBER), *enqueue(20, channel=Channel.VOICE, address=NUMBER)]
    environment = read_environment({"A22_STATE": f"{STATE}", "A22_EXCHANGE_PORT": f"{port}"})
    worker = Outbox(lambda: open_channels(environment))
    worker.start()
    until(lambda: {state_of(id)[0] for id in ids} == {"handed"})
    worker.stop()
    with acting(SYSTEM):
        assert set(Caught.objects.values_list("message", "channel", "address", "body")) == {
            (id, "sms" if nth < 20 else "voice", NUMBER, f"Somebody stands at the gate {nth % 20}.") for nth, id in enumerate(ids)}
        assert Caught.objects.count() == 40
    assert post(port, f"/receipts/{ids[0]}", {"outcome": "undeliverable"}) == 204
    assert state_of(ids[0]) == ("bounced", "receipt-unknown")


def test_a_second_exchange_waits_and_takes_the_place_of_the_first(demo: str, port: int) -> None:
    first = opened(port)
    exchange, second = next(first), Exchange(port)
    second.start()
    assert post(port, f"/receipts/{uuid4()}", {"outcome": "delivered"}) == 404
    exchange.stop()
    until(lambda: answers(port))
    second.stop()
    assert not second.is_alive()
