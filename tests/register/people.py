"""Representatives of the tests."""

from typing import Any

from article22.contexts.missions.actions.representing import Given, Nomination
from article22.contexts.missions.rules.terms import Nominated, WayKind


def somebody(address: str, *, kind: WayKind = WayKind.MAIL, **given: Any) -> Nomination:
    """A nomination with one way."""
    return Nomination(**{"name": f"Officer at {address}", "position": "Second Secretary", "how": Nominated.NOTE, "consents": True,
                         "ways": [Given(kind=kind, raw=address, address=address)]} | given)
