"""Purges that were proposed: by their number, never by their words."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from article22.contexts.cases.models import Case, Decision, Passage, Purge
from article22.ground.files.models import Attachment
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent


def holds_words(case: Case) -> bool:
    """Whether a case holds words: until it is purged, and again once it was sent to another place, or somebody adds, moves with a reason or decides."""
    return case.purged_at is None or bool(case.place) or any(rows.exists() for rows in (
        Passage.objects.filter(case=case, purged_at__isnull=True).filter(Q(words__isnull=False) | Q(said__values__reason__isnull=False)),
        Decision.objects.filter(case=case, purged_at__isnull=True), Attachment.objects.filter(record=case.pk, purged_at__isnull=True)))


def get_purge(purge_id: UUID, *, seen_by: Actor, lock: bool = False) -> Purge:
    """A proposed purge, or Absent."""
    if not (seen_by.may("case.approve-purge") or seen_by.may("case.propose-purge")):
        raise Absent
    rows = Purge.objects.select_for_update() if lock else Purge.objects.all()
    purge = rows.filter(pk=purge_id).first()
    if purge is None:
        raise Absent
    return purge


def list_undecided() -> Sequence[Purge]:
    """Purges that wait for a second person, for whoever watches over them."""
    return list(Purge.objects.filter(decided_at__isnull=True).order_by("proposed_at", "id"))


def list_purges(*, seen_by: Actor) -> Sequence[Purge]:
    """Purges, those that wait first, then the newest."""
    if not (seen_by.may("case.approve-purge") or seen_by.may("case.propose-purge") or seen_by.may("case.inspect")):
        raise Absent
    return sorted(Purge.objects.order_by("-proposed_at")[:500], key=lambda purge: purge.decided_at is not None)
