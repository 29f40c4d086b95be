"""10,000 messages through the worker of a live installation to a mail server that only counts, beside what one bare client hands it in the same run."""

import asyncio
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from article22.doors.console.running.cluster import SUPERUSER
from article22.env import read_environment
from tests.ports import free_port
from tests.stories.running import System

MESSAGES, CONNECTIONS, ROUNDS, SECONDS = 10_000, 8, 3, 300.0
BODY = "Text of a message that is some eighty characters long, and then some more of it.\n" * 12
ARM = """INSERT INTO outbox_armedaddress (id, channel, address, folded, proposed_by, proposed_at, armed_by, armed_at)
SELECT gen_random_uuid(), 'mail', address, address, gen_random_uuid(), now(), gen_random_uuid(), now()
  FROM (SELECT 'officer' || number || '@authority.example' AS address FROM generate_series(1, %s) AS number) AS addresses"""
ENQUEUE = """INSERT INTO outbox_message (id, cause, kind, channel, address, subject, body, enqueued_at)
SELECT gen_random_uuid(), gen_random_uuid(), 'bench.told', 'mail', 'officer' || number || '@authority.example', 'Case ' || number, %s, now()
  FROM generate_series(1, %s) AS number"""
OPEN = "SELECT count(*) FROM outbox_message WHERE state <> 'handed'"


def main() -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory() as folder, sink() as port:
        system = System(Path(folder) / "a22", A22_KIND="live", A22_SMTP_URL=f"smtp://127.0.0.1:{port}", A22_MAIL_FROM="desk@liaison.example")
        system.start(120)
        sockets = read_environment({"A22_STATE": f"{system.folder}"}).sockets
        with psycopg.connect(f"host={sockets} user={SUPERUSER} dbname=article22", autocommit=True) as connection:
            connection.execute(ARM, [MESSAGES])
            print("| messages | last handed over, s | first, s | all written back, s | a second | bare client, s | its share |\n|---|---|---|---|---|---|---|")
            for _ in range(ROUNDS):
                print_round(connection, port)
        system.stop()


def print_round(connection: "psycopg.Connection[Any]", port: int) -> None:
    """Once through the outbox, once bare."""
    ask(port, forget=True)
    connection.execute(ENQUEUE, [BODY, MESSAGES])
    began, end = time.time(), time.monotonic() + SECONDS
    while (connection.execute(OPEN).fetchone() or [1])[0]:
        assert time.monotonic() < end
        time.sleep(0.05)
    written = time.time() - began
    found = ask(port, forget=True)
    assert found["mails"] == MESSAGES, found
    began_bare = time.time()
    asyncio.run(bare(port))
    seconds = ask(port, forget=True)["last"] - began_bare
    last = found["last"] - began
    print(f"| {MESSAGES:,} | {last:.1f} | {found['first'] - began:.2f} | {written:.1f} | {MESSAGES / last:,.0f} | {seconds:.1f} | {last / seconds:.2f} |",
          flush=True)


async def bare(port: int) -> None:
    """The same conversations by a client that does nothing else."""
    mail = f"From: desk@liaison.example\r\nTo: officer@authority.example\r\nSubject: Case\r\n\r\n{BODY}".replace("\n", "\r\n").encode() + b"\r\n.\r\n"

    async def converse(count: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await reader.readline()
        for _ in range(count):
            for said in (b"MAIL FROM:<desk@liaison.example>\r\n", b"RCPT TO:<officer@authority.example>\r\n", b"DATA\r\n", mail):
                writer.write(said)
                await reader.readline()
        writer.close()

    await asyncio.gather(*(converse(MESSAGES // CONNECTIONS) for _ in range(CONNECTIONS)))


def ask(port: int, *, forget: bool) -> dict[str, Any]:
    """What the sink counted."""
    with socket.create_connection(("127.0.0.1", port + 1), timeout=10) as line:
        line.sendall(b"forget\n" if forget else b"\n")
        counted: dict[str, Any] = json.loads(line.recv(1000))
    return counted


@contextmanager
def sink() -> Iterator[int]:
    """A sink in a process of its own."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.sink", f"{port}"])
    try:
        end = time.monotonic() + 10
        while True:
            try:
                ask(port, forget=True)
                break
            except OSError:
                assert time.monotonic() < end
                time.sleep(0.05)
        yield port
    finally:
        process.kill()
        process.wait()
