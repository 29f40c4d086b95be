"""`article22 run`: starts, watches and restarts the database, the web, the live stream and the worker. Its children die with it."""

import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psycopg

from article22.doors.console.running import finding
from article22.doors.console.running.children import die_with_parent
from article22.doors.console.running.cluster import SUPERUSER, Cluster
from article22.env import Environment
from article22.ground.wall import prepare
from article22.kernel.refusal import Refusal
from article22.kernel.text import Text

PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)  # seconds before a restart, the longer the sooner it died again
WELL_AFTER = 20.0
STOP_SECONDS = 10.0
READY_SECONDS = 120.0


class AlreadyRunning(Refusal):
    """Something else holds what this start needs."""


@dataclass(slots=True)
class Child:
    """A process that must be up."""

    name: str
    launch: "Callable[[], subprocess.Popen[bytes]]"
    stop_by: signal.Signals = signal.SIGTERM
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    failures: int = 0
    due: float = field(default=0.0)

    def start(self) -> None:
        """Start it now."""
        self.process, self.started = self.launch(), time.monotonic()

    def watch(self, say: Callable[[str], None]) -> None:
        """Start it again when it has died, after a pause that grows while it keeps dying."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            self.failures = 0 if now - self.started > WELL_AFTER else self.failures + 1
            self.due = now + PAUSES[min(self.failures, len(PAUSES) - 1)]
            say(f"{self.name} ended ({_ending(self.process.returncode)}); it starts again.")
            self.process = None
        if self.process is None and now >= self.due:
            self.start()

    def stop(self) -> None:
        """Stop it, and kill it when it does not stop."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(self.stop_by)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Supervisor:
    """Keeps one installation up on this machine."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.children: list[Child] = []
        self.stopping = False

    def run(self, when_ready: Callable[[], None]) -> int:
        """Stay in the foreground until told to stop. Raises a Refusal for what a person must put right first."""
        with held(self.environment.state / "run.lock"), _stop_on_signals(self._stop):
            check_port_is_free(self.environment.host, self.environment.port, "A22_PORT")
            check_port_is_free(self.environment.host, self.environment.live_port, "A22_LIVE_PORT")
            check_port_is_free("127.0.0.1", self.environment.mail_port, "A22_MAIL_PORT")
            check_port_is_free("127.0.0.1", self.environment.exchange_port, "A22_EXCHANGE_PORT")
            try:
                self._start_database()
                if not self.stopping:
                    self._settle()
                self._start_programs()
                self._watch_until_stopped(when_ready)
            finally:
                for child in reversed(self.children):
                    child.stop()
        return 0

    def _stop(self) -> None:
        self.stopping = True

    def _start_database(self) -> None:
        if not self.environment.is_embedded:
            return
        cluster = find_cluster(self.environment)
        cluster.initialise(prepare.ROLES)
        database = Child("the database", cluster.start, stop_by=signal.SIGINT)
        self.children.append(database)
        database.start()
        assert database.process is not None
        cluster.wait(database.process)
        prepare_database(cluster)

    def _settle(self) -> None:
        """Migrations, pack and demo cast, in a process that ends, so that none of it stays in memory here."""
        command = [*this_program(), "database", "settle", "--json"]
        done = subprocess.run(command, env=self._environment("owner"), stdout=subprocess.PIPE, check=False,
                              preexec_fn=die_with_parent(signal.SIGKILL))
        if done.returncode:
            raise _refusal_from(done.stdout.decode("utf-8", "replace"))

    def _start_programs(self) -> None:
        for name in ("web", "live", "worker"):
            self.children.append(Child(f"the {name}", lambda name=name: self._launch(name)))  # type: ignore[misc]  # bound now, on purpose

    def _launch(self, name: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "article22.doors.live"] if name == "live" else [*this_program(), name]  # without all that commands import
        return subprocess.Popen(command, env=self._environment(name), stdin=subprocess.DEVNULL, start_new_session=True,
                                preexec_fn=die_with_parent(signal.SIGKILL))

    def _environment(self, process: str) -> dict[str, str]:
        return {**os.environ, "A22_PROCESS": process, "A22_STATE": f"{self.environment.state}"}

    def _watch_until_stopped(self, when_ready: Callable[[], None]) -> None:
        said, end = False, time.monotonic() + READY_SECONDS
        while not self.stopping:
            for child in self.children:
                child.watch(_say)
            if not said and is_ready(self.environment):
                when_ready()
                said = True
            elif not said and time.monotonic() > end:
                raise AlreadyRunning(Text("run.not-ready", "The system did not become ready in {seconds} seconds. What it said stands above.",
                                          seconds=int(READY_SECONDS)))
            time.sleep(0.05)


def find_cluster(environment: Environment) -> Cluster:
    """The embedded cluster of an environment."""
    user = finding.find_user()
    return Cluster(folder=finding.find_folder(environment.state, user), sockets=environment.sockets, binaries=finding.find_binaries(user), user=user)


def prepare_database(cluster: Cluster, database: str = prepare.DATABASE) -> None:
    """Roles, database and rights in the embedded cluster."""
    with psycopg.connect(cluster.address(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute(prepare.CREATE_ROLES)
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            connection.execute(prepare.CREATE_DATABASE)
    with psycopg.connect(cluster.address(SUPERUSER, database), autocommit=True) as connection:
        connection.execute(prepare.GRANT_RIGHTS)


def this_program() -> list[str]:
    """How to call this program again."""
    return [sys.executable, "-m", "article22"]


@contextlib.contextmanager
def held(path: Path) -> Iterator[IO[str]]:
    """A lock that the kernel drops when this process ends, however it ends. Raises AlreadyRunning."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise AlreadyRunning(Text("run.already", "Article 22 runs here already (process {process}). Stop that one first, or give another "
                                      "A22_STATE.", process=file.read().strip() or "unknown")) from None
        file.truncate(0)
        file.write(f"{os.getpid()}")
        file.flush()
        yield file


def check_port_is_free(host: str, port: int, variable: str) -> None:
    """Refuse a port that something answers on: a forgotten server would share it silently."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise AlreadyRunning(Text("run.port-in-use", "{host}:{port} cannot be used: {fault}. Stop what listens there, or set {variable}.",
                                      variable=variable, host=host, port=f"{port}", fault=fault.strerror or f"{fault}")) from None


def is_ready(environment: Environment) -> bool:
    """Whether the web answers that everything is in place."""
    host = "127.0.0.1" if environment.host in ("0.0.0.0", "::") else environment.host  # noqa: S104  compared, not bound
    try:
        with urllib.request.urlopen(f"http://{host}:{environment.port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)  # noqa: PLR2004
    except (urllib.error.URLError, OSError):
        return False


@contextlib.contextmanager
def _stop_on_signals(stop: Callable[[], None]) -> Iterator[None]:
    before = {number: signal.signal(number, lambda *_: stop()) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _refusal_from(printed: str) -> Refusal:
    """The refusal of a command that was called with --json."""
    try:
        refused = json.loads(printed)["refused"]
    except (ValueError, KeyError, TypeError):
        return Refusal(Text("run.not-settled", "The database could not be brought up to date. What was said stands above."))
    return Refusal(Text(refused["code"], "{text}", text=refused["text"]))


def _ending(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"exit {status}"


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
