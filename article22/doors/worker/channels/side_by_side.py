"""Several messages at once, by one channel."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from article22.ground.outbox.rules.messages import Fate, Reply, Sending

log = structlog.get_logger("outbox")


async def side_by_side(messages: Sequence[Sending], send: Callable[[Sending], Awaitable[Reply]], *, most: int, is_stopping: Callable[[], bool]) -> list[Reply]:
    """Send with at most so many at once. Told to stop, it begins no other: those come back as not tried."""
    replies: list[Reply] = []
    left = iter(messages)

    async def take_turns() -> None:
        for message in left:
            fate, fault = Fate.UNTRIED, ""
            try:
                if not is_stopping():
                    replies.append(await send(message))
                    continue
            except Exception as bug:  # noqa: BLE001  one message that cannot be sent must not hold up the others, nor have them sent twice
                fate, fault = Fate.DEFERRED, "bug"
                log.warning("outbox.bug", message=f"{message.id}", fault=type(bug).__name__)
            replies.append(Reply(message=message.id, tries=message.tries, fate=fate, fault=fault))

    await asyncio.gather(*(take_turns() for _ in range(min(most, len(messages)))))
    return replies
