"""Commands that need the database: which role they take, and what is said when it is away."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from article22.env import Environment, read_environment
from article22.kernel.actor import Actor
from article22.kernel.refusal import Refusal
from article22.kernel.text import Text

BEHIND = ("42P01", "42703", "42883")  # PostgreSQL knows no such table, column or function


class DatabaseAway(Refusal):
    """A database that cannot be used now."""


def has_database() -> bool:
    """Whether a database is configured, or one runs here."""
    environment = read_environment()
    if not environment.is_embedded:
        return True
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(f"{environment.sockets / '.s.PGSQL.5432'}")
        except OSError:
            return False
    return True


def set_up(process: str) -> Environment:
    """Make Django ready for a kind of process: web, worker, console or owner. Once a process."""
    os.environ["A22_PROCESS"] = process
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "article22.settings")
    import django

    from article22.threshold.logging import set_up_logging

    django.setup()
    set_up_logging()
    return read_environment()


@contextmanager
def connected(process: str = "console") -> Iterator[Environment]:
    """Django, with every fault of the database said in words. Raises DatabaseAway."""
    if not has_database():
        raise DatabaseAway(Text("database.none", "No database runs here. Start it with article22 run, or set DATABASE_URL."))
    environment = set_up(process)
    from django.db import DatabaseError, connection

    try:
        connection.ensure_connection()
        version = connection.pg_version // 10000  # type: ignore[attr-defined]  # of the PostgreSQL backend
        if version < 15:  # noqa: PLR2004
            raise DatabaseAway(Text("database.too-old", "The database is PostgreSQL {version}, and 15 or newer is needed.", version=version))
        yield environment
    except DatabaseError as fault:
        said = " ".join(f"{fault}".split())[:300]
        if getattr(fault.__cause__, "sqlstate", None) in BEHIND:
            raise DatabaseAway(Text("database.behind", "The tables of the database are not there, or older than this program: {said}. Run article22 "
                                    "database migrate, or start it with article22 run.", said=said)) from fault
        raise DatabaseAway(Text("database.away", "The database cannot be used: {said}. Put that right, and try again: nothing was half-written.",
                                said=said)) from fault


@contextmanager
def acting_as_system(process: str = "console") -> Iterator[tuple[Environment, Actor]]:
    """A transaction of the system's own, behind the wall."""
    with connected(process) as environment:
        from article22.ground.accounts.rules import actor_for
        from article22.ground.wall.session import acting

        actor = actor_for("system", door="console")
        with acting(actor):
            yield environment, actor
