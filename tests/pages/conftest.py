"""People at their browsers."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from article22.ground.accounts import queries
from article22.ground.accounts.actions import people as actions
from article22.ground.wall.session import set_actor
from tests.cast import MONDAY, SYSTEM

Visit = Callable[..., Client]
Ask = Callable[..., Any]


class Browser(Client):
    """A browser. All requests of a test share one transaction, in which a request's actor would stay: so it is forgotten after each."""

    def request(self, **given: Any) -> Any:
        forget_actor()
        try:
            return super().request(**given)
        finally:
            forget_actor()


def forget_actor() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('a22.reach', '', true), set_config('a22.organisation', '', true), set_config('a22.person', '', true), "
                       "set_config('a22.record', '', true)")


@pytest.fixture
def visit(db: None) -> Callable[..., Client]:
    """A browser of one of the cast, signed in by the demo's one click; of nobody where no role is given."""

    def open_as(role: str | None = None, nth: int = 0) -> Client:
        forget_actor()
        client = Browser()
        if role:
            members = [member for member in queries.list_cast() if member.role == role]
            answer = client.post("/demo/sign-in/", {"member": f"{members[nth].pk}"})
            assert (answer.status_code, answer["Location"]) == (302, "/home/")
        return client

    return open_as


@pytest.fixture
def token(db: None) -> Callable[..., str]:
    """A token of one of the cast."""

    def make(role: str, nth: int = 0) -> str:
        set_actor(SYSTEM)
        member = [one for one in queries.list_cast() if one.role == role][nth]
        return actions.make_token(member, "test", until=timezone.now() + timedelta(days=1), scopes=None, by=SYSTEM, at=MONDAY,
                                  machine_now=timezone.now())

    return make


@pytest.fixture
def ask(visit: Visit, token: Callable[..., str]) -> Ask:
    """GET or POST as a role, or as nobody."""

    def go(path: str, given: Any = None, *, role: str | None = None, nth: int = 0, post: bool = False, key: str = "") -> Any:
        headers = {"Authorization": f"Bearer {token(role, nth)}"} if role else {}
        if key:
            headers["Idempotency-Key"] = key
        client = visit()
        if post:
            return client.post(f"/api/v1/{path}", json.dumps(given or {}), content_type="application/json", headers=headers)
        return client.get(f"/api/v1/{path}", given or {}, headers=headers)

    return go
