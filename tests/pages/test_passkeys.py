"""Passkeys that somebody else has, or that do not do what is asked of them, from an authenticator of the test's own; the last second factor of an officer."""

import hashlib
import json
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from article22.doors.web.account.adapter import CHANGES
from article22.ground.accounts.actions import access, people
from article22.ground.accounts.models import Person
from article22.ground.accounts.rules import Suspended
from article22.ground.journal.models import Entry
from article22.ground.wall.session import set_actor
from tests.cast import MONDAY, SYSTEM, member
from tests.pages.conftest import Visit

HOST, ORIGIN = "localhost", settings.ENVIRONMENT.public_url
PHRASE = "correct horse battery"
PRESENT, VERIFIED = AuthenticatorData.FLAG.UP, AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV
Flags = AuthenticatorData.FLAG


class Device:
    """Keeps one key, and answers with whatever flags and origin it is told to."""

    def __init__(self) -> None:
        self.key, self.id = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16)

    def register(self, options: dict[str, Any], *, is_alone: bool) -> str:
        data = AuthenticatorData.create(self.host(), VERIFIED | Flags.AT if is_alone else PRESENT | Flags.AT, 0, AttestedCredentialData.create(
            bytes(16), self.id, ES256.from_cryptography_key(self.key.public_key())))
        client = CollectedClientData.create("webauthn.create", websafe_decode(options["publicKey"]["challenge"]), ORIGIN)
        return self.written({"clientDataJSON": client, "attestationObject": AttestationObject.create("none", data, {})}, {"credProps": {"rk": is_alone}})

    def sign(self, options: dict[str, Any], person: Person | None = None, *, flags: Flags = VERIFIED, origin: str = ORIGIN, host: str = HOST) -> str:
        data = AuthenticatorData.create(self.host(host), flags, 0)
        client = CollectedClientData.create("webauthn.get", websafe_decode(options["publicKey"]["challenge"]), origin)
        said = {"clientDataJSON": client, "authenticatorData": data, "signature": self.key.sign(data + client.hash, ec.ECDSA(SHA256()))}
        return self.written(said | ({"userHandle": f"{person.pk}".encode()} if person else {}), {})

    def host(self, host: str = HOST) -> bytes:
        return hashlib.sha256(host.encode()).digest()

    def written(self, response: dict[str, bytes], extensions: Any) -> str:
        return json.dumps({"id": websafe_encode(self.id), "rawId": websafe_encode(self.id), "type": "public-key", "clientExtensionResults": extensions,
                           "response": {name: websafe_encode(content) for name, content in response.items()}})


def person(name: str) -> Person:
    set_actor(SYSTEM)
    found: Person = Person.objects.get(name=name)
    return found


def with_password(visit: Visit, name: str) -> Client:
    """Somebody after the password."""
    people.set_password(person(name), PHRASE, by=SYSTEM, at=MONDAY)
    client = visit()
    assert client.post("/account/sign-in/", {"login": person(name).email, "password": PHRASE}).status_code == 302
    return client


def given(visit: Visit, name: str, *, is_alone: bool) -> Device:
    """A device that somebody registered."""
    client, device = with_password(visit, name), Device()
    again = client.post("/account/again/?next=/account/passkeys/add/", {"password": PHRASE})
    assert again["Location"] == "/account/passkeys/add/"
    options = client.get("/account/passkeys/add/").context["js_data"]["creation_options"]
    answer = client.post("/account/passkeys/add/", {"name": "Key", "credential": device.register(options, is_alone=is_alone),
                                                    **({"passwordless": "on"} if is_alone else {})})
    assert answer["Location"] == "/account/recovery-codes/", answer.content.decode()
    return device


def options_for(client: Client) -> dict[str, Any]:
    """What somebody who is not known yet is asked to sign."""
    asked: dict[str, Any] = client.get("/account/passkey/", headers={"X-Requested-With": "XMLHttpRequest"}).json()["request_options"]
    return asked


def sign_in(client: Client, credential: str) -> bool:
    answer = client.post("/account/passkey/", {"credential": credential})
    assert answer.status_code == 302, answer.content
    return answer["Location"] == "/home/" and client.get("/desk/").status_code == 200


def test_a_passkey_that_was_made_for_it_signs_in_alone(visit: Visit) -> None:
    device, client = given(visit, "Lee Park", is_alone=True), visit()
    assert sign_in(client, device.sign(options_for(client), person("Lee Park")))


@pytest.mark.parametrize("change", [{"flags": PRESENT}, {"flags": Flags(0)}, {"origin": "https://elsewhere.example"}, {"origin": "http://elsewhere.localhost"},
                                    {"host": "elsewhere.example"}])
def test_one_that_did_not_verify_its_holder_or_answers_to_another_page_opens_nothing(visit: Visit, change: dict[str, Any]) -> None:
    device, client = given(visit, "Lee Park", is_alone=True), visit()
    assert not sign_in(client, device.sign(options_for(client), person("Lee Park"), **change))


def test_a_key_that_stands_beside_a_password_does_not_sign_in_alone(visit: Visit) -> None:
    device, client = given(visit, "Lee Park", is_alone=False), visit()
    assert not sign_in(client, device.sign(options_for(client), person("Lee Park"), flags=PRESENT))


def test_what_was_asked_of_one_person_beside_a_password_opens_nothing_of_another_alone(visit: Visit) -> None:
    stolen = given(visit, "Lee Park", is_alone=True)
    given(visit, "Omar Quill", is_alone=False)
    thief = with_password(visit, "Omar Quill")
    asked = thief.get("/account/second-factor/code/").context["js_data"]["request_options"]
    session = thief.session
    session["account_login"] = {**session["account_login"], "initiated_at": 1}  # the password was given too long ago, and is asked for again
    session.save()
    assert not sign_in(thief, stolen.sign(asked, person("Lee Park"), flags=PRESENT)), "nobody's finger was asked for"


def test_a_key_is_its_holders_alone_and_each_question_is_answered_once(visit: Visit) -> None:
    device, client = given(visit, "Lee Park", is_alone=True), visit()
    assert not sign_in(client, device.sign(options_for(client), person("Ines Valk")))
    signed = device.sign(options_for(client), person("Lee Park"))
    assert sign_in(client, signed)
    client.post("/account/sign-out/")
    assert not sign_in(client, signed)


def test_a_suspended_account_is_not_opened_by_its_passkey(visit: Visit) -> None:
    device, client = given(visit, "Lee Park", is_alone=True), visit()
    set_actor(member("administrator"))
    access.suspend_person(person("Lee Park").pk, Suspended.DECIDED, reason="left", by=member("administrator"), at=MONDAY)
    assert not sign_in(client, device.sign(options_for(client), person("Lee Park")))


@pytest.mark.parametrize("origin", ["http://elsewhere.localhost", "http://localhost:1"])
def test_beside_a_password_too_only_an_answer_given_at_this_address_counts(visit: Visit, origin: str) -> None:
    device = given(visit, "Lee Park", is_alone=False)
    for answered, whither in ((origin, None), (ORIGIN, "/home/")):
        client = with_password(visit, "Lee Park")
        asked = client.get("/account/second-factor/code/").context["js_data"]["request_options"]
        answer = client.post("/account/second-factor/code/", {"credential": device.sign(asked, origin=answered, flags=PRESENT)})
        assert answer.get("Location") == whither


NONSENSE = ("", "{", "[]", "1", "null", '"x"', "{}", '{"id": 1}', '{"rawId": "!", "response": {}}', '{"response": []}', '{"response": {"userHandle": 7}}',
            '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "AA", "authenticatorData": "AA", "signature": "AA"}}')


@pytest.mark.parametrize("credential", NONSENSE)
def test_nonsense_is_refused_and_no_fault_of_ours(visit: Visit, credential: str) -> None:
    client = visit()
    options_for(client)
    assert not sign_in(client, credential)


@pytest.mark.parametrize("change", [
    lambda said: said["response"].update(userHandle=websafe_encode(b"nobody")), lambda said: said["response"].pop("userHandle"),
    lambda said: said["response"].update(userHandle="\u00e9"), lambda said: said["response"].update(signature="AA"),
    lambda said: said["response"].update(clientDataJSON=websafe_encode(b"[]")), lambda said: said["response"].update(clientDataJSON=websafe_encode(b"{}")),
    lambda said: said["response"].update(authenticatorData=websafe_encode(b"short")), lambda said: said.update(id="BB"), lambda said: said.pop("rawId"),
    lambda said: said.update(response=None),
])
def test_what_was_changed_on_its_way_opens_nothing(visit: Visit, change: Callable[[Any], Any]) -> None:
    device, client = given(visit, "Lee Park", is_alone=True), visit()
    said = json.loads(device.sign(options_for(client), person("Lee Park")))
    change(said)
    assert not sign_in(client, json.dumps(said))


def test_an_officer_keeps_one_second_factor(visit: Visit) -> None:
    device, client = given(visit, "Lee Park", is_alone=True), visit()
    assert sign_in(client, device.sign(options_for(client), person("Lee Park")))
    client.post("/account/again/?next=/home/", {"password": PHRASE})
    passkey = Authenticator.objects.get(user=person("Lee Park"), type="webauthn")
    page = f"/account/passkeys/{passkey.pk}/remove/"
    for answer in (client.get(page), client.post(page)):
        assert "Set up another one first" in answer.content.decode()
    TOTP.activate(person("Lee Park"), generate_totp_secret())
    assert client.post(page).status_code == 302
    answer = client.post("/account/second-factor/remove/")
    assert "Set up another one first" in answer.content.decode()
    assert [one.type for one in Authenticator.objects.filter(user=person("Lee Park")).exclude(type="recovery_codes")] == ["totp"]


def test_a_representative_may_do_without_one(visit: Visit) -> None:
    device, client = given(visit, "Ana Ferro", is_alone=True), visit()
    client.post("/account/passkey/", {"credential": device.sign(options_for(client), person("Ana Ferro"))})
    client.post("/account/again/?next=/home/", {"password": PHRASE})
    passkey = Authenticator.objects.get(user=person("Ana Ferro"), type="webauthn")
    assert client.post(f"/account/passkeys/{passkey.pk}/remove/").status_code == 302
    assert not Authenticator.objects.filter(user=person("Ana Ferro")).exists()


def test_nobody_removes_anothers(visit: Visit) -> None:
    given(visit, "Ines Valk", is_alone=False)
    passkey = Authenticator.objects.get(user=person("Ines Valk"), type="webauthn")
    client = with_password(visit, "Ana Ferro")
    client.post("/account/again/?next=/home/", {"password": PHRASE})
    assert client.post(f"/account/passkeys/{passkey.pk}/remove/").status_code == 404


def test_every_password_and_factor_that_comes_or_goes_is_an_entry(visit: Visit, django_capture_on_commit_callbacks: Callable[..., Any]) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        device, client = given(visit, "Ana Ferro", is_alone=True), visit()
        client.post("/account/passkey/", {"credential": device.sign(options_for(client), person("Ana Ferro"))})
        client.post("/account/again/?next=/home/", {"password": PHRASE})
        secret = client.get("/account/second-factor/set-up/").context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
        assert client.post("/account/second-factor/set-up/", {"code": code}).status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/account/recovery-codes/new/").status_code == 302
    assert client.post("/account/second-factor/remove/").status_code == 302
    passkey = Authenticator.objects.get(user=person("Ana Ferro"), type="webauthn")
    assert client.post(f"/account/passkeys/{passkey.pk}/remove/").status_code == 302
    another = {"oldpassword": PHRASE, "password1": "purple monkey dishwasher", "password2": "purple monkey dishwasher"}
    assert client.post("/account/password/", another).status_code == 302
    set_actor(SYSTEM)
    verbs = set(Entry.objects.filter(subject=f"{person('Ana Ferro').pk}").values_list("verb", flat=True))
    assert {f"accounts.{verb}" for verb in CHANGES.values()} - {"accounts.password-set"} <= verbs, verbs
