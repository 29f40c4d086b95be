"""An outbox of a test's own, in a demo or in an installation born live."""

from collections.abc import Callable, Sequence
from uuid import UUID

import pytest

from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.rules.messages import Channel, Outgoing
from article22.ground.wall.session import acting
from tests.cast import MONDAY, SYSTEM
from tests.database import Server

CAUSE = UUID("018f0000-0000-7000-8000-000000000022")


def outgoing(number: int = 0, *, address: str = "", channel: Channel = Channel.MAIL, organisation: UUID | None = None) -> Outgoing:
    return Outgoing(channel=channel, address=address or f"officer{number}@dss.example", subject=f"Case {number}", body=f"Somebody stands at the gate {number}.",
                    kind="test.told", cause=CAUSE, organisation=organisation)


def enqueue(count: int = 1, **given: object) -> Sequence[UUID]:
    with acting(SYSTEM):
        return outbox.enqueue([outgoing(number, **given) for number in range(count)], by=SYSTEM, at=MONDAY)  # type: ignore[arg-type]


@pytest.fixture
def demo(own_database: Callable[[str], str]) -> str:
    """A demo's database, as the worker's role."""
    return own_database("article22_worker")


@pytest.fixture
def live(own_database: Callable[[str], str], server: Server) -> str:
    """The same, made to look as if it had been born live: only whoever owns the cluster can."""
    name = own_database("article22_worker")
    make_live(server, name)
    return name


def make_live(server: Server, name: str) -> None:
    with server.admin(name) as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute("UPDATE installation_installation SET kind = 'live'")
        admin.execute("DELETE FROM installation_clock")
