"""The register written out: as far as the reader may see it, harmless to whoever opens it, on record; and as a feed."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from article22.contexts.missions.actions.representing import Given, nominate
from article22.contexts.missions.models import Premises
from article22.contexts.missions.queries.missions import get_mission
from article22.contexts.missions.rules.imports import Asked
from article22.contexts.missions.rules.lists_of_people import listed_of
from article22.contexts.missions.rules.terms import WayKind
from article22.ground.files.rules.tables import table_of
from article22.ground.journal.models import Entry
from article22.ground.wall.session import set_actor
from article22.procedures.importing import as_json, import_premises
from tests.cast import MONDAY, SYSTEM, stop_clock
from tests.pages.conftest import Ask, Visit
from tests.register.people import somebody

EXPORTS = "/register/exports/"


@pytest.fixture(autouse=True)
def _people(db: None) -> None:
    stop_clock(MONDAY)
    set_actor(SYSTEM)
    nominate(get_mission("VAL-1"), somebody("ana@valdoria.example", name="=cmd|'/c calc'!A1, Ana", position="Räte; " * 18), by=SYSTEM, at=MONDAY)
    nominate(get_mission("KES-1"), somebody("+12025550102", kind=WayKind.MOBILE, name="Bran Ode"), by=SYSTEM, at=MONDAY)


def written(client: Client, kind: str, status: int = 200, **given: str) -> str:
    answer = client.post(EXPORTS, {"kind": kind, **given})
    assert answer.status_code == status
    if status == 200:
        assert answer["Content-Disposition"].startswith("attachment")
    return answer.content.decode()


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_no_cell_is_taken_for_a_formula(visit: Visit) -> None:
    one, two = rows(written(visit("liaison-officer"), "people-csv", why="a drill"))
    assert {one["name"][:2], two["name"][:2]} == {"'=", "Br"}
    assert {one["mobile"], two["mobile"]} == {"", "+12025550102"}
    place = rows(written(visit("ofm-officer"), "premises-csv"))[0]
    assert float(place["lon"]) < 0, "a number below zero stays one"


def test_contacts_are_masked_unless_the_reader_says_why_and_each_mission_sees_that(visit: Visit) -> None:
    dana, ana = visit("liaison-officer"), visit("representative")
    assert {one["mail"] or one["mobile"] for one in rows(written(dana, "people-csv"))} == {"a…@valdoria.example", "…02"}
    assert "Say why you need them" in written(dana, "people-vcard", 409)
    assert "EMAIL;TYPE=INTERNET:ana@valdoria.example" in written(dana, "people-vcard", why="the drill of June", mission="VAL-1")
    assert "the drill of June" in ana.get("/register/VAL-1/people/").content.decode()
    assert "the drill of June" not in visit("representative", 1).get("/register/KES-1/people/").content.decode()
    set_actor(SYSTEM)
    exported = Entry.objects.filter(verb="missions.register-exported").order_by("at", "id")
    assert [(entry.subject, entry.facts["is_open"]) for entry in exported] == [("people-csv", False), ("people-vcard", True)]


def test_where_a_residence_is_is_masked_unless_the_reader_says_why_and_its_mission_sees_that(visit: Visit, ask: Ask) -> None:
    ana, home = visit("representative"), {"address": "2999 Garfield Street NW, Washington, DC", "lat": "38.925700", "lon": "-77.060200"}

    def homes(role: str, **given: str) -> dict[str, dict[str, str]]:
        return {one["mission"]: one for one in rows(written(visit(role), "premises-csv", **given)) if one["place"] == "residence"}

    for role in ("liaison-officer", "watch-officer", "ofm-officer", "inspector", "analyst", "administrator"):
        found = homes(role)
        assert set(found) == {"VAL-1", "KES-1"}
        assert {one[name] for one in found.values() for name in ("address", "lat", "lon", "precision_km")} == {""}
    assert "2999 Garfield" in written(ana, "premises-csv")
    assert homes("liaison-officer", why="the drill of June")["VAL-1"].items() >= home.items()
    set_actor(SYSTEM)
    place = Premises.objects.get(mission__number="VAL-1", kind="residence").pk
    assert "the drill of June" in ana.get(f"/register/premises/{place}/").content.decode()
    assert homes("analyst", why="a threat")["VAL-1"]["address"] == "", "who may open no dossier is told nothing by a reason"
    for path in ("register", "missions/VAL-1"):
        for role in ("liaison-officer", "analyst"):
            body = ask(path, role=role).content.decode()
            assert ("Garfield" in body, "38.9257" in body, "residence" in body) == (False, False, True)
        assert "2999 Garfield" in ask(path, role="representative").content.decode()


def test_a_mission_writes_out_its_own_people_and_places_alone(visit: Visit) -> None:
    ana = visit("representative")
    assert [(one["mission"], one["mail"]) for one in rows(written(ana, "people-csv"))] == [("VAL-1", "ana@valdoria.example")]
    assert {one["mission"] for one in rows(written(ana, "premises-csv"))} == {"VAL-1"}
    assert "Bran" not in written(ana, "people-vcard")
    written(ana, "people-csv", 404, mission="KES-1")


@pytest.mark.parametrize("role", ["ofm-officer", "supervisor", "administrator"])
def test_who_may_not_see_people_is_not_offered_them(visit: Visit, role: str) -> None:
    written(visit(role), "people-csv", 422)
    written(visit(role), "premises-csv")


def test_cards_come_back_as_they_were_written(visit: Visit) -> None:
    text = written(visit("liaison-officer"), "people-vcard", why="the drill")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    found = {one.fields["FN"]: one.fields for one in table_of(text.encode(), "x.vcf").records}
    assert found["=cmd|'/c calc'!A1, Ana"]["TITLE"] == ("Räte; " * 18).strip()
    assert found["Bran Ode"]["TEL CELL"] == "+12025550102"


def test_a_second_number_has_a_column_of_its_own_and_the_table_is_read_in_again(visit: Visit) -> None:
    set_actor(SYSTEM)
    both = [Given(kind=WayKind.MOBILE, raw=number, address=number) for number in ("+12025550188", "+12025550199")]
    nominate(get_mission("VAL-1"), somebody("", name="Two Numbers", ways=both), by=SYSTEM, at=MONDAY)
    table = table_of(written(visit("liaison-officer"), "people-csv", why="the drill").encode(), "x.csv")
    read = {row["name"]: listed_of(row, "US")[0] for row in (record.fields for record in table.records)}
    assert {way.address for way in read["Two Numbers"].ways} == {"+12025550188", "+12025550199"}
    assert [way.address for way in read["Bran Ode"].ways] == ["+12025550102"]


def test_the_places_that_were_written_out_are_read_in_again_and_each_is_proposed_as_itself(visit: Visit) -> None:
    table = table_of(written(visit("ofm-officer"), "premises-csv").encode(), "register.csv")
    set_actor(SYSTEM)
    said = as_json(import_premises(table, source="register", asked=Asked(), is_applied=False, by=SYSTEM, at=MONDAY), "place")
    mains = [one for one in (record.fields for record in table.records) if one["main"] == "yes"]
    assert (said["new"], said["changed"], said["gone"], said["moved"]) == (0, 0, 0, [])
    assert [one["with"] for one in said["maybe"]] == [one["mission"] for one in mains]
    assert {one["why"] for one in said["refused"]} == {"This is no main place. A list brings main places alone: enter another on its mission's page."}
    assert len(mains) + len(said["refused"]) == len(table.records)


def test_the_feed_is_whole_and_is_not_sent_again_while_it_holds(ask: Ask, token: Any, visit: Visit) -> None:
    first = ask("register", role="ofm-officer")
    assert first.status_code == 200
    valdoria = next(one for one in first.json() if one["number"] == "VAL-1")
    assert "residence" in {place["kind"] for one in first.json() for place in one["premises"]} or valdoria["premises"]
    headers = {"Authorization": f"Bearer {token('ofm-officer')}", "If-None-Match": first["ETag"]}
    again = visit().get("/api/v1/register", headers=headers)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    set_actor(SYSTEM)
    Premises.objects.filter(mission__number="VAL-1").update(phone="", address="Elsewhere 1")
    changed = visit().get("/api/v1/register", headers=headers)
    assert (changed.status_code, changed["ETag"] != first["ETag"]) == (200, True)
    assert {one["number"] for one in ask("register", role="representative").json()} == {"VAL-1"}
    assert ask("register").status_code == 401
    assert "ana@" not in first.content.decode(), "no people"


def test_the_feed_asks_a_fixed_number_of_queries(ask: Ask, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(24):
        ask("register", role="ofm-officer")
