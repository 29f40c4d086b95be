"""Representatives of the tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from article22.contexts.missions.actions.representing import Given, Nomination
from article22.contexts.missions.rules.terms import Nominated, WayKind
from article22.ground.wall.session import set_actor
from tests.cast import SYSTEM


def somebody(address: str, *, kind: WayKind = WayKind.MAIL, **given: Any) -> Nomination:
    """A nomination with one way."""
    return Nomination(**{"name": f"Officer at {address}", "position": "Second Secretary", "how": Nominated.NOTE, "consents": True,
                         "ways": [Given(kind=kind, raw=address, address=address)]} | given)


@contextmanager
def as_worker() -> Iterator[None]:
    """The system acts, as the database's role of the worker: it alone changes where messages stand."""
    set_actor(SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE article22_worker")
        yield
        cursor.execute("SET LOCAL ROLE article22_web")
