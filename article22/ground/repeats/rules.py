"""What counts as the same thing sent again."""

from dataclasses import dataclass

from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text

LONGEST_KEY = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer as it was given the first time."""

    status: int
    headers: dict[str, str]
    content: bytes


class OtherContent(NotUnderstood):
    """Another thing sent under the key of one that was done."""


def check_key(key: str) -> str:
    """The key, or a refusal of one that is none."""
    if not key.isprintable() or len(key) > LONGEST_KEY:
        raise NotUnderstood(Text("repeat.bad-key", "An idempotency key has at most {most} printable characters. Use a UUID.", most=LONGEST_KEY))
    return key


def check_same(was: bytes, now: bytes) -> None:
    """Refuse another content under a key that was used."""
    if was != now:
        raise OtherContent(Text("repeat.other-content", "Something else was sent under this key before, and it was done. Nothing has changed now. "
                                "Send this under a key of its own: open the page again."))
