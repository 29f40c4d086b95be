"""A mail server that does nothing but count: python -m bench.sink PORT. The port after it tells how many came, and when the first and the last, and forgets."""

import asyncio
import json
import sys
import time

END = b"\r\n.\r\n"
ANSWERS = {b"EHLO": b"250-sink\r\n250 8BITMIME\r\n", b"DATA": b"354 go\r\n", b"QUIT": b"221 bye\r\n"}


class Counts:
    """How many mails, and when."""

    def __init__(self) -> None:
        self.mails, self.first, self.last = 0, 0.0, 0.0

    def add(self) -> None:
        """One more."""
        self.last = time.time()
        self.first = self.first or self.last
        self.mails += 1


class Line(asyncio.Protocol):
    """One connection."""

    def __init__(self, counts: Counts) -> None:
        self.counts, self.kept, self.is_data = counts, b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.kept += data
        while True:
            one, found, rest = self.kept.partition(END if self.is_data else b"\r\n")
            if not found:
                return
            self.kept = rest
            if self.is_data:
                self.is_data = False
                self.counts.add()
                self.transport.write(b"250 OK\r\n")
            else:
                word = one[:4].upper()
                self.is_data = word == b"DATA"
                self.transport.write(ANSWERS.get(word, b"250 OK\r\n"))


async def main(port: int) -> None:
    """Serve until killed."""
    counts = Counts()

    async def tell(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(json.dumps({"mails": counts.mails, "first": counts.first, "last": counts.last}).encode())
        if await _reader.readline() == b"forget\n":
            counts.mails, counts.first, counts.last = 0, 0.0, 0.0
        writer.close()

    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(lambda: Line(counts), "127.0.0.1", port), await asyncio.start_server(tell, "127.0.0.1", port + 1)]
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
