"""A demo's own pages. In a live installation every one of them is absent."""

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from article22.ground.accounts import queries as accounts
from article22.kernel.refusal import Absent
from article22.threshold.actors import ACTING_AS, RESET
from article22.threshold.middleware import outside_wall
from article22.threshold.page import is_demo

View = Callable[..., HttpResponseBase]


def in_demo_only(view: View) -> View:
    """Absent where the installation was not born a demo."""
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        if not is_demo():
            raise Absent
        return view(request, *arguments, **named)

    return login_not_required(guarded)


@outside_wall
@in_demo_only
@require_safe
def show_cast(request: HttpRequest) -> HttpResponse:
    """Who is who, each with a button."""
    return render(request, "demo/cast.html", {"cast": accounts.list_cast()})


@outside_wall
@in_demo_only
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the cast."""
    member = next((member for member in accounts.list_cast() if f"{member.pk}" == request.POST.get("member")), None)
    if member is None:
        raise Absent
    answer: HttpResponse = perform_login(request, member.person, email_verification="none", redirect_url=reverse("home"))
    record_authentication(request, member.person, method="demo")  # afterwards: another person's session is flushed
    request.session[ACTING_AS] = f"{member.pk}"
    request.session.pop(RESET, None)  # one click is the second factor of a demo
    return answer


@outside_wall
@in_demo_only
@require_safe
def show_would_dial(request: HttpRequest) -> HttpResponse:
    """What a telephone or a mail program would do with a line; nothing is dialled or sent."""
    return render(request, "demo/would_dial.html", {"line": request.GET.get("line", "")[:80], "is_email": request.GET.get("kind") == "email"})
