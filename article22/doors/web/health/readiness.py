"""What must be in place before anybody is served."""

from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.utils import DatabaseError

from article22.contexts.directory.queries.directories import get_directory
from article22.ground.accounts.rules import actor_for
from article22.ground.installation import queries as installation
from article22.ground.installation.rules import Kind
from article22.ground.wall.session import acting
from article22.kernel.refusal import Refusal
from article22.procedures.casting import is_cast
from article22.threshold.clock import now


def what_lacks() -> list[str]:
    """What is not in place yet; empty when ready."""
    try:
        lacks = ["migrations"] if _missing_migrations() else []
        if not lacks:
            with acting(actor_for("public", door="web")):
                get_directory(at=now())
                if installation.get_kind() is Kind.DEMO and not is_cast():
                    lacks = ["the demo's cast"]
    except DatabaseError:
        return ["the database"]
    except Refusal as refusal:
        return [f"{refusal}"]
    return lacks


def _missing_migrations() -> frozenset[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return _known_migrations() - {(app, name) for app, name in cursor.fetchall()}


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """The migrations of this release."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations or ())
