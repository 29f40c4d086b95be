"""Ten rounds of kill -9 of supervisor, web, worker and database while the directory is changed: what was confirmed must be there."""

import json
import signal
import statistics
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.stories.running import System

ROUNDS = 10
PARTS = ("web", "worker", "database", "supervisor")
REST = 2.0  # eight turns of the sealer: what differs between the two verifies was in flight
SLOT, FIRST_DAY = "CP-16", date(2027, 1, 1)


class Writer(threading.Thread):
    """An administrator's program that changes one line again and again, and remembers what was confirmed."""

    def __init__(self, system: System, token: str) -> None:
        super().__init__(daemon=True)
        self.system, self.token = system, token
        self.confirmed: dict[str, str] = {}
        self.refused: list[str] = []
        self.is_done = False

    def run(self) -> None:
        number = 0
        while not self.is_done:
            number += 1
            try:
                self.change(number)
            except urllib.error.HTTPError as fault:
                self.refused.append(fault.read().decode())
            except (OSError, ValueError):
                time.sleep(0.1)  # it was killed under us: nothing was confirmed
            time.sleep(0.02)

    def change(self, number: int) -> str:
        """Change the line, and give the id of the change once that is confirmed."""
        address = f"questions{number}@state.example"
        body = {"slot": SLOT, "raw": address, "starts_on": f"{FIRST_DAY + timedelta(days=number)}", "title": f"Circular note {number}",
                "issuer": "U.S. Department of State", "printed_on": "2026-06-01", "quote": f"write to {address}"}
        request = urllib.request.Request(f"{self.system.url}/api/v1/directory/changes", json.dumps(body).encode(), {
            "Authorization": f"Bearer {self.token}", "Content-Type": "application/json", "Idempotency-Key": f"change-{number}"})
        with urllib.request.urlopen(request, timeout=5) as answer:
            id: str = json.load(answer)["id"]
        self.confirmed[id] = address
        return id


def main() -> None:
    """Print a table; fail if anything that was confirmed is lost or the journal does not verify."""
    with tempfile.TemporaryDirectory() as folder:
        system = System(Path(folder) / "a22")
        system.start(120)
        writer = Writer(system, system.command("demo", "token", "--role", "administrator").stdout.strip())
        writer.start()
        recoveries = []
        for turn in range(ROUNDS):
            part = PARTS[turn % len(PARTS)]
            time.sleep(1.5)
            began = time.monotonic()
            if part == "supervisor":
                assert system.process
                system.process.send_signal(signal.SIGKILL)
                system.process.wait()
                system.start(120)
            else:
                before = {child.pid for child in system.children()[part]}
                system.kill(part)
                while not system.children()[part] or before & {child.pid for child in system.children()[part]}:
                    time.sleep(0.02)
            system.wait_until_ready(60)
            recoveries.append(time.monotonic() - began)
            print(f"round {turn + 1}: {part} killed, ready again in {recoveries[-1]:.1f} s; {len(writer.confirmed)} changes confirmed", flush=True)
        writer.is_done = True
        writer.join()
        request = urllib.request.Request(f"{system.url}/api/v1/directory/changes", headers={"Authorization": f"Bearer {writer.token}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            kept = {change["id"] for change in json.load(answer)}
        lost = writer.confirmed.keys() - kept
        verified = json.loads(system.command("verify", "--json").stdout)
        time.sleep(REST)
        at_rest = json.loads(system.command("verify", "--json").stdout)
        system.stop()
    print("| rounds | confirmed | found | lost | refused | verify at once | verify at rest | median recovery, s |\n|---|---|---|---|---|---|---|---|")
    print(f"| {ROUNDS} | {len(writer.confirmed)} | {len(writer.confirmed) - len(lost)} | {len(lost)} | {len(writer.refused)} | {_said(verified)} "
          f"| {_said(at_rest)} | {statistics.median(recoveries):.1f} |")
    if lost or not verified["ok"] or not at_rest["ok"] or not writer.confirmed:
        sys.exit(f"Lost: {sorted(lost)}; verify at once: {verified}; at rest: {at_rest}; the first refusal: {writer.refused[:1]}")


def _said(verified: dict[str, Any]) -> str:
    return "ok" if verified["ok"] else "not ok: " + ", ".join(sorted({found["code"] for found in verified["findings"]}))
