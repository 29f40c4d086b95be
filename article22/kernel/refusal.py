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
