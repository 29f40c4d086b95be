"""How a refusal is answered: in words on a page, as a problem (RFC 9457) to a program."""

import json
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.defaults import bad_request
from psycopg.errors import DiskFull

from article22.ground.languages.queries import Plain
from article22.ground.repeats.rules import OtherContent
from article22.kernel.refusal import Absent, NotUnderstood, Refusal
from article22.kernel.text import Text
from article22.threshold.actors import OPENED_FOR, SENT_FOR, WRITER, BadToken, NeedsLink, NeedsSecondFactor, NeedsToken, OpenedForAnother
from article22.threshold.limits import TooOften
from article22.threshold.repeats import FIELD

AWAY = 503


class TooLarge(Refusal):
    """More than is taken in at once."""


class DatabaseAway(Refusal):
    """A database that cannot be reached, or takes too long."""


class NoRoom(Refusal):
    """What the database has no room for."""


class Failed(Refusal):
    """A fault of ours, told to a program in the form of its other problems."""


class NoSuchMethod(Refusal):
    """A method that an address of the API does not take."""


STATUS: tuple[tuple[type[Refusal], int], ...] = (
    (Absent, 404), (BadToken, 401), (NeedsToken, 401), (NeedsLink, 403), (NeedsSecondFactor, 403), (NoSuchMethod, 405), (TooOften, 429), (TooLarge, 413),
    (NotUnderstood, 422), (Failed, 500), (DatabaseAway, AWAY), (NoRoom, AWAY), (Refusal, 409))
SCIM_ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
TYPES = "urn:article22:error:"


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal."""
    return next(status for kind, status in STATUS if isinstance(refusal, kind))


def answer_to(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The answer to whoever was refused."""
    if program := _to_program(request, refusal):
        return program
    if isinstance(refusal, NeedsSecondFactor):
        return redirect("mfa_index")
    if isinstance(refusal, OpenedForAnother):
        return _ask_for_whom(request, refusal)
    sent = _sent(request, FIELD, WRITER, OPENED_FOR, SENT_FOR) if isinstance(refusal, OtherContent) and not request.FILES else []
    return render(request, "refused.html", {"text": refusal.text, "is_absent": isinstance(refusal, Absent), "sent": sent}, status=status_of(refusal))


def _sent(request: HttpRequest, *left_out: str) -> list[tuple[str, str, bool]]:
    """The fields of a form that was sent, and whether each holds words: to be read, and sent again."""
    return [(name, value, " " in value.strip()) for name, values in request.POST.lists() for value in values if name not in (*left_out, "csrfmiddlewaretoken")]


def _ask_for_whom(request: HttpRequest, refusal: OpenedForAnother) -> HttpResponse:
    """What was sent, in a form again: for whom it is meant, whoever wrote it says."""
    return render(request, "opened_for.html", {
        "text": refusal.text, "sent": _sent(request, OPENED_FOR, SENT_FOR),
        "opened_field": OPENED_FOR, "opened": request.POST.get(OPENED_FOR, ""), "sent_field": SENT_FOR,
        "held": refusal.held}, status=status_of(refusal))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django gives it by name
    """The answer to an address that leads nowhere."""
    return _to_program(request, Absent()) or render(request, "404.html", status=404)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to what Django would not read, whoever read it first: 413 where it was too much."""
    if isinstance(exception, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024
        return answer_to(request, TooLarge(Text("request.too-large", "This is larger than {most} kB, the most that is taken in without a file. Nothing was "
                                                "changed. Send less, or attach what is long as a file.", most=most)))
    return bad_request(request, exception)


def failed(request: HttpRequest) -> HttpResponse:
    """The answer to a fault: of the database or a disk, which somebody must put right, or of ours."""
    refusal = _refusal_of(sys.exception())
    if program := _to_program(request, refusal):
        return program
    return HttpResponse(render_to_string("500.html", {"said": Plain().say(refusal.text)}), status=status_of(refusal))


def _refusal_of(fault: BaseException | None) -> Refusal:
    if isinstance(fault, OperationalError) and isinstance(fault.__cause__, DiskFull):
        return NoRoom(Text("disk.full", "There is no room left on the disk of the database. Nothing was kept, and nothing was changed. Try again once whoever "
                                        "runs it has made room; in an emergency, call."))
    if isinstance(fault, (OperationalError, InterfaceError)):
        return DatabaseAway(Text("database.away", "The database cannot be used now. Nothing was changed. Try again; in an emergency, call."))
    return Failed(Text("failed", "Something failed here, and nothing was changed. Try again; in an emergency, call."))


def _to_program(request: HttpRequest, refusal: Refusal) -> HttpResponse | None:
    """The answer to a program, in the form of the door at which it asked; None where a person asked."""
    if request.path.startswith("/api/"):
        return problem(refusal)
    return scim_error(refusal) if request.path.startswith("/scim/") else None


def scim_error(refusal: Refusal) -> HttpResponse:
    """A refusal in SCIM's own form (RFC 7644, 3.12)."""
    status = 400 if isinstance(refusal, NotUnderstood) else status_of(refusal)
    kind = {"provision.taken": "uniqueness", "provision.address": "invalidValue", "provision.id": "invalidValue"}.get(refusal.code)
    content = {"schemas": [SCIM_ERROR], "status": f"{status}", "detail": Plain().say(refusal.text), **({"scimType": kind} if kind else {})}
    response = HttpResponse(json.dumps(content, ensure_ascii=False), content_type="application/scim+json", status=status)
    if status == 401:  # noqa: PLR2004
        response["WWW-Authenticate"] = "Bearer"
    return response


def problem(refusal: Refusal) -> HttpResponse:
    """A problem document; its type is the code in docs/errors.md."""
    status = status_of(refusal)
    content = {"type": f"{TYPES}{refusal.code}", "title": refusal.code, "status": status, "detail": Plain().say(refusal.text)}
    response = HttpResponse(json.dumps(content, ensure_ascii=False), content_type="application/problem+json", status=status)
    if status == 401:  # noqa: PLR2004
        response["WWW-Authenticate"] = "Bearer"
    return response
