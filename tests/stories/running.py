"""A whole system of one's own: started, watched, killed and started again, as an operator would."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from article22.doors.console.running import finding
from tests.database import ROOT, digest_sources
from tests.ports import free_ports

BORN = ROOT / ".state/tests/born"


class System:
    """`article22 run` in a folder of its own, on a free port."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.port, self.live_port, self.mail_port, self.exchange_port = free_ports(4)
        self.folder = folder
        self.environment = {**{name: value for name, value in os.environ.items() if not name.startswith(("A22_", "DATABASE_"))},
                            "A22_STATE": f"{folder}", "A22_PORT": f"{self.port}", "A22_LIVE_PORT": f"{self.live_port}",
                            "A22_MAIL_PORT": f"{self.mail_port}", "A22_EXCHANGE_PORT": f"{self.exchange_port}", "A22_WEB_WORKERS": "1", **environment}
        self.process: subprocess.Popen[str] | None = None
        self.log = folder.with_suffix(".log")

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self, seconds: float = 60) -> float:
        """Start, wait until it says that it runs, and give the seconds that took."""
        began = time.monotonic()
        with self.log.open("w") as log:
            self.process = subprocess.Popen([sys.executable, "-m", "article22", "run"], env=self.environment, stdout=log, stderr=log, text=True)
        while "Running" not in self.printed():
            assert self.process.poll() is None, self.printed()
            assert time.monotonic() < began + seconds, self.printed()
            time.sleep(0.02)
        return time.monotonic() - began

    def printed(self) -> str:
        return self.log.read_text("utf-8") if self.log.exists() else ""

    def command(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """One of the commands, in the same environment."""
        return subprocess.run([sys.executable, "-m", "article22", *words], env=self.environment, capture_output=True, text=True, check=False)

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as fault:
            return fault.code, fault.read().decode()
        except (urllib.error.URLError, OSError):
            return 0, ""

    def children(self) -> dict[str, list[psutil.Process]]:
        """The processes under the supervisor, by what they are."""
        assert self.process
        found: dict[str, list[psutil.Process]] = {"web": [], "live": [], "worker": [], "database": []}
        for child in psutil.Process(self.process.pid).children():
            words: list[str] = []
            with suppress(psutil.Error):
                words = child.cmdline()
            name = "database" if words and "postgres" in words[0] else words[-1].rpartition(".")[2] if words and words[-1].rpartition(".")[2] in found else ""
            if name:
                found[name].append(child)
        return found

    def everything(self) -> list[psutil.Process]:
        assert self.process
        return psutil.Process(self.process.pid).children(recursive=True)

    def kill(self, name: str) -> None:
        """kill -9 of one of the supervisor's children."""
        for child in self.children()[name]:
            child.send_signal(signal.SIGKILL)

    def wait_until_ready(self, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while self.get("/readyz")[0] != 200:
            assert time.monotonic() < end, self.printed()
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)


@contextmanager
def system(folder: Path, **environment: str) -> Iterator[System]:
    """A demo that runs, and is stopped at the end: a copy of one that was just born."""
    one = System(folder, **environment)
    try:
        copy_born(folder)
        one.start()
        yield one
    finally:
        one.stop()


@contextmanager
def held(processes: list[psutil.Process]) -> Iterator[None]:
    """Stopped meanwhile: what they do by themselves is not measured with the rest."""
    for process in processes:
        process.suspend()
    try:
        yield
    finally:
        for process in processes:
            process.resume()


def copy_born(folder: Path) -> None:
    """Make the state of a demo that was just born and stopped: it is born once for each state of the sources, and copied."""
    kept = BORN / digest_sources()
    BORN.mkdir(parents=True, exist_ok=True)
    with (BORN / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            for old in BORN.glob("*/"):
                shutil.rmtree(old)
            first = System(BORN / "first")
            first.start()
            first.stop()
            _copy(first.folder / "keys", BORN / "fresh/keys")
            _copy(cluster_of(first.folder), BORN / "fresh/cluster")
            (BORN / "fresh").rename(kept)
            shutil.rmtree(cluster_of(first.folder))
            shutil.rmtree(first.folder)
    _copy(kept / "keys", folder / "keys")
    _copy(kept / "cluster", cluster_of(folder))


def cluster_of(folder: Path) -> Path:
    """Where a system in a folder keeps its database."""
    return finding.find_folder(folder, finding.find_user()) / "cluster"


def _copy(folder: Path, to: Path) -> None:
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    subprocess.run(["/bin/cp", "-a", f"{folder}", f"{to}"], check=True)
