"""Scenarios S2 (step 1), S3 and S4 of domain.md section 6, through the doors. What is expected was taken from there."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.pages.reading import words_of

pytestmark = pytest.mark.fundamental
Browser = Callable[..., Client]
BROCHURE = "In case of emergency: contact the Foreign Missions Branch Control Center, 202-634-2234. BRIDGEPORT Fax: 203-279-5721"


def route(client: Client, **asked: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/api/v1/route", asked).json()
    return answer


def numbers(answer: dict[str, Any], **wanted: Any) -> list[str]:
    return [step["line"]["raw"] for step in answer["steps"] if all(step[name] == value for name, value in wanted.items())]


def test_s2_a_worried_consulate_in_a_city_without_an_office(visit: Browser) -> None:
    answer = route(visit(), mission="MRS-2", need="concern", at="2026-03-12T10:10:00-05:00")
    office, police = answer["steps"][:2]
    assert answer["regime"] == "outside"
    assert (office["office"], round(office["distance_km"]), office["line"]["e164"]) == ("atlanta", 341, "+14048790134")
    assert office["runner_up"]["office"] == "st-louis"
    assert 409 <= office["runner_up"]["distance_km"] <= 410
    assert (police["authority"], police["group"]) == ("local-police", "first")
    assert "near-tie" not in [warning["code"] for warning in answer["warnings"]]
    page = words_of(visit().get("/card/?place=MRS-2&need=concern&at=2026-03-12T10:10:00-05:00").content.decode())
    assert "Tell both." in page
    assert "Secret Service" not in page
    assert [step["authority"] for step in route(visit(), mission="MRS-2", need="emergency")["steps"] if step["group"] == "first"] == ["911"]


@pytest.mark.parametrize(("at", "is_open"), [
    ("2026-07-10T10:59:59-10:00", True), ("2026-07-10T11:00:00-10:00", False), ("2026-12-11T11:30:00-10:00", True), ("2026-05-25T10:00:00-04:00", False)])
def test_s3_what_time_is_it_in_honolulu(at: str, is_open: bool, visit: Browser) -> None:
    answer = route(visit(), mission="BMA-1", need="information", at=at)
    (desk,) = [step for step in answer["steps"] if step["line"]["raw"] == "202-895-3600"]
    assert desk["open_now"] is is_open
    raws = [step["line"]["raw"] for step in answer["steps"]]
    assert raws.index("808-522-8020") < raws.index("202-895-3600"), "local first"
    assert next(step["open_now"] for step in answer["steps"] if step["line"]["raw"] == "808-522-8020") is None, "hours not stated"
    assert ("571-345-3146" in numbers(answer, open_now=True)) is not is_open
    if "05-25" in at:
        assert "Memorial Day" in words_of(visit().get("/card/", {"place": "BMA-1", "need": "information", "at": at}).content.decode())


def test_s4_a_superseded_number_is_found_refused_and_seen_in_its_time(visit: Browser) -> None:
    wall = words_of(visit().post("/wall/", {"text": BROCHURE}).content.decode())
    assert "202-634-2234" in wall
    assert "Not for danger" in wall
    assert "203-279-5721" in wall, "as printed"
    assert "Probably misprinted" in wall
    administrator = visit("administrator")
    proposal = {"title": "Protecting the Foreign Mission Community", "issuer": "Diplomatic Security Service", "printed_on": "2012-07-01",
                "quote": "In case of emergency 202-634-2234", "raw": "202-634-2234", "starts_on": "2026-06-09"}
    assert administrator.post("/administration/lines/CP-09/", proposal).status_code == 409
    past = route(visit(), place="Washington, DC", need="emergency", as_of="2019-05-01")
    assert "202-634-2234" in numbers(past, group="first")
    assert {"historical", "superseded"} <= {warning["code"] for warning in past["warnings"]}
    assert not any("634-2234" in (raw or "") for raw in numbers(route(visit(), place="Washington, DC", need="emergency")))
    assert "(202) 634-2234" in numbers(route(visit(), place="Washington, DC", need="concern"))


def test_s4_two_people_and_a_newer_source_change_the_line_and_the_old_cards_code_says_so(visit: Browser) -> None:
    card = visit().post("/wallet/VAL-1/")
    serial = card["Content-Disposition"].split("article22-")[1].split(".pdf")[0]
    first, second = visit("administrator"), visit("administrator", 1)
    change = {"title": "Circular note 26-100", "issuer": "U.S. Department of State", "printed_on": "2026-06-01", "quote": "call (202) 566-0000",
              "raw": "(202) 566-0000", "starts_on": "2026-06-09"}
    assert first.post("/administration/lines/CP-09/", change).status_code == 302
    waiting = second.get("/administration/").content.decode().split("/administration/changes/")[1].split("/")[0]
    assert first.post(f"/administration/changes/{waiting}/", {"decide": "approve"}).status_code == 409, "one person is not two"
    assert second.post(f"/administration/changes/{waiting}/", {"decide": "approve"}).status_code == 302
    assert "(202) 566-0000" in numbers(route(visit(), place="Washington, DC", need="emergency"))
    said = words_of(visit().get(f"/wallet/check/{serial}/").content.decode()).casefold()
    assert "replaced" in said
