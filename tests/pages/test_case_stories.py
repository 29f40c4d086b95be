"""S1 and S2 of the field, through the doors, with a clock that moves: each message is expected, and one more fails the story."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from article22.contexts.cases.models import Case
from article22.ground.outbox.models import Message
from article22.ground.wall.session import set_actor
from article22.procedures import watching
from tests.cast import SYSTEM, TUESDAY, minutes, stop_clock
from tests.pages.conftest import Ask, Browser
from tests.pages.reading import words_of

pytestmark = pytest.mark.fundamental

Visit = Callable[..., Client]
WEDNESDAY, FRIDAY, SATURDAY = (datetime.fromisoformat(f"2026-06-{day}-04:00") for day in ("10T10:00:00", "12T09:00:00", "13T13:05:00"))
MARCH = {
    "kind": "demonstration", "summary": "A march to our chancery on Saturday", "description": "About 600 people, announced in public.",
    "place": "2741 Massachusetts Avenue NW, Washington, DC",
    "starts_at": "2026-06-13T11:00:00-04:00", "ends_at": "2026-06-13T15:00:00-04:00", "expected_size": 600}
TOLD = ["DSPL@state.gov", "dana.reyes@dss.example", "omar.quill@usss.example"]


class Sent:
    """What was sent: each step says what it added, and nothing else may have been."""

    def __init__(self) -> None:
        self.before: set[Any] = set()

    def since(self) -> list[Message]:
        set_actor(SYSTEM)
        added = sorted(Message.objects.exclude(pk__in=self.before), key=lambda row: row.address)
        self.before |= {row.pk for row in added}
        return added

    def addresses(self) -> list[str]:
        return [row.address for row in self.since()]


def file(ask: Ask, report: dict[str, Any], **asker: Any) -> dict[str, Any]:
    answer = ask("cases", report, post=True, **asker)
    assert answer.status_code == 201, answer.content
    return answer.json()  # type: ignore[no-any-return]


def do(client: Client, number: str, act: str, status: int = 302, **given: Any) -> str:
    answer = client.post(f"/desk/{number}/{act}/", given)
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return answer.content.decode()


def watch(at: datetime) -> None:
    stop_clock(at)
    set_actor(SYSTEM)
    watching.watch(by=SYSTEM, at=at)


def case_of(number: str) -> Case:
    set_actor(SYSTEM)
    return Case.objects.get(number=number)


def test_s1_a_march_is_told_answered_decided_and_becomes_an_emergency(ask: Ask, visit: Visit) -> None:
    stop_clock(TUESDAY)
    sent = Sent()
    card = ask("route", {"need": "demonstration", "place": "2741 Massachusetts Avenue NW, Washington, DC"}).content.decode()
    assert "DSPL@state.gov" in card
    assert "(202) 634-2234" in card
    valdoria = file(ask, MARCH, role="representative")
    assert [(one["authority"]) for one in valdoria["recipients"]] == ["dss", "usss"]
    assert len(valdoria["clocks"]) == 4
    letters = sent.since()
    assert [row.address for row in letters] == TOLD

    link = re.search(r"http://localhost:8022(/answer/\S+)", letters[2].body or "")[1]  # type: ignore[index]
    browser = Browser()
    stop_clock(TUESDAY + minutes(1))
    browser.get(link)
    assert case_of(valdoria["number"]).status == "routed", "a link that is only opened acknowledges nothing"
    do(visit("liaison-officer"), valdoria["number"], "acknowledge", of=_recipient(valdoria, "dss"))
    assert browser.post(link, {"name": "Sgt Quill"}).status_code == 302
    assert case_of(valdoria["number"]).status == "acknowledged"
    assert sent.addresses() == []

    stop_clock(WEDNESDAY)
    kestria = file(ask, MARCH | {"summary": "Protest near us on Saturday", "description": "They pass our gate."}, role="representative", nth=1)
    assert sent.addresses() == ["DSPL@state.gov", "lee.park@dss.example", "omar.quill@usss.example"]  # each mission has its own liaison
    do(visit("watch-officer"), kestria["number"], "merge", into=valdoria["number"])
    assert sent.addresses() == []
    assert case_of(kestria["number"]).merged_into_id == case_of(valdoria["number"]).pk
    theirs = words_of(visit("representative", 1).get(f"/portal/{kestria['number']}/").content.decode())
    assert "They pass our gate." in theirs
    assert "About 600 people" not in theirs
    assert "They pass our gate." not in words_of(visit("representative").get(f"/portal/{valdoria['number']}/").content.decode())
    assert visit("representative", 1).get(f"/portal/{valdoria['number']}/").status_code == 404

    watch(WEDNESDAY + minutes(600))
    assert sent.addresses() == [], "whoever answered in time is not reminded"
    stop_clock(FRIDAY)
    desk = visit("supervisor")
    assert "slogans" in do(desk, valdoria["number"], "decide", 422, outcome="declined-with-advice", offered="their slogans are offensive")
    do(desk, valdoria["number"], "decide", outcome="granted", reasons=["SZ-1", "SZ-2"], measures="Two posts 10:00 to 16:00, relief every 90 minutes.",
       ends_at="2026-06-13T16:00")
    said = words_of(visit("representative").get(f"/portal/{valdoria['number']}/").content.decode())
    assert "Two posts 10:00 to 16:00, relief every 90 minutes." in said
    decided = sent.since()
    assert [(row.kind, row.address, row.subject) for row in decided] == [
        ("case.decided", "ana.ferro@valdoria.example", f"{valdoria['number']} Demonstration, decided: Granted"),
        ("case.decided", "bran.osk@kestria.example", f"{kestria['number']} Demonstration, decided: Granted")], "each mission hears of its own"
    assert all("posts" not in (row.body or "") and "march" not in (row.body or "") for row in decided), "mail carries no word of a case"

    stop_clock(SATURDAY)
    do(visit("watch-officer"), valdoria["number"], "emergency")
    case = case_of(valdoria["number"])
    assert (case.kind, case.number, case.summary) == ("emergency", valdoria["number"], MARCH["summary"])
    assert sent.addresses() == sorted([*TOLD, "dana.reyes@dss.example"]), "the Washington office is told as well; she stands there too"


def test_s2_a_consulate_in_a_city_without_an_office_has_two_recipients(ask: Ask) -> None:
    stop_clock(TUESDAY)
    sent = Sent()
    steps = ask("route", {"need": "concern", "place": "Nashville, TN"}).json()["steps"]
    assert (steps[0]["office"], steps[0]["distance_km"], steps[0]["runner_up"]) == ("atlanta", 341.8, {"office": "st-louis", "distance_km": 409.0})
    assert steps[1]["authority"] == "local-police"
    assert "566-8434" not in f"{steps}"
    case = file(ask, {"kind": "concern", "summary": "A man photographs the entrance", "description": "For three days now.", "place": "Nashville, TN",
                      "mission": "MRS-2", "happened_at": "2026-06-09T10:10:00-05:00"}, role="liaison-officer")
    assert [(one["authority"], one["office"]) for one in case["recipients"]] == [("dss", "atlanta"), ("local-police", None)]
    assert sent.addresses() == ["dana.reyes@dss.example"]


def test_a_mission_hears_of_a_question_and_of_a_decision_that_is_taken_back(ask: Ask, visit: Visit) -> None:
    stop_clock(TUESDAY)
    sent = Sent()
    case = file(ask, MARCH, role="representative")
    number = case["number"]
    assert sent.addresses() == TOLD
    do(visit("liaison-officer"), number, "ask", words="Who opens the gate?")
    (asked,) = sent.since()
    assert (asked.kind, asked.address, asked.organisation) == ("case.asked", "ana.ferro@valdoria.example", case_of(number).organisation_id)
    assert f"http://localhost:8022/portal/{number}/" in (asked.body or "")
    assert "gate" not in f"{asked.subject} {asked.body}"
    assert visit("representative").post(f"/portal/{number}/reply/", {"words": "Luca Brandt"}).status_code == 302
    assert sent.addresses() == []
    desk = visit("supervisor")
    do(desk, number, "decide", outcome="modified", reasons=["RS-1"], measures="Patrols.", offered="Patrols each hour.", ends_at="2026-06-13T16:00")
    assert [(row.kind, row.address) for row in sent.since()] == [("case.decided", "ana.ferro@valdoria.example")]
    do(desk, number, "move", to="under-review", reason="units are called away")
    assert [(row.kind, row.address) for row in sent.since()] == [("case.undecided", "ana.ferro@valdoria.example")]
    page = words_of(visit("representative").get(f"/portal/{number}/").content.decode())
    assert "Taken back: it is under review again" in page
    do(visit("watch-officer"), number, "move", to="closed")
    assert sent.addresses() == []


def test_a_threat_that_a_mission_received_pages_the_analysts_and_so_does_a_concern_that_becomes_one(ask: Ask, visit: Visit) -> None:
    stop_clock(TUESDAY)
    sent = Sent()
    voicemail = {"kind": "threat-received", "summary": "A voicemail to the consul", "place": "20008", "happened_at": "2026-06-09T09:40:00-04:00"}
    threat = file(ask, voicemail, role="representative")
    written = sent.since()
    assert [(row.kind, row.address) for row in written] == [
        ("case.told", TOLD[0]), ("case.told", TOLD[1]), ("case.threat", "ines.valk@dss.example"), ("case.told", TOLD[2])]
    assert f"http://localhost:8022/desk/{threat['number']}/" in (written[2].body or "")
    assert (written[2].subject or "").startswith(f"THREAT: {threat['number']}")
    concern = file(ask, voicemail | {"kind": "concern"}, role="representative")
    assert sent.addresses() == TOLD
    do(visit("watch-officer"), concern["number"], "promote", to="threat-received")
    assert sent.addresses() == sorted([*TOLD, "ines.valk@dss.example"])
    do(visit("watch-officer"), concern["number"], "promote", to="incident")
    assert "case.threat" not in {row.kind for row in sent.since()}


def test_silence_goes_up_until_somebody_acts_and_then_nothing_more_is_sent(ask: Ask, visit: Visit) -> None:
    stop_clock(TUESDAY)
    sent = Sent()
    case = file(ask, MARCH, role="representative")
    assert sent.addresses() == TOLD
    due = datetime.fromisoformat(case["clocks"][0]["due_at"])
    for at, expected in ((due - minutes(600), []), (due - minutes(100), ["lee.park@dss.example"]), (due, ["lee.park@dss.example"]), (due + minutes(1), [])):
        watch(at)
        assert sent.addresses() == expected, at
    stop_clock(due + minutes(5))
    do(visit("liaison-officer"), case["number"], "acknowledge", of=_recipient(case, "dss"))
    do(visit("supervisor"), case["number"], "acknowledge", of=_recipient(case, "usss"))
    watch(due + minutes(240))
    assert sent.addresses() == []
    clock = case_of(case["number"]).clocks.get(name="acknowledge")
    assert (clock.state, clock.holder_name) == ("kept-late", "Lee Park"), "late stays late, and with whom it stood"


def _recipient(case: dict[str, Any], authority: str) -> object:
    set_actor(SYSTEM)
    return Case.objects.get(number=case["number"]).recipients.get(authority=authority).pk
