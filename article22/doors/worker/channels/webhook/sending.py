"""Posting to a program, without following it anywhere else."""

import asyncio
import ssl
import time
from collections.abc import Callable, Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from article22.doors.worker.channels.side_by_side import side_by_side
from article22.doors.worker.channels.webhook.writing import headers_of, secret_of, write
from article22.ground.outbox.rules.addresses import is_address
from article22.ground.outbox.rules.messages import Channel, Fate, Reply, Sending

AT_ONCE = 4
SECONDS = 10.0
WHOLE_SECONDS = 25.0
DONE = range(200, 300)
LATER = frozenset({408, 425, 429, *range(500, 600)})


class Webhook:
    """Every webhook of this installation. `keys` are the generations of its key, the newest first."""

    def __init__(self, *, keys: Sequence[str]) -> None:
        self.keys, self.tls = keys, ssl.create_default_context()

    async def deliver(self, messages: Sequence[Sending], *, is_stopping: Callable[[], bool]) -> list[Reply]:
        """Try each once."""
        return await side_by_side(messages, self._send, most=AT_ONCE, is_stopping=is_stopping)

    async def rest(self) -> None:
        """Nothing is kept open."""

    async def close(self) -> None:
        """Nothing is kept open."""

    async def _send(self, message: Sending) -> Reply:
        def reply(fate: Fate, fault: str = "") -> Reply:
            return Reply(message=message.id, tries=message.tries, fate=fate, fault=fault)

        if not is_address(Channel.WEBHOOK, message.address):
            return reply(Fate.REFUSED, "address")
        try:
            status = await asyncio.wait_for(asyncio.to_thread(self._post, message), WHOLE_SECONDS)
        except TimeoutError:
            return reply(Fate.DEFERRED, "timeout")
        except (OSError, HTTPException):
            return reply(Fate.DEFERRED, "unreachable")
        if status in DONE:
            return reply(Fate.ACCEPTED)
        return reply(Fate.DEFERRED if status in LATER else Fate.REFUSED, f"http-{status}")

    def _post(self, message: Sending) -> int:
        """The status of the answer; nothing of it is read, and a redirect is an answer like any other."""
        parts = urlsplit(message.address)
        host = parts.hostname or ""
        line = HTTPSConnection(host, parts.port, timeout=SECONDS, context=self.tls) if parts.scheme == "https" else HTTPConnection(
            host, parts.port, timeout=SECONDS)
        body = write(message)
        try:
            line.request("POST", f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", body, dict(headers_of(
                message, body, secrets=[secret_of(key, message.address) for key in self.keys], seconds=int(time.time()))))
            return line.getresponse().status
        finally:
            line.close()
