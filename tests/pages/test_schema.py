"""Requests made up from the API's own description: whatever comes, an answer that the description names, and never a fault of ours."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS

from article22.doors.api.endpoints import api
from tests.cast import TUESDAY, stop_clock
from tests.pages.conftest import forget_actor

schemathesis.checks.load_all_checks()
CHECKED = [CHECKS.get_one(name) for name in ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")]


def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """The program. All requests share the test's transaction, in which a request's actor would stay."""
    forget_actor()
    try:
        return get_wsgi_application()(environ, start)
    finally:
        forget_actor()


SCHEMA = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix=reverse("api:api-root")))
SCHEMA.app = app
ALL = [one.ok() for one in SCHEMA.get_all_operations()]


@pytest.fixture(autouse=True)
def one_connection(db: None) -> Iterator[None]:
    """The test's own, kept between requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("role", ["representative", "watch-officer"])
def test_whatever_is_asked_the_answer_is_one_that_the_description_names(role: str, token: Callable[..., str]) -> None:
    stop_clock(TUESDAY)
    bearer = f"Bearer {token(role)}"

    @settings(max_examples=100, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=st.sampled_from(ALL).flatmap(lambda one: one.as_strategy()))
    def ask(case: Any) -> None:
        case.validate_response(case.call(headers={"Authorization": bearer}), checks=CHECKED)

    ask()
