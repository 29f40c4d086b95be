"""One connection that listens to the database, one that takes what was committed, and the watchers to whom it tells what each may hear."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Collection
from datetime import UTC, datetime
from uuid import UUID

import psycopg
import structlog

from article22.doors.live.changes import Change, Log, may_hear
from article22.threshold.tickets import Ticket

log = structlog.get_logger("live")
CHANNEL = "a22"
LOOK_EVERY = 0.02  # seconds in which changes of one moment are taken together
MOST_WAITING = 256  # events that a watcher may be behind
PING = 15.0
AGAIN = (0.2, 0.5, 1.0, 2.0, 5.0)
TAKEN = "SELECT a22_take_changes()"
SEEN_BY_THE_SYSTEM = "SELECT set_config('a22.reach', 'system', false)"  # of this connection, which serves nobody else
WHO_MAY_HEAR = """
SELECT c.id, c.organisation_id, coalesce(array_agg(r.desk_id) FILTER (WHERE r.desk_id IS NOT NULL), '{}')
  FROM cases_case c LEFT JOIN cases_recipient r ON r.case_id = c.id AND r.dropped_at IS NULL WHERE c.id = ANY(%s) GROUP BY c.id, c.organisation_id"""


class Watcher:
    """Somebody who listens, with what was not sent to them yet. Who falls too far behind is told to ask for everything anew."""

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket
        self.waiting: asyncio.Queue[bytes] = asyncio.Queue(MOST_WAITING)

    def tell(self, event: bytes, *, missed: bytes) -> None:
        """Put an event in their queue."""
        try:
            self.waiting.put_nowait(event)
        except asyncio.QueueFull:
            while not self.waiting.empty():
                self.waiting.get_nowait()
            self.waiting.put_nowait(missed)


class Hub:
    """Hears of changes and passes them on."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.log = Log(secrets.token_hex(4))
        self.watchers: set[Watcher] = set()
        self.is_listening = False

    async def listen(self) -> None:
        """Listen for as long as the process lives, through every outage of the database."""
        failures = 0
        while True:
            try:
                async with await self._connect() as ears, await self._connect() as hand:
                    await ears.execute(f"LISTEN {CHANNEL}")
                    self._tell_all_anew()
                    self.is_listening, failures = True, 0
                    await self._hear(ears, hand)
            except psycopg.Error as fault:
                log.warning("live.waits", fault=type(fault).__name__)
            self.is_listening = False
            await asyncio.sleep(AGAIN[min(failures, len(AGAIN) - 1)])
            failures += 1

    async def _connect(self) -> psycopg.AsyncConnection:
        return await psycopg.AsyncConnection.connect(self.address, autocommit=True, keepalives_idle=10, keepalives_interval=5, keepalives_count=3)

    async def _hear(self, ears: psycopg.AsyncConnection, hand: psycopg.AsyncConnection) -> None:
        """One connection does nothing but listen to other live processes: what comes while it is asked something else would be lost."""
        found: set[UUID] = set()
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._take(found, hand))
                async for notice in ears.notifies():
                    if notice.pid != hand.info.backend_pid:  # what this process took itself it knows already
                        found.add(UUID(notice.payload))
        except* psycopg.Error as faults:
            raise faults.exceptions[0] from None

    async def _take(self, found: set[UUID], hand: psycopg.AsyncConnection) -> None:
        """Take what was committed, and pass it on with what others took."""
        await hand.execute(SEEN_BY_THE_SYSTEM)
        while True:
            found.update(id for (id,) in await (await hand.execute(TAKEN)).fetchall())
            if found:
                cases = list(found)
                found.clear()
                rows = await (await hand.execute(WHO_MAY_HEAR, [cases])).fetchall()  # a statement of its own: it sees what was committed meanwhile
                self._pass_on([Change(case=id, organisation=organisation, desks=frozenset(desks)) for id, organisation, desks in rows])
            await asyncio.sleep(LOOK_EVERY)

    def _pass_on(self, changes: Collection[Change]) -> None:
        for change in changes:
            place = self.log.add(change)
            told, missed = event_of("change", self.log.mark(place), f"{change.case}"), event_of("resync", self.log.mark(place))
            for watcher in self.watchers:
                if may_hear(change, watcher.ticket.reach, watcher.ticket.organisation):
                    watcher.tell(told, missed=missed)

    def _tell_all_anew(self) -> None:
        event = event_of("resync", self.log.mark(self.log.break_off()))
        for watcher in self.watchers:
            watcher.tell(event, missed=event)

    async def stream(self, ticket: Ticket, last: str) -> AsyncIterator[bytes]:
        """The events of one watcher from where they stopped, with pings between them, until their ticket ends."""
        watcher = Watcher(ticket)
        here = self.log.mark(self.log.end)
        missed = self.log.since(last) if last else iter(())
        self.watchers.add(watcher)
        try:
            yield event_of("hello", here if missed is None or not last else "")
            if missed is None:
                yield event_of("resync", here)
            for place, change in missed or ():
                if may_hear(change, ticket.reach, ticket.organisation):
                    yield event_of("change", self.log.mark(place), f"{change.case}")
            while (left := (ticket.until - datetime.now(UTC)).total_seconds()) > 0:
                try:
                    async with asyncio.timeout(min(PING, left)):
                        events = [await watcher.waiting.get()]
                except TimeoutError:
                    events = [b": ping\n\n"]
                while not watcher.waiting.empty():  # changes of one moment leave together: most of what an event costs is its sending
                    events.append(watcher.waiting.get_nowait())
                yield b"".join(events)
        finally:
            self.watchers.discard(watcher)


def event_of(name: str, mark: str, data: str = "-") -> bytes:
    """An event as the stream carries it."""
    identity = f"id: {mark}\n" if mark else ""
    return f"{identity}event: {name}\ndata: {data}\n\n".encode()
