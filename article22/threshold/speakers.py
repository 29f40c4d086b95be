"""Texts in the reader's language: plain for programs and paper, marked up for pages."""

from collections.abc import Iterable
from datetime import date, datetime
from html import escape

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from article22.kernel.text import Speaker, Text


class Plain(Speaker):
    """The language of the request, without markup."""

    def words(self, english: str) -> str:
        """The translation, or the English where there is none."""
        return gettext(english) if english else ""

    def day(self, day: date, spec: str) -> str:
        """Tue 9 June 2026 in the reader's language, with Western figures."""
        return date_format(day, "l" if spec == "weekday" else "D j F Y")

    def several(self, values: Iterable[object]) -> str:
        """A list, with the comma of the language."""
        return self.literal(gettext(", ")).join(self.value(value, "") for value in values)


class Page(Plain):
    """The same as HTML: everything escaped, and every number, date and hour kept in its own direction."""

    def literal(self, words: str) -> str:
        """Words of ours."""
        return escape(words)

    def given(self, words: str) -> str:
        """Words from outside, in whatever direction they run."""
        return f"<bdi>{escape(words)}</bdi>"

    def figures(self, words: str) -> str:
        """Numbers and hours run from left to right in every language; a date in words runs with its language."""
        return f"<bdi>{escape(words)}</bdi>" if any(letter.isalpha() for letter in words) else f'<bdi dir="ltr">{escape(words)}</bdi>'


def on_page(text: Text) -> SafeString:
    """A text as HTML."""
    return mark_safe(Page().say(text))  # noqa: S308  every part was escaped above


def in_words(text: Text) -> str:
    """A text in the reader's language, plain."""
    return Plain().say(text)


def clock_of(at: datetime) -> str:
    """Hours and minutes."""
    return f"{at:%H:%M}"
