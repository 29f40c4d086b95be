"""The conformance tester of another project (scim2-tester) against the running system, with an agency's token."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx2 import Client, HTTPTransport, Request, Response
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

from tests.stories.running import System, system

AT = "@dss.example"
# What the tester would have otherwise: an account that a directory enters is active only once an administrator approved it, and nobody is without a name.
OURS = {("check_add_attribute", "active"), ("check_remove_attribute", "active"), ("check_replace_attribute", "active"),
        ("check_remove_attribute", "displayName")}


class Mailed(HTTPTransport):
    """The tester makes up words as names; a name here is a mail address, so each gets a domain on its way in and loses it on its way out."""

    def handle_request(self, request: Request) -> Response:
        if body := request.read():
            request = Request(request.method, request.url, headers=without_length(request.headers.raw), content=json.dumps(named(json.loads(body), AT)))
        answer = super().handle_request(request)
        content = answer.read()
        answer.close()
        return Response(answer.status_code, headers=without_length(answer.headers.raw), content=json.dumps(named(json.loads(content))) if content else b"")


def without_length(headers: Any) -> Any:
    return [(name, value) for name, value in headers if name.lower() not in (b"content-length", b"transfer-encoding")]


def named(content: Any, domain: str = "") -> Any:
    if isinstance(content, list):
        return [named(one, domain) for one in content]
    if not isinstance(content, dict):
        return content
    found = {key: named(value, domain) for key, value in content.items()}
    for key in ("userName", *(["value"] if f"{found.get('path')}".endswith("userName") else [])):
        if isinstance(found.get(key), str):
            found[key] = found[key] + domain if domain else found[key].removesuffix(AT)
    return found


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system(tmp_path_factory.mktemp("scim") / "a22") as one:
        yield one


def test_a_tester_of_others_finds_what_is_meant_and_nothing_else(running: System) -> None:
    until = datetime.now(UTC).date() + timedelta(days=2)
    made = running.command("scim", "make", "Diplomatic Security Service", "--until", f"{until}")
    assert made.returncode == 0, made.stderr
    assert running.command("scim", "make", "Embassy of Valdoria", "--until", f"{until}").returncode == 2
    with Client(base_url=f"{running.url}/scim/v2", headers={"Authorization": f"Bearer {made.stdout.strip()}"}, transport=Mailed()) as http:
        results = check_server(SyncSCIMClient(http))
    amiss = {(one.title, f"{one.reason}") for one in results if one.status in (Status.ERROR, Status.CRITICAL)}
    assert sum(one.status is Status.SUCCESS for one in results) > 30
    assert {(title, why) for title, why in amiss if not any(title == check and f"'{attribute}'" in why for check, attribute in OURS)} == set()
    assert f"until {until}\n1 token holds." in running.command("scim", "list").stdout
