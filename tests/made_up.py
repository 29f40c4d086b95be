"""Requests made up from the API's own description."""

from collections.abc import Callable, Sequence
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS

schemathesis.checks.load_all_checks()
CHECKED = [CHECKS.get_one(name) for name in ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")]


def ask_made_up(schema: Any, tokens: Sequence[str], *, count: int, is_same_each_time: bool, seen: Callable[[Any], object] = id) -> None:
    """Ask that many; fail at the first answer that the description does not name, or that is a fault of ours. `seen` gets each answer."""
    operations = [one.ok() for one in schema.get_all_operations()]

    @settings(max_examples=count, deadline=None, derandomize=is_same_each_time, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=st.sampled_from(operations).flatmap(lambda one: one.as_strategy()), token=st.sampled_from(tokens))
    def ask(case: Any, token: str) -> None:
        answer = case.call(headers={"Authorization": f"Bearer {token}"})
        seen(answer)
        case.validate_response(answer, checks=CHECKED)

    ask()
