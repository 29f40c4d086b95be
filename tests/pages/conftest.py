"""People at their browsers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from article22.ground.accounts import queries


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
        cursor.execute("SELECT set_config('a22.reach', '', true), set_config('a22.organisation', '', true), set_config('a22.person', '', true)")


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
