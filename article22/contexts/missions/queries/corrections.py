"""What missions say is wrong of what is held about their places."""

from collections.abc import Sequence
from uuid import UUID

from article22.contexts.missions.models import Correction, Mission
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
    """What is to be settled, the oldest first, then what was settled of late; of one mission or of all."""
    seen_by.check_may("correction.see")
    rows = Correction.objects.visible_to(seen_by).select_related("mission", "premises")
    rows = rows if mission is None else rows.filter(mission=mission)
    return [*rows.filter(settled_at__isnull=True).order_by("filed_at"), *rows.filter(settled_at__isnull=False).order_by("-settled_at")[:RECENT]]
