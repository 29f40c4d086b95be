"""The mailroom's own thread: an SMTP server on this machine alone."""

import asyncio
import threading
from typing import Any

import structlog
from aiosmtpd.smtp import SMTP
from django.db import Error

from article22.doors.mailroom.taking_in import LATER, NOBODY, take_in
from article22.ground.installation.queries import get_kind, get_origin
from article22.ground.installation.rules import Kind
from article22.ground.outbox.rules.addresses import bounced_message
from article22.ground.outbox.rules.messages import clean
from article22.kernel.refusal import Absent
from article22.threshold.aside import Aside

HERE = "127.0.0.1"
LARGEST = 1024 * 1024  # bytes of a mail; ours are small, and a report brings back one of them
MOST_RECIPIENTS = 20
IDLE_SECONDS = 60.0
AGAIN_SECONDS = 2.0
STOP_SECONDS = 5.0
log = structlog.get_logger("mailroom")


class Clerk:
    """Answers an SMTP client. A mail is taken only once it is kept."""

    def __init__(self, database: Aside, *, is_demo: bool) -> None:
        self.database, self.is_demo = database, is_demo

    async def handle_RCPT(self, _server: SMTP, _session: Any, envelope: Any, address: str, _options: list[str]) -> str:  # noqa: N802  aiosmtpd's name
        """Bounces, and in a demo everybody."""
        if not self.is_demo and bounced_message(address) is None:
            return NOBODY
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(clean(address))
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep it, or have it sent again."""
        try:
            return await self.database.call(take_in, envelope.rcpt_tos, envelope.content)
        except Error as fault:
            log.warning("mailroom.waits", fault=type(fault).__name__)
            return LATER

    async def handle_exception(self, fault: Exception) -> str:
        """Whatever a client sends, the others are served."""
        log.warning("mailroom.not-understood", fault=type(fault).__name__)
        return "500 Not understood"


class Mailroom(threading.Thread):
    """Listens until it is told to stop; where another worker of this machine listens already, it waits to take its place."""

    def __init__(self, port: int) -> None:
        super().__init__(name="mailroom", daemon=True)
        self.port, self.stopping = port, threading.Event()

    def stop(self) -> None:
        """After the mail at hand."""
        self.stopping.set()
        self.join(STOP_SECONDS)

    def run(self) -> None:
        """Serve."""
        database = Aside("mailroom database")
        try:
            asyncio.run(self._serve(database))
        finally:
            database.close()

    async def _serve(self, database: Aside) -> None:
        said = ""
        while not self.stopping.is_set():
            try:
                server = await self._listen(database)
            except (OSError, Error, Absent) as fault:
                if said != type(fault).__name__:
                    said = type(fault).__name__
                    log.warning("mailroom.waits", fault=said, port=self.port)
                await self._pause(AGAIN_SECONDS)
                continue
            async with server:
                while not self.stopping.is_set():
                    await self._pause(AGAIN_SECONDS)

    async def _listen(self, database: Aside) -> asyncio.Server:
        """It greets with the name of this installation: by that the demo's own messages find it."""
        kind, origin = await database.call(lambda: (get_kind(), get_origin()))
        loop = asyncio.get_running_loop()
        return await loop.create_server(lambda: SMTP(
            Clerk(database, is_demo=kind is Kind.DEMO), data_size_limit=LARGEST, enable_SMTPUTF8=True, hostname="localhost", ident=origin,
            timeout=IDLE_SECONDS, loop=loop), HERE, self.port)

    async def _pause(self, seconds: float) -> None:
        for _ in range(int(seconds / 0.1)):
            if self.stopping.is_set():
                return
            await asyncio.sleep(0.1)
