"""Texts in the reader's language: plain for programs and paper, marked up for pages."""

import re
from datetime import date, datetime
from html import escape

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, gettext

from article22.contexts.directory.rules.terms import first_day_of
from article22.ground.languages.queries import Plain
from article22.kernel.text import Text

PLACES = re.compile(r"\{[^}]*\}")
LATIN = re.compile(r"[A-Za-z]")
MONTH_ONLY = 7  # "2012-07"
FIRST_STRONG, POP = "\u2068", "\u2069"


class Page(Plain):
    """The same as HTML: everything escaped, and every number, date and hour kept in its own direction."""

    def literal(self, words: str) -> str:
        """Words of ours."""
        return escape(words)

    def given(self, words: str) -> str:
        """Words from outside, in whatever direction they run. Names are not translated: between other words, theirs is said to be English."""
        return f"<bdi{_english(words)}>{escape(words)}</bdi>" if any(letter.isalpha() for letter in words) else self.figures(words)

    def value(self, value: object, spec: str) -> str:
        """One value of a template; a text within a text is kept apart where nobody has translated it."""
        said = super().value(value, spec)
        if isinstance(value, Text) and self.words(value.template) == value.template and (lang := _english(PLACES.sub("", value.template))):
            return f"<bdi{lang}>{said}</bdi>"
        return said

    def figures(self, words: str) -> str:
        """Numbers and hours run from left to right in every language; a date in words runs with its language."""
        return f"<bdi>{escape(words)}</bdi>" if any(letter.isalpha() for letter in words) else f'<bdi dir="ltr">{escape(words)}</bdi>'


class Drawn(Plain):
    """Without markup, as a drawing or an attribute needs it: what is given keeps its own direction among words that run the other way."""

    def given(self, words: str) -> str:
        """Words from outside."""
        return f"{FIRST_STRONG}{words}{POP}" if get_language_bidi() else words


def _english(words: str) -> str:
    """The attribute of English words on a page in another language."""
    return ' lang="en"' if get_language() != "en" and LATIN.search(words) and words.isascii() else ""


def day_in_words(day: date) -> str:
    """A day without its weekday: 9 June 2026."""
    return date_format(day, gettext("j F Y"))


def printed_in_words(printed: str) -> str:
    """A document's date as precisely as it prints it: July 2012, 16 April 2024."""
    day = first_day_of(printed)
    return date_format(day, gettext("F Y")) if len(printed) == MONTH_ONLY else day_in_words(day)


def on_page(text: Text) -> SafeString:
    """A text as HTML."""
    return mark_safe(Page().say(text))  # noqa: S308  every part was escaped above


def as_drawn(text: Text) -> str:
    """A text in the reader's language for a drawing or an attribute."""
    return Drawn().say(text)


def name_on_page(words: str) -> SafeString:
    """A name as HTML."""
    return mark_safe(Page().given(words))  # noqa: S308  escaped there


def in_words(text: Text) -> str:
    """A text in the reader's language, plain."""
    return Plain().say(text)


def clock_of(at: datetime) -> str:
    """Hours and minutes."""
    return f"{at:%H:%M}"
