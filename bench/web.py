"""/api/v1/route and the card's page with 16 clients, beside a bare asynchronous server that answers as many bytes."""

import asyncio
import tempfile
import time
from pathlib import Path

from tests.stories.running import System

CLIENTS, SECONDS = 16, 6.0
PATHS = {"/api/v1/route": "/api/v1/route?place=37203&need=concern", "the card's page": "/card/?place=37203&need=concern"}


async def ask(port: int, path: str, end: float) -> int:
    """How many answers one client got over one connection until the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answers = 0
    while time.monotonic() < end:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert b" 200 " in head.split(b"\r\n")[0], head
        length = next(int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
        await reader.readexactly(length)
        answers += 1
    writer.close()
    return answers


async def load(port: int, path: str) -> float:
    """Answers a second of all clients together."""
    began = time.monotonic()
    answers = await asyncio.gather(*(ask(port, path, began + SECONDS) for _ in range(CLIENTS)))
    return sum(answers) / (time.monotonic() - began)


async def bare(size: int) -> float:
    """Answers a second of a server that does nothing but answer."""
    body = b"x" * size

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readline():
            while (await reader.readline()).strip():
                pass
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + body)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        return await load(server.sockets[0].getsockname()[1], "/")


def main() -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory() as folder:
        system = System(Path(folder) / "a22", A22_WEB_WORKERS="2")
        system.start(120)
        print(f"| {CLIENTS} clients | answers a second | bare server, same bytes | share |\n|---|---|---|---|")
        for name, path in PATHS.items():
            size = len(system.get(path)[1].encode())
            ours = asyncio.run(load(system.port, path))
            theirs = asyncio.run(bare(size))
            print(f"| {name}, {size:,} bytes | {ours:,.0f} | {theirs:,.0f} | {ours / theirs:.3f} |", flush=True)
        system.stop()
