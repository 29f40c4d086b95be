"""Who claims to speak for a mission, and who does."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from article22.contexts.missions import models
from article22.contexts.missions.models import Mission
from article22.contexts.missions.queries.representatives import zones_of
from article22.contexts.missions.rules.claims import Claim, check_speaks, is_contested
from article22.contexts.missions.rules.terms import NotRecognised
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.kernel.text import Text


def list_claims(mission: Mission, *, seen_by: Actor) -> Sequence[models.Claim]:
    """Every claim to speak for a mission, those of the past too, the oldest first."""
    return list(models.Claim.objects.visible_to(seen_by).filter(mission=mission).order_by("starts_on", "recorded_at", "id"))


def get_claim(id: UUID, *, seen_by: Actor, lock: bool = False) -> models.Claim:
    """One claim, or Absent."""
    rows = models.Claim.objects.visible_to(seen_by).select_related("mission").filter(pk=id)
    found: models.Claim | None = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise Absent
    return found


def claims_at_odds(mission: Mission, on: date, *, seen_by: Actor) -> Sequence[models.Claim]:
    """Those who claim to speak for a mission on a day, where more than one does; nobody where it is not contested."""
    rows = list_claims(mission, seen_by=seen_by)
    standing = [row for row in rows if as_ruled(row).stands(on) or as_ruled(row).is_accredited(on)]
    return standing if is_contested([as_ruled(row) for row in standing], on) else []


def map_unheard(*, at: datetime, seen_by: Actor) -> Mapping[str, Text]:
    """Of which missions nobody's word is taken at an instant unless it is said whose it is, by number, and why: those whose authority is contested."""
    held: dict[Mission, list[Claim]] = {}
    for row in models.Claim.objects.visible_to(seen_by).filter(mission__ended_on__isnull=True).select_related("mission"):
        held.setdefault(row.mission, []).append(as_ruled(row))
    zones, unheard = zones_of(held), dict[str, Text]()
    for mission, claims in held.items():
        try:
            check_speaks(claims, None, at.astimezone(zones[mission.pk]).date())
        except NotRecognised as fault:
            unheard[mission.number] = fault.text
    return unheard


def as_ruled(row: models.Claim) -> Claim:
    """A claim as the rules take it."""
    return Claim(id=row.pk, name=row.name, starts_on=row.starts_on, ends_on=row.ends_on, accredited_on=row.accredited_on,
                 accredited_until=row.accredited_until)
