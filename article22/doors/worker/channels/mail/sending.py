"""Sending by SMTP, over a few connections that are kept."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import aiosmtplib

from article22.doors.worker.channels.mail.writing import write
from article22.doors.worker.channels.side_by_side import side_by_side
from article22.ground.outbox.rules.addresses import bounce_address, is_address, is_loopback
from article22.ground.outbox.rules.messages import Channel, Fate, Reply, Sending

CONNECTIONS = 8
SECONDS = 30.0
KEPT_SECONDS = 20.0  # a connection idle for longer is closed: the server may have, too
ACCEPTED, FOR_GOOD, CLOSING = frozenset({250, 251}), 500, 421


class NotOurs(OSError):
    """Something else answers where the demo's own catcher should."""


@dataclass(slots=True)
class Line:
    """A connection, and when it was last used."""

    smtp: aiosmtplib.SMTP
    used: float = 0.0


class Mail:
    """One mail server. `greets_with`, in a demo, is what its own catcher says first: nothing is handed to anybody else."""

    def __init__(self, *, url: str, sender: str, greets_with: str = "") -> None:
        parts = urlsplit(url)
        self.sender, self.host, self.greets_with = sender, sender.rpartition("@")[2], greets_with
        is_here = is_loopback(parts.hostname or "")
        self.options: dict[str, Any] = {
            "hostname": parts.hostname, "port": parts.port, "username": unquote(parts.username) if parts.username else None,
            "password": unquote(parts.password) if parts.password else None, "local_hostname": self.host, "timeout": SECONDS,
            "use_tls": parts.scheme == "smtps", "start_tls": parts.scheme == "smtp" and not is_here}
        self.idle: list[Line] = []
        self.is_away = False

    async def deliver(self, messages: Sequence[Sending], *, is_stopping: Callable[[], bool]) -> list[Reply]:
        """Try each once. Where the server cannot be reached none of the others is tried."""
        self.is_away = False
        return await side_by_side(messages, self._send, most=CONNECTIONS, is_stopping=is_stopping)

    async def rest(self) -> None:
        """Nothing is to be sent now: close what has been idle for long."""
        now = time.monotonic()
        for line in [line for line in self.idle if now - line.used > KEPT_SECONDS]:
            self.idle.remove(line)
            await _hang_up(line)

    async def close(self) -> None:
        """Close every connection."""
        while self.idle:
            await _hang_up(self.idle.pop())

    async def _send(self, message: Sending) -> Reply:
        def reply(fate: Fate, fault: str = "") -> Reply:
            return Reply(message=message.id, tries=message.tries, fate=fate, fault=fault)

        if not is_address(Channel.MAIL, message.address) or not message.address.isascii():
            return reply(Fate.REFUSED, "address")
        if self.is_away:
            return reply(Fate.DEFERRED, "unreachable")
        try:
            line = await self._line()
        except (aiosmtplib.SMTPException, OSError, ValueError) as fault:
            self.is_away = True
            return reply(Fate.DEFERRED, _name(fault))
        try:
            code = await self._converse(line.smtp, message)
        except (aiosmtplib.SMTPException, OSError) as fault:
            line.smtp.close()
            return reply(Fate.DEFERRED, _name(fault))
        if code == CLOSING:
            await _hang_up(line)
        else:
            line.used = time.monotonic()
            self.idle.append(line)
        if code in ACCEPTED:
            return reply(Fate.ACCEPTED)
        return reply(Fate.REFUSED if code >= FOR_GOOD else Fate.DEFERRED, f"smtp-{code}")

    async def _converse(self, smtp: aiosmtplib.SMTP, message: Sending) -> int:
        """The code of the last answer. Address by address and not by `sendmail`, which parses each four times: half of all its work."""
        ret, notify = ("RET=HDRS", "NOTIFY=FAILURE") if smtp.supports_extension("dsn") else ("", "")
        for word, given in (("MAIL", f"FROM:<{bounce_address(message.id, self.host)}> {ret}"), ("RCPT", f"TO:<{message.address}> {notify}")):
            answer = await smtp.execute_command(word.encode("ascii"), given.strip().encode("ascii"))
            if answer.code not in ACCEPTED:
                if answer.code != CLOSING:
                    await smtp.rset()
                return answer.code
        try:
            return (await smtp.data(write(message, sender=self.sender))).code
        except aiosmtplib.SMTPDataError as refused:
            return refused.code

    async def _line(self) -> Line:
        while self.idle:
            line = self.idle.pop()
            if line.smtp.is_connected and time.monotonic() - line.used < KEPT_SECONDS:
                return line
            await _hang_up(line)
        smtp = aiosmtplib.SMTP(**self.options)
        greeting = await smtp.connect()
        if self.greets_with and self.greets_with not in greeting.message:
            smtp.close()
            raise NotOurs
        if smtp.is_ehlo_or_helo_needed:
            await smtp.ehlo()
        return Line(smtp)


async def _hang_up(line: Line) -> None:
    try:
        await line.smtp.quit(timeout=1)
    except (aiosmtplib.SMTPException, OSError):
        line.smtp.close()


def _name(fault: Exception) -> str:
    """A short code for what went wrong, without a word of the server's."""
    match fault:
        case NotOurs():
            return "not-our-catcher"
        case aiosmtplib.SMTPAuthenticationError():
            return "login"
        case TimeoutError():
            return "timeout"
        case aiosmtplib.SMTPResponseException():
            return f"smtp-{fault.code}"
    return "unreachable"
