"""The database of the tests: a cluster of their own, and a template that is migrated once for each state of the migrations.

Tests run as the web's role, behind the wall, in a transaction that is rolled back. A test that needs commits takes a clone of the
template. With --server 15 the fundamental ones run on a PostgreSQL 15 of the machine instead.
"""

import atexit
import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

import psycopg

from article22.doors.console.running import finding
from article22.doors.console.running.cluster import SUPERUSER, Cluster
from article22.ground.wall import prepare

ROOT = Path(__file__).parents[1]
POSTGRESQL_15 = Path("/usr/lib/postgresql/15/bin")
SOURCES = ("article22/**/migrations/*.py", "article22/procedures/*.py", "article22/packs/us/*.toml", "article22/ground/*/actions.py",
           "article22/contexts/*/actions/*.py", "article22/contexts/*/packs/*.py", "article22/contexts/*/packs.py", "article22/contexts/*/rules/*.py")


def digest_sources() -> str:
    """The state of what a settled database is made from."""
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


class Server:
    """The tests' own server, started once and stopped at the end."""

    def __init__(self, kind: str, state: Path) -> None:
        user = finding.find_user()
        mark = hashlib.sha256(f"{state}{kind}".encode()).hexdigest()[:8]
        self.cluster = Cluster(
            folder=finding.find_folder(state / kind, user), sockets=Path(f"/tmp/a22-tests-{os.getuid()}-{mark}"), user=user,  # noqa: S108
            binaries=POSTGRESQL_15 if kind == "15" else finding.find_binaries(user))
        self.cluster.initialise(prepare.ROLES)
        with (self.cluster.data / "postgresql.conf").open("a") as file:
            file.write("fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n")
        self.process = self.cluster.start()
        self.cluster.wait(self.process)
        atexit.register(self.stop)
        with self.admin() as admin:
            admin.execute(prepare.CREATE_ROLES)

    def stop(self) -> None:
        """Stop the server."""
        self.process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(10)

    @contextmanager
    def admin(self, database: str = "postgres") -> Iterator[psycopg.Connection]:
        """A superuser's connection."""
        with psycopg.connect(self.cluster.address(SUPERUSER, database), autocommit=True) as connection:
            yield connection

    @cached_property
    def template(self) -> str:
        """The name of the migrated and settled template, made where this state of the sources has none yet."""
        name = f"a22_template_{digest_sources()}"
        with self.admin() as admin:
            known = {row[0] for row in admin.execute("SELECT datname FROM pg_database WHERE datname LIKE 'a22_%'").fetchall()}
            for old in known - {name}:
                admin.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
            if name not in known:
                fresh = f"{name}_fresh"
                self._create(admin, fresh, None)
                self._settle(fresh)
                admin.execute(f'ALTER DATABASE "{fresh}" RENAME TO "{name}"')
        return name

    def clone(self, name: str) -> None:
        """A database like the template."""
        with self.admin() as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            self._create(admin, name, self.template)

    def drop(self, name: str) -> None:
        """Remove a clone."""
        with self.admin() as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _create(self, admin: psycopg.Connection, name: str, template: str | None) -> None:
        copied = f'TEMPLATE "{template}" STRATEGY file_copy' if template else "TEMPLATE template0 ENCODING 'UTF8'"
        admin.execute(f'CREATE DATABASE "{name}" OWNER article22_owner {copied}')
        with self.admin(name) as inside:
            inside.execute(prepare.GRANT_RIGHTS.replace(f"DATABASE {prepare.DATABASE}", f'DATABASE "{name}"'))

    def _settle(self, name: str) -> None:
        """Migrate and settle in a process of its own, as `article22 run` does; of the cast, nobody has done anything yet."""
        url = f"postgresql:///{name}?host={self.cluster.sockets}"
        done = subprocess.run(
            [sys.executable, "-m", "article22", "database", "settle", "--bare"], capture_output=True, text=True, check=False,
            env={**os.environ, "DATABASE_URL": f"{url}&user=article22", "DATABASE_OWNER_URL": f"{url}&user=article22_owner", "A22_KIND": "demo"})
        assert done.returncode == 0, done.stdout + done.stderr
