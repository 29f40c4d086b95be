"""Ports for servers of a test's own."""

import secrets
import socket
from contextlib import suppress
from pathlib import Path

LOWEST = 10_000


def free_ports(count: int) -> list[int]:
    """So many ports on which nothing listens, below those that the machine gives to whoever connects: none of these can be taken by chance.

    Tests run side by side, and each starts elsewhere.
    """
    given = Path("/proc/sys/net/ipv4/ip_local_port_range")
    end = int(given.read_text("utf-8").split()[0]) if given.exists() else 32_768
    found: list[int] = []
    start = LOWEST + secrets.randbelow(end - LOWEST)
    for port in (*range(start, end), *range(LOWEST, start)):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            found.append(port)
        if len(found) == count:
            return found
    raise AssertionError(f"no {count} free ports")


def free_port() -> int:
    """One of them."""
    return free_ports(1)[0]
