"""What somebody typed comes back: a form that arrives after the session ended is kept through signing in, and stands filled in again, undone.

It is sealed with a key that only the browser holds, for an hour, and is shown to whoever wrote it alone.
"""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from article22.threshold.actors import WRITER
from article22.threshold.answers import answer_to
from article22.threshold.limits import TooOften, check_often
from article22.threshold.repeats import FIELD

View = Callable[..., HttpResponse]
KEY, FORMS = "a22-kept", "kept"  # the cookie, and the place in the session
LASTS_SECONDS = 3600
LARGEST = 128 * 1024  # the longest description, four bytes a letter, and what stands around it
MOST = 4  # forms, in as many windows
LEFT_OUT = ("csrfmiddlewaretoken", FIELD)


def takes_words(view: View) -> View:
    """Mark a view that shows its form to a GET, with `written(request)` in it, and takes it by POST."""
    marked = require_http_methods(["GET", "POST"])(view)
    marked.takes_words = True  # type: ignore[attr-defined]  # a mark, as csrf_exempt's
    return marked


def written(request: HttpRequest) -> Any:
    """What was sent, or what the same person typed here when their session had ended; None where there is nothing."""
    if request.method == "POST":
        _forget(request, request.path)
        return request.POST
    try:
        kept = json.loads(Fernet(request.COOKIES[KEY]).decrypt(request.session[FORMS][request.path], ttl=LASTS_SECONDS))
    except (KeyError, ValueError, InvalidToken):
        return None
    if kept[WRITER] != f"{request.user.pk}":
        _forget(request, *request.session[FORMS])
        return None
    return MultiValueDict(kept["fields"])


class SignInMiddleware(LoginRequiredMiddleware):
    """Leads to signing in whoever is not; what they sent is kept meanwhile, and nothing of it is done."""

    def handle_no_permission(self, request: HttpRequest, view_func: View) -> HttpResponse:  # type: ignore[override]  # it may refuse, too
        """The way to sign in, and back to the page from which something was sent."""
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        return _kept(request) or _sign_in(request)


def answer_stale(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django gives it
    """The answer to a form with another session's mark: if it is one of our pages', it comes back filled in."""
    is_own = request.headers.get("Origin", "") in (f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS)
    return (is_own and _kept(request)) or render(request, "403_csrf.html", status=403)


def _kept(request: HttpRequest) -> HttpResponse | None:
    """Keep what was sent and lead back to its form, by way of signing in where that is needed; None where nothing can be kept."""
    person, writer = request.user.pk, request.POST.get(WRITER, "")
    takes_words = getattr(request.resolver_match and request.resolver_match.func, "takes_words", False)
    if not takes_words or not writer or (person and writer != f"{person}"):
        return None
    fields = [(name, values) for name, values in request.POST.lists() if name not in LEFT_OUT]
    words = json.dumps({WRITER: writer, "fields": fields}, ensure_ascii=False).encode()
    if len(words) > LARGEST:
        return None
    try:
        check_often(request, "kept_form")
    except TooOften as refusal:
        return answer_to(request, refusal)
    key = request.COOKIES.get(KEY, "").encode()
    try:
        box = Fernet(key)
    except ValueError:
        box = Fernet(key := Fernet.generate_key())
    others = [(path, form) for path, form in request.session.get(FORMS, {}).items() if path != request.path]
    request.session[FORMS] = dict([*others, (request.path, box.encrypt(words).decode())][-MOST:])
    answer = redirect(request.path) if person else _sign_in(request)
    answer.set_cookie(KEY, key.decode(), max_age=LASTS_SECONDS, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")
    return answer


def _sign_in(request: HttpRequest) -> HttpResponse:
    """To sign in; then to the form, or to the page on which a button was pressed."""
    back = request.path
    if not getattr(request.resolver_match and request.resolver_match.func, "takes_words", False):
        came_from = request.headers.get("Referer", "")
        is_own = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
        back = urlsplit(came_from)._replace(scheme="", netloc="", fragment="").geturl() if is_own and came_from else reverse("home")
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back, 'undone': 1}, safe='/')}")


def _forget(request: HttpRequest, *paths: str) -> None:
    if set(paths) & set(request.session.get(FORMS, {})):
        request.session[FORMS] = {path: form for path, form in request.session[FORMS].items() if path not in paths}
