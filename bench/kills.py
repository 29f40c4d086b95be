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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.stories.running import System

ROUNDS = 10
PARTS = ("web", "worker", "database", "supervisor")
REST = 2.0  # eight turns of the sealer: what differs between the two verifies was in flight
ADDRESS, EMERGENCY = "CP-16", "CP-09"
FIRST_DAY, FIRST_SOURCE = date(2027, 1, 1), date(2025, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """A part that was killed: when, when another had taken its place (Unix seconds), and how many seconds until the system answered again."""

    part: str
    at: float
    replaced_at: float
    recovery: float


@dataclass(slots=True)
class Program:
    """Somebody's program with a token, which asks again under the same key until it is answered."""

    url: str
    token: str

    def ask(self, path: str, key: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What a POST answers, once."""
        request = urllib.request.Request(f"{self.url}/api/v1{path}", json.dumps(body or {}).encode(), {
            "Authorization": f"Bearer {self.token}", "Content-Type": "application/json", "Idempotency-Key": key})
        with urllib.request.urlopen(request, timeout=5) as answer:
            given: dict[str, Any] = json.load(answer)
        return given


def sourced(slot: str, raw: str, starts_on: date, printed_on: date) -> dict[str, str]:
    """A change with its source."""
    return {"slot": slot, "raw": raw, "starts_on": f"{starts_on}", "title": f"Circular note of {printed_on}", "issuer": "U.S. Department of State",
            "printed_on": f"{printed_on}", "quote": f"use {raw}"}


@dataclass(slots=True)
class Writer:
    """Two administrators' programs: one changes an address by itself; an emergency line is proposed by the first and approved by the second."""

    first: Program
    second: Program
    confirmed: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    number: int = 0
    proposed: str = ""
    is_done: bool = False

    def run(self) -> None:
        """Until it is done; whoever was killed under a request is asked again."""
        while not self.is_done:
            for act in (self.change, self.propose, self.approve):
                try:
                    act()
                except urllib.error.HTTPError as fault:
                    self.refused.append(f"{fault.code} {fault.read().decode()}")
                except (OSError, ValueError):
                    time.sleep(0.1)  # it was killed under us: nothing was confirmed
            time.sleep(0.02)

    def change(self) -> str:
        """Change the address, and give the id of the change once that is confirmed."""
        self.number += 1
        address = f"questions{self.number}@state.example"
        body = sourced(ADDRESS, address, FIRST_DAY + timedelta(days=self.number), date(2026, 6, 1))
        id: str = self.first.ask("/directory/changes", f"change-{self.number}", body)["id"]
        self.confirmed[id] = "in-force"
        return id

    def propose(self) -> None:
        """Propose the emergency line's next number, unless one waits."""
        if self.proposed:
            return
        count = list(self.confirmed.values()).count("approved") + 1
        printed_on = FIRST_SOURCE + timedelta(days=count)
        body = sourced(EMERGENCY, f"202-555-{100 + count % 100:04}", printed_on, printed_on)
        self.proposed = self.first.ask("/directory/changes", f"emergency-{count}", body)["id"]

    def approve(self) -> None:
        """Approve what waits."""
        if self.proposed:
            self.second.ask(f"/directory/changes/{self.proposed}/approve", f"approve-{self.proposed}")
            self.confirmed[self.proposed] = "approved"
            self.proposed = ""


def writer_on(system: System) -> Writer:
    """The two administrators of the demo's cast."""
    first, second = (Program(system.url, system.command("demo", "token", "--role", "administrator", "--nth", nth).stdout.strip()) for nth in "12")
    return Writer(first, second)


def main() -> None:
    """Print a table; fail if anything that was confirmed is lost or the journal does not verify."""
    with tempfile.TemporaryDirectory() as folder:
        system = System(Path(folder) / "a22")
        system.start(120)
        writer = writer_on(system)
        thread = threading.Thread(target=writer.run, daemon=True)
        thread.start()
        recoveries = [kill_round(system, turn, PARTS).recovery for turn in range(ROUNDS)]
        writer.is_done = True
        thread.join()
        kept = list_kept(system, writer.first.token)
        lost = {id for id in writer.confirmed if kept.get(id) != "in-force"}
        verified = json.loads(system.command("verify", "--json").stdout)
        time.sleep(REST)
        at_rest = json.loads(system.command("verify", "--json").stdout)
        system.stop()
    approved = list(writer.confirmed.values()).count("approved")
    print("| rounds | confirmed | of them by two people | lost | refused | verify at once | verify at rest | median recovery, s |")
    print("|---|---|---|---|---|---|---|---|")
    print(f"| {ROUNDS} | {len(writer.confirmed)} | {approved} | {len(lost)} | {len(writer.refused)} | {_said(verified)} | {_said(at_rest)} "
          f"| {statistics.median(recoveries):.1f} |")
    if lost or not verified["ok"] or not at_rest["ok"] or not approved:
        sys.exit(f"Lost: {sorted(lost)}; verify at once: {verified}; at rest: {at_rest}; refusals: {writer.refused[:3]}")


def kill_round(system: System, turn: int, parts: Sequence[str]) -> Kill:
    """Kill one part, and wait until the system answers again."""
    part = parts[turn % len(parts)]
    time.sleep(1.5)
    at, began = time.time(), time.monotonic()
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
    replaced_at = time.time()
    system.wait_until_ready(60)
    kill = Kill(part=part, at=at, replaced_at=replaced_at, recovery=time.monotonic() - began)
    print(f"round {turn + 1}: {part} killed, ready again in {kill.recovery:.1f} s", flush=True)
    return kill


def list_kept(system: System, token: str) -> dict[str, str]:
    """The state of every change that the directory holds, by its id."""
    request = urllib.request.Request(f"{system.url}/api/v1/directory/changes", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return {change["id"]: change["state"] for change in json.load(answer)}


def _said(verified: dict[str, Any]) -> str:
    return "ok" if verified["ok"] else "not ok: " + ", ".join(sorted({found["code"] for found in verified["findings"]}))
