"""What missions say is wrong of what is held about their places."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from article22.contexts.missions.models import Correction, CorrectionPurge, Mission
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent

RECENT = 50


def get_correction(correction_id: UUID, *, seen_by: Actor, lock: bool = False) -> Correction:
    """One of them, or Absent."""
    rows = Correction.objects.visible_to(seen_by).select_related("mission").filter(pk=correction_id)
    found: Correction | None = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise Absent
    return found


def list_corrections(*, seen_by: Actor, mission: Mission | None = None) -> Sequence[Correction]:
    """What is to be settled, the oldest first, then what was settled of late; of one mission or of all. `is_to_be_purged` where that was proposed."""
    seen_by.check_may("correction.see")
    waits = CorrectionPurge.objects.filter(correction=OuterRef("pk"), decided_at__isnull=True)
    rows = Correction.objects.visible_to(seen_by).select_related("mission", "premises").annotate(is_to_be_purged=Exists(waits))
    rows = rows if mission is None else rows.filter(mission=mission)
    return [*rows.filter(settled_at__isnull=True).order_by("filed_at"), *rows.filter(settled_at__isnull=False).order_by("-settled_at")[:RECENT]]


def get_purge(purge_id: UUID, *, seen_by: Actor, lock: bool = False) -> CorrectionPurge:
    """A proposal that the words of a correction be removed, or Absent."""
    seen_by.check_may("correction.approve-purge")
    rows = CorrectionPurge.objects.select_for_update() if lock else CorrectionPurge.objects.all()
    found: CorrectionPurge | None = rows.filter(pk=purge_id).first()
    if found is None:
        raise Absent
    return found


def list_purges(*, seen_by: Actor) -> Sequence[CorrectionPurge]:
    """Those that wait first, then the newest: by the mission's number and when it was filed, never by their words."""
    seen_by.check_may("correction.approve-purge")
    return list(CorrectionPurge.objects.order_by(F("decided_at").desc(nulls_first=True), "-proposed_at")[:RECENT])


def list_undecided() -> Sequence[CorrectionPurge]:
    """Those that wait for a second person, for whoever watches over them."""
    return list(CorrectionPurge.objects.filter(decided_at__isnull=True).order_by("proposed_at", "id"))


def list_unsettled() -> Sequence[Correction]:
    """What missions said is wrong and nobody settled, for whoever watches over it; no words are read."""
    return list(Correction.objects.defer("words").select_related("mission").filter(settled_at__isnull=True).order_by("filed_at", "id"))
