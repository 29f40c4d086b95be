"""Requests made up from the API's own description, about things that exist as often as about things that do not."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS

schemathesis.checks.load_all_checks()
CHECKED = [CHECKS.get_one(name) for name in ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")]
CASE, FILES, FILE = "/api/v1/cases/{reference}", "/api/v1/cases/{reference}/attachments", "/api/v1/cases/{reference}/attachments/{attachment}"
MISSION, RECEIPT, CHANGE = "/api/v1/missions/{reference}", "/api/v1/receipts/{entry}", "/api/v1/directory/changes/{change_id}"

Send = Callable[[str, str, Mapping[str, Any] | bytes], Any]
Existing = Mapping[str, Sequence[Mapping[str, str]]]

WORRY = {"kind": "concern", "summary": "A man photographs the entrance", "happened_at": "2026-06-09T10:10:00-05:00", "place": "Washington, DC"}
NEW_NUMBER = {"slot": "CP-09", "raw": "(202) 566-0000", "starts_on": "2026-07-01", "title": "Circular note 26-100", "issuer": "U.S. Department of State",
              "printed_on": "2026-06-01", "quote": "call (202) 566-0000 in an emergency"}


def put_on_record(send: Send) -> Existing:
    """Cases of three missions with a file each, their receipts, and a change that waits: what each address that names one can be asked for.

    `send` posts as a role to a path of the API, JSON or a file, and gives the answer's content.
    """
    sent = [send(role, "cases", WORRY | where) for role, where in (
        ("representative", {}), ("representative", {"kind": "incident"}), ("liaison-officer", {"mission": "KES-1"}),
        ("watch-officer", {"mission": "MRS-2", "place": "Nashville, TN"}))]
    files = [(case["number"], send("watch-officer", f"cases/{case['number']}/attachments", b"what we saw")["id"]) for case in sent]
    changes = [{"change_id": send("administrator", "directory/changes", NEW_NUMBER)["id"]}]
    cases = [{"reference": case[name]} for case in sent for name in ("number", "id")]
    return {
        CASE: cases, FILES: cases, FILE: [{"reference": number, "attachment": file} for number, file in files],
        MISSION: [{"reference": number} for number in ("VAL-1", "KES-1", "MRS-2")], RECEIPT: [{"entry": case["receipt"]["entry"]} for case in sent],
        f"{CHANGE}/approve": changes, f"{CHANGE}/refuse": changes}


def ask_made_up(schema: Any, tokens: Sequence[str], existing: Existing, *, count: int, is_same_each_time: bool, seen: Callable[[Any], object] = id) -> None:
    """Ask that many; fail at the first answer that the description does not name, or that is a fault of ours. `seen` gets each answer.

    An address that names something names something of `existing` half of the time.
    """
    operations = [one.ok() for one in schema.get_all_operations()]
    assert {one.path for one in operations if "{" in one.path} == set(existing)

    def asked_of(operation: Any) -> st.SearchStrategy[tuple[Any, Mapping[str, str]]]:
        named: st.SearchStrategy[Mapping[str, str]] = st.just({})
        return st.tuples(operation.as_strategy(), named | st.sampled_from(existing[operation.path]) if operation.path in existing else named)

    @settings(max_examples=count, deadline=None, derandomize=is_same_each_time, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(asked=st.sampled_from(operations).flatmap(asked_of), token=st.sampled_from(tokens))
    def ask(asked: tuple[Any, Mapping[str, str]], token: str) -> None:
        case, named = asked
        case.path_parameters = {**case.path_parameters, **named}
        answer = case.call(headers={"Authorization": f"Bearer {token}"})
        seen(answer)
        case.validate_response(answer, checks=CHECKED)

    ask()
