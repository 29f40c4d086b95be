"""Posting signed JSON to a program, without following it anywhere else: what webhooks and gateways share."""

import asyncio
import ssl
import time
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from article22.doors.worker.channels.webhook.writing import headers_of, secret_of
from article22.ground.outbox.rules.messages import Fate, Reply, Sending

SECONDS = 10.0
WHOLE_SECONDS = 25.0
DONE = range(200, 300)
LATER = frozenset({408, 425, 429, *range(500, 600)})


class Post:
    """Posts and says what became of it. `keys` are the generations of the key that signs, the newest first."""

    def __init__(self, *, keys: Sequence[str]) -> None:
        self.keys, self.tls = keys, ssl.create_default_context()

    async def send(self, message: Sending, body: bytes, address: str) -> Reply:
        """One try."""
        try:
            status = await asyncio.wait_for(asyncio.to_thread(self._post, message, body, address), WHOLE_SECONDS)
        except TimeoutError:
            return _reply(message, Fate.DEFERRED, "timeout")
        except (OSError, HTTPException):
            return _reply(message, Fate.DEFERRED, "unreachable")
        if status in DONE:
            return _reply(message, Fate.ACCEPTED)
        return _reply(message, Fate.DEFERRED if status in LATER else Fate.REFUSED, f"http-{status}")

    async def greeting(self, address: str) -> str:
        """What answers at an address calls itself; empty where nothing does."""
        try:
            return (await asyncio.to_thread(self._ask, "GET", address, b"", {}))[1]
        except (OSError, HTTPException):
            return ""

    def _post(self, message: Sending, body: bytes, address: str) -> int:
        return self._ask("POST", address, body, headers_of(message, body, secrets=[secret_of(key, address) for key in self.keys], seconds=int(time.time())))[0]

    def _ask(self, method: str, address: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
        """The status of the answer and who gives it; nothing more of it is read, and a redirect is an answer like any other."""
        parts = urlsplit(address)
        host = parts.hostname or ""
        line = HTTPSConnection(host, parts.port, timeout=SECONDS, context=self.tls) if parts.scheme == "https" else HTTPConnection(
            host, parts.port, timeout=SECONDS)
        try:
            line.request(method, f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", body, dict(headers))
            answer = line.getresponse()
            return answer.status, answer.headers.get("Server", "")
        finally:
            line.close()


def _reply(message: Sending, fate: Fate, fault: str = "") -> Reply:
    return Reply(message=message.id, tries=message.tries, fate=fate, fault=fault)
