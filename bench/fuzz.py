"""10,000 requests made up from the API's own description, against the running system: how each was answered, and whether any was a fault of ours.

An address that names something names something that exists half of the time.
"""

import json
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests
import schemathesis

from tests.made_up import ask_made_up, put_on_record
from tests.stories.running import System

REQUESTS = 10_000
ROLES = ("representative", "watch-officer", "liaison-officer", "administrator")


def main() -> None:
    """Print how many were answered with which status; fail at the first answer that the description does not name."""
    answers: Counter[int] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        system = System(Path(folder) / "a22")
        system.start(120)
        with urllib.request.urlopen(f"{system.url}/api/v1/openapi.json", timeout=30) as answer:
            schema = schemathesis.openapi.from_dict(json.load(answer))
        schema.config.update(base_url=system.url)
        tokens = [system.command("demo", "token", "--role", role).stdout.strip() for role in ROLES]

        def send(role: str, path: str, given: Mapping[str, Any] | bytes) -> Any:
            what: Any = {"files": {"file": given}} if isinstance(given, bytes) else {"json": given}
            answer = requests.post(f"{system.url}/api/v1/{path}", headers={"Authorization": f"Bearer {tokens[ROLES.index(role)]}"}, timeout=30, **what)
            answer.raise_for_status()
            return answer.json()

        existing = put_on_record(send)
        began = time.perf_counter()
        ask_made_up(schema, tokens, existing, count=REQUESTS, is_same_each_time=False, seen=lambda answer: answers.update([answer.status_code]))
        seconds = time.perf_counter() - began
        verified = json.loads(system.command("verify", "--json").stdout)["ok"]
        system.stop()
    statuses = sorted(answers)
    print(f"| requests | seconds | {' | '.join(map(str, statuses))} | verify |\n|{'---|' * (len(statuses) + 3)}")
    print(f"| {answers.total():,} | {seconds:.0f} | {' | '.join(f'{answers[one]:,}' for one in statuses)} | {'ok' if verified else 'not ok'} |")
