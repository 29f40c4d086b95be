"""500 watchers on the live stream: from a change of a case to the event at each client."""

import asyncio
import json
import os
import statistics
import tempfile
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg

from article22 import keys
from article22.doors.console.running.cluster import SUPERUSER
from article22.env import read_environment
from article22.ground.wall.rules import Reach
from article22.threshold.tickets import GOOD_FOR, Ticket, write_ticket
from bench.caseload import LEFT
from tests.stories.running import System

WATCHERS, CHANGES, APART = 500, 100, 0.1


async def watch(port: int, ticket: str, heard: dict[str, float], ready: asyncio.Semaphore) -> None:
    """Listen, and note when each change arrives."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /live/?ticket={ticket} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    while True:
        line = await reader.readline()
        if line.startswith(b"event: hello"):
            ready.release()
        elif line.startswith(b"data: ") and len(line) > 40:
            heard[line[6:42].decode()] = time.monotonic()


async def measure(system: System, address: str, cases: list[str]) -> None:
    """Connect everybody, change one case after another, and print how long it took."""
    environment = read_environment(system.environment)
    ticket = write_ticket(Ticket(reach=Reach.PROTECTOR, organisation=None, until=datetime.now(UTC) + GOOD_FOR),
                          keys.secret_texts(environment.keys, "session")[0])
    ready, heard = asyncio.Semaphore(0), [dict[str, float]() for _ in range(WATCHERS)]
    live = system.children()["live"][0]
    before, began = live.memory_info().rss, time.monotonic()
    watchers = [asyncio.create_task(watch(system.live_port, ticket, own, ready)) for own in heard]
    for _ in range(WATCHERS):
        await ready.acquire()
    print(f"{WATCHERS} watchers connected in {time.monotonic() - began:.2f} s; the process grew by {(live.memory_info().rss - before) / 2**20:.0f} MiB "
          f"to {live.memory_info().rss / 2**20:.0f} MiB.")
    changed: dict[str, float] = {}
    busy = sum(live.cpu_times()[:2])
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
        for case in cases:
            changed[case] = time.monotonic()
            await connection.execute("UPDATE cases_case SET version = version + 1 WHERE id = %s", [case])
            await asyncio.sleep(APART)
    await asyncio.sleep(1)
    for task in watchers:
        task.cancel()
    took = sorted(at - changed[case] for own in heard for case, at in own.items())
    assert all(own.keys() == changed.keys() for own in heard), "an event was lost"
    print(f"| change to client, {len(took):,} events | p50 {statistics.median(took) * 1000:.0f} ms | p99 {took[int(len(took) * 0.99)] * 1000:.0f} ms | "
          f"most {took[-1] * 1000:.0f} ms | CPU of the live process an event {(sum(live.cpu_times()[:2]) - busy) / len(took) * 1e6:.0f} µs |")


def wait_for_rest(address: str) -> None:
    """Until every message has left: whoever hands one over changes its case as well, and a watcher hears of that too."""
    with psycopg.connect(address, autocommit=True) as connection:
        while connection.execute(LEFT).fetchone() != (0,):
            time.sleep(0.2)
    time.sleep(2)  # what the last of them changed is told


def open_one(system: System, token: str) -> str:
    """A case through the API; its id."""
    report = {"kind": "concern", "summary": "Bench", "mission": "VAL-1", "place": "Washington, DC", "happened_at": "2026-06-09T14:00:00-04:00"}
    asked = urllib.request.Request(f"{system.url}/api/v1/cases", json.dumps(report).encode(), {
        "Authorization": f"Bearer {token}", "Content-Type": "application/json"})
    with urllib.request.urlopen(asked) as answer:
        return str(json.load(answer)["id"])


def main() -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory() as folder:
        system = System(Path(folder) / "a22")
        system.start(120)
        token = system.command("demo", "token", "--role", "watch-officer").stdout.strip()
        cases = [open_one(system, token) for _ in range(CHANGES)]
        sockets = read_environment(system.environment).sockets
        wait_for_rest(f"postgresql:///article22?host={sockets}&user={SUPERUSER}")
        print(f"{psutil.cpu_count()} cores, {os.uname().sysname}")
        asyncio.run(measure(system, f"postgresql:///article22?host={sockets}&user=article22_owner", cases))
        system.stop()
