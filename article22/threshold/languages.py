"""In which language a page is written: the address says so, else what was chosen before, else what the browser asks for."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, get_supported_language_variant

COOKIE = settings.LANGUAGE_COOKIE_NAME


def language_of(request: HttpRequest) -> str:
    """One of the languages that this program speaks."""
    try:
        return get_supported_language_variant(request.GET.get("lang", "").lower())
    except LookupError:
        return get_language_from_request(request)  # the cookie, then Accept-Language, then English


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
