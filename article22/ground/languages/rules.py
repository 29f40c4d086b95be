"""What is written to somebody, before it is in a language."""

from dataclasses import dataclass

from article22.kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A subject and its paragraphs; of an SMS or a call the one thing that is said."""

    subject: Text
    paragraphs: tuple[Text, ...]
