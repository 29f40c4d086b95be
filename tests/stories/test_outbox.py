"""The whole system: what is enqueued is caught, a killed worker's batch goes on under the same ids, and a restore holds what was not sent."""

import json
import smtplib
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from article22.doors.console.running.cluster import SUPERUSER
from article22.env import read_environment
from tests.outbox import reports
from tests.stories.running import System, system

ENQUEUE = """INSERT INTO outbox_message (id, cause, kind, channel, address, subject, body, enqueued_at)
SELECT gen_random_uuid(), gen_random_uuid(), 'test.told', 'mail', 'officer' || number || '@dss.example', 'Case ' || number, 'Somebody stands at the gate.',
       now()
  FROM generate_series(1, %s) AS number RETURNING id"""
IN_AN_HOUR = ENQUEUE.replace("enqueued_at)", "enqueued_at, due_at)").replace("now()\n", "now(), now() + interval '1 hour'\n")
SECONDS = 60.0


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system(tmp_path_factory.mktemp("outbox") / "a22") as one:
        yield one


def database(one: System) -> "psycopg.Connection[Any]":
    sockets = read_environment({"A22_STATE": f"{one.folder}"}).sockets
    return psycopg.connect(f"host={sockets} user={SUPERUSER} dbname=article22", autocommit=True)


def wait_until_handed(connection: "psycopg.Connection[Any]", ids: set[Any]) -> None:
    end = time.monotonic() + SECONDS
    while connection.execute("SELECT count(*) FROM outbox_message WHERE id = ANY(%s) AND state <> 'handed'", [list(ids)]).fetchone() != (0,):
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_worker_killed_in_the_middle_loses_nothing_and_repeats_only_what_was_in_flight(running: System) -> None:
    with database(running) as connection:
        ids = {row[0] for row in connection.execute(ENQUEUE, [600])}
        end = time.monotonic() + SECONDS
        while (connection.execute("SELECT count(*) FROM outbox_caught").fetchone() or [0])[0] < 50:
            assert time.monotonic() < end
            time.sleep(0.01)
        running.kill("worker")
        out = {row[0] for row in connection.execute("SELECT id FROM outbox_message WHERE state = 'sending'")}
        wait_until_handed(connection, ids)
        caught = times_caught(connection, ids)
        assert set(caught) == ids
        assert {id for id, times in caught.items() if times > 1} <= out, "only what was in flight came twice"
        assert max(caught.values()) <= 2
    assert "Somebody stands at the gate." in running.get(f"/demo/caught/{one_caught(running)}/")[1]
    assert "a22_outbox_waiting 0.0" in running.get("/metrics")[1]
    time.sleep(1)
    assert json.loads(running.command("verify", "--json").stdout)["ok"] is True
    assert "Somebody stands" not in running.printed(), "logs hold ids only"
    assert "@dss.example" not in running.printed()


def test_a_database_killed_in_the_middle_loses_nothing(running: System) -> None:
    with database(running) as connection:
        ids = {row[0] for row in connection.execute(ENQUEUE, [300])}
    running.kill("database")
    running.wait_until_ready()
    with database(running) as connection:
        wait_until_handed(connection, ids)
        assert times_caught(connection, ids).keys() == ids


def test_two_workers_on_one_database_double_nothing_and_one_of_them_has_the_mailroom(running: System, tmp_path: Path) -> None:
    printed = tmp_path / "second.log"
    with printed.open("w") as log:
        second = subprocess.Popen([sys.executable, "-m", "article22", "worker"], env=running.environment, stdout=log, stderr=log)
    try:
        end = time.monotonic() + SECONDS
        while "mailroom.waits" not in printed.read_text("utf-8"):
            assert time.monotonic() < end
            time.sleep(0.1)
        with database(running) as connection:
            ids = {row[0] for row in connection.execute(ENQUEUE, [1_000])}
            wait_until_handed(connection, ids)
            caught = times_caught(connection, ids)
        assert caught.keys() == ids
        assert set(caught.values()) == {1}
    finally:
        second.terminate()
        assert second.wait(20) == 0


def test_a_bounce_finds_its_message(running: System) -> None:
    with database(running) as connection:
        ids = {row[0] for row in connection.execute(ENQUEUE, [2])}
        wait_until_handed(connection, ids)
        report = reports.POSTFIX_FAILED.replace(b"\n", b"\r\n")
        with smtplib.SMTP("localhost", running.mail_port, timeout=10) as client:
            client.sendmail("", [f"bounce+{next(iter(ids))}@localhost"], report)
        states = Counter(row[0] for row in connection.execute("SELECT state FROM outbox_message WHERE id = ANY(%s)", [list(ids)]))
    assert states == {"bounced": 1, "handed": 1}


def times_caught(connection: "psycopg.Connection[Any]", ids: set[Any]) -> Counter[Any]:
    return Counter(row[0] for row in connection.execute("SELECT message FROM outbox_caught WHERE message = ANY(%s)", [list(ids)]))


def one_caught(running: System) -> str:
    return running.get("/demo/caught/")[1].split('<a href="/demo/caught/')[1].split("/")[0]


def test_a_restore_holds_what_was_not_sent_until_a_person_releases_it(running: System, tmp_path: Path) -> None:
    file = tmp_path / "backup.age"
    with database(running) as connection:
        later = {row[0] for row in connection.execute(IN_AN_HOUR, [3])}
        assert running.command("backup", "--out", f"{file}").returncode == 0
    other = System(tmp_path / "other", A22_KEYS=f"{running.folder / 'keys'}")
    restored = other.command("restore", f"{file}", "--json")
    assert json.loads(restored.stdout) == {"ok": True, "held": 3, "findings": []}
    other.start()
    try:
        listed = json.loads(other.command("outbox", "list", "--json").stdout)["messages"]
        assert {message["id"] for message in listed} == {f"{id}" for id in later}
        assert {message["fault"] for message in listed} == {"restored"}
        assert "stands at the gate" not in other.command("outbox", "list").stdout
        first = listed[0]["id"]
        assert json.loads(other.command("outbox", "cancel", first, "--json").stdout) == {"cancel": 1}
        assert json.loads(other.command("outbox", "release", first, "--json").stdout)["refused"]["code"] == "message.cannot-move"
        assert json.loads(other.command("outbox", "release", "x", "--json").stdout)["refused"]["code"] == "message.unreadable"
        assert other.command("outbox", "release").returncode == 2
        assert json.loads(other.command("outbox", "release", "--all", "--json").stdout) == {"release": 2}
        with database(other) as connection:
            wait_until_handed(connection, later - {UUID(first)})
    finally:
        other.stop()
