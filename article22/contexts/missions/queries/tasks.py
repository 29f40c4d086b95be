"""What somebody must see to so that missions can be reached."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from article22.contexts.missions.models import Mission, Task
from article22.contexts.missions.rules.terms import Holder
from article22.kernel.actor import Actor

ORDER = ("due_at", "mission__number", "kind", "id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Of an open task only whose it is."""

    id: UUID
    holder: Holder
    mission: UUID
    organisation: UUID | None


def list_held(*, seen_by: Actor) -> Sequence[Held]:
    """Whose everything is that is open, the longest owed first: thousands are counted by it, and few of them shown."""
    rows = Task.objects.visible_to(seen_by).filter(closed_at__isnull=True).order_by(*ORDER)
    return [Held(id=id, holder=Holder(holder), mission=mission, organisation=organisation)
            for id, holder, mission, organisation in rows.values_list("pk", "holder", "mission", "mission__organisation")]


def list_tasks(*, seen_by: Actor, mission: Mission | None = None, among: Collection[UUID] | None = None) -> Sequence[Task]:
    """What is open, of one mission, of some or of all, the longest owed first, each with its mission and whom it is about."""
    rows = Task.objects.visible_to(seen_by).filter(closed_at__isnull=True)
    rows = rows if mission is None else rows.filter(mission=mission)
    rows = rows if among is None else rows.filter(pk__in=among)
    return list(rows.select_related("mission", "representative").order_by(*ORDER))
