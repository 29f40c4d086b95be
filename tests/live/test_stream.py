"""The live process on a database of its own: what is committed is told, to whoever may hear it, and nothing is told twice or lost."""

import asyncio
import re
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connections

from article22.contexts.cases.actions.story import add_passage
from article22.contexts.cases.models import Recipient
from article22.doors.live.changes import Change
from article22.doors.live.listening import Hub
from article22.ground.wall.rules import Reach
from article22.ground.wall.session import acting
from article22.kernel.actor import Actor
from article22.procedures.reporting import Sent, file_case
from article22.threshold.tickets import GOOD_FOR, Ticket
from tests.cases.opening import concern
from tests.cast import SYSTEM, TUESDAY, member
from tests.database import Server


def holder(reach: Reach, organisation: UUID | None = None) -> Ticket:
    return Ticket(reach=reach, organisation=organisation, until=datetime.now(UTC) + GOOD_FOR)


class Ear:
    """Somebody who listens."""

    def __init__(self, hub: Hub, ticket: Ticket, last: str = "") -> None:
        self.heard: list[tuple[str, str]] = []
        self.last = last
        self.task = asyncio.create_task(self._listen(hub, ticket, last))

    async def _listen(self, hub: Hub, ticket: Ticket, last: str) -> None:
        async for events in hub.stream(ticket, last):
            for event in events.decode().removesuffix("\n\n").split("\n\n"):
                lines = dict(line.split(": ", 1) for line in event.splitlines() if not line.startswith(":") and line)
                self.last = lines.get("id", self.last)
                self.heard.append((lines.get("event", ""), lines.get("data", "")))

    async def wait_for(self, event: tuple[str, str]) -> None:
        async with asyncio.timeout(5):
            while event not in self.heard:
                await asyncio.sleep(0.01)


def run(server: Server, name: str, story: Callable[[Hub], Coroutine[Any, Any, None]]) -> None:
    async def whole() -> None:
        hub = Hub(f"postgresql:///{name}?host={server.cluster.sockets}&user=article22&options=-c%20role%3Darticle22_web")
        ears = asyncio.create_task(hub.listen())
        try:
            async with asyncio.timeout(5):
                while not hub.is_listening:
                    await asyncio.sleep(0.01)
            await story(hub)
        finally:
            ears.cancel()
            await asyncio.gather(ears, return_exceptions=True)

    asyncio.run(whole())


async def aside(act: Callable[..., Any], *given: Any) -> Any:
    """Act in a thread of its own, and leave no connection behind there."""
    def whole() -> Any:
        try:
            return act(*given)
        finally:
            connections.close_all()

    return await asyncio.to_thread(whole)


def open_one(actor: Actor, mission: str | None = None, place: str = "2741 Massachusetts Avenue NW, Washington, DC") -> UUID:
    with acting(actor):
        return file_case(Sent(report=concern(), mission=mission, place=place), name="x", by=actor, present=TUESDAY).id


def test_each_hears_of_what_it_may_see_and_goes_on_where_it_stopped(own_database: Callable[[str], str], server: Server) -> None:
    name = own_database("article22_web")
    with acting(SYSTEM):
        ana, dana, omar = member("representative"), member("liaison-officer"), member("supervisor")

    async def story(hub: Hub) -> None:
        desk, mission, partner = (Ear(hub, holder(reach, who)) for reach, who in (
            (Reach.PROTECTOR, None), (Reach.MISSION, ana.organisation), (Reach.PARTNER, omar.organisation)))
        nobody = Ear(hub, holder(Reach.PUBLIC))
        await desk.wait_for(("hello", "-"))
        ours = await aside(open_one, ana)
        theirs = await aside(open_one, dana, "MRS-2", "Nashville, TN")
        await desk.wait_for(("change", f"{theirs}"))
        assert ("change", f"{ours}") in desk.heard
        assert [data for event, data in mission.heard if event == "change"] == [f"{ours}"]
        assert [data for event, data in partner.heard if event == "change"] == [f"{ours}"]
        assert [event for event, _ in nobody.heard if event == "change"] == []

        desk.task.cancel()
        await aside(add_to, ours, dana)
        await mission.wait_for(("change", f"{ours}"))
        async with asyncio.timeout(5):
            while [data for event, data in mission.heard if event == "change"] != [f"{ours}"] * 2:
                await asyncio.sleep(0.01)
        again = Ear(hub, holder(Reach.PROTECTOR), desk.last)
        await again.wait_for(("change", f"{ours}"))
        assert [event for event, _ in again.heard] == ["hello", "change"]
        lost = Ear(hub, holder(Reach.PROTECTOR), "another-7")
        await lost.wait_for(("resync", "-"))

    run(server, name, story)
    assert Recipient.objects.count() == 0  # nobody acts here any more


def add_to(case: UUID, actor: Actor) -> None:
    with acting(actor):
        add_passage(case, "Still there.", name="x", by=actor, at=TUESDAY)


def test_after_the_connection_broke_everybody_asks_anew_and_hears_on(own_database: Callable[[str], str], server: Server) -> None:
    name = own_database("article22_web")
    with acting(SYSTEM):
        ana = member("representative")

    async def story(hub: Hub) -> None:
        desk = Ear(hub, holder(Reach.PROTECTOR))
        await desk.wait_for(("hello", "-"))
        await aside(cut, server, name)
        await desk.wait_for(("resync", "-"))
        ours = await aside(open_one, ana)
        await desk.wait_for(("change", f"{ours}"))

    run(server, name, story)


def cut(server: Server, name: str) -> None:
    with server.admin() as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND query LIKE 'LISTEN%%'", [name])


def test_of_many_changes_at_once_none_is_lost(own_database: Callable[[str], str], server: Server) -> None:
    name = own_database("article22_web")
    with acting(SYSTEM):
        ana = member("representative")

    async def story(hub: Hub) -> None:
        desk = Ear(hub, holder(Reach.PROTECTOR))
        await desk.wait_for(("hello", "-"))
        opened = await aside(lambda: [open_one(ana) for _ in range(40)])
        await desk.wait_for(("change", f"{opened[-1]}"))
        assert {data for event, data in desk.heard if event == "change"} == {f"{case}" for case in opened}

    run(server, name, story)


def test_changes_of_one_moment_leave_together_and_in_order() -> None:
    async def story() -> None:
        hub = Hub("")
        stream = hub.stream(holder(Reach.PROTECTOR), "")
        await anext(stream)
        changes = [Change(case=uuid4(), organisation=None, desks=frozenset()) for _ in range(20)]
        hub._pass_on(changes)
        assert re.findall("data: (.*)", (await anext(stream)).decode()) == [f"{change.case}" for change in changes]

    asyncio.run(story())


def test_who_falls_too_far_behind_is_told_to_ask_anew() -> None:
    from article22.doors.live.listening import MOST_WAITING, Watcher, event_of

    async def story() -> None:
        watcher = Watcher(holder(Reach.PROTECTOR))
        for nth in range(MOST_WAITING + 1):
            watcher.tell(event_of("change", f"x-{nth}", "y"), missed=event_of("resync", f"x-{nth}"))
        assert watcher.waiting.get_nowait() == event_of("resync", f"x-{MOST_WAITING}")
        assert watcher.waiting.empty()

    asyncio.run(story())
