"""What every request passes: transaction, actor, refusal, preference."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

import article22
from article22.contexts.cases.models import Case, Passage, Recipient
from article22.ground.files.models import Attachment, Content
from article22.ground.journal import actions as journal
from article22.ground.journal.models import Entry
from article22.ground.outbox.models import Message
from article22.ground.wall.session import acting
from article22.kernel.refusal import Absent, NotUnderstood, Refusal
from article22.kernel.text import Text
from article22.procedures import casting
from article22.threshold.actors import actor_of
from article22.threshold.answers import failed
from article22.threshold.clock import clock_read, now
from article22.threshold.middleware import WallMiddleware
from tests.cast import MONDAY, SYSTEM, TUESDAY
from tests.database import Server
from tests.pages.test_cases_api import SATURDAY

Browser = Callable[..., Client]


class Remembered(Refusal):
    recorded = True


def passed(view: Callable[[HttpRequest], HttpResponse], path: str = "/x/", **headers: str) -> HttpResponse:
    """A view called through the last middleware, by the public."""
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.sessions.backends.db import SessionStore

    request = RequestFactory().get(path, headers=headers)
    request.user, request.session = AnonymousUser(), SessionStore()
    answer = WallMiddleware(lambda _: HttpResponse()).process_view(request, view, (), {})
    assert isinstance(answer, HttpResponse)
    return answer


def writing(then: Callable[[], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        journal.record("test.written", "x", by=actor_of(request), at=MONDAY)
        return then()

    return view


def refuse(refusal: Refusal) -> HttpResponse:
    raise refusal


def written() -> list[str]:
    with acting(SYSTEM):
        return list(Entry.objects.filter(Q(context="test") | Q(verb="refused")).values_list("verb", flat=True))


@pytest.mark.parametrize(("refusal", "status"), [(Refusal(Text("x", "No.")), 409), (NotUnderstood(Text("x", "What?")), 422), (Absent(), 404)])
def test_a_refusal_rolls_everything_back(refusal: Refusal, status: int, own_database: Callable[[str], str]) -> None:
    assert passed(writing(lambda: refuse(refusal))).status_code == status
    assert written() == []


def test_an_answer_is_committed_with_what_was_written(own_database: Callable[[str], str]) -> None:
    assert passed(writing(HttpResponse)).status_code == 200
    assert written() == ["test.written"]


def test_a_500_that_a_view_returns_rolls_back(own_database: Callable[[str], str]) -> None:
    assert passed(writing(lambda: HttpResponse(status=500))).status_code == 500
    assert written() == []


def test_a_fault_rolls_back_and_is_not_hidden(own_database: Callable[[str], str]) -> None:
    with pytest.raises(ZeroDivisionError):
        passed(writing(lambda: HttpResponse(f"{1 // 0}")))
    assert written() == []


def test_a_refusal_that_must_be_remembered_is(own_database: Callable[[str], str]) -> None:
    passed(writing(lambda: refuse(Remembered(Text("x.impostor", "No.")))))
    assert written() == ["refused"]


def test_a_view_outside_of_the_wall_sees_nothing_behind_it(own_database: Callable[[str], str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_entry")
        assert cursor.fetchone() == (0,)


def test_a_program_gets_a_problem_with_a_stable_type(own_database: Callable[[str], str]) -> None:
    answer = passed(writing(lambda: refuse(NotUnderstood(Text("need.unknown", "What?")))), "/api/v1/x")
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert b'"type": "urn:article22:error:need.unknown"' in answer.content


def test_a_wrong_token_is_refused_everywhere(own_database: Callable[[str], str]) -> None:
    answer = passed(writing(HttpResponse), "/api/v1/x", Authorization="Bearer a22_guess")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert written() == []


def test_light_and_language_are_kept_and_lead_back_to_where_one_was(visit: Browser) -> None:
    answer = visit().get("/preferences/", {"theme": "night", "next": "/card/?place=37203"})
    assert (answer.status_code, answer["Location"], answer.cookies["a22-theme"].value) == (302, "/card/?place=37203", "night")
    for elsewhere in ("https://evil.example/", "//evil.example/", "\\evil", "javascript:alert(1)"):
        assert visit().get("/preferences/", {"theme": "day", "next": elsewhere})["Location"] == "/"


def test_the_theme_is_in_the_page_before_any_script(visit: Browser) -> None:
    client = visit()
    client.get("/preferences/", {"theme": "night", "next": "/"})
    assert '<html lang="en" dir="ltr" data-theme="night">' in client.get("/card/").content.decode()


def test_alive_ready_and_in_figures(visit: Browser) -> None:
    client = visit()
    assert client.get("/healthz").status_code == 200
    assert (client.get("/readyz").status_code, client.get("/readyz").content) == (200, b"ready\n")
    figures = client.get("/metrics").content
    assert all(name in figures for name in (b"a22_journal_leaves", b"a22_outbox_waiting", b"a22_outbox_held", b"a22_outbox_failed", b"a22_outbox_oldest"))
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


# Forms that file nothing for anybody: one's own sign-in and sessions, choosing a membership, what is printed or checked for whoever asks.
FOR_NOBODY = {"account/_form.html", "account/login.html", "account/sessions.html", "demo/cast.html", "home/home.html", "walls/wall.html",
              "wallet/wallet.html", "opened_for.html", "mfa/authenticate.html",
              *(f"mfa/webauthn/{name}.html" for name in ("add_form", "authenticator_confirm_delete", "edit_form", "reauthenticate"))}


def test_every_form_says_for_whom_it_was_opened() -> None:
    forms = [(file, form) for path in (Path(article22.__file__).parent / "doors/web").rglob("*.html")
             for file in [f"{path}".split("templates/")[1]] for form in re.findall(r'<form[^>]* method="post".*?</form>', path.read_text("utf-8"), re.DOTALL)]
    assert len(forms) > 20
    assert {file for file, form in forms if not re.search(r"{% (once|opened_for) %}|portal/_open.html", form)} == FOR_NOBODY


@pytest.mark.parametrize("path", ["/api/v1/route", "/card/"])
def test_an_answer_asks_the_database_once_for_each_thing(path: str, own_database: Callable[[str], str]) -> None:
    """Seven statements: the transaction's three, the clock, the directory's version, the register, the police."""
    client = Client()
    client.get(path, {"place": "37203", "need": "concern"})  # the first of a process also reads the directory
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path, {"place": "37203", "need": "concern"}).status_code == 200
    sought = ["BEGIN", "set_config", "installation_clock", "directory_version", "missions_mission", "directory_agency", "COMMIT"]
    assert [word in query["sql"] for word, query in zip(sought, asked.captured_queries, strict=True)] == [True] * len(sought)


def test_a_create_asks_the_database_once_for_each_thing(own_database: Callable[[str], str]) -> None:
    """Twenty, beside the pool's look at its connection: see docs/adr/0011."""
    own_database("article22_owner")
    with acting(SYSTEM):
        token = casting.make_demo_token("representative", by=SYSTEM, at=TUESDAY, machine_now=datetime.now(UTC))
    client, headers = Client(), {"Authorization": f"Bearer {token}"}
    for key in ("first", "second"):  # the first of a process also reads the directory
        with CaptureQueriesContext(connection) as asked:
            answer = client.post("/api/v1/cases", json.dumps(SATURDAY), content_type="application/json", headers=headers | {"Idempotency-Key": key})
        assert answer.status_code == 201, answer.content
    sought = ["accounts_token", "BEGIN", "set_config", "installation_clock", "INSERT INTO repeats_repeat", "accounts_person", "missions_mission",
              "directory_version", "missions_mission", "missions_mission", "missions_premises", "directory_agency", "missions_assignment", "missions_officer",
              "a22_desks", "cases_number", "INSERT INTO cases_case", "installation_installation", "UPDATE repeats_repeat", "COMMIT"]
    assert [word for word, query in zip(sought, asked.captured_queries, strict=True) if word in query["sql"]] == sought


def test_the_clock_is_read_once_a_request_and_anew_for_the_next(own_database: Callable[[str], str]) -> None:
    own_database("article22_owner")
    with acting(SYSTEM), clock_read():
        before = now()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE installation_clock SET shown = shown + interval '1 day'")
        assert now() - before < timedelta(hours=1)
    with acting(SYSTEM), clock_read():
        assert now() - before > timedelta(hours=23)


@pytest.mark.parametrize(("fault", "status", "code"), [(OperationalError("No space left on device"), 503, "database.away"), (ValueError("x"), 500, "failed")])
def test_a_database_that_is_away_and_a_fault_of_ours_are_told_apart(fault: Exception, status: int, code: str) -> None:
    def answer(path: str) -> HttpResponse:
        try:
            raise fault
        except (OperationalError, ValueError):
            return failed(RequestFactory().get(path))

    page, problem = answer("/card/"), answer("/api/v1/route")
    assert (page.status_code, problem.status_code, json.loads(problem.content)["title"]) == (status, status, code)
    assert b"911" in page.content
    assert b"No space" not in page.content + problem.content


def test_a_full_disk_is_said_keeps_nothing_and_what_is_sent_again_is_done_once(own_database: Callable[[str], str], server: Server) -> None:
    name = own_database("article22_web")
    with acting(SYSTEM):
        token = casting.make_demo_token("representative", by=SYSTEM, at=TUESDAY, machine_now=datetime.now(UTC))
    client, headers = Client(raise_request_exception=False), {"Authorization": f"Bearer {token}", "Idempotency-Key": "once"}

    def report() -> HttpResponse:
        return client.post("/api/v1/cases", json.dumps(SATURDAY), content_type="application/json", headers=headers)

    def attach() -> HttpResponse:
        with acting(SYSTEM):
            number = Case.objects.get().number
        return client.post(f"/api/v1/cases/{number}/attachments", {"file": SimpleUploadedFile("note.txt", b"A voicemail, in words.")},
                           headers=headers | {"Idempotency-Key": "file"})

    def said(answer: HttpResponse) -> tuple[int, str, bool]:
        problem = json.loads(answer.content)
        return answer.status_code, problem["title"], "no room left" in problem["detail"]

    def kept() -> list[int]:
        with acting(SYSTEM):
            return [model.objects.count() for model in (Case, Recipient, Passage, Message, Entry, Attachment, Content)]  # type: ignore[attr-defined]

    def fails_for(table: str, send: Callable[[], HttpResponse]) -> None:
        before = kept()
        with server.admin(name) as admin:
            admin.execute("CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
                          "$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$")
            admin.execute(f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} EXECUTE FUNCTION full_disk()")
        assert said(send()) == (503, "disk.full", True), table
        assert kept() == before, table
        with server.admin(name) as admin:
            admin.execute(f"DROP TRIGGER full_disk ON {table}")

    for table in ("cases_clock", "outbox_message", "journal_entry"):
        fails_for(table, report)
    assert [report().status_code, report().status_code] == [201, 201]
    for table in ("files_content", "files_attachment", "cases_passage"):
        fails_for(table, attach)
    assert [attach().status_code, attach().status_code] == [201, 201]
    assert (kept()[0], kept()[-1]) == (1, 1)
