"""The last middleware: it opens the transaction, sets the actor, calls and renders the view inside it, and answers a refusal after rollback."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from article22.ground.files.rules.kinds import LARGEST, MEGABYTE
from article22.ground.journal import actions as journal
from article22.ground.wall.session import acting
from article22.kernel.actor import Actor
from article22.kernel.refusal import Refusal, check_writable
from article22.kernel.text import Text
from article22.threshold.actors import check_keys_change, identify
from article22.threshold.answers import TooLarge, answer_to
from article22.threshold.clock import clock_read, now
from article22.threshold.repeats import once

View = Callable[..., HttpResponseBase]
LARGEST_BODY = LARGEST + MEGABYTE  # of a form with a file: what stands around it is small
LARGEST_PLAIN = 5 * MEGABYTE  # of all else; Django's own limit on what is kept in memory is less, and is answered by `unreadable`
SIGN_IN = "allauth."  # its views find out who somebody is: there is no actor yet
FAILED = 400
DOORS = {"api": "api", "scim": "scim"}  # by the first part of the path


def outside_wall(view: View) -> View:
    """Mark a view that needs no actor and touches no walled table: health, static text."""
    view.outside_wall = True  # type: ignore[attr-defined]  # a mark, as csrf_exempt's
    return view


class BodyMiddleware:
    """Refuses a body that is larger than anything that is taken in, in words and before any of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_form = request.content_type == "multipart/form-data"
        if _length_of(request) > (LARGEST_BODY if is_form else LARGEST_PLAIN):
            most = (LARGEST_BODY if is_form else LARGEST_PLAIN) // MEGABYTE
            return answer_to(request, TooLarge(Text("request.too-large", "This is larger than {most} MB, the most that is sent at once here. Send less.",
                                                    most=most)))
        return self.get_response(request)


def _length_of(request: HttpRequest) -> int:
    """The length that a body is said to have; the server reads no further."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


class WallMiddleware:
    """Nothing that a view writes is committed unless its answer was rendered; nothing that it refuses leaves a trace."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, arguments: Sequence[Any], named: Mapping[str, Any]) -> HttpResponseBase | None:
        """Call the view behind the wall, or leave it to Django where it stands outside."""
        if getattr(view, "outside_wall", False):
            return None
        if view.__module__.startswith(SIGN_IN):
            return self._refused_a_key(request)
        actor: Actor | None = None
        try:
            _check_writable(request)
            actor = identify(request, door=DOORS.get(request.path.split("/")[1], "web"))
            with acting(actor), clock_read():
                request.actor = actor  # type: ignore[attr-defined]  # read by actor_of
                response = once(request, actor, lambda: _rendered(view(request, *arguments, **named)))
                if response.status_code >= FAILED:
                    transaction.set_rollback(True)
        except Refusal as refusal:
            if refusal.recorded and actor:
                _remember(refusal, actor)
            return answer_to(request, refusal)
        if refused := getattr(request, "refused", None):  # a form says it, with what was typed
            _remember(refused, actor)
        return response

    def _refused_a_key(self, request: HttpRequest) -> HttpResponse | None:
        """What changes how somebody signs in is refused to a session that may not, whole; signing out is not."""
        if request.path == reverse("account_logout"):
            return None
        try:
            check_keys_change(request)
        except Refusal as refusal:
            return answer_to(request, refusal)
        return None

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Answer a refusal of a view that stands outside of the wall; every other fault is a bug and is not hidden."""
        return answer_to(request, fault) if isinstance(fault, Refusal) else None


def _check_writable(request: HttpRequest) -> None:
    """Refuse an address with a character that no database can hold, whatever would have read it."""
    for text in (request.path, *(text for name, values in request.GET.lists() for text in (name, *values))):
        check_writable(text)


def _rendered(response: HttpResponseBase) -> HttpResponseBase:
    if hasattr(response, "render") and callable(response.render):
        rendered: HttpResponseBase = response.render()
        return rendered
    return response


def _remember(refusal: Refusal, actor: Actor) -> None:
    """Journal a refusal that must be remembered, in a transaction of its own."""
    with acting(actor):
        journal.record("refused", refusal.code, by=actor, at=now())
