"""The outbox's own thread: takes what is due, sends it, writes back what became of it. The sealer never waits for it."""

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

import structlog
from django.db import Error

from article22.doors.worker.channels.opening import Delivers
from article22.doors.worker.duties import ACTOR
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.rules.messages import Channel, Fate, Reply, Sending
from article22.ground.wall.session import acting
from article22.procedures import telling
from article22.threshold.aside import Aside
from article22.threshold.clock import now

log = structlog.get_logger("outbox")
BATCH = 100
REST = 0.2
AFTER_FAULT = 1.0
RENEW_SECONDS = 10.0
STOP_SECONDS = 8.0


class Outbox(threading.Thread):
    """Runs until it is told to stop. `open_channels` is called once the database can be asked."""

    def __init__(self, open_channels: Callable[[], Mapping[Channel, Delivers]]) -> None:
        super().__init__(name="outbox", daemon=True)
        self.open_channels = open_channels
        self.stopping = threading.Event()
        self.out: set[UUID] = set()

    def stop(self) -> None:
        """After the messages at hand."""
        self.stopping.set()
        self.join(STOP_SECONDS)

    def run(self) -> None:
        """Do what is due, and rest."""
        self.database = Aside("outbox database")
        try:
            asyncio.run(self._work())
        finally:
            self.database.close()

    async def _work(self) -> None:
        channels: Mapping[Channel, Delivers] = {}
        keeping = asyncio.create_task(self._keep_leases())
        while not self.stopping.is_set():
            try:
                channels = channels or await self.database.call(self.open_channels)
                await self._empty(channels)
                for channel in channels.values():
                    await channel.rest()
            except Exception as fault:  # noqa: BLE001  the one loop that logs and carries on: see the house rules
                self.out.clear()  # their leases end, and they are taken again
                log.warning("outbox.waits", fault=type(fault).__name__)
                await asyncio.sleep(AFTER_FAULT)
            await asyncio.sleep(REST)
        keeping.cancel()
        for channel in channels.values():
            await channel.close()

    async def _empty(self, channels: Mapping[Channel, Delivers]) -> None:
        """Until nothing is due: while one batch is sent the next one is taken, and the last one written back."""
        batch, writing = await self._take(), None
        try:
            while batch:
                taking = asyncio.create_task(self._take())
                replies = await self._deliver(batch, channels)
                if writing:
                    await writing
                writing = asyncio.create_task(self._write_back(replies))
                batch = await taking
        finally:
            if writing:
                await writing

    async def _take(self) -> Sequence[Sending]:
        batch = () if self.stopping.is_set() else await self.database.call(_take)
        self.out.update(message.id for message in batch)
        return batch

    async def _deliver(self, batch: Sequence[Sending], channels: Mapping[Channel, Delivers]) -> list[Reply]:
        replies: list[Reply] = []
        for channel in Channel:
            messages = [message for message in batch if message.channel is channel]
            if messages and channel in channels:
                replies += await channels[channel].deliver(messages, is_stopping=self.stopping.is_set)
            else:
                replies += [Reply(message=message.id, tries=message.tries, fate=Fate.DEFERRED, fault="no-server") for message in messages]
        return replies

    async def _write_back(self, replies: Sequence[Reply]) -> None:
        """However long the database is away: what was sent must not be sent again for want of a note."""
        while True:
            try:
                await self.database.call(_settle, replies)
            except Error as fault:
                log.warning("outbox.cannot-write-back", fault=type(fault).__name__, messages=len(replies))
                if self.stopping.is_set():
                    return
                await asyncio.sleep(AFTER_FAULT)
            else:
                break
        self.out.difference_update(reply.message for reply in replies)
        faults = sorted({reply.fault for reply in replies if reply.fault})
        if faults:
            log.warning("outbox.not-handed", faults=faults, messages=[f"{reply.message}" for reply in replies if reply.fault])

    async def _keep_leases(self) -> None:
        """What takes long stays this worker's."""
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            try:
                if self.out:
                    await self.database.call(_renew, list(self.out))
            except Error as fault:
                log.warning("outbox.cannot-renew", fault=type(fault).__name__)


def _take() -> Sequence[Sending]:
    with acting(ACTOR):
        return telling.take(BATCH, by=ACTOR, at=now())


def _settle(replies: Sequence[Reply]) -> None:
    with acting(ACTOR):
        telling.settle(replies, by=ACTOR, at=now())


def _renew(messages: Sequence[UUID]) -> None:
    with acting(ACTOR):
        outbox.renew(messages)
