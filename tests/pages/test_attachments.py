"""Files of a case through the pages and the API: attached, refused in words, given back as downloads, and nobody else's."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from article22.ground.files.models import Attachment, Content
from article22.ground.files.rules.kinds import LARGEST
from article22.ground.journal.models import Entry
from article22.ground.wall.session import set_actor
from article22.procedures.attaching import attach_file
from tests.cases.opening import as_one, demonstration, file
from tests.cast import SYSTEM, TUESDAY, minutes, stop_clock
from tests.files.samples import BAD, ZIP, png
from tests.pages.conftest import Ask, Visit
from tests.pages.reading import words_of

EVERYBODY = ("representative", "watch-officer", "liaison-officer", "analyst", "chief-analyst", "supervisor", "ofm-officer", "administrator", "inspector")
SEES = frozenset(EVERYBODY) - {"administrator"}


@pytest.fixture(autouse=True)
def tuesday(db: None) -> None:
    stop_clock(TUESDAY + minutes(5))


@pytest.fixture
def case() -> Any:
    return file(demonstration())


def send(client: Client, number: str, content: bytes, name: str, **more: str) -> Any:
    return client.post(f"/cases/{number}/attachments/", {"file": SimpleUploadedFile(name, content), **more})


def attached(case: Any, *, is_internal: bool = False) -> Attachment:
    by = as_one("watch-officer" if is_internal else "representative")
    return attach_file(case.id, png(), given_name="Foto der Tür.png", is_internal=is_internal, name="Ana Ferro", by=by, at=TUESDAY + minutes(1))


def test_a_mission_attaches_a_file_and_is_given_it_back_as_a_download(visit: Visit, case: Any) -> None:
    ana = visit("representative")
    answer = send(ana, case.number, png(), "../x/Foto der T\u00fcr.png")
    assert (answer.status_code, answer["Location"]) == (302, f"/portal/{case.number}/")
    set_actor(SYSTEM)
    row = Attachment.objects.get()
    assert (row.name, row.kind, row.audience, row.added_name) == ("Foto der Tür.png", "picture", "mission", "Ana Ferro")
    page = ana.get(f"/cases/{case.number}/attachments/").content.decode()
    assert "Foto der Tür.png" in page
    assert "Only for those who protect" not in page
    got = ana.get(f"/attachments/{row.pk}/")
    assert (got.status_code, got.content, got["Content-Type"]) == (200, png(), "application/octet-stream")
    assert got["Content-Disposition"] == "attachment; filename*=utf-8''Foto%20der%20T%C3%BCr.png"
    assert (got["X-Content-Type-Options"], got["Content-Security-Policy"], got["Cache-Control"]) == ("nosniff", "sandbox; default-src 'none'", "no-store")


@pytest.mark.parametrize("name", [name for name in BAD if name != "big.txt"])
def test_what_is_not_taken_in_is_refused_on_the_page_and_leaves_nothing(name: str, visit: Visit, case: Any) -> None:
    answer = send(visit("representative"), case.number, BAD[name][0], name)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    set_actor(SYSTEM)
    assert (Attachment.objects.count(), Content.objects.count(), Entry.objects.filter(context="files").count()) == (0, 0, 0)


def test_a_body_too_large_is_answered_413_in_words(visit: Visit, ask: Ask, token: Any, case: Any) -> None:
    answer = send(visit("representative"), case.number, b"x" * (LARGEST + 2_000_000), "big.txt")
    assert answer.status_code == 413
    assert "larger than 21 MB" in words_of(answer.content.decode())
    answer = send(visit("representative"), case.number, b"x" * (LARGEST + 1), "big.txt")
    assert (answer.status_code, "big.txt is larger than 20 MB" in words_of(answer.content.decode())) == (422, True)
    answer = visit().post(f"/api/v1/cases/{case.number}/attachments", {"file": SimpleUploadedFile("big.txt", b"x" * (LARGEST + 2_000_000))},
                          headers={"Authorization": f"Bearer {token('representative')}"})
    assert (answer.status_code, answer.json()["title"]) == (413, "request.too-large")


@pytest.mark.parametrize("kilobytes", [600, 1_000, 3_000])
def test_a_form_too_large_is_answered_413_in_words_by_whatever_reads_it_first(kilobytes: int, visit: Visit) -> None:
    browser = visit("representative")
    for checks in (False, True):
        browser.handler.enforce_csrf_checks = checks
        answer = browser.post("/portal/tell/concern/", {"summary": "x", "description": "x" * kilobytes * 1024})
        assert answer.status_code == 413
        assert "larger than 512 kB" in words_of(answer.content.decode())


def test_a_form_sent_twice_attaches_once_and_the_same_key_with_another_file_is_refused(visit: Visit, case: Any) -> None:
    ana = visit("representative")
    assert [send(ana, case.number, content, "a.txt", once="key").status_code for content in (b"one", b"one", b"two")] == [302, 302, 422]
    set_actor(SYSTEM)
    assert Attachment.objects.count() == 1


def test_each_role_sees_as_much_of_a_file_as_of_its_case(visit: Visit, case: Any) -> None:
    shared = attached(case)
    got = {role: visit(role).get(f"/attachments/{shared.pk}/").status_code for role in EVERYBODY}
    assert got == {role: 200 if role in SEES else 404 for role in EVERYBODY}
    internal = attached(file(demonstration()), is_internal=True)
    got = {role: visit(role).get(f"/attachments/{internal.pk}/").status_code for role in EVERYBODY}
    assert got == {role: 200 if role in SEES - {"representative"} else 404 for role in EVERYBODY}


def test_a_file_is_fetched_under_its_own_case_alone(ask: Ask, case: Any) -> None:
    row = attached(case)
    own = file(demonstration(), nth=1)
    assert ask(f"cases/{own.number}/attachments/{row.pk}", role="representative", nth=1).status_code == 404
    other = file(demonstration())
    assert ask(f"cases/{other.number}/attachments/{row.pk}", role="representative").status_code == 404


def test_an_officer_keeps_a_file_among_those_who_protect_and_a_mission_cannot(visit: Visit, case: Any) -> None:
    lee, ana = visit("watch-officer"), visit("representative")
    assert send(lee, case.number, b"for us", "a.txt", is_internal="on")["Location"] == f"/desk/{case.number}/"
    send(ana, case.number, b"for all", "b.txt", is_internal="on")
    set_actor(SYSTEM)
    assert dict(Attachment.objects.values_list("name", "audience")) == {"a.txt": "protectors", "b.txt": "mission"}
    assert "a.txt" not in ana.get(f"/cases/{case.number}/attachments/").content.decode()


def test_a_program_attaches_lists_and_fetches(visit: Visit, token: Any, case: Any) -> None:
    client, headers = visit(), {"Authorization": f"Bearer {token('representative')}", "Idempotency-Key": "one"}
    address = f"/api/v1/cases/{case.number}/attachments"
    first, again = (client.post(address, {"file": SimpleUploadedFile("photo.txt", png())}, headers=headers) for _ in range(2))
    assert (first.status_code, again.content) == (201, first.content), first.content
    one = first.json()
    assert (one["name"], one["kind"], one["internal"], one["added_by"]) == ("photo.txt.png", "picture", False, "Ana Ferro")
    other = client.post(address, {"file": SimpleUploadedFile("photo.txt", b"other")}, headers=headers)
    assert (other.status_code, other.json()["title"]) == (422, "repeat.other-content")
    del headers["Idempotency-Key"]
    assert client.get(address, headers=headers).json() == [one]
    assert client.get(f"/api/v1/cases/{case.number}", headers=headers).json()["attachments"] == [one]
    got = client.get(one["url"], headers=headers)
    assert (got.content, got["Content-Disposition"]) == (png(), 'attachment; filename="photo.txt.png"')
    for given, code in (({"file": SimpleUploadedFile("a.zip", ZIP)}, "attachment.archive"), ({}, "api.fields")):
        refused = client.post(address, given, headers=headers)
        assert (refused.status_code, refused.json()["title"]) == (422, code)
    plain = client.post(address, json.dumps({"file": "x"}), content_type="application/json", headers=headers)
    assert plain.status_code == 422
    told = client.post(address, {"file": SimpleUploadedFile("us.txt", b"us"), "internal": "true"}, headers=headers)
    assert told.status_code == 404
