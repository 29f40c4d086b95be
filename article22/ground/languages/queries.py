"""What may be asked of languages: a text in one of them, and who reviewed its words."""

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext, to_locale

from article22.ground.languages.rules import Letter
from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import ENGLISH, Speaker, Text

LOCALE = Path(settings.LOCALE_PATHS[0])
MARK = 12
RULE = "—" * 3  # between a translation and the English that counts


class Plain(Speaker):
    """The language that is spoken now, without markup."""

    def words(self, english: str) -> str:
        """The translation, or the English where there is none."""
        return gettext(english) if english else ""

    def day(self, day: date, spec: str) -> str:
        """Tue 9 June 2026 in the reader's language, with Western figures."""
        return date_format(day, "l" if spec == "weekday" else gettext("D j F Y"))

    def instant(self, at: datetime, spec: str) -> str:
        """Tue 9 June 2026, 17:00 in the reader's language, in the zone that the instant carries."""
        return super().instant(at, spec) if spec else gettext("{day}, {hour}").format(day=self.day(at, ""), hour=f"{at:%H:%M}")

    def several(self, values: Iterable[object]) -> str:
        """A list, with the comma of the language."""
        return self.literal(gettext(", ")).join(self.value(value, "") for value in values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Who read a translation through, on which day, and the mark of the text they read."""

    by: str
    on: date
    of: str


def mark_of(language: str) -> str:
    """The mark of what is spoken in a language: another with any word that changes."""
    return hashlib.sha256((LOCALE / to_locale(language) / "LC_MESSAGES/django.mo").read_bytes()).hexdigest()[:MARK]


@cache
def review_of(language: str) -> Review | None:
    """Who reviewed the words that are spoken in a language; None where nobody did, or words changed since."""
    kept = tomllib.loads((LOCALE / "reviews.toml").read_text("utf-8")).get(language)
    review = Review(**kept) if kept else None
    return review if review and review.of == mark_of(language) else None


def standing_of(language: str) -> Text | None:
    """What is said in a language of its own words; English has nothing to say."""
    if language == settings.LANGUAGE_CODE:
        return None
    if review := review_of(language):
        return Text("translation.reviewed", "{by} reviewed this translation, {on}.", by=review.by, on=review.on)
    return Text("translation.unreviewed", "Nobody has reviewed this translation: what counts is the English text.")


def check_spoken(language: str) -> None:
    """Refuse a language that is not spoken here. Raises NotUnderstood."""
    if language not in dict(settings.LANGUAGES):
        raise NotUnderstood(Text("language.unknown", "This language is not spoken here. Choose one of: {languages}.",
                                 languages=", ".join(name for _, name in settings.LANGUAGES)))


def written(letter: Letter, language: str, *, is_mail: bool = True) -> tuple[str, str]:
    """Subject and body in a language; empty: in English.

    A mail in a language whose words nobody has reviewed says so, and has the English beneath. An SMS or a call has room for one language.
    """
    english = _joined(map(str, letter.paragraphs))
    if language in ("", settings.LANGUAGE_CODE):
        return f"{letter.subject}", english
    with translation.override(language):
        subject, *paragraphs = map(Plain().say, (letter.subject, *letter.paragraphs))
        if is_mail and review_of(language) is None and (standing := standing_of(language)):
            paragraphs += [RULE, Plain().say(standing), ENGLISH.say(letter.subject), english.rstrip("\n")]
    return subject, _joined(paragraphs)


def _joined(paragraphs: Iterable[str]) -> str:
    return "\n\n".join(paragraphs) + "\n"
