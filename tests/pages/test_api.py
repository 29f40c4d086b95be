"""The API, as a program meets it."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from article22.ground.accounts import queries
from article22.ground.accounts.actions import people as actions
from article22.ground.accounts.models import Organisation
from article22.ground.accounts.rules import Role
from article22.ground.journal.models import Entry
from article22.ground.wall.session import set_actor
from tests.cast import MONDAY, SYSTEM

Browser = Callable[..., Client]
Ask = Callable[..., Any]
NASHVILLE = {"need": "concern", "lat": "36.16", "lon": "-86.78", "at": "2026-03-12T10:10:00-05:00"}
EMERGENCY_CHANGE = {"slot": "CP-09", "raw": "(202) 566-0000", "starts_on": "2026-07-01", "title": "Circular note 26-100",
                    "issuer": "U.S. Department of State", "printed_on": "2026-06-01", "quote": "call (202) 566-0000 in an emergency"}


def test_the_route_of_the_contract_from_the_database(ask: Ask) -> None:
    answer = ask("route", NASHVILLE).json()
    assert list(answer) == ["need", "place", "at", "as_of", "regime", "directory", "steps", "warnings"]
    assert answer["directory"]["from"] == "database"
    assert (answer["steps"][0]["office"], answer["steps"][0]["line"]["e164"], answer["steps"][0]["distance_km"]) == ("atlanta", "+14048790134", 341.1)


def test_without_sign_in_a_liaison_is_a_pointer_and_with_a_token_a_name_and_a_number(ask: Ask) -> None:
    asked = {"need": "concern", "mission": "VAL-1"}
    pointer = next(step for step in ask("route", asked).json()["steps"] if step["contact"] == "CP-11")
    assert pointer["line"] == {"kind": "pointer", "raw": None, "e164": None, "email": None, "purpose": pointer["line"]["purpose"]}
    assert "Reyes" not in ask("route", asked).content.decode()
    shown = next(step for step in ask("route", asked, role="representative").json()["steps"] if step["contact"] == "CP-11")
    assert (shown["line"]["raw"], "Dana Reyes" in shown["who"]) == ("202-555-0142", True)
    assert "Reyes" not in ask("route", asked, role="representative", nth=1).content.decode(), "of another mission"
    assert "Reyes" in ask("route", asked, role="watch-officer").content.decode()
    assert "Reyes" not in ask("route", asked, role="analyst").content.decode()


@pytest.mark.parametrize(("change", "status", "code"), [
    ({"need": "help"}, 422, "need.unknown"), ({"at": "2026-03-12T10:10:00"}, 422, "route.no-zone"), ({"at": "2026-02-31T10:00:00Z"}, 422, "at.unreadable"),
    ({"lat": "-86.78", "lon": "36.16"}, 422, "place.swapped"), ({"place": "Nashville, TN"}, 422, "place.how"), ({"lat": ""}, 422, "place.not-a-number"),
    ({"as-of": "2019-05-01"}, 422, "api.unknown-parameter"), ({"mission": "NOPE-1", "lat": None, "lon": None}, 404, "mission.unknown"),
])
def test_bad_input_is_a_problem_with_a_code(change: dict[str, Any], status: int, code: str, ask: Ask) -> None:
    answer = ask("route", {name: value for name, value in {**NASHVILLE, **change}.items() if value is not None})
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["type"] == f"urn:article22:error:{code}"
    assert answer.json()["detail"]


def test_an_address_that_leads_nowhere_and_a_wrong_token_are_problems_too(ask: Ask, visit: Browser) -> None:
    assert ask("nothing").json()["type"] == "urn:article22:error:absent"
    answer = visit().get("/api/v1/route", NASHVILLE, headers={"Authorization": "Bearer a22_guess"})
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:article22:error:token.unknown")


@pytest.mark.parametrize(("path", "allowed"), [("cases", "GET, POST"), ("route", "GET"), ("reports", "POST")])
def test_a_method_that_an_address_does_not_take_is_a_problem_that_names_those_it_takes(path: str, allowed: str, visit: Browser) -> None:
    answer = visit().delete(f"/api/v1/{path}")
    assert (answer.status_code, answer["Content-Type"], answer["Allow"]) == (405, "application/problem+json", allowed)
    assert answer.json() == {"type": "urn:article22:error:api.method", "title": "api.method", "status": 405,
                             "detail": f"DELETE is nothing that this address takes. Use {allowed}."}


@pytest.mark.parametrize("given", [{}, {"kind": "concern"}])
def test_without_a_token_whatever_needs_one_says_so_before_it_is_read_and_so_does_the_description(given: dict[str, str], ask: Ask) -> None:
    answer = ask("cases", given, post=True)
    assert (answer.status_code, answer["WWW-Authenticate"], answer.json()["type"]) == (401, "Bearer", "urn:article22:error:token.needed")
    paths = ask("openapi.json").json()["paths"]
    free = {path for path, methods in paths.items() for one in methods.values() if not one.get("security")}
    assert free == {f"/api/v1/{path}" for path in ("route", "directory", "reports", "receipts/{entry}")}


def test_a_token_ends_with_the_role_it_stands_for_whatever_role_its_person_has_then(token: Callable[..., str], visit: Browser) -> None:
    held = token("representative")
    set_actor(SYSTEM)
    own = next(one for one in queries.list_cast() if one.role == Role.REPRESENTATIVE)
    kestria = Organisation.objects.get(name="Embassy of Kestria")
    actions.add_membership(own.person, kestria, Role.REPRESENTATIVE, by=SYSTEM, at=MONDAY)
    headers = {"Authorization": f"Bearer {held}"}
    assert [one["number"] for one in visit().get("/api/v1/missions", headers=headers).json()] == ["VAL-1"]
    set_actor(SYSTEM)
    actions.end_membership(own.pk, by=SYSTEM, at=timezone.now())
    answer = visit().get("/api/v1/missions", headers=headers)
    assert (answer.status_code, answer.json()["title"]) == (401, "token.unknown")


def test_a_browsers_cookie_never_acts_for_a_program(visit: Browser) -> None:
    client = visit("administrator")
    assert client.post("/api/v1/directory/changes", json.dumps(EMERGENCY_CHANGE), content_type="application/json").status_code == 401


def test_a_body_of_a_megabyte_is_refused_in_words(ask: Ask) -> None:
    answer = ask("reports", {"line": "x", "words": "x" * 1_000_000}, post=True)
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:article22:error:request.too-large")


def test_a_field_that_nothing_reads_is_refused(ask: Ask) -> None:
    answer = ask("reports", {"line": "x", "words": "y", "hope": 1}, post=True)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:article22:error:api.fields")


def test_a_report_returns_a_receipt_and_is_done_once_under_its_key(ask: Ask) -> None:
    given, key = {"line": "202-634-2234", "words": "nobody answered"}, f"{uuid4()}"
    first, again = (ask("reports", given, post=True, key=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    other = ask("reports", {**given, "words": "something else"}, post=True, key=key)
    assert (other.status_code, other.json()["type"]) == (422, "urn:article22:error:repeat.other-content")
    receipt = ask(f"receipts/{first.json()['entry']}").json()
    assert receipt["said"]["words"]["words"] == "nobody answered"
    for size, status in (("ten", 422), ("9" * 19, 422), ("-1", 422)):
        assert ask(f"receipts/{first.json()['entry']}?size={size}").status_code == status


def test_an_emergency_line_takes_two_people_and_each_gets_a_receipt(ask: Ask) -> None:
    made = ask("directory/changes", EMERGENCY_CHANGE, role="administrator", post=True)
    assert (made.status_code, made.json()["state"], made.json()["needs_second_person"]) == (201, "proposed", True)
    id = made.json()["id"]
    alone = ask(f"directory/changes/{id}/approve", role="administrator", post=True)
    assert (alone.status_code, alone.json()["type"]) == (409, "urn:article22:error:two-people")
    approved = ask(f"directory/changes/{id}/approve", role="administrator", nth=1, post=True)
    assert (approved.status_code, approved.json()["state"]) == (200, "in-force")
    assert ask(f"receipts/{approved.json()['entry']}", role="administrator").json()["entry"]["verb"] == "directory.change-approved"
    emergency = {"need": "emergency", "place": "Washington, DC"}
    later = ask("route", {**emergency, "at": "2026-07-01T00:00:00-04:00"}).json()
    before = ask("route", {**emergency, "at": "2026-06-30T23:59:59-04:00"}).json()
    assert "(202) 566-0000" in [step["line"]["raw"] for step in later["steps"]]
    assert "(202) 566-8434" in [step["line"]["raw"] for step in before["steps"]]


@pytest.mark.parametrize(("role", "status"), [(None, 401), ("representative", 404), ("liaison-officer", 404), ("inspector", 404)])
def test_nobody_else_changes_the_directory(role: str | None, status: int, ask: Ask) -> None:
    assert ask("directory/changes", EMERGENCY_CHANGE, role=role, post=True).status_code == status


def test_what_is_refused_leaves_nothing(ask: Ask) -> None:
    set_actor(SYSTEM)
    before = Entry.objects.count()
    ask("directory/changes", {**EMERGENCY_CHANGE, "raw": "911 or so"}, role="administrator", post=True)
    set_actor(SYSTEM)
    assert Entry.objects.count() == before + 1, "but for the token of this test"


def test_a_mission_sees_itself_and_protectors_all(ask: Ask) -> None:
    assert [mission["number"] for mission in ask("missions", role="representative").json()] == ["VAL-1"]
    assert len(ask("missions", role="watch-officer").json()) == 9
    assert ask("missions").status_code == 401
    own = ask("missions/VAL-1", role="representative").json()
    assert {premises["kind"] for premises in own["premises"]} == {"chancery", "residence"}
    assert own["liaison"]["name"] == "Dana Reyes"
    assert {premises["kind"] for premises in ask("missions/VAL-1", role="supervisor").json()["premises"]} == {"chancery"}


@pytest.mark.parametrize(("words", "found"), [
    ("Valdroia", ["VAL-1", "VAL-2"]), ("Kestira", ["KES-1", "KES-2"]), ("embassy of Valdroia", ["VAL-1"]), ("valodria washingtn", ["VAL-1"]),
    ("val-1", ["VAL-1"]), ("xylophone", []), ("of", [])])
def test_the_register_is_found_in_by_misspelt_names_too(words: str, found: list[str], ask: Ask) -> None:
    assert sorted(mission["number"] for mission in ask("missions", {"words": words}, role="watch-officer").json()) == found


def test_whom_to_call_is_never_answered_for_a_name_that_is_only_alike(ask: Ask) -> None:
    assert ask("route", {"place": "Embassy of Valdoria", "need": "concern"}).status_code == 200
    assert ask("route", {"place": "Embassy of Valdroia", "need": "concern"}).status_code == 422


def test_the_description_names_every_address(ask: Ask) -> None:
    described = ask("openapi.json").json()
    assert set(described["paths"]) == {f"/api/v1/{path}" for path in (
        "route", "directory", "missions", "missions/{reference}", "reports", "directory/changes", "directory/changes/{change_id}/approve",
        "directory/changes/{change_id}/refuse", "receipts/{entry}", "cases", "cases/{reference}", "cases/{reference}/attachments",
        "cases/{reference}/attachments/{attachment}", "register")}
    assert "from" in described["components"]["schemas"]["DirectoryOut"]["properties"]


def test_the_directory_is_read_line_by_line(ask: Ask) -> None:
    lines = {line["id"]: line for line in ask("directory").json()}
    assert (lines["CP-09"]["raw"], lines["CP-09"]["emergency"]) == ("(202) 566-8434", True)
    assert (lines["CP-05"]["raw"], lines["CP-05"]["status"]) == (None, "superseded")


@pytest.mark.parametrize(("body", "kind", "code"), [
    ('{"line": "1", "words": "\\u0000"}', "application/json", "api.fields"), ('{"line": "\\ud800", "words": "x"}', "application/json", "api.fields"),
    ('{"line": "1", "wor', "application/json", "api.body"), ("line=1&words=x", "application/x-www-form-urlencoded", "api.body"),
    ('--x\r\nContent-Disposition: form-data; name="line"\r\n\r\n1\r\n--x--', "multipart/form-data; boundary=x", "api.body"),
])
def test_a_body_that_cannot_be_kept_or_read_is_a_problem(body: str, kind: str, code: str, visit: Browser) -> None:
    answer = visit().post("/api/v1/reports", body, content_type=kind)
    assert (answer.status_code, answer.json()["title"]) == (422, code)


@pytest.mark.parametrize("path", ["route?need=concern&place=%00", "missions/VAL%00-1", "missions?words=%00", "route?need=%00"])
def test_an_address_with_what_no_database_holds_is_a_problem(path: str, visit: Browser) -> None:
    answer = visit().get(f"/api/v1/{path}")
    assert (answer.status_code, answer.json()["title"]) == (422, "text.unwritable")
