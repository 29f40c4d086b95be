"""Every address × every role: nothing is left to chance, and nothing new is forgotten."""

import base64
import hmac
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from article22.ground.accounts.rules import Role

Browser = Callable[..., Client]
EVERYBODY = ("public", *Role)
OPEN = dict.fromkeys(EVERYBODY, 200)
MOVED = dict.fromkeys(EVERYBODY, 302)
ABSENT = dict.fromkeys(EVERYBODY, 404)
NEEDS_TOKEN = dict.fromkeys(EVERYBODY, 401)
SIGNED_IN = {**dict.fromkeys(Role, 200), "public": 302}
ONLY_POST = {**dict.fromkeys(Role, 405), "public": 302}
SIGN_IN_ITSELF = {**dict.fromkeys(Role, 302), "public": 200}


def only(*roles: Role, others: int = 404) -> dict[Any, int]:
    """A page that some roles can open; for all others it is not there."""
    return {**dict.fromkeys(Role, others), **dict.fromkeys(roles, 200), "public": 302}


ADMINISTRATION = (Role.ADMINISTRATOR, Role.INSPECTOR)
DESK = (Role.WATCH_OFFICER, Role.LIAISON_OFFICER, Role.ANALYST, Role.CHIEF_ANALYST, Role.SUPERVISOR, Role.OFM_OFFICER)
PROTECTORS = tuple(role for role in Role if role not in (Role.REPRESENTATIVE, Role.ADMINISTRATOR))

CARDS = (Role.WATCH_OFFICER, Role.LIAISON_OFFICER, Role.OFM_OFFICER, *ADMINISTRATION)

# What a GET of each address answers to each role. 302 of the public leads to signing in.
EXPECTED: dict[str, dict[Any, int]] = {
    "healthz": OPEN, "readyz": OPEN, "metrics": OPEN, "robots": OPEN, "start": MOVED, "preferences": MOVED,
    **dict.fromkeys(("card_keeper", "card_offline", "tour", "tour_asking", "tour_report"), OPEN),
    **dict.fromkeys(("tour_filed", "tour_silence", "tour_proof"), ABSENT),  # no case bears that number
    "card": OPEN, "wall": OPEN, "demo": OPEN, "would_dial": OPEN, "all_caught": OPEN, "caught": ABSENT, "demo_sign_in": dict.fromkeys(EVERYBODY, 405),
    "home": SIGNED_IN, "act_as": ONLY_POST,
    "reverification": ABSENT, "confirm_change": ABSENT, "way_changes": only(Role.LIAISON_OFFICER), "act_on_way_change": {**ABSENT, "public": 302},
    "wallet": OPEN, "wallet_check": ABSENT, "wallet_print": ABSENT, "wallet_recalled": ABSENT,  # no card bears that serial
    "recalls": only(*CARDS), "recall": {**ABSENT, "public": 302},
    "export_case": {**ABSENT, "public": 302}, "report_number": OPEN, "answer": ABSENT, "receipt": ABSENT, "receipt_file": ABSENT, "set_first_password": ABSENT,
    "representatives": only(Role.REPRESENTATIVE, Role.WATCH_OFFICER, Role.LIAISON_OFFICER), "representative_act": {**ABSENT, "public": 302},
    "tasks": only(Role.REPRESENTATIVE, Role.WATCH_OFFICER, Role.LIAISON_OFFICER),
    **dict.fromkeys(("priority", "police_desks"), only(Role.WATCH_OFFICER, Role.LIAISON_OFFICER, Role.OFM_OFFICER, Role.INSPECTOR)),
    "police_desk": only(Role.LIAISON_OFFICER), "priority_send": ONLY_POST,
    **{name: {**ABSENT, "public": 302} for name in ("priority_place", "priority_csv", "priority_pdf", "taken_out")},  # no place, desk or form has that id
    **dict.fromkeys(("priority_answer", "priority_answer_csv", "priority_answer_pdf"), ABSENT),
    "missions": SIGNED_IN, "mission": SIGNED_IN, "register_mission": only(Role.OFM_OFFICER),
    "exports": SIGNED_IN, "lists": only(Role.OFM_OFFICER, Role.LIAISON_OFFICER, Role.ADMINISTRATOR), "list": {**ABSENT, "public": 302}, "undo_list": ONLY_POST,
    "dossier": {**ABSENT, "public": 302}, "dossier_act": ONLY_POST,  # no place bears that id
    "claim_act": {**ABSENT, "public": 302}, "authority": only(*(role for role in Role if role not in (Role.ADMINISTRATOR, Role.SUPERVISOR))),
    "contacts": only(Role.REPRESENTATIVE, Role.WATCH_OFFICER, Role.LIAISON_OFFICER, Role.OFM_OFFICER),
    "officers": only(Role.LIAISON_OFFICER), "agencies": only(Role.LIAISON_OFFICER),
    **dict.fromkeys(("cancel_absence", "confirm_agency", "verify_premises", "end_premises", "set_switchboard", "change_mission", "add_premises",
                     "assign_liaison", "end_assignment", "end_mission", "decide_change", "decide_edition", "end_role", "decide_grant",
                     "decide_reset"), ONLY_POST),
    **dict.fromkeys(("administration", "lines", "line", "findings", "reports"), only(*ADMINISTRATION)),
    "desk": only(*DESK), "desk_sheet": only(*DESK), "desk_ticket": only(*DESK),
    **dict.fromkeys(("desk_log", "desk_reading"), only(Role.WATCH_OFFICER, Role.LIAISON_OFFICER)),
    **{f"desk_{act}": {**ABSENT, "public": 302} for act in ("case", "call", "ask", "decide", "move", "promote", "merge", "route", "sort", "add", "note",
                                                            "strike", "tick", "hold", "purge", "whose")},  # no case bears that number
    **dict.fromkeys(("desk_acknowledge", "desk_emergency", "desk_take", "desk_lift"), ONLY_POST),
    "people": only(*ADMINISTRATION, Role.LIAISON_OFFICER), "add_role": {**ABSENT, "public": 302}, "propose_reset": {**ABSENT, "public": 302},
    "set_up_anew": {**ABSENT, "public": 302}, "password_link": {**ABSENT, "public": 302},
    "access": only(*ADMINISTRATION), **{name: {**ABSENT, "public": 302} for name in ("keep_access", "suspend_person", "restore_person")},
    "glasses": only(*ADMINISTRATION), "glass": {**ABSENT, "public": 302}, "end_glass": ONLY_POST, "break_glass": MOVED,  # to sign in: nobody is half-way
    "purges": only(Role.ADMINISTRATOR), "decide_purge": ONLY_POST, "decide_correction_purge": ONLY_POST, "decide_hold": ONLY_POST,
    "desk_retention": only(Role.WATCH_OFFICER, Role.LIAISON_OFFICER),
    "drills": only(Role.WATCH_OFFICER, Role.LIAISON_OFFICER), "schedules": only(Role.WATCH_OFFICER, Role.LIAISON_OFFICER),
    "drill": {**ABSENT, "public": 302}, "drill_act": ONLY_POST, "end_schedule": ONLY_POST, "drill_answer": ABSENT,
    "delivery": {**ABSENT, "public": 302}, "decide_address": ONLY_POST,  # in a demo nothing is armed
    **{name: {**ABSENT, "public": 302} for name in ("attach", "attachment", "inspector_case", "inspector_duty")},  # no case bears that number
    **dict.fromkeys(("inspector", "inspector_report", "inspector_report_file"), only(Role.INSPECTOR)),
    **dict.fromkeys(("portal", "portal_report", "portal_mission", "portal_missing"), only(Role.REPRESENTATIVE)),
    "portal_wrong": {**ABSENT, "public": 302}, "portal_confirm_card": ONLY_POST,  # no place of a mission bears that id
    "corrections": only(Role.LIAISON_OFFICER, Role.OFM_OFFICER, Role.INSPECTOR),
    **{f"portal_{name}": {**ABSENT, "public": 302} for name in ("case", "add", "reply", "withdraw", "danger", "mail")},
    # A program has a token: to the API a browser's cookie is nobody's.
    "api:show_route": dict.fromkeys(EVERYBODY, 422), "api:show_directory": OPEN, "api:openapi-json": OPEN,
    "api:api-root": ABSENT, "api:show_receipt": ABSENT,
    **dict.fromkeys(("api:post_change", "api:show_missions", "api:show_mission", "api:show_changes", "api:post_case", "api:show_cases", "api:show_case",
                     "api:show_register", "api:show_attachments", "api:post_attachment", "api:fetch_attachment"), NEEDS_TOKEN),
    **dict.fromkeys(("api:post_report", "api:post_approval", "api:post_refusal"), dict.fromkeys(EVERYBODY, 405)),
    **dict.fromkeys(("scim_users", "scim_search", "scim_search_all", "scim_user"), NEEDS_TOKEN),
    **dict.fromkeys(("scim_config", "scim_schemas", "scim_schema", "scim_types", "scim_type"), NEEDS_TOKEN),
    "account_login": SIGN_IN_ITSELF, "account_signup": OPEN, "account_reset_password": OPEN, "account_inactive": OPEN,
    "account_logout": {**dict.fromkeys(Role, 200), "public": 302}, "account_reauthenticate": {**dict.fromkeys(Role, 403), "public": 302},
    "account_change_password": MOVED, "account_set_password": SIGNED_IN,  # the cast have no password yet
    "sessions": SIGNED_IN, "end_session": ONLY_POST, "tokens": SIGNED_IN, "revoke_token": ONLY_POST,
    "mfa_index": SIGNED_IN, "mfa_authenticate": MOVED, "mfa_reauthenticate": {**dict.fromkeys(Role, 403), "public": 302}, "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": {**ABSENT, "public": 302}, "mfa_view_recovery_codes": {**ABSENT, "public": 302},
    "openid_connect_login": dict.fromkeys(EVERYBODY, 405), "openid_connect_callback": ABSENT,  # this installation knows no such agency
    "mfa_login_webauthn": dict.fromkeys(EVERYBODY, 302), "mfa_list_webauthn": SIGNED_IN, "mfa_add_webauthn": SIGNED_IN,
    "mfa_reauthenticate_webauthn": {**dict.fromkeys(Role, 403), "public": 302},
    "mfa_edit_webauthn": {**ABSENT, "public": 302}, "mfa_remove_webauthn": {**ABSENT, "public": 302},
    "mfa_generate_recovery_codes": SIGNED_IN, "mfa_download_recovery_codes": {**ABSENT, "public": 302},
}
WITHOUT_SIGN_IN = {
    "priority_answer", "priority_answer_csv", "priority_answer_pdf",
    "wallet", "wallet_check", "answer", "reverification", "confirm_change", "report_number", "receipt", "receipt_file", "set_first_password",
    "wallet_print", "wallet_recalled", *(name for name in EXPECTED if name.startswith(("api:", "scim_"))),
    "healthz", "readyz", "metrics", "robots", "start", "preferences", "card", "wall", "demo", "demo_sign_in", "would_dial", "all_caught", "caught",
    "card_keeper", "card_offline", "tour", "tour_asking", "tour_report", "tour_filed", "tour_silence", "tour_proof",
    "account_login", "account_signup", "account_reset_password", "account_inactive", "account_logout", "mfa_authenticate", "mfa_login_webauthn", "break_glass",
    "openid_connect_login", "openid_connect_callback",
}


SAMPLE = re.compile(r"<(?:[a-z]+:)?([a-z_]+)>")
SAMPLES = {"number": "VAL-1", "slot": "CP-09", "token": "x", "signed": "x", "serial": "VAL-1-ABCDEF", "reference": "VAL-1", "kind": "concern", "act": "verify",
           "region": "TN", "city": "Nashville", "desk": "00000000-0000-7000-8000-000000000000",
           "pk": "1", "asked": "x", "changed": "x", "step": "withdraw", "recalled": "x",
           **dict.fromkeys((
               "caught", "address", "attachment", "entry", "agency", "premises", "change", "change_id", "edition", "person", "purge", "hold",
               "representative", "claim", "way_change", "review", "recall", "form", "draft", "run", "out"),
               "00000000-0000-7000-8000-000000000000")}
SAMPLES |= dict.fromkeys(("drill", "schedule"), SAMPLES["caught"])
SAMPLES |= {"provider_id": "dss", **dict.fromkeys(("user", "id", "glass"), SAMPLES["caught"])}
WITHOUT_SIGN_IN.add("drill_answer")


def named_patterns(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[tuple[str, str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + SAMPLE.sub(lambda found: SAMPLES[found[1]], str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from ((f"{entry.namespace}:{name}" if entry.namespace else name, *rest) for name, *rest in named_patterns(entry, path))
        else:
            assert entry.name, f"{path} has no name"
            yield entry.name, path, entry


ADDRESSES = {name: path for name, path, _ in named_patterns()}


def test_every_address_is_in_the_table() -> None:
    assert set(ADDRESSES) == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_each_address_answers_each_role_as_it_must(name: str, visit: Browser) -> None:
    got = {role: visit(None if role == "public" else role).get(ADDRESSES[name]).status_code for role in EVERYBODY}
    assert got == EXPECTED[name]


@pytest.mark.parametrize("name", sorted(set(EXPECTED) - WITHOUT_SIGN_IN))
def test_whoever_is_not_signed_in_is_led_to_sign_in(name: str, visit: Browser) -> None:
    assert visit().get(ADDRESSES[name])["Location"].startswith("/account/sign-in/?next=")


def test_sign_in_is_the_default_and_these_are_the_exceptions() -> None:
    open_ = {name for name, _, pattern in named_patterns() if getattr(pattern.callback, "login_required", True) is False}
    assert open_ == WITHOUT_SIGN_IN


def test_an_officer_with_a_password_alone_can_only_set_up_a_second_factor(visit: Browser) -> None:
    from article22.ground.accounts.actions import people as actions
    from article22.ground.accounts.models import Person
    from article22.ground.wall.session import set_actor
    from tests.cast import MONDAY, SYSTEM

    set_actor(SYSTEM)
    person = Person.objects.get(name="Dana Reyes")
    actions.set_password(person, "correct horse battery", by=SYSTEM, at=MONDAY)
    client = visit()
    answer = client.post("/account/sign-in/", {"login": "dana.reyes@dss.example", "password": "correct horse battery"})
    assert (answer.status_code, answer["Location"]) == (302, "/home/")
    assert client.get("/home/")["Location"] == "/account/second-factor/"
    assert client.get("/account/second-factor/set-up/")["Location"].startswith("/account/again/")
    client.post("/account/again/", {"password": "correct horse battery"})
    page = client.get("/account/second-factor/set-up/").content.decode()
    secret = page.split('<code><bdi dir="ltr">')[1].split("<")[0]
    assert client.post("/account/second-factor/set-up/", {"code": totp(secret)}).status_code == 302
    assert client.get("/home/").status_code == 302, "a factor that was just set up has not been used to sign in"
    again = visit()
    answer = again.post("/account/sign-in/", {"login": "dana.reyes@dss.example", "password": "correct horse battery"})
    assert answer["Location"].startswith("/account/second-factor/code/")
    assert again.get("/home/").status_code == 302
    assert again.post("/account/second-factor/code/", {"code": totp(secret, ahead=1)}).status_code == 302
    assert again.get("/home/").status_code == 200


def totp(secret: str, ahead: int = 0) -> str:
    """The six digits of RFC 6238, worked out here."""
    counter = int(time.time() // 30 + ahead).to_bytes(8, "big")
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at:at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def test_a_wrong_password_says_nothing_about_who_has_an_account(visit: Browser) -> None:
    said = {visit().post("/account/sign-in/", {"login": email, "password": "wrong"}).content.count(b"errorlist")
            for email in ("dana.reyes@dss.example", "nobody@dss.example")}
    assert said == {1}


def test_signing_in_too_often_is_refused_by_the_database_not_by_a_process(visit: Browser) -> None:
    client = visit()
    answers = [client.post("/account/sign-in/", {"login": "dana.reyes@dss.example", "password": "wrong"}) for _ in range(8)]
    assert b"Too many failed login attempts" in answers[-1].content or answers[-1].status_code == 429
    from django.db import connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM web_cache")
        assert cursor.fetchone() != (0,)


def test_a_session_can_be_ended_from_another(visit: Browser) -> None:
    stolen, own = visit("representative"), visit("representative")
    assert stolen.get("/home/").status_code == 200
    page = own.get("/account/sessions/").content.decode()
    number = page.split('name="session" value="')[1].split('"')[0]
    assert own.post("/account/sessions/end/", {"session": number}).status_code == 302
    assert stolen.get("/home/").status_code == 302
    assert visit("analyst").post("/account/sessions/end/", {"session": number}).status_code == 404
