"""A drill of any size against sinks of this machine's own, with a fate for each message that is drawn beforehand: what comes out must be just that."""

import http.server
import json
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.header import decode_header, make_header

from article22.contexts.missions.actions import drilling, representing
from article22.contexts.missions.models import Drill, DrillCall, Mission
from article22.contexts.missions.rules.drills import Audience, Plan
from article22.contexts.missions.rules.terms import AudienceKind, Nominated, Outcome, WayKind
from article22.doors.worker.channels.mail.sending import Mail
from article22.doors.worker.channels.sms.sending import Sms
from article22.doors.worker.channels.voice.sending import Voice
from article22.doors.worker.posting import Outbox
from article22.ground.outbox.models import Message
from article22.ground.outbox.rules.messages import EXERCISE, Channel, Receipt, State
from article22.ground.wall.session import acting
from article22.kernel.ids import new_id
from article22.procedures import drilling as leading
from article22.procedures import telling
from article22.procedures.links import read_drill_link
from tests.cast import MONDAY, SYSTEM
from tests.outbox import reports
from tests.outbox.sink import Sink, listening

HOUR, SECONDS = timedelta(hours=1), 240.0
# What becomes of a message, and how often: answered, taken and silent, back after a while, refused at once, put off until the drill is over.
FATES = {Outcome.ANSWERED: 60, Outcome.SILENT: 20, Outcome.BOUNCED: 8, Outcome.REFUSED: 6, Outcome.EXPIRED: 6}
KEY = "a key of the tests"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was drawn, what came out, in how many seconds each part, and how many ways have failed."""

    planned: Counter[str]
    found: Counter[str]
    calls: int
    missions: int
    began: float
    handed: float
    ended: float
    failed_ways: int
    words: Sequence[str]


class Gateway(http.server.ThreadingHTTPServer):
    """Takes SMS and voice: 204, 400 or 503 as was drawn for the number; keeps the words."""

    daemon_threads = True

    def __init__(self, drawn: Mapping[str, Outcome]) -> None:
        self.drawn, self.words = drawn, list[str]()
        super().__init__(("127.0.0.1", 0), Taking)


class Taking(http.server.BaseHTTPRequestHandler):
    """One request."""

    server: Gateway

    def do_POST(self) -> None:
        data = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["data"]
        status = {Outcome.REFUSED: 400, Outcome.EXPIRED: 503}.get(self.server.drawn[data["to"]], 204)
        if status == 204:
            self.server.words.append(data.get("text") or data["say"])
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing is said."""


@contextmanager
def gateway(drawn: Mapping[str, Outcome]) -> Iterator[Gateway]:
    server = Gateway(drawn)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def make_missions(count: int) -> None:
    """So many missions with two people each, who were called back, and are reached by mail, mobile and office telephone; every tenth person lacks the last."""
    with acting(SYSTEM):
        missions = [Mission(id=new_id(MONDAY), number=f"VAL-{1000 + nth}", state_id="XV", kind="consulate", name="Consulate of Valdoria", city=f"City {nth}",
                            region="TX", responsible_office="", usual_office="", who_key="", where_key="", registered_at=MONDAY) for nth in range(count)]
        Mission.objects.bulk_create(missions)
        proved = {}
        for nth, mission in enumerate(missions):
            for who in range(2):
                person = 2 * nth + who
                given = [(WayKind.MAIL, f"{person}@valdoria.example"), (WayKind.MOBILE, f"+120255{person:05d}"), (WayKind.OFFICE, f"+120266{person:05d}")]
                ways = [representing.Given(kind=kind, raw=address, address=address) for kind, address in given[:2 if person % 10 == 9 else 3]]
                row = representing.nominate(mission, representing.Nomination(
                    name=f"Officer {person}", position="", ways=ways, how=Nominated.LIAISON, consents=True), by=SYSTEM, at=MONDAY)
                representing.verify(row.pk, "(202) 555-0100", by=SYSTEM, at=MONDAY)
                proved |= {way.pk: MONDAY for way in row.ways.all()}
        representing.prove_ways(proved, by=SYSTEM, at=MONDAY)


def run_drill(count: int, seed: int) -> Report:
    """Lead a drill of so many missions through real sinks, from its beginning to its end. The database is one's own, as the worker's role."""
    make_missions(count)
    plan = Plan(audience=Audience(kind=AudienceKind.STATE, of=("XV",)), kinds=tuple(WayKind), lasts_hours=4)
    began = time.monotonic()
    with acting(SYSTEM):
        drill = leading.start_drill(drilling.plan_drill(plan, by=SYSTEM, at=MONDAY + HOUR).pk, by=SYSTEM, at=MONDAY + HOUR)
        calls = {call.way.address: call for call in DrillCall.objects.filter(drill=drill).select_related("way") if call.way}
        lacking = DrillCall.objects.filter(drill=drill, way__isnull=True).count()
    chance = random.Random(seed)  # noqa: S311  a simulation that can be run again
    drawn = {address: chance.choices(list(FATES), list(FATES.values()))[0] for address in sorted(calls)}
    started = time.monotonic()
    words = hand_over(drill, drawn)
    handed = time.monotonic()
    answer(calls, drawn, words)
    with acting(SYSTEM):
        leading.lead_drills(by=SYSTEM, at=MONDAY + 5 * HOUR)
        found = Counter(DrillCall.objects.filter(drill=drill).values_list("outcome", flat=True))
        failed = DrillCall.objects.filter(drill=drill, way__failed_at__isnull=False).count()
    planned = Counter(outcome.value for outcome in drawn.values())
    planned[Outcome.NO_WAY.value] = lacking
    return Report(planned=planned, found=found, calls=len(calls) + lacking, missions=count, began=started - began, handed=handed - started,
                  ended=time.monotonic() - handed, failed_ways=failed, words=words)


def hand_over(drill: Drill, drawn: Mapping[str, Outcome]) -> Sequence[str]:
    """The worker sends until nothing is left but what is put off; every word that arrived."""
    sink = Sink()
    sink.answer = lambda address: {Outcome.REFUSED: "550 5.1.1 Nobody", Outcome.EXPIRED: "451 4.7.1 Later"}.get(drawn[address], "250 OK")
    with listening(sink), gateway(drawn) as telephones:
        url = f"http://127.0.0.1:{telephones.server_address[1]}"
        worker = Outbox(lambda: {Channel.MAIL: Mail(url=f"smtp://127.0.0.1:{sink.port}", sender="desk@liaison.example"),
                                 Channel.SMS: Sms(url=f"{url}/sms", keys=[KEY]), Channel.VOICE: Voice(url=f"{url}/voice", keys=[KEY])})
        worker.start()
        end = time.monotonic() + SECONDS
        while not _is_out(drill, drawn):
            assert time.monotonic() < end
            time.sleep(0.1)
        worker.stop()
    mails = [f"{make_header(decode_header(mail['Subject']))}\n{mail.get_payload(decode=True).decode()}" for _, _, mail in sink.mails]  # type: ignore[union-attr]
    return [*mails, *telephones.words]


def _is_out(drill: Drill, drawn: Mapping[str, Outcome]) -> bool:
    with acting(SYSTEM):
        states = Counter(Message.objects.filter(cause=drill.pk).values_list("state", flat=True))
        tried = Message.objects.filter(cause=drill.pk, state=State.WAITING.value, tries__gt=0).count()
    put_off = sum(outcome is Outcome.EXPIRED for outcome in drawn.values())
    return states[State.HANDED] + states[State.FAILED] + put_off == sum(states.values()) and tried == put_off


def answer(calls: Mapping[str, DrillCall], drawn: Mapping[str, Outcome], words: Sequence[str]) -> None:
    """People answer by the link that reached them or by a key; gateways and mail servers report."""
    links = re.findall(r"/drill/answer/(\S+?)/", "\n".join(words))
    by_call = {holder.record: holder for holder in (read_drill_link(signed, at=MONDAY) for signed in links)}
    for address, call in calls.items():
        assert call.message
        at, outcome = MONDAY + 2 * HOUR, drawn[address]
        if outcome is Outcome.ANSWERED and call.kind == WayKind.MAIL:
            with acting(by_call[call.pk]):
                drilling.answer_call(call.pk, by=by_call[call.pk], at=at)
        elif outcome is Outcome.BOUNCED and call.kind == WayKind.MAIL:
            with acting(SYSTEM):
                telling.take_report(call.message, reports.POSTFIX_FAILED.replace(b"ana.ferro@valdoria.example", address.encode()), by=SYSTEM, at=at)
        elif call.kind != WayKind.MAIL and outcome in RECEIPTS:
            with acting(SYSTEM):
                telling.take_receipt(call.message, RECEIPTS[outcome], "", by=SYSTEM, at=at)


RECEIPTS = {Outcome.ANSWERED: Receipt.ANSWERED, Outcome.SILENT: Receipt.DELIVERED, Outcome.BOUNCED: Receipt.UNDELIVERABLE}


def check(report: Report) -> None:
    """Every outcome is the one that was drawn, and their sum is what was planned; every word that arrived is a drill's; what failed has failed."""
    assert report.found == report.planned
    assert sum(report.found.values()) == report.calls
    assert all(words.startswith(EXERCISE) for words in report.words)
    assert report.failed_ways == sum(report.found[outcome] for outcome in (Outcome.SILENT, Outcome.BOUNCED, Outcome.REFUSED))
