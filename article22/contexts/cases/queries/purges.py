"""Purges that were proposed: by their number, never by their words."""

from collections.abc import Sequence
from uuid import UUID

from article22.contexts.cases.models import Purge
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent


def get_purge(purge_id: UUID, *, seen_by: Actor, lock: bool = False) -> Purge:
    """A proposed purge, or Absent."""
    if not (seen_by.may("case.approve-purge") or seen_by.may("case.propose-purge")):
        raise Absent
    rows = Purge.objects.select_for_update() if lock else Purge.objects.all()
    purge = rows.filter(pk=purge_id).first()
    if purge is None:
        raise Absent
    return purge


def list_purges(*, seen_by: Actor) -> Sequence[Purge]:
    """Purges, those that wait first, then the newest."""
    if not (seen_by.may("case.approve-purge") or seen_by.may("case.propose-purge") or seen_by.may("case.inspect")):
        raise Absent
    return sorted(Purge.objects.order_by("-proposed_at")[:500], key=lambda purge: purge.decided_at is not None)
