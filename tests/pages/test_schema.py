"""Whatever is asked of the API, an answer that its description names, and never a fault of ours. `bench/fuzz.py` asks for longer."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pytest
import schemathesis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.urls import reverse

from article22.doors.api.endpoints import api
from tests.cast import TUESDAY, stop_clock
from tests.made_up import Existing, ask_made_up, put_on_record
from tests.pages.conftest import Visit, forget_actor


def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """The program. All requests share the test's transaction, in which a request's actor would stay."""
    forget_actor()
    try:
        return get_wsgi_application()(environ, start)
    finally:
        forget_actor()


@pytest.fixture
def existing(visit: Visit, token: Callable[..., str]) -> Existing:
    stop_clock(TUESDAY)

    def send(role: str, path: str, given: Mapping[str, Any] | bytes) -> Any:
        what: Any = ({"file": SimpleUploadedFile("x.txt", given)},) if isinstance(given, bytes) else (json.dumps(given), "application/json")
        answer = visit().post(f"/api/v1/{path}", *what, headers={"Authorization": f"Bearer {token(role)}"})
        assert answer.status_code == 201, answer.content
        return answer.json()

    return put_on_record(send)


@pytest.fixture
def one_connection(existing: Existing) -> Iterator[None]:
    """The test's own, kept between requests; browsers, which would close it again, have done what they do here."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
def test_two_hundred_made_up_requests_are_answered_as_described(token: Callable[..., str], existing: Existing) -> None:
    schema = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix=reverse("api:api-root")))
    schema.app = app
    tokens = [token(role) for role in ("representative", "watch-officer", "administrator")]
    ask_made_up(schema, tokens, existing, count=200, is_same_each_time=True)
