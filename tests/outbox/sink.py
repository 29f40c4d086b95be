"""A mail server of the tests' own, that keeps what it is handed and answers as it is told."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.smtp import SMTP


class Sink:
    """What came in, as (envelope sender, recipient, mail); `answer` says what a recipient is answered."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, str, Message]] = []
        self.answer: Callable[[str], str] = lambda _: "250 OK"
        self.connections = 0
        self.port = 0

    @property
    def ids(self) -> list[str]:
        return [mail["Message-ID"][1:37] for _, _, mail in self.mails]

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        answer = self.answer(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails += [(envelope.mail_from, address, message_from_bytes(envelope.content)) for address in envelope.rcpt_tos]
        return "250 OK"


@contextmanager
def listening(sink: Sink, port: int = 0) -> Iterator[Sink]:
    """The sink answers on a port, in a thread of its own."""
    ready, done = threading.Event(), threading.Event()

    async def serve() -> None:
        loop, lines = asyncio.get_running_loop(), list[SMTP]()

        def connect() -> SMTP:
            sink.connections += 1
            lines.append(SMTP(sink, hostname="sink.example", loop=loop))
            return lines[-1]

        server = await loop.create_server(connect, "127.0.0.1", port)
        sink.port = server.sockets[0].getsockname()[1]
        ready.set()
        while not done.is_set():
            await asyncio.sleep(0.02)
        server.close()
        for line in lines:
            if line.transport:
                line.transport.close()
        await asyncio.sleep(0.05)

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield sink
    finally:
        done.set()
        thread.join(10)
