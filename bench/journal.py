"""Seal lag in the running system; then 1,000,000 entries with words, sealed by its own worker and verified by its own command."""

import json
import math
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from article22.doors.console.running.cluster import SUPERUSER
from article22.env import read_environment
from article22.ground.accounts.rules import actor_for
from article22.ground.journal.rules.entries import happening, new_salt, words_digest
from article22.kernel.ids import new_id
from bench.kills import writer_on
from tests.stories.running import System

SAMPLES, ENTRIES, BATCH = 60, 1_000_000, 20_000
SEAL_SECONDS = 900.0  # after that, what is not sealed is said
Row = tuple[object, ...]
LAGS = """
SELECT extract(epoch FROM clock_timestamp() - entry.written_at)::float8 FROM journal_entry entry
 WHERE entry.subject = %s AND EXISTS (SELECT FROM journal_leaf WHERE entry_id = entry.id)
"""
SEALED = "SELECT max(size) FROM journal_seal"
COPY_ENTRIES = """
COPY journal_entry (id, schema, at, context, verb, subject, role, person, membership, acts_for, organisation, door, facts, words, digest) FROM STDIN
"""
COPY_WORDS = "COPY journal_words (id, entry_id, context, organisation, field, salt, words, purge_id) FROM STDIN"


def main() -> None:
    """Print two tables; fail where the journal does not verify."""
    with tempfile.TemporaryDirectory() as folder:
        system = System(Path(folder) / "a22")
        system.start(120)
        try:
            sockets = read_environment({"A22_STATE": f"{system.folder}"}).sockets
            with psycopg.connect(f"host={sockets} user={SUPERUSER} dbname=article22", autocommit=True) as connection:
                print_lag(sorted(measure_lags(system, connection)))
                verified = print_million(system, connection)
        finally:
            system.stop()
    if not verified["ok"]:
        sys.exit(f"verify: {verified}")


def measure_lags(system: System, connection: "psycopg.Connection[Any]") -> Iterator[float]:
    """Seconds from an entry's own time of writing until its leaf is seen, by the database's clock, for changes made one at a time."""
    writer = writer_on(system)
    pauses = random.Random(22)  # noqa: S311  without pauses each change would follow a seal, and wait for a whole turn of the sealer
    for _ in range(SAMPLES):
        time.sleep(pauses.uniform(0, 0.5))
        id = writer.change()
        while not (seen := connection.execute(LAGS, [id]).fetchone()):
            time.sleep(0.002)
        yield seen[0]


def print_lag(lags: list[float]) -> None:
    """The middle, the slow and the slowest."""
    print("| changes | median seal lag, s | 95 of 100 within, s | longest, s |\n|---|---|---|---|")
    slow = lags[math.ceil(len(lags) * 0.95) - 1]
    print(f"| {len(lags)} | {statistics.median(lags):.2f} | {slow:.2f} | {lags[-1]:.2f} |\n", flush=True)


def print_million(system: System, connection: "psycopg.Connection[Any]") -> dict[str, Any]:
    """How long it takes to seal and to verify so many entries; what verify said."""
    before = _sealed(connection)
    began = time.monotonic()
    for start in range(0, ENTRIES, BATCH):
        _copy(connection, *_made(start, min(BATCH, ENTRIES - start)))
    copied, end = time.monotonic() - began, began + SEAL_SECONDS
    while _sealed(connection) < before + ENTRIES and time.monotonic() < end:
        time.sleep(0.1)
    sealed_seconds, sealed = time.monotonic() - began, _sealed(connection)
    began = time.monotonic()
    done = system.command("verify", "--json")
    seconds = time.monotonic() - began
    verified: dict[str, Any] = json.loads(done.stdout) if done.stdout else {"ok": False, "said": done.stderr[-500:]}
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print("| entries put in | put in, s | sealed | all sealed after, s | verify, s | entries verified a second | peak memory of verify, MB | verify says |")
    print("|---|---|---|---|---|---|---|---|")
    print(f"| {ENTRIES:,} | {copied:.0f} | {sealed:,} | {sealed_seconds:.0f} | {seconds:.1f} | {sealed / seconds:,.0f} | {peak:.0f} "
          f"| {'ok' if verified['ok'] else verified} |", flush=True)
    return verified


def _sealed(connection: "psycopg.Connection[Any]") -> int:
    found = connection.execute(SEALED).fetchone()
    return found[0] or 0 if found else 0


def _made(start: int, count: int) -> tuple[list[Row], list[Row]]:
    """Rows as `record` makes them, digested by the journal's own rules."""
    by, at = actor_for("system", door="console"), datetime.now(UTC)
    entries, said = list[Row](), list[Row]()
    for number in range(start, start + count):
        salt, words = new_salt(), f"measured {number}"
        entry = happening("installation.measured", UUID(int=number), id=new_id(at), by=by, at=at, facts={"number": number},
                          words={"note": words_digest(salt, words)})
        entries.append((entry.id, entry.schema, at, "installation", entry.verb, entry.subject, entry.role, by.person, by.membership,
                        by.organisation, by.organisation, by.door, json.dumps(dict(entry.facts)), json.dumps(dict(entry.words)),
                        entry.digest()))
        said.append((new_id(at), entry.id, "installation", by.organisation, "note", salt, words, None))
    return entries, said


def _copy(connection: "psycopg.Connection[Any]", entries: list[Row], said: list[Row]) -> None:
    """One transaction, as one writer would commit it."""
    with connection.transaction(), connection.cursor() as cursor:
        for sql, rows in ((COPY_ENTRIES, entries), (COPY_WORDS, said)):
            with cursor.copy(sql.strip()) as copy:
                for row in rows:
                    copy.write_row(row)
