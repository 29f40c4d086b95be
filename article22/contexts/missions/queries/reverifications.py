"""Who is asked again, and which codes are out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F, Max

from article22.contexts.missions.models import Code, Reverification
from article22.contexts.missions.rules.reverifying import CODE_LASTS
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent


def get_reverification(id: UUID, *, seen_by: Actor, lock: bool = False) -> Reverification:
    """One, with the representative and the mission, or Absent."""
    rows = Reverification.objects.visible_to(seen_by).select_related("representative__mission").filter(pk=id)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise Absent
    return found


def list_last_asked(*, seen_by: Actor) -> Mapping[UUID, datetime]:
    """When each representative was last asked again."""
    rows = Reverification.objects.visible_to(seen_by).values_list("representative").annotate(last=Max("asked_at"))
    return dict(rows.order_by())


def list_unanswered(*, seen_by: Actor, at: datetime) -> Sequence[Reverification]:
    """Who was asked, has neither answered nor been called back since, and still can answer."""
    rows = Reverification.objects.visible_to(seen_by).filter(ended_at__isnull=True, renewed_at__isnull=True, until__gt=at).exclude(
        representative__verified_at__gt=F("asked_at"))
    return list(rows.select_related("representative__mission").order_by("asked_at"))


def list_codes(reverification: Reverification, *, at: datetime) -> Sequence[Code]:
    """The last code of each way that is good still or was entered, the first way first."""
    found = {code.way_id: code for code in reverification.codes.select_related("way").order_by("sent_at", "id")}
    good = [code for code in found.values() if code.way.ended_at is None and (code.entered_at or at < code.sent_at + CODE_LASTS)]
    return sorted(good, key=lambda code: (code.way.kind, code.way.address))
