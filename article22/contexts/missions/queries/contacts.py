"""Visits to missions, and calls and letters."""

from collections.abc import Sequence

from article22.contexts.missions.models import Contact, Mission
from article22.kernel.actor import Actor


def list_contacts(mission: Mission, *, seen_by: Actor, most: int | None = None) -> Sequence[Contact]:
    """The visits, calls and letters of a mission, the newest first."""
    return list(Contact.objects.visible_to(seen_by).filter(mission=mission).order_by("-happened_on", "-noted_at", "-id")[:most])
