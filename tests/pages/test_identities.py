"""What an identity provider answers that nobody should rely on, from one of the test's own on this machine, which says whatever a test wants."""

import base64
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.test import Client

from article22.env import Agency
from article22.ground.accounts import queries
from article22.ground.accounts.actions import access, people
from article22.ground.accounts.models import Organisation, Person
from article22.ground.accounts.rules import Role, Suspended
from article22.ground.journal.models import Entry
from article22.ground.wall.session import set_actor
from article22.settings import provider_of
from tests.cast import MONDAY, SYSTEM, member
from tests.pages.conftest import Visit
from tests.pages.reading import words_of

KEY, ANOTHER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
LEE = {"sub": "lee", "name": "Lee Park", "email": "lee.park@dss.example", "email_verified": True, "amr": ["pwd", "mfa"]}
INVENTED = "invented"
AGENCIES = (("dss", "Diplomatic Security Service"), ("usss", "Secret Service"))


class Provider:
    """Answers as an agency's provider would; a test changes what it says."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self.userinfo: Any = None
        self.sign: Callable[[dict[str, Any]], str | None] = lambda claims: jwt.encode(claims, KEY, "RS256", {"kid": "1"})
        self.broken: dict[str, bytes] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.issuer = f"http://localhost:{self.server.server_port}"

    def answers(self, path: str) -> Any:
        if path == "/.well-known/openid-configuration":
            return {"issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize", "token_endpoint": f"{self.issuer}/token",
                    "userinfo_endpoint": f"{self.issuer}/userinfo", "jwks_uri": f"{self.issuer}/jwks"}
        if path == "/jwks":
            return {"keys": [{**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "1", "alg": "RS256", "use": "sig"}]}
        if path == "/token":
            token = self.sign(self.claims)
            return {"access_token": "a", "token_type": "Bearer"} | ({"id_token": token} if token else {})
        return self.claims if self.userinfo is None else self.userinfo

    def handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = provider.broken.get(self.path) or json.dumps(provider.answers(self.path)).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(content)

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.do_GET()

            def log_message(self, *_: Any) -> None:
                pass

        return Handler


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    one = Provider()
    threading.Thread(target=one.server.serve_forever, args=(0.01,), daemon=True).start()
    serve(one.issuer, monkeypatch)
    yield one
    one.server.shutdown()
    one.server.server_close()


def serve(issuer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the agencies' provider be this one."""
    agencies = tuple(Agency(id=id, name=id.upper(), organisation=name, issuer=issuer, client_id=f"a22-{id}", client_secret=INVENTED) for id, name in AGENCIES)
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, agencies=agencies))
    monkeypatch.setattr(settings, "SOCIALACCOUNT_PROVIDERS", {"openid_connect": {"APPS": [provider_of(one) for one in agencies]}})


def begin(client: Client, agency: str = "dss", query: str = "") -> dict[str, str]:
    answer = client.post(f"/account/agency/{agency}/{query}")
    assert answer.status_code == 302, answer.content
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}


def come(provider: Provider, client: Client, given: dict[str, Any] = LEE, *, agency: str = "dss", query: str = "") -> Any:
    """Sign in at the agency as somebody, and come back; what is given beside goes into the token."""
    asked = begin(client, agency, query)
    provider.claims = {"iss": provider.issuer, "aud": f"a22-{agency}", "nonce": asked["nonce"], "iat": int(time.time()), "exp": int(time.time()) + 300, **given}
    return client.get(f"/account/agency/{agency}/back/", {"code": "c", "state": asked["state"]})


def is_in(client: Client) -> bool:
    return client.get("/home/").status_code == 200


def person(name: str) -> Person:
    set_actor(SYSTEM)
    found: Person = Person.objects.get(name=name)
    return found


def links() -> int:
    return SocialAccount.objects.count()


def part(content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def test_whoever_the_agency_vouches_for_is_in(provider: Provider, visit: Visit) -> None:
    client = visit()
    asked = begin(client)
    assert asked["code_challenge_method"] == "S256"
    assert come(provider, client)["Location"] == "/home/"
    assert is_in(client)
    assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize("given", [
    {"iss": "http://localhost:1"}, {"aud": "another"}, {"aud": ["a22-dss", "another"]}, {"aud": ["a22-dss", "another"], "azp": "another"},
    {"azp": "another"}, {"aud": "a22-usss"}, {"exp": 1}, {"iat": 32503680000, "exp": 32503690000}, {"nonce": "another"}, {"nonce": None}, {"sub": None},
    {"sub": ""}, {"nbf": 32503680000},
])
def test_a_token_that_was_meant_for_another_or_another_time_opens_nothing(provider: Provider, visit: Visit, given: dict[str, Any]) -> None:
    client = visit()
    answer = come(provider, client, {**LEE, **given})
    assert (answer.status_code, "cannot be relied on" in answer.content.decode(), is_in(client), links()) == (403, True, False, 0)
    set_actor(SYSTEM)
    assert Entry.objects.filter(verb="accounts.identity-refused").count() == 1


SIGNED = {
    "none": lambda claims: f"{part({'alg': 'none'})}.{part(claims)}.",
    "none with a key": lambda claims: f"{part({'alg': 'none', 'kid': '1'})}.{part(claims)}.",
    "a shared secret": lambda claims: jwt.encode(claims, INVENTED * 5, "HS256", {"kid": "1"}),
    "another key": lambda claims: jwt.encode(claims, ANOTHER, "RS256", {"kid": "1"}),
    "a key nobody knows": lambda claims: jwt.encode(claims, ANOTHER, "RS256", {"kid": "2"}),
    "garbage": lambda _: "a.b.c", "a list": lambda claims: jwt.encode(claims, KEY, "RS256", {"kid": ["1"]}), "no token": lambda _: None,
}


@pytest.mark.parametrize("how", SIGNED)
def test_a_token_that_the_agency_did_not_sign_opens_nothing(provider: Provider, visit: Visit, how: str) -> None:
    provider.sign = SIGNED[how]
    client = visit()
    assert (come(provider, client).status_code, is_in(client), links()) == (403, False, 0)


@pytest.mark.parametrize(("path", "content"), [
    ("/jwks", b"no json"), ("/jwks", b"[]"), ("/jwks", b'{"keys": [1]}'), ("/userinfo", b"[]"), ("/userinfo", b"no json"), ("/userinfo", b'"x"'),
    ("/token", b"[]"), ("/token", b"no json"), ("/token", b'{"access_token": "a", "id_token": 1}'),
    ("/token", b'{"access_token": "a", "expires_in": "soon"}'), ("/.well-known/openid-configuration", b"[]"), ("/.well-known/openid-configuration", b"{}"),
])
def test_what_makes_no_sense_is_refused_and_no_fault_of_ours(provider: Provider, visit: Visit, path: str, content: bytes) -> None:
    client = visit()
    asked = begin(client)
    provider.broken[path] = content
    answer = client.get("/account/agency/dss/back/", {"code": "c", "state": asked["state"]})
    assert (answer.status_code, is_in(client), links()) == (403, False, 0)


def test_a_provider_that_is_away_is_said_to_be(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    serve("http://localhost:9", monkeypatch)
    answer = visit().post("/account/agency/dss/")
    assert (answer.status_code, "cannot be relied on" in answer.content.decode()) == (403, True)


def test_clocks_may_differ_by_some_seconds(provider: Provider, visit: Visit) -> None:
    client = visit()
    come(provider, client, {**LEE, "iat": int(time.time()) + 20, "exp": int(time.time()) - 5})
    assert is_in(client)


def test_the_address_of_an_issuer_that_ends_in_a_slash_is_that_of_its_discovery_without(provider: Provider) -> None:
    one = settings.ENVIRONMENT.agencies[0]
    assert provider_of(replace(one, issuer="https://id.agency.example/"))["settings"]["server_url"] == (
        "https://id.agency.example/.well-known/openid-configuration")


@pytest.mark.parametrize("amr", ["mfa", "no-mfa", ["pwd"], {"mfa": 1}, 7, None, [["mfa"]]])
def test_only_a_list_that_says_mfa_is_a_second_factor(provider: Provider, visit: Visit, amr: Any) -> None:
    client = visit()
    come(provider, client, {**LEE, "amr": amr})
    assert (is_in(client), client.get("/desk/").status_code) == (False, 302)


@pytest.mark.parametrize(("given", "why"), [
    ({"email_verified": False}, "verified mail address"), ({"email_verified": "true"}, "verified mail address"),
    ({"email_verified": 1}, "verified mail address"), ({"email": None}, "verified mail address"),
    ({"email": "ana.ferro@valdoria.example"}, "no role of it here"),
    ({"email": "omar.quill@usss.example"}, "no role of it here"), ({"email": "no address"}, "verified mail address"),
    ({"email": ["lee.park@dss.example"]}, "verified mail address"),
])
def test_nobody_is_found_by_an_address_that_was_not_verified_or_has_no_role_of_that_agency(provider: Provider, visit: Visit, given: Any, why: str) -> None:
    client = visit()
    answer = come(provider, client, {**LEE, **given})
    assert (answer.status_code, why in words_of(answer.content.decode()), is_in(client), links()) == (403, True, False, 0)


def test_an_address_and_whether_it_is_verified_are_said_by_the_same(provider: Provider, visit: Visit) -> None:
    provider.userinfo = {"sub": "lee", "email": "anybody@dss.example", "email_verified": True}
    answer = come(provider, visit(), {"sub": "lee", "email": "lee.park@dss.example", "amr": ["mfa"]})
    assert (answer.status_code, links()) == (403, 1)
    assert SocialAccount.objects.get().user.get_username() == "anybody@dss.example"


def test_what_the_agency_says_of_another_subject_is_not_heard(provider: Provider, visit: Visit) -> None:
    provider.userinfo = {**LEE, "sub": "dana"}
    assert (come(provider, visit()).status_code, links()) == (403, 0)


def test_another_subject_with_the_same_address_is_not_that_person(provider: Provider, visit: Visit) -> None:
    come(provider, visit())
    client = visit()
    answer = come(provider, client, {**LEE, "sub": "lee-2"})
    assert (answer.status_code, is_in(client), links()) == (403, False, 1)
    assert "somebody else" in words_of(answer.content.decode())

    set_actor(member("administrator"))
    access.suspend_person(person("Lee Park").pk, Suspended.DECIDED, reason="DSS made a new account", by=member("administrator"), at=MONDAY)
    answer = come(provider, visit(), {**LEE, "sub": "lee-2"})
    assert (answer.status_code, "suspended" in words_of(answer.content.decode()), links()) == (403, True, 0)
    access.restore_person(person("Lee Park").pk, "the new one is hers", by=member("administrator"), at=MONDAY)
    come(provider, client, {**LEE, "sub": "lee-2"})
    assert is_in(client)


def test_the_same_subject_at_another_provider_is_not_that_person(provider: Provider, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    come(provider, visit())
    before, provider.issuer = provider.issuer, provider.issuer.replace("localhost", "127.0.0.1")
    serve(provider.issuer, monkeypatch)
    client = visit()
    assert come(provider, client, {**LEE, "email": "ines.valk@dss.example", "name": "Ines Valk"})["Location"] == "/home/"
    assert before != provider.issuer
    assert links() == 2
    assert {one.user.get_username() for one in SocialAccount.objects.all()} == {"lee.park@dss.example", "ines.valk@dss.example"}


def test_a_subject_is_of_any_length(provider: Provider, visit: Visit) -> None:
    client = visit()
    come(provider, client, {**LEE, "sub": "x" * 255})
    assert is_in(client)


@pytest.mark.parametrize(("name", "email"), [
    ("Noa\u202e Berg\x00\ud800", "noa.berg@dss.example"), ("x" * 500, "noa.berg@dss.example"), ("", f"{'n' * 60}@{'d' * 60}.{'e' * 60}.example"),
    ({"a": 1}, "noa.berg@dss.example"),
])
def test_whoever_is_not_known_waits_under_a_name_that_can_be_kept(provider: Provider, visit: Visit, name: Any, email: str) -> None:
    client = visit()
    answer = come(provider, client, {**LEE, "sub": "noa", "name": name, "email": email})
    assert (answer.status_code, "waits for an administrator" in answer.content.decode(), is_in(client)) == (403, True, False)
    set_actor(SYSTEM)
    noa = Person.objects.get(email=email)
    assert (noa.is_active, noa.suspended_why, noa.memberships.count(), links()) == (False, Suspended.AWAITING, 0, 1)
    assert not re.search("[\u202e\x00]", noa.name)


def test_an_address_that_no_account_can_have_opens_none(provider: Provider, visit: Visit) -> None:
    answer = come(provider, visit(), {**LEE, "sub": "noa", "email": f"{'n' * 60}@{'.'.join(['d' * 60] * 4)}.example"})
    assert (answer.status_code, links()) == (403, 0)


def test_a_suspended_account_is_neither_opened_nor_linked(provider: Provider, visit: Visit) -> None:
    set_actor(member("administrator"))
    access.suspend_person(person("Lee Park").pk, Suspended.DECIDED, reason="left", by=member("administrator"), at=MONDAY)
    client = visit()
    answer = come(provider, client)
    assert (answer.status_code, "is suspended" in words_of(answer.content.decode()), is_in(client), links()) == (403, True, False, 0)


def test_a_state_is_of_one_agency_one_browser_and_one_use(provider: Provider, visit: Visit) -> None:
    client, another = visit(), visit()
    asked = begin(client)
    back = {"code": "c", "state": asked["state"]}
    assert client.get("/account/agency/usss/back/", back).status_code == 403
    assert another.get("/account/agency/dss/back/", back).status_code == 403
    come(provider, client)
    client.post("/account/sign-out/")
    assert client.get("/account/agency/dss/back/", back).status_code == 403 or not is_in(client)
    assert not is_in(client)


@pytest.mark.parametrize("process", ["connect", "redirect", "other"])
def test_no_other_thing_can_be_asked_of_it_than_to_sign_in(provider: Provider, visit: Visit, process: str) -> None:
    client = visit("representative")
    come(provider, client, query=f"?process={process}&next=//elsewhere.example/")
    assert "Lee Park" in client.get("/home/").content.decode()


def test_it_leads_nowhere_else(provider: Provider, visit: Visit) -> None:
    assert come(provider, visit(), query="?next=https://elsewhere.example/")["Location"] == "/home/"
    assert come(provider, visit(), query="?next=/desk/")["Location"] == "/desk/"


def holds_both() -> Person:
    """Lee Park, watch officer of two agencies."""
    lee = person("Lee Park")
    people.add_membership(lee, Organisation.objects.get(name="Secret Service"), Role.SUPERVISOR, by=SYSTEM, at=MONDAY)
    return lee


def test_an_agency_answers_for_its_own_roles_alone_also_after_a_second_factor_of_here(provider: Provider, visit: Visit) -> None:
    lee, secret = holds_both(), generate_totp_secret()
    TOTP.activate(lee, secret)
    client = visit()
    answer = come(provider, client)
    assert answer["Location"].startswith("/account/second-factor/code/")
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert client.post("/account/second-factor/code/", {"code": code}).status_code == 302
    page = client.get("/home/").content.decode()
    assert ("Diplomatic Security Service" in page, "Secret Service" in page) == (True, False)


@pytest.mark.parametrize("path", ["second-factor/set-up/", "passkeys/add/", "password/set/", "password/", "recovery-codes/new/"])
def test_an_agency_cannot_make_a_key_to_what_another_gave(provider: Provider, visit: Visit, path: str) -> None:
    holds_both()
    client = visit()
    come(provider, client)
    assert client.get("/desk/").status_code == 200
    for answer in (client.get(f"/account/{path}"), client.post(f"/account/{path}", {"password1": "x", "password2": "x"})):
        assert (answer.status_code, "another organisation" in answer.content.decode()) == (409, True)
    assert client.post("/account/sign-out/").status_code == 302
    assert queries.list_memberships(person("Lee Park").pk)


def test_whoever_acts_for_one_agency_alone_sets_a_second_factor_up_in_its_session(provider: Provider, visit: Visit) -> None:
    client = visit()
    come(provider, client, {**LEE, "amr": ["pwd"]})
    assert client.get("/account/second-factor/set-up/").status_code == 200
