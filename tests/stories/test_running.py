"""The system is started, killed in parts and as a whole, and comes back by itself."""

import json
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from tests.database import Server
from tests.stories.running import System


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    one = System(tmp_path_factory.mktemp("state") / "a22")
    try:
        one.start()
        yield one
    finally:
        one.stop()


def test_the_closing_lines_say_what_a_newcomer_must_know(running: System) -> None:
    assert f"Running on this machine only. Nothing leaves it; no number is dialled. 60-second tour: {running.url}/tour" in running.printed()
    assert f"{running.url}/demo/" in running.printed()


@pytest.mark.parametrize("name", ["web", "live", "worker", "database"])
def test_a_killed_part_comes_back_by_itself(name: str, running: System) -> None:
    before = {child.pid for child in running.children()[name]}
    assert before
    running.kill(name)
    end = time.monotonic() + 30
    while not running.children()[name] or before & {child.pid for child in running.children()[name]}:
        assert time.monotonic() < end
        time.sleep(0.05)
    running.wait_until_ready()
    assert running.get("/card/?place=37203")[0] == 200


def test_one_of_the_webs_own_workers_killed_comes_back(running: System) -> None:
    (web,) = running.children()["web"]
    (worker,) = [child for child in web.children() if child.name() != "postgres"][:1]
    worker.send_signal(signal.SIGKILL)
    time.sleep(0.3)
    running.wait_until_ready()


def test_a_second_start_is_refused_and_says_who_runs(running: System) -> None:
    done = running.command("run")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"Article 22 runs here already (process {running.process.pid})")  # type: ignore[union-attr]


def test_the_commands_find_the_database_that_runs_here(running: System) -> None:
    assert json.loads(running.command("verify", "--json").stdout) == {"ok": True, "findings": []}
    token = running.command("demo", "token", "--role", "representative")
    assert (token.returncode, len(token.stdout.split())) == (0, 1)
    assert token.stdout.startswith("a22_")
    assert running.command("demo", "token", "--role", "janitor").returncode == 2


def test_the_console_makes_lists_and_revokes_a_token_of_a_service(running: System) -> None:
    make = ("token", "make", "lee.park@dss.example", "--for", "a wall display", "--scope", "read-cases", "--until")
    assert "a year" in running.command(*make, "2020-01-01").stderr
    assert "lee.park@dss.example" in running.command(*make, "2100-01-01", "--role", "inspector").stderr
    token = running.command(*make, f"{datetime.now(UTC).date() + timedelta(days=90)}").stdout.strip()
    headers = {"Authorization": f"Bearer {token}"}

    def opened() -> int:
        with suppress(urllib.error.HTTPError), urllib.request.urlopen(urllib.request.Request(f"{running.url}/api/v1/cases", headers=headers)) as answer:
            return int(answer.status)
        return 401

    assert opened() == 200
    listed = json.loads(running.command("token", "list", "--json").stdout)["tokens"]
    own = next(one for one in listed if one["for"] == "a wall display")
    assert (own["person"], own["may"]) == ("lee.park@dss.example", ["case.list", "case.see"])
    assert running.command("token", "revoke", own["id"]).returncode == 0
    assert running.command("token", "revoke", own["id"]).returncode == 2
    assert opened() == 401
    assert own["id"] not in running.command("token", "list").stdout


def test_kill_9_of_the_supervisor_takes_everything_with_it_and_the_next_start_recovers(running: System) -> None:
    everything = running.everything()
    assert len(everything) >= 5
    shown = running.get("/card/")[1]
    assert running.process
    running.process.send_signal(signal.SIGKILL)
    running.process.wait()
    _, alive = psutil.wait_procs(everything, timeout=10)
    assert [child.cmdline() for child in alive if child.status() != psutil.STATUS_ZOMBIE] == []
    running.start()
    assert running.get("/card/")[0] == 200
    assert "14:2" in shown
    assert json.loads(running.command("verify", "--json").stdout)["ok"] is True


@pytest.mark.parametrize("variable", ["A22_PORT", "A22_LIVE_PORT", "A22_MAIL_PORT", "A22_EXCHANGE_PORT"])
def test_a_port_in_use_is_named(variable: str, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        one = System(tmp_path / "a22", **{variable: f"{taken.getsockname()[1]}"})
        done = one.command("run")
    assert done.returncode == 2
    assert "cannot be used" in done.stderr
    assert f"set {variable}" in done.stderr
    assert not (tmp_path / "a22/database").exists()


def test_without_a_database_a_command_says_so(tmp_path: Path) -> None:
    done = System(tmp_path / "a22").command("verify")
    assert (done.returncode, done.stderr) == (2, "No database runs here. Start it with article22 run, or set DATABASE_URL.\n")


def test_a_database_that_is_away_is_named(tmp_path: Path) -> None:
    done = System(tmp_path / "a22", DATABASE_URL="postgresql://article22@127.0.0.1:1/article22").command("verify", "--json")
    assert done.returncode == 2
    refused = json.loads(done.stdout)["refused"]
    assert refused["code"] == "database.away"
    assert "Traceback" not in done.stderr


def test_a_database_without_our_tables_says_how_to_make_them(tmp_path: Path, server: Server) -> None:
    url = f"postgresql:///template1?host={server.cluster.sockets}&user=article22"
    done = System(tmp_path / "a22", DATABASE_URL=url).command("verify", "--json")
    assert (done.returncode, json.loads(done.stdout)["refused"]["code"]) == (2, "database.behind")


def test_a_bad_environment_is_refused_in_one_sentence_a_problem(tmp_path: Path) -> None:
    done = System(tmp_path / "a22", A22_PORT="x", A22_KIND="toy").command("run")
    assert done.returncode == 2
    assert "A22_PORT" in done.stderr
    assert "A22_KIND" in done.stderr
    assert "Traceback" not in done.stderr
