"""A thread that speaks to the database for an event loop, over a connection of its own."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import Error, connection

Answer = TypeVar("Answer")
CLOSING_SECONDS = 5.0


class Aside:
    """One thread, so that what is asked is done in its order; its connection is kept, and made anew after a fault."""

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def call(self, act: Callable[..., Answer], *given: object) -> Answer:
        """Do something with the database while the loop goes on."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: _done(act, *given))

    def close(self) -> None:
        """After what is at hand, end the connection of its thread."""
        self._thread.submit(_done, _end_connection).result(CLOSING_SECONDS)
        self._thread.shutdown(wait=False, cancel_futures=True)


def _done(act: Callable[..., Answer], *given: object) -> Answer:
    try:
        return act(*given)
    except Error:
        connection.close()
        raise


def _end_connection() -> None:
    """That of the thread which calls this: every thread has its own."""
    connection.close()
