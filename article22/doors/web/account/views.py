"""What allauth does not show: one's sessions, each to be ended, and whom to ask for an account or a new password."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from article22.ground.accounts import queries
from article22.ground.accounts.actions import people as actions
from article22.threshold.actors import actor_of
from article22.threshold.clock import now


@login_not_required
@require_safe
def show_whom_to_ask(request: HttpRequest) -> HttpResponse:
    """Accounts and new links come from an administrator."""
    return render(request, "account/ask.html")


@require_safe
def show_sessions(request: HttpRequest) -> HttpResponse:
    """Where somebody is signed in."""
    sessions = queries.list_sessions(seen_by=actor_of(request))
    return render(request, "account/sessions.html", {"sessions": sessions, "current": request.session.session_key})


@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """End one session of one's own."""
    actions.end_session(request.POST.get("session", ""), by=actor_of(request), at=now())
    return redirect("sessions")
