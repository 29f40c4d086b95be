"""A message as it is mailed: a few headers and plain text, without building a tree for each."""

import base64
from email.header import Header
from email.utils import format_datetime

from article22.ground.outbox.rules.messages import Sending

LONGEST_LINE = 900  # RFC 5321 lets 998 through


def write(message: Sending, *, sender: str) -> bytes:
    """The bytes of a mail. Its id, and so its Message-ID, is the same on every try."""
    host = sender.rpartition("@")[2]
    coding, body = _body(message.body or "")
    return "\r\n".join((
        f"From: Article 22 <{sender}>", f"To: {message.address}", f"Subject: {_subject(message.subject)}", f"Date: {format_datetime(message.enqueued_at)}",
        f"Message-ID: <{message.id}@{host}>", "Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All", "MIME-Version: 1.0",
        *([f"Content-Language: {message.language}"] if message.language else []),
        "Content-Type: text/plain; charset=utf-8", f"Content-Transfer-Encoding: {coding}", "", body)).encode("utf-8")


def _subject(words: str) -> str:
    words = " ".join(words.split())
    if words.isascii() and words.isprintable() and len(words) < 70:  # noqa: PLR2004  one line
        return words
    return Header(words, "utf-8", header_name="Subject").encode(linesep="\r\n")


def _body(words: str) -> tuple[str, str]:
    lines = words.splitlines()
    if words.isascii() and all(len(line) < LONGEST_LINE for line in lines):
        return "7bit", "\r\n".join((*lines, ""))
    return "base64", base64.encodebytes("\r\n".join((*lines, "")).encode()).decode("ascii").replace("\n", "\r\n")
