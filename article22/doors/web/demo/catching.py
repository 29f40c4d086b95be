"""What a demo caught instead of sending it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from article22.doors.web.demo.views import in_demo_only
from article22.ground.outbox.queries import get_caught, list_caught
from article22.ground.outbox.rules.messages import Channel


@in_demo_only
@require_safe
def show_all_caught(request: HttpRequest) -> HttpResponse:
    """The newest first."""
    return render(request, "demo/all_caught.html", {"rows": [(row, Channel(row.channel)) for row in list_caught()]})


@in_demo_only
@require_safe
def show_caught(request: HttpRequest, caught: UUID) -> HttpResponse:
    """One message, as its reader would see it."""
    row = get_caught(caught)
    return render(request, "demo/caught.html", {"row": row, "channel": Channel(row.channel)})
