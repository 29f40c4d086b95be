"""Opening a case through the API with 1 and 16 clients, beside the reference on the same database in the same run, in turns."""

import asyncio
import json
import os
import secrets
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg

from article22.doors.console.connecting import set_up
from article22.doors.console.running.cluster import SUPERUSER
from article22.env import read_environment
from bench.reference import DOCUMENT, FUNCTION
from tests.ports import free_port
from tests.stories.running import System, held

ROUNDS, SECONDS, CLIENTS = int(os.environ.get("BENCH_ROUNDS", "5")), 3.0, (1, 16)
REPORT = {
    "kind": "demonstration", "summary": "A march to our chancery on Saturday", "description": "About 600 people, announced in public.",
    "place": "2741 Massachusetts Avenue NW, Washington, DC", "starts_at": "2026-06-13T11:00:00-04:00", "ends_at": "2026-06-13T15:00:00-04:00",
    "expected_size": 600, "details": {"has_counter": True, "how_known": "social media"},
}
LAG = """
SELECT percentile_cont(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY extract(epoch FROM seal.sealed_at - entry.written_at)::float8)
  FROM journal_entry entry JOIN journal_leaf leaf ON leaf.entry_id = entry.id
  JOIN LATERAL (SELECT sealed_at FROM journal_seal WHERE size > leaf.index ORDER BY size LIMIT 1) seal ON true
 WHERE entry.verb = 'cases.case-opened' AND entry.door = 'api' AND entry.written_at > %s
"""


@dataclass(slots=True)
class Served:
    """A server, and what it was measured to do: for each number of clients rates, and every answer's seconds; processor seconds at the most clients."""

    name: str
    port: int
    processes: list[psutil.Process]
    rates: dict[int, list[float]] = field(default_factory=lambda: {count: [] for count in CLIENTS})
    seconds: dict[int, list[float]] = field(default_factory=lambda: {count: [] for count in CLIENTS})
    web: float = 0.0
    database: float = 0.0
    answers: int = 0

    def percentile(self, clients: int, share: float) -> float:
        """Milliseconds within which that share was answered."""
        ordered = sorted(self.seconds[clients])
        return ordered[int(share * (len(ordered) - 1))] * 1000


async def post(port: int, token: str, end: float, took: list[float]) -> None:
    """One client over one connection, until the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = json.dumps(REPORT).encode()
    head = (f"POST /api/v1/cases HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nIdempotency-Key: ").encode()
    while (began := time.monotonic()) < end:
        writer.write(head + secrets.token_hex(16).encode() + b"\r\n\r\n" + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length"))
        content = await reader.readexactly(length)
        assert b" 201 " in answer.split(b"\r\n")[0], answer + content
        took.append(time.monotonic() - began)
    writer.close()


async def load(port: int, token: str, clients: int, took: list[float]) -> float:
    """Answers a second of all clients together."""
    began, before = time.monotonic(), len(took)
    await asyncio.gather(*(post(port, token, began + SECONDS, took) for _ in range(clients)))
    return (len(took) - before) / (time.monotonic() - began)


def measure(served: Served, token: str, database: psutil.Process) -> None:
    """One round."""
    for clients in CLIENTS:
        web, base = spent(served.processes), spent([database])
        served.rates[clients].append(asyncio.run(load(served.port, token, clients, served.seconds[clients])))
        if clients == CLIENTS[-1]:
            served.web += spent(served.processes) - web
            served.database += spent([database]) - base
            served.answers = len(served.seconds[clients])


def spent(processes: list[psutil.Process]) -> float:
    """Processor seconds of processes and all that they started."""
    total = 0.0
    for process in processes:
        times = process.cpu_times()
        total += times.user + times.system + times.children_user + times.children_system
        for child in process.children(recursive=True):
            with suppress(psutil.Error):
                total += sum(child.cpu_times()[:2])
    return total


def post_once(port: int, token: str) -> dict[str, Any]:
    """One case."""
    request = urllib.request.Request(f"http://localhost:{port}/api/v1/cases", json.dumps(REPORT).encode(), {
        "Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": secrets.token_hex(16)})
    with urllib.request.urlopen(request, timeout=10) as answer:
        given: dict[str, Any] = json.load(answer)
    return given


def count_statements(connection: "psycopg.Connection[Any]", log: Path, port: int, token: str) -> int:
    """Statements of one create, as PostgreSQL logs them."""
    def switch(setting: str) -> None:
        connection.execute(f"ALTER ROLE article22_web {setting}")
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'article22_web'")
        for _ in range(40):  # new connections, and whatever they ask at their start
            with suppress(OSError):
                post_once(port, token)

    switch("SET log_statement = 'all'")
    before = log.stat().st_size
    post_once(port, token)
    time.sleep(0.2)
    with log.open() as lines:
        lines.seek(before)
        asked = [line for line in lines if "LOG:  statement:" in line or "LOG:  execute " in line]
    process = next(line.split("[")[1].split("]")[0] for line in asked if "WITH given" in line)  # others ask for themselves meanwhile
    count = sum(f"[{process}]" in line for line in asked)
    switch("RESET log_statement")
    return count


def log_of(connection: "psycopg.Connection[Any]") -> Path:
    """The log of the embedded database, beside its data."""
    row = connection.execute("SHOW data_directory").fetchone()
    assert row
    return Path(row[0]).with_name("database.log")


@contextmanager
def reference(sockets: Path, folder: Path, template: dict[str, Any]) -> Iterator[Served]:
    """The reference beside the system, with two processes."""
    port = free_port()
    path = folder / "template.json"
    path.write_text(json.dumps(template))
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "asgi", "--workers", "2", "--port", f"{port}", "--no-ws", "bench.reference:app"],
        env={**os.environ, "BENCH_TEMPLATE": f"{path}", "BENCH_SOCKETS": f"{sockets}"}, stdout=(folder / "reference.log").open("w"), stderr=subprocess.STDOUT)
    try:
        for _ in range(200):
            with suppress(OSError):
                post_once(port, "")
                break
            time.sleep(0.05)
        yield Served("reference", port, [psutil.Process(process.pid)])
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def run(folder: Path, workers: int) -> None:
    """Print the rows of one number of web processes."""
    system = System(folder / "a22", A22_WEB_WORKERS=f"{workers}")
    system.start(120)
    try:
        token = system.command("demo", "token", "--role", "representative").stdout.strip()
        sockets = read_environment({"A22_STATE": f"{system.folder}"}).sockets
        with psycopg.connect(f"host={sockets} user={SUPERUSER} dbname=article22", autocommit=True) as connection:
            set_up("web")
            from article22.contexts.cases.actions.opening import PARTS

            answer = post_once(system.port, token)
            document = connection.execute(DOCUMENT, [answer["number"]]).fetchone()
            connection.execute(FUNCTION % ", ".join(PARTS))
            assert document
            ours = Served("Article 22", system.port, system.children()["web"])
            statements = count_statements(connection, log_of(connection), system.port, token)
            began = connection.execute("SELECT clock_timestamp()").fetchone()
            rate = asyncio.run(load(system.port, token, CLIENTS[-1], []))
            time.sleep(2)
            lag = connection.execute(LAG, began).fetchone()
            with held(system.children()["worker"]), reference(sockets, folder, {"document": document[0], "answer": answer}) as theirs:
                for _ in range(ROUNDS):
                    for served in (ours, theirs):
                        measure(served, token, system.children()["database"][0])
            show(workers, ours, theirs, statements)
            assert lag
            p50, p99 = lag[0]
            print(f"\nWith the worker sealing and sending what was made: {rate:,.0f}/s, sealed after p50 {p50:.2f} s, p99 {p99:.2f} s.\n", flush=True)
    finally:
        system.stop()


def show(workers: int, ours: Served, theirs: Served, statements: int) -> None:
    """The table."""
    print(f"| web processes: {workers} | clients | requests/s | share, each round | p50 ms | p99 ms | p99 ratio | statements | web, database CPU ms |")
    print("|---|---|---|---|---|---|---|---|---|")
    for served in (ours, theirs):
        for clients in CLIENTS:
            shares = [one / other for one, other in zip(served.rates[clients], theirs.rates[clients], strict=True)]
            spent_on = f"{served.web / served.answers * 1000:.1f}, {served.database / served.answers * 1000:.1f}" if clients == CLIENTS[-1] else ""
            p99 = served.percentile(clients, 0.99)
            print(f"| {served.name} | {clients} | {statistics.median(served.rates[clients]):,.0f} | {statistics.median(shares):.2f} "
                  f"({min(shares):.2f} to {max(shares):.2f}) | {served.percentile(clients, 0.5):.1f} | {p99:.1f} "
                  f"| {p99 / theirs.percentile(clients, 0.99):.1f} | {statements if served is ours else 1} | {spent_on} |", flush=True)


def main() -> None:
    """With two web processes, as shipped, and with one."""
    for workers in map(int, os.environ.get("BENCH_WORKERS", "2 1").split()):
        with tempfile.TemporaryDirectory() as folder:
            run(Path(folder), workers)
