"""Changes of how people are reached that wait."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from article22.contexts.missions.models import Mission, Representative, WayChange
from article22.contexts.missions.queries.representatives import WAYS, way_as_ruled
from article22.contexts.missions.rules.changing import is_officers
from article22.contexts.missions.rules.terms import ChangeState, Stand
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent


def list_changes(mission: Mission | None = None, *, seen_by: Actor, among: Collection[UUID] | None = None) -> Sequence[WayChange]:
    """Those that wait, of one mission, of some or of all, the oldest first, with whom they are about."""
    rows = WayChange.objects.visible_to(seen_by).filter(state=ChangeState.WAITING.value)
    rows = rows if mission is None else rows.filter(representative__mission=mission)
    rows = rows if among is None else rows.filter(representative__mission__in=among)
    return list(rows.select_related("representative__mission", "way", "asks").order_by("asked_at", "id"))


def is_unconfirmed(row: WayChange, at: datetime) -> bool:
    """Whether a change that waits is an officer's at an instant."""
    return is_officers(way_as_ruled(row.asks) if row.asks and row.asks.ended_at is None else None, row.asked_at, at)


def list_held_nominations(*, seen_by: Actor) -> Sequence[Representative]:
    """Nominations that wait because of where they came from, the oldest first."""
    rows = Representative.objects.visible_to(seen_by).exclude(held_why="").filter(stand=Stand.NOMINATED.value)
    return list(rows.select_related("mission").prefetch_related(WAYS).order_by("nominated_at", "id"))


def get_change(id: UUID, *, seen_by: Actor, lock: bool = False) -> WayChange:
    """One of them, whatever became of it, or Absent."""
    rows = WayChange.objects.visible_to(seen_by).select_related("representative__mission", "way", "asks").filter(pk=id)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise Absent
    return found
