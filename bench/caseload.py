"""Ten rounds of kill -9 of web, worker and database while cases are opened: each one that was confirmed is there once, each message at its end, and
only what was in flight at a kill came twice."""

import json
import statistics
import sys
import tempfile
import threading
import time
import urllib.error
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from article22.doors.console.running.cluster import SUPERUSER
from article22.env import read_environment
from bench.kills import Kill, Program, _said, kill_round
from bench.twice import list_unexplained
from tests.stories.running import System

ROUNDS, CLIENTS = 10, 4
PARTS = ("web", "worker", "database")
SETTLE_SECONDS = 90.0  # a dead worker's lease ends after 30 s; a retry follows
ENDS = "('handed', 'bounced', 'failed', 'cancelled')"
LEFT = f"SELECT count(*) FROM outbox_message WHERE state NOT IN {ENDS}"
OPENED = "SELECT id::text, count(*) FROM cases_case GROUP BY id"
PARTS_OF = """
SELECT count(*) FROM cases_case c WHERE (SELECT count(*) FROM cases_recipient WHERE case_id = c.id) <> 2
    OR (SELECT count(*) FROM cases_clock WHERE case_id = c.id) <> 2 OR NOT EXISTS (SELECT FROM outbox_message WHERE cause = c.id)
    OR (SELECT count(*) FROM journal_entry WHERE subject = c.id::text AND verb = 'cases.case-opened') <> 1
"""
# The catcher notes the demo's time; the kills are on the machine's clock. What a settled message was due at is when that was written down.
NOTE_ARRIVALS = "ALTER TABLE outbox_caught ADD COLUMN arrived_at timestamptz NOT NULL DEFAULT clock_timestamp()"
CAUGHT = "SELECT message, extract(epoch FROM arrived_at)::float8 FROM outbox_caught"
WRITTEN = "SELECT id, extract(epoch FROM due_at)::float8 FROM outbox_message"


@dataclass(slots=True)
class Reporter:
    """A mission's program that reports again and again, and tries a killed request again under its key."""

    program: Program
    name: str
    confirmed: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    tried_again: int = 0
    is_done: bool = False

    def run(self) -> None:
        """Until it is done."""
        number = 0
        while not self.is_done:
            number += 1
            self.report(f"{self.name}-{number}")

    def report(self, key: str) -> None:
        """Report one thing until it is answered; the same key, so that it is done once."""
        body: dict[str, Any] = {"kind": "concern", "summary": f"Somebody watches the gate, {key}", "place": "20008", "happened_at": "2026-06-09T10:00:00-04:00"}
        while not self.is_done:
            try:
                self.confirmed[key] = self.program.ask("/cases", key, body)["id"]
            except urllib.error.HTTPError as fault:
                self.refused.append(f"{fault.code} {fault.read().decode()[:200]}")
                time.sleep(0.2)
            except (OSError, ValueError):
                self.tried_again += 1
                time.sleep(0.2)
            else:
                return


def main() -> None:
    """Print a table; fail where a case is lost or doubled, a message is not at its end, or the journal does not verify."""
    with tempfile.TemporaryDirectory() as folder:
        system = System(Path(folder) / "a22")
        system.start(120)
        sockets = read_environment({"A22_STATE": f"{system.folder}"}).sockets
        database = f"host={sockets} user={SUPERUSER} dbname=article22"
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute(NOTE_ARRIVALS)
        token = system.command("demo", "token", "--role", "representative").stdout.strip()
        reporters = [Reporter(Program(system.url, token), f"client-{number}") for number in range(CLIENTS)]
        threads = [threading.Thread(target=reporter.run, daemon=True) for reporter in reporters]
        for thread in threads:
            thread.start()
        kills = [kill_round(system, turn, PARTS) for turn in range(ROUNDS)]
        for reporter in reporters:
            reporter.is_done = True
        for thread in threads:
            thread.join()
        with psycopg.connect(database, autocommit=True) as connection:
            problems, said = counted(connection, reporters, [kill for kill in kills if kill.part != "web"])
        verified = json.loads(system.command("verify", "--json").stdout)
        system.stop()
    print("| rounds | confirmed | there once | messages | not at their end | caught twice | of them in flight at a kill | verify "
          "| median recovery, s |\n|---|---|---|---|---|---|---|---|---|")
    print(f"| {ROUNDS} | {said} | {_said(verified)} | {statistics.median(kill.recovery for kill in kills):.1f} |")
    print(*(f"{kill.part} killed at {kill.at:.3f}, replaced at {kill.replaced_at:.3f}" for kill in kills), sep="\n")
    if problems or not verified["ok"]:
        sys.exit(f"{problems}; verify: {verified}; refusals: {[one for reporter in reporters for one in reporter.refused][:3]}")


def counted(connection: "psycopg.Connection[Any]", reporters: list[Reporter], kills: Sequence[Kill]) -> tuple[list[str], str]:
    """What is wrong, and the row of the table. `kills` are those that may make a message come twice: of the worker and of the database."""
    end = time.monotonic() + SETTLE_SECONDS
    while (left := connection.execute(LEFT).fetchone()) != (0,) and time.monotonic() < end:
        time.sleep(0.5)
    opened = dict(connection.execute(OPENED).fetchall())
    confirmed = [id for reporter in reporters for id in reporter.confirmed.values()]
    there = [id for id in confirmed if opened.get(id) == 1]
    caught = defaultdict(list)
    for message, at in connection.execute(CAUGHT).fetchall():
        caught[message].append(at)
    unexplained = list_unexplained(caught, dict(connection.execute(WRITTEN).fetchall()), kills)
    messages = connection.execute("SELECT count(*) FROM outbox_message").fetchone()
    whole = connection.execute(PARTS_OF).fetchone()
    assert left
    assert messages
    assert whole
    checks = {"lost": len(confirmed) - len(there), "not at their end": left[0], "not whole": whole[0], "doubled": len(confirmed) - len(set(confirmed)),
              "never caught": messages[0] - len(caught)}
    twice = sum(len(came) > 1 for came in caught.values())
    return [*(f"{count} {name}" for name, count in checks.items() if count), *unexplained], (
        f"{len(confirmed)} | {len(there)} | {messages[0]} | {left[0]} | {twice} | {twice - len(unexplained)}")
