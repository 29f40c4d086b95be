"""A mail as it came in, in words: what the demo's catcher shows."""

import re
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from uuid import UUID

from article22.ground.outbox.rules.messages import clean

OURS = re.compile(r"<([0-9a-f-]{36})@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What a mail says, and which message of ours it is, if it is one."""

    message: UUID | None
    subject: str
    body: str


def read_mail(raw: bytes) -> Mail:
    """Read a mail, however broken: what cannot be decoded is shown with marks in its place."""
    parsed = BytesParser(policy=compat32).parsebytes(raw)
    return Mail(message=_message(f"{parsed.get('Message-ID', '')}"), subject=_words(f"{parsed.get('Subject', '')}"), body=_body(parsed))


def _message(field: str) -> UUID | None:
    found = OURS.search(field)
    try:
        return UUID(found[1]) if found else None
    except ValueError:
        return None


def _words(field: str) -> str:
    try:
        parts = [part if isinstance(part, str) else _decoded(part, charset) for part, charset in decode_header(field)]
    except HeaderParseError:
        parts = [field]
    return clean(" ".join("".join(parts).split()))


def _body(parsed: Message) -> str:
    """The first part that is text."""
    for part in parsed.walk():
        if part.get_content_maintype() == "text":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return clean(_decoded(content, part.get_content_charset()).replace("\r\n", "\n"))
    return ""


def _decoded(content: bytes, charset: str | None) -> str:
    try:
        return content.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")
