"""Which channels this installation has."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from article22 import keys
from article22.doors.worker.channels.mail.sending import Mail
from article22.doors.worker.channels.webhook.sending import Webhook
from article22.env import Environment
from article22.ground.installation.queries import get_kind, get_origin
from article22.ground.installation.rules import Kind
from article22.ground.outbox.rules.messages import Channel, Reply, Sending

DEMO_SENDER = "article22@localhost"


class Delivers(Protocol):
    """What a channel's one class can do."""

    async def deliver(self, messages: Sequence[Sending], *, is_stopping: Callable[[], bool]) -> list[Reply]:
        """Try each message once."""

    async def rest(self) -> None:
        """Nothing is to be sent now."""

    async def close(self) -> None:
        """Nothing will be sent any more."""


def open_channels(environment: Environment) -> Mapping[Channel, Delivers]:
    """In a demo the one mail server is the catcher on this machine, whatever the environment says, and there are no webhooks."""
    if get_kind() is Kind.DEMO:
        return {Channel.MAIL: Mail(url=f"smtp://127.0.0.1:{environment.mail_port}", sender=DEMO_SENDER, greets_with=get_origin())}
    webhook: Delivers = Webhook(keys=keys.secret_texts(environment.keys, "webhook"))
    mail: Mapping[Channel, Delivers] = {Channel.MAIL: Mail(url=environment.smtp_url, sender=environment.mail_from)} if environment.smtp_url else {}
    return {Channel.WEBHOOK: webhook, **mail}
