"""Representatives of the tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from article22.contexts.missions.actions.claiming import Claimed
from article22.contexts.missions.actions.dossiers import Consented
from article22.contexts.missions.actions.representing import Given, Nomination
from article22.contexts.missions.rules.terms import ConsentHow, Nominated, WayKind
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


def somebodys_claim(name: str = "Ines Duarte", **given: Any) -> Claimed:
    """A claim to speak for a mission since the spring."""
    return Claimed(**{"name": name, "position": "Chargé d'affaires a.i.", "government": "", "source": "Note V-12 of 2 March 2026",
                      "starts_on": date(2026, 3, 2)} | given)


def consented(at: datetime, **given: Any) -> Consented:
    """A consent to entry for two hours."""
    return Consented(**{"claim": None, "giver": "Ines Duarte", "position": "Ambassador", "given_to": "Sergeant Poole, Secret Service",
                        "words": "You may enter the court to look for the drone", "how": ConsentHow.TELEPHONE, "given_at": at,
                        "until": at + timedelta(hours=2)} | given)
