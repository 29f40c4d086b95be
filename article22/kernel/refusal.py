"""Saying no: what was refused, why, and what to do instead."""

from article22.kernel.text import Text


class Refusal(Exception):
    """Something asked for that the rules do not allow. Its text is written for the person who reads it.

    `recorded` marks a refusal that must be remembered: the door journals it after everything else was rolled back.
    """

    recorded = False

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text

    @property
    def code(self) -> str:
        """The stable code, as listed in docs/errors.md."""
        return self.text.code


class Absent(Refusal):
    """Missing or forbidden: the two look alike."""

    def __init__(self, text: Text | None = None) -> None:
        super().__init__(text or Text(
            "absent", "There is nothing here that you can see. If you expected something, ask whoever gave you the address."))


class NotUnderstood(Refusal):
    """Input that cannot be read as what it should be."""


def is_writable(text: str) -> bool:
    """Whether UTF-8 and a database can hold a text: they hold neither NUL nor half of a pair of surrogates."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def check_writable(text: str) -> None:
    """Raise NotUnderstood for a text that nothing could keep."""
    if not is_writable(text):
        raise NotUnderstood(Text("text.unwritable", "What was sent holds a character that cannot be kept, or is not in UTF-8. Write it anew, in UTF-8."))
