"""What somebody must see to so that missions can be reached."""

from collections.abc import Sequence

from article22.contexts.missions.models import Mission, Task
from article22.kernel.actor import Actor


def list_tasks(*, seen_by: Actor, mission: Mission | None = None) -> Sequence[Task]:
    """What is open, of one mission or of all, the longest owed first, each with its mission and whom it is about."""
    rows = Task.objects.visible_to(seen_by).filter(closed_at__isnull=True)
    rows = rows if mission is None else rows.filter(mission=mission)
    return list(rows.select_related("mission", "representative").order_by("due_at", "mission__number", "kind"))
