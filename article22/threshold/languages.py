"""In which language a page is written: the address says so, else what was chosen before, else what the browser asks for. And who reviewed it."""

import hashlib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, get_supported_language_variant, to_locale

from article22.kernel.text import Text

COOKIE = settings.LANGUAGE_COOKIE_NAME
LOCALE = Path(settings.LOCALE_PATHS[0])
MARK = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Who read a translation through, on which day, and the mark of the text they read."""

    by: str
    on: date
    of: str


def language_of(request: HttpRequest) -> str:
    """One of the languages that this program speaks."""
    try:
        return get_supported_language_variant(request.GET.get("lang", "").lower())
    except LookupError:
        return get_language_from_request(request)  # the cookie, then Accept-Language, then English


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
    """What a page in a language says of its own words; English has nothing to say."""
    if language == settings.LANGUAGE_CODE:
        return None
    if review := review_of(language):
        return Text("translation.reviewed", "{by} reviewed this translation, {on}.", by=review.by, on=review.on)
    return Text("translation.unreviewed", "Nobody has reviewed this translation: what counts is the English text.")


class LanguageMiddleware:
    """Speaks the language of each request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response
