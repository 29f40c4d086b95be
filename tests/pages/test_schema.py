"""Whatever is asked of the API, an answer that its description names, and never a fault of ours. `bench/fuzz.py` asks for longer."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.urls import reverse

from article22.doors.api.endpoints import api
from tests.cast import TUESDAY, stop_clock
from tests.made_up import ask_made_up
from tests.pages.conftest import forget_actor


def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """The program. All requests share the test's transaction, in which a request's actor would stay."""
    forget_actor()
    try:
        return get_wsgi_application()(environ, start)
    finally:
        forget_actor()


@pytest.fixture(autouse=True)
def one_connection(db: None) -> Iterator[None]:
    """The test's own, kept between requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_two_hundred_made_up_requests_are_answered_as_described(token: Callable[..., str]) -> None:
    stop_clock(TUESDAY)
    schema = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix=reverse("api:api-root")))
    schema.app = app
    ask_made_up(schema, [token("representative"), token("watch-officer")], count=200, is_same_each_time=True)
