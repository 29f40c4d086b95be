"""Posting to a program at the address that the message names."""

from collections.abc import Callable, Sequence

from article22.doors.worker.channels.by_post import Post
from article22.doors.worker.channels.side_by_side import side_by_side
from article22.doors.worker.channels.webhook.writing import write
from article22.ground.outbox.rules.addresses import is_address
from article22.ground.outbox.rules.messages import Channel, Fate, Reply, Sending

AT_ONCE = 4


class Webhook:
    """Every webhook of this installation. `keys` are the generations of its key, the newest first."""

    def __init__(self, *, keys: Sequence[str]) -> None:
        self.post = Post(keys=keys)

    async def deliver(self, messages: Sequence[Sending], *, is_stopping: Callable[[], bool]) -> list[Reply]:
        """Try each once."""
        return await side_by_side(messages, self._send, most=AT_ONCE, is_stopping=is_stopping)

    async def rest(self) -> None:
        """Nothing is kept open."""

    async def close(self) -> None:
        """Nothing is kept open."""

    async def _send(self, message: Sending) -> Reply:
        if not is_address(Channel.WEBHOOK, message.address):
            return Reply(message=message.id, tries=message.tries, fate=Fate.REFUSED, fault="address")
        return await self.post.send(message, write(message), message.address)
