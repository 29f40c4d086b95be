"""A form sent twice is done once: the page gives it a key, a program sends one as Idempotency-Key."""

import hashlib
import json
import re
from collections.abc import Callable

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from article22.ground.repeats import actions as repeats
from article22.ground.repeats.rules import Kept, check_key
from article22.kernel.actor import Actor
from article22.threshold.clock import machine_now

FIELD = "once"
KEPT_HEADERS = ("Content-Type", "Location", "Content-Disposition")
FAILED = 400
TAKES_FILES = re.compile(r"/api/v1/cases/[^/]+/attachments")


def once(request: HttpRequest, actor: Actor, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Do what a request asks for, or answer as before where that was done. What was refused was not done, and its key is free again."""
    key = _key_of(request)
    if not key:
        return act()
    claimed = repeats.claim(key, _sent(request), by=actor, machine_now=machine_now())
    if kept := claimed.kept:
        return HttpResponse(kept.content, status=kept.status, headers=kept.headers)
    response = act()
    if isinstance(response, HttpResponse) and response.status_code < FAILED:
        headers = {name: response[name] for name in KEPT_HEADERS if name in response}
        repeats.keep(claimed, Kept(status=response.status_code, headers=headers, content=response.content), by=actor)
    return response


def _key_of(request: HttpRequest) -> str:
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return ""
    key = request.headers.get("Idempotency-Key", "")
    return check_key(key or (request.POST.get(FIELD, "") if _is_form(request) else ""))


def _is_form(request: HttpRequest) -> bool:
    """Whether it is a form: from a page, or a file for the API, which takes no others: read here, their body would be gone for whoever refuses them."""
    if request.path.startswith("/api/"):
        return bool(TAKES_FILES.fullmatch(request.path)) and request.content_type == "multipart/form-data"
    return request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data")


def _sent(request: HttpRequest) -> bytes:
    """A digest of what was sent, and where to."""
    if _is_form(request):
        fields = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
        body = json.dumps([fields, sorted((name, file.name, _digest_of(file)) for name, files in request.FILES.lists() for file in files)]).encode()
    else:
        body = request.body
    return hashlib.sha256(f"{request.method} {request.path}\n".encode() + body).digest()


def _digest_of(file: "UploadedFile[bytes]") -> str:
    """A digest of a file that was sent, which is read from its beginning again afterwards."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
