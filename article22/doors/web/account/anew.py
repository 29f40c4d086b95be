"""After a second factor was taken away: the link in its holder's mail, opened behind the password, lets them in to set up another."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from article22.doors.web.account.adapter import finish_reset
from article22.ground.accounts.rules import needs_second_factor
from article22.ground.wall.session import acting
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.procedures.links import read_reset_link
from article22.threshold.actors import RESET, memberships_of
from article22.threshold.clock import now
from article22.threshold.middleware import outside_wall


@outside_wall
@require_http_methods(["GET", "POST"])
def set_up_anew(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it does nothing; from then on this session may set up a second factor, and no other that a password opened. Raises Absent, LinkEnded."""
    with acting(Actor(role="system", door="web")):  # which day it ended is said in the capital's zone
        reset = read_reset_link(token, at=now())
    if request.session.get(RESET) != f"{reset}":
        raise Absent
    is_needed = any(needs_second_factor(member.role) for member in memberships_of(request))
    if request.method == "POST":
        del request.session[RESET]
        if not is_needed:
            finish_reset(request.user)  # type: ignore[arg-type]  # whoever signed in is a Person
        return redirect("mfa_index")
    return render(request, "account/anew.html", {"is_needed": is_needed})
