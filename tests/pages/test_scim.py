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

    def go(method: str, path: str, content: Any = None, *, agency: str = "Diplomatic Security Service", status: int = 200, token: str = "") -> Any:
        if agency not in tokens and not token:
            set_actor(SYSTEM)
            tokens[agency] = provisioning.make_agency_token(Organisation.objects.get(name=agency), until=timezone.now() + timedelta(days=9), by=SYSTEM,
                                                            at=MONDAY, machine_now=timezone.now())
        given = {"data": content if isinstance(content, str) else json.dumps(content), "content_type": "application/scim+json"} if content is not None else {}
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
    ("PATCH", "Users", active(True), 405, None), ("GET", "Schemas?filter=id eq 1", None, 403, None), ("GET", "Groups", None, 404, None),
])
def test_what_cannot_be_understood_is_said_in_scims_own_form(ask: Ask, method: str, path: str, content: Any, status: int, kind: str | None) -> None:
    assert ask(method, path, content, status=status).get("scimType") == kind


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
