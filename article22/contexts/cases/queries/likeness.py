"""Cases that may be one with another, or belong to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from article22.contexts.cases.models import Case
from article22.contexts.cases.rules.likeness import NEAR_IN_TIME, NEAR_KM, Likeness, Seen, likeness
from article22.ground.places.rules import box_around
from article22.kernel.actor import Actor

LOOKED_AT, SHOWN = 200, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Another case, and why it is proposed."""

    case: Case
    likeness: Likeness


def list_alike(case: Case, *, seen_by: Actor) -> Sequence[Alike]:
    """Cases near in place and time, those that may be duplicates first. Ended and joined ones are left out."""
    seen_by.check_may("case.list")
    if case.latitude is None or case.longitude is None:
        return ()
    one = _seen(case)
    latitudes, longitudes = box_around(case.latitude, case.longitude, NEAR_KM + case.precision_km)
    rows = Case.objects.visible_to(seen_by).select_related("mission").exclude(pk=case.pk).filter(
        closed_at__isnull=True, merged_into__isnull=True, latitude__range=latitudes, longitude__range=longitudes,
        opened_at__gte=one.starts_at - 10 * NEAR_IN_TIME)
    found = [Alike(case=row, likeness=alike) for row in rows.order_by("-opened_at")[:LOOKED_AT] if (alike := likeness(one, _seen(row)))]
    return sorted(found, key=lambda each: (not each.likeness.is_duplicate, each.likeness.kilometres, each.case.number))[:SHOWN]


def _seen(case: Case) -> Seen:
    assert case.latitude is not None  # only cases at a point are compared
    assert case.longitude is not None
    starts_at = case.starts_at or case.happened_at or case.opened_at
    return Seen(id=case.pk, mission=case.mission_id, kind=case.kind, latitude=case.latitude, longitude=case.longitude, precision_km=case.precision_km,
                starts_at=starts_at, ends_at=case.ends_at or max(starts_at, case.opened_at), words=f"{case.summary or ''} {case.description or ''}")
