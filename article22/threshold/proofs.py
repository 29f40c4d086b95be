"""What proofs are asked for at the doors."""

from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text

DIGITS = 18


def size_of(text: str) -> int | None:
    """The size of a checkpoint as somebody gave it, None where they gave none. Raises NotUnderstood for what is no size."""
    asked = text.strip()
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) <= DIGITS):
        raise NotUnderstood(Text("receipt.no-size", "{size} is no size of a checkpoint. Copy the whole number from its second line.", size=f"“{asked[:40]}”"))
    return int(asked)
