"""Real conversations: messages enqueued here are handed to a mail server, wait while it is away, and are never handed twice but under one id."""

import asyncio
import base64
import hashlib
import hmac
import http.server
import json
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.db import connection

from article22.contexts.missions.actions import representing
from article22.contexts.missions.queries.missions import get_mission
from article22.contexts.missions.rules.terms import WayKind
from article22.doors.worker.channels.mail.sending import Mail
from article22.doors.worker.channels.mail.writing import write
from article22.doors.worker.channels.opening import open_channels
from article22.doors.worker.channels.side_by_side import side_by_side
from article22.doors.worker.channels.sms.sending import Sms
from article22.doors.worker.channels.voice.sending import Voice
from article22.doors.worker.channels.webhook.sending import Webhook
from article22.doors.worker.channels.webhook.writing import secret_of
from article22.doors.worker.loop import Duty, Worker
from article22.doors.worker.posting import Outbox
from article22.env import read_environment
from article22.ground.journal.models import Entry
from article22.ground.outbox.actions import addresses
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.models import Caught, Message
from article22.ground.outbox.rules.messages import Channel, Fate, Reply, Sending, State
from article22.ground.wall.session import acting
from tests.cast import MONDAY, SYSTEM, member
from tests.conftest import STATE
from tests.database import Server
from tests.outbox.conftest import CAUSE, enqueue, outgoing
from tests.outbox.sink import Sink, listening
from tests.ports import free_port
from tests.register.people import somebody

pytestmark = pytest.mark.fundamental
SENDER = "desk@liaison.example"
SECONDS = 20.0


def mail_to(port: int) -> Callable[[], Mapping[Channel, Mail]]:
    return lambda: {Channel.MAIL: Mail(url=f"smtp://127.0.0.1:{port}", sender=SENDER)}


@contextmanager
def sending(*openers: Callable[[], Mapping[Channel, Mail]]) -> Iterator[None]:
    workers = [Outbox(opener) for opener in openers]
    for worker in workers:
        worker.start()
    try:
        yield
    finally:
        for worker in workers:
            worker.stop()
            assert not worker.is_alive()


def states() -> dict[UUID, str]:
    with acting(SYSTEM):
        return dict(Message.objects.values_list("id", "state"))


def wait_for(*wanted: State) -> None:
    end = time.monotonic() + SECONDS
    while not set(states().values()) <= {state.value for state in wanted}:
        assert time.monotonic() < end, states()
        time.sleep(0.05)


def make_due() -> None:
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_message SET due_at = clock_timestamp() WHERE state = 'waiting'")


def test_messages_are_handed_over_few_connections_each_with_its_own_id_and_bounce_address(demo: str) -> None:
    ids = enqueue(150)
    with listening(Sink()) as sink, sending(mail_to(sink.port)):
        wait_for(State.HANDED)
    assert sorted(sink.ids) == sorted(f"{id}" for id in ids)
    assert sink.connections <= 8
    by_id = {mail["Message-ID"]: (sender, address, mail) for sender, address, mail in sink.mails}
    sender, address, mail = by_id[f"<{ids[0]}@liaison.example>"]
    assert (sender, address) == (f"bounce+{ids[0]}@liaison.example", "officer0@dss.example")
    assert (mail["Auto-Submitted"], mail["Subject"], mail["Date"]) == ("auto-generated", "Case 0", "Mon, 15 Jun 2026 13:00:00 +0000")
    assert mail.get_payload() == "Somebody stands at the gate 0.\r\n"
    with acting(SYSTEM):
        assert Entry.objects.filter(verb="outbox.handed").count() == 150


def test_while_the_server_is_away_nothing_is_lost_and_when_it_is_back_all_goes_under_the_same_ids(demo: str) -> None:
    port = free_port()
    ids = enqueue(120)
    with sending(mail_to(port)):
        end = time.monotonic() + SECONDS
        while True:
            with acting(SYSTEM):
                tried = list(Message.objects.filter(state="waiting", fault="unreachable", tries=1).values_list("id", flat=True))
            if len(tried) == 120:
                break
            assert time.monotonic() < end
            time.sleep(0.05)
        with listening(Sink(), port) as sink:
            make_due()
            wait_for(State.HANDED)
    assert sorted(sink.ids) == sorted(f"{id}" for id in ids)
    with acting(SYSTEM):
        assert set(Message.objects.values_list("tries", flat=True)) == {2}


def test_what_a_server_refuses_for_good_has_failed_and_what_it_puts_off_waits(demo: str) -> None:
    enqueue(4)
    answers = {"officer0@dss.example": "550 5.1.1 Nobody", "officer1@dss.example": "451 4.7.1 Greylisted", "officer2@dss.example": "421 4.3.2 Closing"}
    with listening(Sink()) as sink:
        sink.answer = lambda address: answers.get(address, "250 OK")
        with sending(mail_to(sink.port)):
            wait_for(State.HANDED, State.FAILED, State.WAITING)
            end = time.monotonic() + SECONDS
            while sorted(states().values()) != ["failed", "handed", "waiting", "waiting"]:
                assert time.monotonic() < end, states()
                time.sleep(0.05)
    with acting(SYSTEM):
        assert dict(Message.objects.values_list("address", "fault")) == {
            "officer0@dss.example": "smtp-550", "officer1@dss.example": "smtp-451", "officer2@dss.example": "smtp-421", "officer3@dss.example": ""}


def test_a_killed_workers_batch_goes_on_under_the_same_ids(demo: str) -> None:
    ids = enqueue(5)
    with acting(SYSTEM):
        assert len(outbox.claim(3, lease=timedelta(seconds=1))) == 3  # and then it was killed
    with listening(Sink()) as sink, sending(mail_to(sink.port)):
        wait_for(State.HANDED)
    assert sorted(sink.ids) == sorted(f"{id}" for id in ids)


def test_two_workers_share_the_work_and_nothing_is_doubled(demo: str) -> None:
    ids = enqueue(1_000)
    with listening(Sink()) as first, listening(Sink()) as second, sending(mail_to(first.port), mail_to(second.port)):
        wait_for(State.HANDED)
    assert first.mails, "the first had no share"
    assert second.mails, "the second had no share"
    assert sorted(first.ids + second.ids) == sorted(f"{id}" for id in ids)


def test_without_a_mail_server_messages_wait_and_say_so(demo: str) -> None:
    enqueue(1)
    with sending(lambda: {Channel.WEBHOOK: Webhook(keys=["k"])}):  # type: ignore[dict-item, return-value]
        end = time.monotonic() + SECONDS
        while True:
            with acting(SYSTEM):
                if Message.objects.get().fault == "no-server":
                    break
            assert time.monotonic() < end
            time.sleep(0.05)


def test_words_of_any_language_arrive_and_no_header_can_be_slipped_in() -> None:
    message = Sending(id=CAUSE, tries=1, channel=Channel.MAIL, address="a@b.example", subject="حالة\r\nBcc: x@y.example " + "é" * 90,
                      body="سطر أول\nline two\n.\n" + "x" * 2000, kind="t", cause=CAUSE, enqueued_at=MONDAY)
    raw = write(message, sender=SENDER)
    assert b"\r\nBcc" not in raw
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) < 998

    from article22.ground.outbox.rules.incoming import read_mail

    mail = read_mail(raw)
    assert (mail.message, mail.subject) == (CAUSE, "حالة Bcc: x@y.example " + "é" * 90)
    assert mail.body == "سطر أول\nline two\n.\n" + "x" * 2000 + "\n"


def test_one_message_that_cannot_be_sent_holds_up_no_other() -> None:
    message = Sending(id=CAUSE, tries=1, channel=Channel.MAIL, address="a@b.example", subject="", body="", kind="t", cause=CAUSE, enqueued_at=MONDAY)

    async def send(each: Sending) -> Reply:
        await asyncio.sleep(0)
        if each.tries == 2:
            raise ZeroDivisionError
        return Reply(message=each.id, tries=each.tries, fate=Fate.ACCEPTED)

    batch = [Sending(**{name: getattr(message, name) for name in Sending.__slots__} | {"tries": tries}) for tries in (1, 2, 3)]
    replies = asyncio.run(side_by_side(batch, send, most=2, is_stopping=lambda: False))
    assert sorted((reply.tries, reply.fate, reply.fault) for reply in replies) == [(1, Fate.ACCEPTED, ""), (2, Fate.DEFERRED, "bug"), (3, Fate.ACCEPTED, "")]


@pytest.mark.parametrize(("url", "use_tls", "start_tls"), [
    ("smtps://user:pass%40word@mail.example", True, False), ("smtp://mail.example:587", False, True), ("smtp://127.0.0.1:25", False, False)])
def test_beyond_this_machine_mail_goes_encrypted_or_not_at_all(url: str, use_tls: bool, start_tls: bool) -> None:
    options = Mail(url=url, sender=SENDER).options
    assert (options["use_tls"], options["start_tls"]) == (use_tls, start_tls)
    assert options["password"] == ("pass@word" if use_tls else None)


def test_a_worker_that_has_lost_a_thread_ends_so_that_it_is_started_anew() -> None:
    dead = threading.Thread(target=lambda: None)
    dead.start()
    dead.join()
    worker = Worker((), [dead])
    assert worker.has_lost_a_thread
    assert not Worker(()).has_lost_a_thread


def test_a_worker_keeps_its_connection_between_duties_and_makes_another_after_a_fault(demo: str, server: Server) -> None:
    connections: list[int] = []

    def act() -> None:
        with acting(SYSTEM), connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            connections.extend(pid for (pid,) in cursor.fetchall())
        if len(connections) == 2:
            with server.admin(demo) as admin:
                admin.execute("SELECT pg_terminate_backend(%s, 5000)", [connections[0]])
        if len(connections) == 4:
            worker.stop()

    worker = Worker([Duty("look", 0.0, act)])
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    worker.run()
    for number, handler in before.items():
        signal.signal(number, handler)
    first, same, other, same_again = connections
    assert first == same != other == same_again


# Where something may leave for.

def arm(channel: Channel, address: str) -> None:
    first, second = member("administrator"), member("administrator", nth=1)
    with acting(first):
        row = addresses.propose_address(channel, address, by=first, at=MONDAY)
    with acting(second):
        addresses.arm_address(row.pk, by=second, at=MONDAY)


def test_a_live_installation_mails_armed_addresses_and_its_own_people_and_holds_the_rest(live: str) -> None:
    arm(Channel.MAIL, "Duty@usss.example")
    with acting(SYSTEM):
        ids = outbox.enqueue([outgoing(address=address) for address in ("duty@USSS.example", "Ana.Ferro@valdoria.example", "DSSLiaison@state.example")],
                             by=SYSTEM, at=MONDAY)
    with listening(Sink()) as sink, sending(mail_to(sink.port)):
        wait_for(State.HANDED, State.HELD)
    assert sorted(sink.ids) == sorted(f"{id}" for id in ids[:2])
    with acting(SYSTEM):
        assert list(Message.objects.filter(state="held").values_list("id", "fault")) == [(ids[2], "not-armed")]
        assert [entry.subject for entry in Entry.objects.filter(verb="outbox.held")] == [f"{ids[2]}"]
    arm(Channel.MAIL, "dssliaison@state.example")
    with acting(SYSTEM):
        outbox.release(None, by=SYSTEM, at=MONDAY)
    with listening(Sink()) as sink, sending(mail_to(sink.port)):
        wait_for(State.HANDED)
    assert sink.ids == [f"{ids[2]}"]


def test_a_demo_hands_its_mail_to_its_own_catcher_alone_whatever_the_environment_says(demo: str) -> None:
    enqueue(2)
    with listening(Sink()) as stranger, listening(Sink()) as relay:
        environment = read_environment({"A22_STATE": f"{STATE}", "A22_SMTP_URL": f"smtp://127.0.0.1:{relay.port}", "A22_MAIL_FROM": SENDER,
                                        "A22_MAIL_PORT": f"{stranger.port}"})
        with sending(lambda: open_channels(environment)):  # type: ignore[arg-type, return-value]
            end = time.monotonic() + SECONDS
            while True:
                with acting(SYSTEM):
                    if set(Message.objects.values_list("state", "fault")) == {("waiting", "not-our-catcher")}:
                        break
                assert time.monotonic() < end
                time.sleep(0.05)
    assert (stranger.mails, relay.mails) == ([], [])


def test_a_demo_catches_webhooks_and_asks_nobody(demo: str) -> None:
    enqueue(1, channel=Channel.WEBHOOK, address="https://usss.example/hook")
    with sending(dict):
        wait_for(State.HANDED)
    with acting(SYSTEM):
        assert list(Caught.objects.values_list("channel", "address", "body")) == [("webhook", "https://usss.example/hook", "Somebody stands at the gate 0.")]


# Webhooks.

class Receiver(http.server.BaseHTTPRequestHandler):
    """Keeps what is posted, and answers as its server is told."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posted.append((self.path, dict(self.headers), body))  # type: ignore[attr-defined]
        self.send_response(self.server.status)  # type: ignore[attr-defined]
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *given: object) -> None:
        """Nothing."""


@contextmanager
def receiving(status: int) -> Iterator[tuple[str, list[tuple[str, dict[str, str], bytes]]]]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        server.posted, server.status = [], status  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hook?x=1", server.posted  # type: ignore[attr-defined]
        server.shutdown()


def posted_to(address: str) -> Reply:
    message = Sending(id=CAUSE, tries=1, channel=Channel.WEBHOOK, address=address, subject="Case 1", body="é", kind="case.told", cause=CAUSE,
                      enqueued_at=MONDAY)

    async def post() -> Sequence[Reply]:
        return await Webhook(keys=["newest", "older"]).deliver([message], is_stopping=lambda: False)

    (reply,) = asyncio.run(post())
    return reply


def test_a_webhook_is_signed_as_receivers_libraries_check_it() -> None:
    with receiving(204) as (address, posted):
        assert posted_to(address) == Reply(message=CAUSE, tries=1, fate=Fate.ACCEPTED)
    ((path, headers, body),) = posted
    assert path == "/hook?x=1"
    assert json.loads(body)["data"] == {"id": f"{CAUSE}", "cause": f"{CAUSE}", "subject": "Case 1", "text": "é"}
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = [base64.b64encode(hmac.digest(secret_of(key, address), signed, hashlib.sha256)).decode() for key in ("newest", "older")]
    assert headers["webhook-signature"] == " ".join(f"v1,{each}" for each in expected)


@pytest.mark.parametrize(("status", "fate"), [(302, Fate.REFUSED), (404, Fate.REFUSED), (410, Fate.REFUSED), (429, Fate.DEFERRED), (503, Fate.DEFERRED)])
def test_a_webhook_is_not_followed_and_tried_again_only_where_that_may_help(status: int, fate: Fate) -> None:
    with receiving(status) as (address, posted):
        assert posted_to(address) == Reply(message=CAUSE, tries=1, fate=fate, fault=f"http-{status}")
    assert len(posted) == 1


def test_a_webhook_that_nobody_answers_waits() -> None:
    assert posted_to("http://127.0.0.1:1/hook").fate is Fate.DEFERRED
    assert posted_to("http://office.example/hook").fate is Fate.REFUSED


@pytest.mark.parametrize("host", [f"{'a' * 64}.example", "office..example"])
def test_a_webhook_at_a_host_that_nobody_could_ask_for_is_refused_and_stops_nothing_beside_it(host: str) -> None:
    assert posted_to(f"https://{host}/hook") == Reply(message=CAUSE, tries=1, fate=Fate.REFUSED, fault="address")


# Telephones.

MESSAGE = Sending(id=CAUSE, tries=1, channel=Channel.SMS, address="+12025550142", subject="Your code", body="Your code is 482913.\n", kind="test.code",
                  cause=CAUSE, enqueued_at=MONDAY)


def handed_to(channel: Sms | Voice, message: Sending = MESSAGE) -> Reply:
    (reply,) = asyncio.run(channel.deliver([message], is_stopping=lambda: False))
    return reply


def test_a_gateway_gets_the_words_of_an_sms_and_a_call_says_a_code_digit_by_digit() -> None:
    with receiving(202) as (address, posted):
        assert handed_to(Sms(url=address, keys=["k"])).fate is Fate.ACCEPTED
        assert handed_to(Voice(url=address, keys=["k"]), replace(MESSAGE, channel=Channel.VOICE)).fate is Fate.ACCEPTED
    (_, headers, sms), (_, _, voice) = posted
    assert json.loads(sms)["data"] == {"id": f"{CAUSE}", "to": "+12025550142", "text": "Your code is 482913."}
    assert json.loads(voice)["data"] == {"id": f"{CAUSE}", "to": "+12025550142", "say": "Your code is 4, 8, 2, 9, 1, 3.", "language": "en", "times": 2}
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + sms
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(hmac.digest(secret_of('k', address), signed, hashlib.sha256)).decode()}"


@pytest.mark.parametrize(("status", "fate"), [(200, Fate.ACCEPTED), (400, Fate.REFUSED), (429, Fate.DEFERRED), (503, Fate.DEFERRED)])
def test_what_a_gateway_answers_decides_whether_it_is_tried_again(status: int, fate: Fate) -> None:
    with receiving(status) as (address, _):
        assert handed_to(Sms(url=address, keys=["k"])).fate is fate
    assert handed_to(Sms(url="http://127.0.0.1:1/sms", keys=["k"])) == Reply(message=CAUSE, tries=1, fate=Fate.DEFERRED, fault="unreachable")
    assert handed_to(Sms(url=address, keys=["k"]), replace(MESSAGE, address="ana@valdoria.example")).fault == "address"


def test_a_live_installation_reaches_representatives_by_their_ways_and_nobody_whose_nomination_is_held(live: str) -> None:
    officer = member("liaison-officer")
    with acting(officer):
        mission = get_mission("VAL-1")
        for number, came_from in (("+12025550101", "ana.ferro@valdoria.example"), ("+12025550102", "ana.ferro@gmail.com")):
            representing.nominate(mission, somebody(number, kind=WayKind.MOBILE, came_from=came_from), by=officer, at=MONDAY)
    for channel, number in ((Channel.SMS, "+12025550101"), (Channel.SMS, "+12025550102"), (Channel.VOICE, "+12025550101")):
        enqueue(1, channel=channel, address=number)
    with receiving(200) as (address, posted), sending(lambda: {Channel.SMS: Sms(url=address, keys=["k"])}):  # type: ignore[dict-item, return-value]
        wait_for(State.HANDED, State.HELD)
    assert [json.loads(body)["data"]["to"] for _, _, body in posted] == ["+12025550101"]
    assert sorted(states().values()) == ["handed", "held", "held"]


def test_a_demo_hands_what_is_for_telephones_to_its_own_exchange_alone(demo: str) -> None:
    enqueue(2, channel=Channel.SMS, address="+12025550142")
    with receiving(200) as (address, posted):
        port = urlsplit(address).port
        environment = read_environment({"A22_STATE": f"{STATE}", "A22_SMS_URL": address, "A22_EXCHANGE_PORT": f"{port}"})
        with sending(lambda: open_channels(environment)):  # type: ignore[arg-type, return-value]
            end = time.monotonic() + SECONDS
            while True:
                with acting(SYSTEM):
                    if set(Message.objects.values_list("state", "fault")) == {("waiting", "not-our-catcher")}:
                        break
                assert time.monotonic() < end
                time.sleep(0.05)
    assert posted == []
