"""Cases through the API, as a mission's program and an officer's meet them."""

import json
from typing import Any

import pytest

from article22.contexts.cases.models import Case, Clock, Passage, Recipient
from article22.contexts.missions.models import Premises
from article22.ground.journal.models import Entry
from article22.ground.wall.session import set_actor
from tests.cast import SYSTEM, TUESDAY, minutes, stop_clock
from tests.pages.conftest import Ask

pytestmark = pytest.mark.fundamental  # search as well

SATURDAY = {
    "kind": "demonstration", "summary": "A march to our chancery on Saturday", "description": "About 600 people, announced in public.",
    "place": "2741 Massachusetts Avenue NW, Washington, DC",
    "starts_at": "2026-06-13T11:00:00-04:00", "ends_at": "2026-06-13T15:00:00-04:00", "expected_size": 600,
    "details": {"has_counter": True, "how_known": "social media"},
}
NASHVILLE = {"kind": "concern", "summary": "A man photographs the entrance", "place": "Nashville, TN", "mission": "MRS-2",
             "happened_at": "2026-06-09T10:10:00-05:00"}

SATURDAY_INCIDENT = {"kind": "incident", "summary": "Paint on the wall", "description": "Somebody threw red paint at the wall.", "priority": 2,
                     "happened_at": "2026-06-09T13:00:00-04:00"}
CONCERN = {"kind": "concern", "happened_at": "2026-06-09T10:20:00-04:00"}


@pytest.fixture(autouse=True)
def tuesday(db: None) -> None:
    stop_clock(TUESDAY)


def test_s1_a_demonstration_has_two_recipients_and_four_clocks(ask: Ask) -> None:
    answer = ask("cases", SATURDAY, role="representative", post=True, key="saturday")
    assert answer.status_code == 201, answer.content
    case = answer.json()
    assert [(one["authority"], one["office"], one["contact"], one["told_at"], one["acknowledged_at"]) for one in case["recipients"]] == [
        ("dss", None, "CP-07", None, None), ("usss", None, "CP-08", None, None)]
    assert [(clock["name"], clock["state"], clock["due_at"]) for clock in case["clocks"]] == [
        ("acknowledge", "running", "2026-06-10T18:20:00Z"), ("decide", "running", "2026-06-12T15:00:00Z"), ("plan", "waiting", None),
        ("review", "waiting", None)]
    assert case["number"].startswith("26-")


def test_what_is_sent_again_under_a_key_is_answered_alike_and_done_once(ask: Ask) -> None:
    first, again = (ask("cases", SATURDAY, role="representative", post=True, key="twice") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    other = ask("cases", SATURDAY | {"expected_size": 6000}, role="representative", post=True, key="twice")
    assert (other.status_code, other.json()["title"]) == (422, "repeat.other-content")
    set_actor(SYSTEM)
    assert (Case.objects.count(), Recipient.objects.count(), Clock.objects.count(), Passage.objects.count()) == (1, 2, 4, 2)
    assert Entry.objects.filter(verb="cases.case-opened").count() == 1


def test_s2_a_worried_consulate_has_its_nearest_office_and_the_local_police(ask: Ask) -> None:
    case = ask("cases", NASHVILLE, role="liaison-officer", post=True).json()
    assert [(one["authority"], one["office"]) for one in case["recipients"]] == [("dss", "atlanta"), ("local-police", None)]
    assert "usss" not in str(case["recipients"])
    assert [(clock["name"], clock["due_at"]) for clock in case["clocks"]] == [
        ("acknowledge", "2026-06-10T18:20:00Z"), ("answer", "2026-06-16T18:20:00Z")]


def test_an_incident_also_goes_to_whoever_takes_its_correspondence(ask: Ask) -> None:
    incident = SATURDAY_INCIDENT | {"premises": premises_of("VAL-1")}
    case = ask("cases", incident, role="representative", post=True).json()
    assert [one["authority"] for one in case["recipients"]] == ["dss", "usss", "ofm"]
    assert [(clock["name"], clock["due_at"]) for clock in case["clocks"]] == [
        ("triage", "2026-06-09T18:50:00Z"), ("acknowledge", "2026-06-10T18:20:00Z")]
    read = ask(f"cases/{case['number']}", role="liaison-officer").json()
    assert [one["words"] for one in read["story"]] == [
        "Somebody threw red paint at the wall.", "Sent on to Diplomatic Security Service, Secret Service, Office of Foreign Missions."]


@pytest.mark.parametrize(("change", "code"), [
    ({"summary": ""}, "api.fields"), ({"summary": "x" * 201}, "api.fields"), ({"kind": "gossip"}, "api.fields"), ({"organiser": "x"}, "api.fields"),
    ({"starts_at": "2026-06-13T11:00:00"}, "api.fields"), ({"ends_at": None}, "case.no-window"), ({"ends_at": "2026-06-13T10:00:00-04:00"}, "case.ends-first"),
    ({"starts_at": "2026-06-01T11:00:00-04:00", "ends_at": "2026-06-01T12:00:00-04:00"}, "case.over"), ({"expected_size": 0}, "case.size"),
    ({"place": None}, "case.no-place"), ({"lat": 38.9, "lon": -77.0}, "case.no-place"), ({"place": None, "lat": 38.9}, "case.half-a-point"),
    ({"place": "Atlantis, GA"}, "place.unknown"), ({"place": None, "lat": -77.0, "lon": 38.9}, "place.swapped"), ({"mission": "KES-1"}, "absent"),
    ({"kind": "emergency", "happened_at": "2026-06-09T14:00:00-04:00"}, "case.emergency-by-form"), ({"kind": "concern"}, "case.no-time"),
    ({"kind": "incident", "happened_at": "2026-06-10T14:00:00-04:00"}, "case.time-not-past"), ({"summary": "a\u0007b"}, "case.unprintable"),
    ({"summary": "a\u0000b"}, "api.fields"),
    ({"priority": 5}, "api.fields"), ({"details": {"viewpoint": "x"}}, "api.fields"), ({"ends_at": "2026-09-13T10:00:00-04:00"}, "case.too-long-event"),
    ({"starts_at": "9999-12-31T20:00:00-05:00", "ends_at": "9999-12-31T23:59:59-05:00"}, "case.too-far-ahead"),
    ({"starts_at": "2026-04-20T11:00:00-04:00"}, "case.begun-long-ago"), ({**CONCERN, "ends_at": "2026-06-13T11:00:00-04:00"}, "case.ends-first"),
    ({**CONCERN, "starts_at": None, "ends_at": "9999-12-31T23:59:59-05:00"}, "case.too-far-ahead"),
    ({**CONCERN, "happened_at": "2001-01-01T00:00:00Z"}, "case.too-old"), ({**CONCERN, "happened_at": "0001-01-01T00:00:00+05:00"}, "case.too-old"),
])
def test_bad_input_is_refused_with_a_code_and_leaves_nothing(change: dict[str, object], code: str, ask: Ask) -> None:
    body = {name: value for name, value in (SATURDAY | change).items() if value is not None}
    answer = ask("cases", body, role="representative", post=True)
    assert (answer.status_code in (404, 422), answer.json()["title"]) == (True, code), answer.content
    set_actor(SYSTEM)
    assert Case.objects.count() == Passage.objects.count() == 0


def test_each_lists_and_finds_what_its_role_sees(ask: Ask) -> None:
    ours = ask("cases", SATURDAY, role="representative", post=True).json()["number"]
    stop_clock(TUESDAY + minutes(1))
    theirs = ask("cases", SATURDAY | {"summary": "Kestria hears of a march"}, role="representative", nth=1, post=True).json()["number"]
    assert numbers(ask("cases", role="representative")) == [ours]
    assert numbers(ask("cases", {"q": "march"}, role="representative")) == [ours]
    assert ask(f"cases/{theirs}", role="administrator").status_code == 404
    assert ask("cases", role="administrator").status_code == 404
    assert numbers(ask("cases", role="liaison-officer")) == [theirs, ours]
    assert numbers(ask("cases", {"q": "march"}, role="supervisor")) == [theirs, ours]
    assert numbers(ask("cases", {"q": "Kestira hears"}, role="inspector")) == [theirs], "words that look alike are found too"
    assert numbers(ask("cases", {"kind": "incident"}, role="inspector")) == []
    assert ask("cases", {"kind": "gossip"}, role="inspector").json()["title"] == "api.unknown-term"


def test_cases_are_found_by_the_name_of_their_mission_and_by_misspelt_words(ask: Ask) -> None:
    ours = ask("cases", SATURDAY, role="representative", post=True).json()["number"]
    stop_clock(TUESDAY + minutes(1))
    theirs = ask("cases", SATURDAY | {"summary": "A drone over the roof"}, role="representative", nth=1, post=True).json()["number"]
    for words, found in (("valdoria", [ours]), ("Embassy of Kestria", [theirs]), ("Valdroia", [ours]), ("drnoe", [theirs]), ("mrach", [ours]),
                         ("our chancrey", [ours]), ("drone' & :* | \\ !", [theirs]), ("&", []), ("xylophone", []), ("_", [])):
        assert numbers(ask("cases", {"q": words}, role="liaison-officer")) == found, words
    for words in ("valdoria", "Valdroia", "mrach", "Embassy of Valdoria"):
        assert numbers(ask("cases", {"q": words}, role="representative", nth=1)) == [], words
    assert numbers(ask("cases", {"q": "valdoria", "kind": "incident"}, role="liaison-officer")) == []


def test_cases_found_by_their_mission_go_on_page_by_page(ask: Ask) -> None:
    made = []
    for minute in range(53):
        stop_clock(TUESDAY + minutes(minute))
        made.append(ask("cases", SATURDAY, role="representative", post=True).json()["number"])
    first = ask("cases", {"q": "valdoria"}, role="liaison-officer").json()
    then = ask("cases", {"q": "valdoria", "after": first["next"]}, role="liaison-officer").json()
    assert [case["number"] for case in (*first["items"], *then["items"])] == made[::-1]
    assert then["next"] is None


def test_a_partner_sees_only_what_it_was_told_of(ask: Ask) -> None:
    nashville = ask("cases", NASHVILLE, role="liaison-officer", post=True).json()["number"]
    assert ask(f"cases/{nashville}", role="supervisor").status_code == 404
    assert numbers(ask("cases", role="supervisor")) == numbers(ask("cases", {"q": "man"}, role="supervisor")) == []


def test_a_list_goes_on_by_key_and_what_is_added_meanwhile_moves_nothing(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for minute in range(53):
        stop_clock(TUESDAY + minutes(minute))
        made.append(ask("cases", SATURDAY, role="representative", post=True).json()["number"])
    first = ask("cases", role="representative").json()
    stop_clock(TUESDAY + minutes(60))
    ask("cases", SATURDAY, role="representative", post=True)
    second = ask("cases", {"after": first["next"]}, role="representative").json()
    assert [one["number"] for one in first["items"] + second["items"]] == made[::-1]
    assert second["next"] is None
    assert ask("cases", {"after": "x"}, role="representative").json()["title"] == "page.unknown"


def test_the_receipt_is_signed_at_once_and_has_its_proof_once_it_is_sealed(ask: Ask) -> None:
    receipt = ask("cases", SATURDAY, role="representative", post=True).json()["receipt"]
    assert receipt["document"]["entry"]["verb"] == "cases.case-opened"
    assert json.loads(receipt["document"]["said"]["report"]["words"])["expected_size"] == 600
    assert ask(receipt["url"].removeprefix("/api/v1/"), role="representative").status_code == 202


def numbers(answer: Any) -> list[str]:
    return [case["number"] for case in answer.json()["items"]]


def premises_of(number: str) -> str:
    set_actor(SYSTEM)
    return f"{Premises.objects.get(mission__number=number, is_main=True).pk}"
