"""Alive, ready, and in figures. No sign-in: nothing here is about missions or people."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from article22.doors.web.health.readiness import what_lacks
from article22.threshold.metrics import exposition
from article22.threshold.middleware import outside_wall


@login_not_required
@outside_wall
@require_safe
def show_alive(_request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return HttpResponse("alive\n", content_type="text/plain")


@login_not_required
@outside_wall
@require_safe
def show_ready(_request: HttpRequest) -> HttpResponse:
    """200 only when migrations, pack and demo cast are in place; else 503 and what lacks."""
    lacks = what_lacks()
    return HttpResponse("".join(f"{lack}\n" for lack in lacks) or "ready\n", content_type="text/plain", status=503 if lacks else 200)


@login_not_required
@outside_wall
@require_safe
def show_metrics(_request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus."""
    body, content_type = exposition()
    return HttpResponse(body, content_type=content_type)
