"""A gateway: the one program to which this installation hands what goes to telephones. It reports later whether that arrived (see doors/mailroom)."""

from collections.abc import Callable, Sequence

from article22.doors.worker.channels.by_post import Post
from article22.doors.worker.channels.side_by_side import side_by_side
from article22.ground.outbox.rules.addresses import is_address
from article22.ground.outbox.rules.messages import Fate, Reply, Sending

AT_ONCE = 8


class Gateway:
    """A gateway at an address, to which `write` says how a message is posted. `greets_with`, in a demo, is what its own catcher calls itself: nothing is
    handed to anybody else."""

    def __init__(self, write: Callable[[Sending], bytes], *, url: str, keys: Sequence[str], greets_with: str = "") -> None:
        self.write, self.url, self.post, self.greets_with = write, url, Post(keys=keys), greets_with

    async def deliver(self, messages: Sequence[Sending], *, is_stopping: Callable[[], bool]) -> list[Reply]:
        """Try each once. Where something else answers for a demo's catcher, none is tried."""
        if self.greets_with and await self.post.greeting(self.url) != self.greets_with:
            return [Reply(message=message.id, tries=message.tries, fate=Fate.DEFERRED, fault="not-our-catcher") for message in messages]
        return await side_by_side(messages, self._send, most=AT_ONCE, is_stopping=is_stopping)

    async def rest(self) -> None:
        """Nothing is kept open."""

    async def close(self) -> None:
        """Nothing is kept open."""

    async def _send(self, message: Sending) -> Reply:
        if not is_address(message.channel, message.address):
            return Reply(message=message.id, tries=message.tries, fate=Fate.REFUSED, fault="address")
        return await self.post.send(message, self.write(message), self.url)
