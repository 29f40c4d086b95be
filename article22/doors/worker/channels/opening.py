"""Which channels this installation has."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from article22 import keys
from article22.doors.worker.channels.mail.sending import Mail
from article22.doors.worker.channels.sms.sending import Sms
from article22.doors.worker.channels.voice.sending import Voice
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
    """In a demo the one mail server and the one gateway are the catchers on this machine, whatever the environment says, and there are no webhooks."""
    signing = keys.secret_texts(environment.keys, "webhook")
    if get_kind() is Kind.DEMO:
        here, origin = f"http://127.0.0.1:{environment.exchange_port}", get_origin()
        return {Channel.MAIL: Mail(url=f"smtp://127.0.0.1:{environment.mail_port}", sender=DEMO_SENDER, greets_with=origin),
                Channel.SMS: Sms(url=f"{here}/sms", keys=signing, greets_with=origin),
                Channel.VOICE: Voice(url=f"{here}/voice", keys=signing, greets_with=origin)}
    channels: dict[Channel, Delivers] = {Channel.WEBHOOK: Webhook(keys=signing)}
    if environment.smtp_url:
        channels[Channel.MAIL] = Mail(url=environment.smtp_url, sender=environment.mail_from)
    if environment.sms_url:
        channels[Channel.SMS] = Sms(url=environment.sms_url, keys=signing)
    if environment.voice_url:
        channels[Channel.VOICE] = Voice(url=environment.voice_url, keys=signing)
    return channels
