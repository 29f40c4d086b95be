"""How often somebody may do what needs no sign-in, and how much may be sent at once. Counted in PostgreSQL, so that every process counts alike."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from article22.kernel.refusal import Refusal
from article22.kernel.text import Text

View = Callable[..., HttpResponseBase]


class TooOften(Refusal):
    """The same thing from the same place too many times in an hour."""


def check_often(request: HttpRequest, action: str) -> None:
    """Count a request from its address. Raises TooOften beyond what settings.ACCOUNT_RATE_LIMITS allows."""
    if not ratelimit.consume(request, action=action):
        raise TooOften(Text("too-often", "This was done too often from your address within the hour. Wait a while; in danger, call."))


def limited(action: str) -> Callable[[View], View]:
    """Refuse a POST that comes too often from one address; how often is in settings.ACCOUNT_RATE_LIMITS."""
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
            if request.method == "POST":
                check_often(request, action)
            return view(request, *arguments, **named)

        return guarded

    return decorate
