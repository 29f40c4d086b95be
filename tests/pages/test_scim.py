"""The directory of an agency keeps its own people here through SCIM 2.0, gives no role, and sees nobody else's."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from article22.ground.accounts import queries
from article22.ground.accounts.actions import access, people, provisioning
from article22.ground.accounts.models import AgencyToken, Organisation, Person
from article22.ground.accounts.rules import Role, Suspended, actor_for
from article22.ground.journal.models import Entry
from article22.ground.wall.session import set_actor
from article22.procedures.reviewing import review_access
from tests.cast import MONDAY, SYSTEM, member
from tests.pages.conftest import Visit, forget_actor

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
NOA = {"schemas": [USER], "userName": "noa.berg@dss.example", "externalId": "e7", "name": {"givenName": "Noa", "familyName": "Berg"}, "active": True,
       "phoneNumbers": [{"value": "+12025550199"}]}
Ask = Callable[..., Any]


@pytest.fixture
def ask(visit: Visit) -> Ask:
    """A request of the directory of an agency."""
    tokens: dict[str, str] = {}

    def go(method: str, path: str, content: Any = None, *, agency: str = "Diplomatic Security Service", status: int = 200, token: str = "",
           media: str = "application/scim+json") -> Any:
        if agency not in tokens and not token:
            set_actor(SYSTEM)
            tokens[agency] = provisioning.make_agency_token(Organisation.objects.get(name=agency), until=timezone.now() + timedelta(days=9), by=SYSTEM,
                                                            at=MONDAY, machine_now=timezone.now())
        given = {"data": content if isinstance(content, str) else json.dumps(content), "content_type": media} if content is not None else {}
        answer = visit().generic(method, f"/scim/v2/{path}", headers={"Authorization": f"Bearer {token or tokens[agency]}"}, **given)
        assert answer.status_code == status, answer.content.decode()
        if status == 204:
            return None
        assert answer["Content-Type"] == "application/scim+json"
        body = json.loads(answer.content)
        if status >= 400:
            assert (body["schemas"], body["status"]) == ([ERROR], f"{status}")
        return body

    return go


def held(name: str) -> Person:
    set_actor(SYSTEM)
    found: Person = Person.objects.get(name=name)
    return found


def active(is_active: bool) -> dict[str, Any]:
    return {"schemas": [PATCH], "Operations": [{"op": "Replace", "path": "active", "value": is_active}]}


def test_whom_a_directory_enters_is_suspended_without_a_role_whatever_it_says(ask: Ask) -> None:
    made = ask("POST", "Users", NOA, status=201)
    assert (made["userName"], made["displayName"], made["externalId"], made["active"]) == ("noa.berg@dss.example", "Noa Berg", "e7", False)
    assert made["meta"]["location"].endswith(f"/scim/v2/Users/{made['id']}")
    assert "phoneNumbers" not in made
    again = ask("PATCH", f"Users/{made['id']}", active(True))
    assert again["active"] is False, "an administrator has not approved it"
    noa = held("Noa Berg")
    assert (noa.suspended_why, noa.memberships.count(), noa.has_usable_password()) == (Suspended.AWAITING, 0, False)
    assert ask("POST", "Users", NOA, status=409)["scimType"] == "uniqueness"
    priya = member("administrator")
    set_actor(priya)
    people.add_membership(noa, Organisation.objects.get(name="Diplomatic Security Service"), Role.ANALYST, by=priya, at=MONDAY)
    access.restore_person(noa.pk, "DSS confirmed", by=priya, at=MONDAY)
    assert ask("GET", f"Users/{made['id']}")["active"] is True


def test_a_directory_suspends_and_restores_its_own_and_not_what_an_administrator_decided(ask: Ask) -> None:
    lee = held("Lee Park").pk
    assert ask("PATCH", f"Users/{lee}", active(False))["active"] is False
    assert held("Lee Park").suspended_why == Suspended.AGENCY
    assert queries.list_memberships(lee) == []
    assert ask("PATCH", f"Users/{lee}", active(True))["active"] is True
    priya = member("administrator")
    set_actor(priya)
    access.suspend_person(lee, Suspended.DECIDED, reason="under inquiry", by=priya, at=MONDAY)
    assert ask("PATCH", f"Users/{lee}", active(True))["active"] is False


@pytest.mark.parametrize("operation", [{"op": "remove", "path": "active"}, {"op": "replace", "path": "active", "value": None},
                                       {"op": "replace", "path": "displayName", "value": "L. Park"}])
def test_only_what_says_that_somebody_is_active_restores_them(ask: Ask, operation: dict[str, Any]) -> None:
    lee = held("Lee Park").pk
    ask("PATCH", f"Users/{lee}", active(False))
    assert ask("PATCH", f"Users/{lee}", {"schemas": [PATCH], "Operations": [operation]})["active"] is False
    set_actor(SYSTEM)
    assert Person.objects.get(pk=lee).suspended_why == Suspended.AGENCY


@pytest.mark.parametrize("operation", [
    {"op": "replace", "path": "active", "value": "False"}, {"op": "replace", "path": "Active", "value": False}, {"op": "replace", "value": {"active": False}},
    {"op": "Add", "value": {"Active": False}}, {"op": "replace", "value": {f"{USER}:active": False}}, {"op": "replace", "path": f"{USER}:active", "value": 0},
    {"op": "replace", "value": {"name": {"familyName": "x"}, "active": False}},
])
def test_however_a_directory_says_that_somebody_left_they_are_out(ask: Ask, visit: Visit, operation: dict[str, Any]) -> None:
    client = visit("watch-officer")
    assert client.get("/desk/").status_code == 200
    unknown = {"op": "replace", "path": 'phoneNumbers[type eq "work"].value', "value": "1"}
    ask("PATCH", f"Users/{held('Lee Park').pk}", {"schemas": [PATCH], "Operations": [unknown, operation]})
    assert held("Lee Park").is_active is False
    assert client.get("/desk/").status_code == 302


def test_an_administrator_decides_on_what_an_agency_suspended_and_the_agency_cannot_undo_it(ask: Ask, visit: Visit) -> None:
    lee, priya = held("Lee Park").pk, visit("administrator")
    ask("PATCH", f"Users/{lee}", active(False))
    assert f"/administration/people/{lee}/suspend/" in priya.get("/administration/access/").content.decode()
    assert priya.post(f"/administration/people/{lee}/suspend/", {"reason": "under inquiry"}).status_code == 302
    assert ask("PATCH", f"Users/{lee}", active(True))["active"] is False
    assert held("Lee Park").suspended_why == Suspended.DECIDED
    assert priya.get(f"/administration/people/{lee}/suspend/").status_code == 404


def test_whoever_was_deleted_and_is_entered_again_is_kept_by_their_directory_again(ask: Ask) -> None:
    lee = held("Lee Park").pk
    ask("DELETE", f"Users/{lee}", status=204)
    back = ask("POST", "Users", {**NOA, "userName": "Lee.Park@dss.example", "displayName": "Lee Park"}, status=201)
    assert (back["id"], back["active"], back["externalId"]) == (f"{lee}", False, "e7")
    assert held("Lee Park").suspended_why == Suspended.AWAITING, "an administrator approves it, as the first time"
    assert ask("PATCH", f"Users/{lee}", active(True))["active"] is False
    set_actor(member("administrator"))
    access.restore_person(lee, "hired again", by=member("administrator"), at=MONDAY)
    assert ask("PATCH", f"Users/{lee}", active(False))["active"] is False
    ask("DELETE", f"Users/{lee}", status=204)
    set_actor(member("administrator"))
    access.restore_person(lee, "the directory erred", by=member("administrator"), at=MONDAY)
    assert ask("POST", "Users", {**NOA, "userName": "lee.park@dss.example"}, status=201)["active"] is True


def test_whoever_is_deleted_before_an_administrator_approved_them_waits_no_more(ask: Ask) -> None:
    noa = ask("POST", "Users", NOA, status=201)["id"]
    ask("DELETE", f"Users/{noa}", status=204)
    assert held("Noa Berg").suspended_why == Suspended.AGENCY
    again = ask("POST", "Users", {**NOA, "displayName": "Noa Lind"}, status=201)
    assert (again["id"], again["displayName"], held("Noa Lind").suspended_why) == (noa, "Noa Lind", Suspended.AWAITING)


def test_another_agency_does_not_get_whom_one_deleted(ask: Ask) -> None:
    ask("DELETE", f"Users/{held('Lee Park').pk}", status=204)
    assert ask("POST", "Users", {**NOA, "userName": "lee.park@dss.example"}, agency="Secret Service", status=409)["scimType"] == "uniqueness"


def test_what_it_deletes_is_suspended_kept_in_the_record_and_gone_from_the_directory(ask: Ask) -> None:
    lee = held("Lee Park").pk
    access.ask_for([held("Lee Park")], by=SYSTEM, at=MONDAY)
    ask("DELETE", f"Users/{lee}", status=204)
    for method in ("GET", "DELETE"):
        ask(method, f"Users/{lee}", status=404)
    assert ask("GET", 'Users?filter=userName eq "lee.park@dss.example"')["totalResults"] == 0
    assert held("Lee Park").is_active is False
    review_access(by=SYSTEM, at=MONDAY + timedelta(days=60))  # nobody need answer any more
    verbs = set(Entry.objects.filter(subject=f"{lee}").values_list("verb", flat=True))
    assert {"accounts.person-suspended", "accounts.person-withdrawn"} <= verbs


def test_a_directory_sees_and_touches_its_own_people_alone(ask: Ask) -> None:
    names = {user["displayName"] for user in ask("GET", "Users")["Resources"]}
    assert "Lee Park" in names
    assert names.isdisjoint({"Omar Quill", "Ana Ferro", "Ruth Adler", "Ida Stone"})
    for name in ("Omar Quill", "Ana Ferro"):
        other = held(name).pk
        for method, content in (("GET", None), ("PATCH", active(False)), ("PUT", NOA), ("DELETE", None)):
            ask(method, f"Users/{other}", content, status=404)
        assert held(name).is_active
    noa = ask("POST", "Users", NOA, status=201)["id"]
    ask("GET", f"Users/{noa}", agency="Secret Service", status=404)
    assert ask("GET", 'Users?filter=externalId eq "e7"', agency="Secret Service")["totalResults"] == 0
    assert ask("POST", "Users", {**NOA, "userName": "ana.ferro@valdoria.example"}, status=409)["scimType"] == "uniqueness"


def test_the_wall_itself_shows_a_directory_no_other_person_and_lets_it_activate_none(db: None) -> None:
    directory = actor_for("provisioner", organisation=member("watch-officer").organisation, door="test")
    omar = held("Omar Quill").pk
    set_actor(directory)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_person WHERE email LIKE '%%@usss.example'")
        assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE accounts_person SET name = 'x' WHERE id = %s", [omar])
        assert cursor.rowcount == 0
        for table in ("cases_case", "missions_representative", "accounts_accessreview", "outbox_message"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,)
    forget_actor()


def test_neither_the_last_two_administrators_nor_whoever_acts_for_another_is_suspended_by_an_agency(ask: Ask) -> None:
    assert "Two administrators must remain" in ask("PATCH", f"Users/{held('Priya Nair').pk}", active(False), status=409)["detail"]
    ines = held("Ines Valk")
    people.add_membership(ines, Organisation.objects.get(name="Secret Service"), Role.SUPERVISOR, by=SYSTEM, at=MONDAY)
    assert "another organisation" in ask("PATCH", f"Users/{ines.pk}", active(False), status=409)["detail"]
    ask("DELETE", f"Users/{ines.pk}", status=409)
    ask("PUT", f"Users/{ines.pk}", {**NOA, "userName": "ines@elsewhere.example"}, status=409)
    assert held("Ines Valk").is_active


def test_it_filters_pages_and_replaces(ask: Ask) -> None:
    found = ask("GET", 'Users?filter=userName eq "LEE.PARK@dss.example"')
    assert [user["displayName"] for user in found["Resources"]] == ["Lee Park"]
    made = ask("POST", "Users", NOA, status=201)["id"]
    assert ask("GET", 'Users?filter=externalId eq "e7"')["Resources"][0]["id"] == made
    asked = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": 'externalId eq "e7"'}
    assert [ask("POST", path, asked)["totalResults"] for path in ("Users/.search", ".search")] == [1, 1]
    everybody = ask("GET", "Users")
    for query, count in (("count=0", 0), ("count=-5", 0), ("startIndex=-3&count=1", 1), ("startIndex=1000", 0)):
        some = ask("GET", f"Users?{query}")
        assert (some["itemsPerPage"], len(some.get("Resources", ())), some["totalResults"]) == (count, count, everybody["totalResults"]), query
    page = ask("GET", "Users?startIndex=2&count=2")
    assert (page["startIndex"], page["itemsPerPage"], page["totalResults"]) == (2, 2, everybody["totalResults"])
    assert [user["id"] for user in page["Resources"]] == [user["id"] for user in everybody["Resources"]][1:3]
    put = ask("PUT", f"Users/{made}", {"schemas": [USER], "userName": "noa.lind@dss.example", "displayName": "Noa Lind"})
    assert (put["userName"], put["displayName"], put.get("externalId")) == ("noa.lind@dss.example", "Noa Lind", None)
    assert set(ask("GET", f"Users/{made}?attributes=userName")) == {"schemas", "id", "userName"}


@pytest.mark.parametrize(("method", "path", "content", "status", "kind"), [
    ("POST", "Users", "{", 400, None), ("POST", "Users", {"schemas": [USER]}, 400, "invalidValue"),
    ("POST", "Users", {**NOA, "userName": "no address"}, 400, "invalidValue"), ("POST", "Users", {**NOA, "active": "perhaps"}, 400, "invalidValue"),
    ("GET", "Users?filter=userName zz 1", None, 400, "invalidFilter"), ("GET", "Users?filter=userName eq", None, 400, "invalidFilter"),
    ("POST", "Users", "[" * 100_000, 400, None), ("POST", "Users", {**NOA, "name": "Noa"}, 201, None), ("POST", "Users", {**NOA, "name": ["Noa"]}, 201, None),
    ("POST", "Users", {**NOA, "name": {"formatted": 5}}, 201, None), ("POST", "Users", {**NOA, "name": {"givenName": ["x"], "familyName": 1}}, 201, None),
    ("POST", "Users", {**NOA, "displayName": "a\0b"}, 400, None), ("POST", "Users", {**NOA, "externalId": "\ud800"}, 400, None),
    ("POST", "Users", {**NOA, "externalId": "x" * 201}, 400, "invalidValue"), ("POST", "Users", {**NOA, "displayName": "x" * 500}, 201, None),
    ("POST", "Users", {**NOA, "userName": f"{'n' * 60}@{'.'.join(['d' * 60] * 4)}.example"}, 400, "invalidValue"),
    ("POST", "Users", {**NOA, "name": {}, "userName": f"{'n' * 60}@{'.'.join(['d' * 60] * 2)}.example"}, 201, None),
    ("PATCH", "Users", active(True), 405, None), ("GET", "Schemas?filter=id eq 1", None, 403, None), ("GET", "Groups", None, 404, None),
])
def test_what_cannot_be_understood_is_said_in_scims_own_form(ask: Ask, method: str, path: str, content: Any, status: int, kind: str | None) -> None:
    assert ask(method, path, content, status=status).get("scimType") == kind


@pytest.mark.parametrize("media", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/plain", ""])
def test_a_body_of_another_kind_is_refused(ask: Ask, media: str) -> None:
    assert "application/scim+json" in ask("POST", "Users", NOA, media=media, status=400)["detail"]
    ask("POST", "Users", NOA, media="application/json; charset=utf-8", status=201)


def test_it_says_truly_what_it_can(ask: Ask) -> None:
    config = ask("GET", "ServiceProviderConfig")
    assert {name: config[name]["supported"] for name in ("patch", "filter", "bulk", "etag", "sort", "changePassword")} == {
        "patch": True, "filter": True, "bulk": False, "etag": False, "sort": False, "changePassword": False}
    assert [kind["endpoint"] for kind in ask("GET", "ResourceTypes")["Resources"]] == ["/Users"]
    schema = ask("GET", f"Schemas/{USER}")
    assert {attribute["name"] for attribute in schema["attributes"]} == {"userName", "displayName", "active", "emails"}


def test_a_token_is_an_agencys_alone_and_ends(ask: Ask, token: Callable[..., str], visit: Visit) -> None:
    own = token("administrator")
    assert ask("GET", "Users", token=own, status=401)["detail"].startswith("This token is unknown")
    ask("GET", "Users")
    set_actor(SYSTEM)
    provisioning.revoke_agency_token(AgencyToken.objects.get().pk, by=SYSTEM, at=MONDAY)
    ask("GET", "Users", status=401)
    assert visit("administrator").get("/scim/v2/Users").status_code == 401, "a browser's cookie is nobody's here"


def test_every_reading_is_on_record(ask: Ask) -> None:
    ask("GET", "Users")
    set_actor(SYSTEM)
    entry = Entry.objects.get(verb="accounts.people-read")
    assert (entry.role, entry.facts["count"] > 3) == ("provisioner", True)
