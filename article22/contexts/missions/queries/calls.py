"""Missions as a line that somebody types names them, and what stands near a point."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from article22.contexts.missions.models import Mission, Premises
from article22.contexts.missions.rules.calls import Named, Stood, name_in
from article22.contexts.missions.rules.terms import MissionKind
from article22.ground.places.rules import box_around, fold, offset_km
from article22.kernel.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Premises near a point, and how far away."""

    premises: Premises
    kilometres: float


def find_called(line: str, *, seen_by: Actor, on: date) -> tuple[Named, Sequence[Mission]]:
    """The missions that a line names, likeliest first, with what is left of the line."""
    seen_by.check_may("mission.list")
    rows = Mission.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on)).select_related("state")
    kept = {row.pk: row for row in rows}
    named = name_in(line, [
        Stood(id=row.pk, number=row.number, letters=row.state.letters, kind=MissionKind(row.kind), city=row.city,
              names=tuple(fold(name) for name in (row.state.name, *row.state.also))) for row in kept.values()])
    return named, [kept[id] for id in named.ids]


def list_near(latitude: float, longitude: float, *, kilometres: float, seen_by: Actor, on: date) -> Sequence[Near]:
    """Premises within so many kilometres on a day, the nearest first, as far as somebody may see them."""
    latitudes, longitudes = box_around(latitude, longitude, kilometres)
    rows = Premises.objects.visible_to(seen_by).select_related("mission").exclude(ends_on__lte=on).filter(
        latitude__range=latitudes, longitude__range=longitudes)
    near = [Near(premises=row, kilometres=math.hypot(*offset_km((latitude, longitude), (row.latitude, row.longitude)))) for row in rows]
    return sorted((one for one in near if one.kilometres <= kilometres), key=lambda one: (one.kilometres, one.premises.mission.name))
