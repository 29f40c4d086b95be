"""Where somebody lands, and what they prefer."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from article22.kernel.actor import Actor
from article22.threshold.actors import ACTING_AS, actor_of, membership_of, memberships_of
from article22.threshold.languages import COOKIE
from article22.threshold.middleware import outside_wall
from article22.threshold.page import THEME

YEAR = 365 * 24 * 3600


@login_not_required
@outside_wall
@require_safe
def show_start(_request: HttpRequest) -> HttpResponse:
    """The card is for everybody."""
    return redirect("card")


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    """What somebody who signed in can do."""
    actor = actor_of(request)
    member = membership_of(request)
    others = [other for other in memberships_of(request) if member and other.pk != member.pk]
    return render(request, "home/home.html", {"member": member, "others": others, "links": _links(actor), "tells": actor.may("case.reply")})


def _links(actor: Actor) -> list[dict[str, str]]:
    """What a role can open."""
    pages = (("case.reply", "portal_mission", gettext("Your mission")), ("desk.see", "desk", gettext("Watch desk")),
             ("case.inspect", "inspector", gettext("The inspector's door")),
             ("mission.see", "missions", gettext("The register of missions")),
             ("mission.list", "missions", gettext("The register of missions")),
             ("representative.see", "tasks", gettext("To see to, so that missions can be reached")),
             ("representative.verify", "way_changes", gettext("Changes that wait")),
             ("correction.settle", "corrections", gettext("What missions say is wrong")), ("recall.list", "recalls", gettext("Recalled wallet cards")),
             ("drill.see", "drills", gettext("Drills: who can be reached")),
             ("priority.see", "priority", gettext("Priority response of the police")),
             ("liaison.assign", "officers", gettext("Liaison officers")), ("agency.confirm", "agencies", gettext("Local police")),
             ("directory.read-changes", "administration", gettext("Administration")), ("person.list", "people", gettext("People and roles")))
    return list({name: {"href": reverse(name), "words": words} for verb, name, words in pages if actor.may(verb)}.values())


@require_POST
def act_as(request: HttpRequest) -> HttpResponse:
    """Act in another of one's memberships."""
    request.session[ACTING_AS] = request.POST.get("membership", "")
    return redirect("home")


@login_not_required
@outside_wall
@require_safe
def set_preferences(request: HttpRequest) -> HttpResponse:
    """Keep a choice of language or light in a cookie, and go back to where it was made."""
    asked = request.GET.get("next", "")
    parts = urlsplit(asked)
    target = asked if asked.startswith("/") and not parts.netloc and not asked.startswith("//") else "/"
    response = redirect(target)
    if request.GET.get("theme") in ("day", "night"):
        response.set_cookie(THEME, request.GET["theme"], max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True)
    if request.GET.get("lang") in dict(settings.LANGUAGES):
        response.set_cookie(COOKIE, request.GET["lang"], max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True)
    return response


@login_not_required
@outside_wall
@require_safe
def show_robots(_request: HttpRequest) -> HttpResponse:
    """Nothing here is for a search engine."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")
