"""Which wallet cards are out, and which recalls of them are open."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from article22.contexts.missions.models import CardCheck, CardRecall, Mission, WalletCard
from article22.contexts.missions.rules.recalls import CALLED_AFTER, ESCALATED_AFTER, Printed, RecallStep, step_at
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent

RECENT = 20


def get_recall(recall_id: UUID, *, seen_by: Actor, lock: bool = False) -> CardRecall:
    """A recall, or Absent."""
    rows = CardRecall.objects.visible_to(seen_by).select_related("mission__state", "replacement").filter(pk=recall_id)
    found: CardRecall | None = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise Absent
    return found


def find_recall(mission: Mission, *, seen_by: Actor) -> CardRecall | None:
    """What a mission is asked to confirm; None where it is asked nothing."""
    found: CardRecall | None = _open(seen_by).filter(mission=mission).first()
    return found


def list_recalls(*, seen_by: Actor) -> Sequence[CardRecall]:
    """Recalls that nobody has confirmed, the oldest first."""
    seen_by.check_may("recall.see")
    return list(_open(seen_by).order_by("opened_at", "mission__number"))


def list_closed(*, seen_by: Actor) -> Sequence[CardRecall]:
    """Recalls that came to their end, the last first."""
    rows = CardRecall.objects.visible_to(seen_by).filter(closed_at__isnull=False)
    return list(rows.select_related("mission", "replacement").order_by("-closed_at", "mission__number")[:RECENT])


def list_due(*, seen_by: Actor, at: datetime) -> Sequence[tuple[CardRecall, RecallStep]]:
    """Open recalls that are further at an instant than was noted, and where they are."""
    asked, called = Q(step=RecallStep.ASKED.value), Q(step=RecallStep.TO_CALL.value)
    rows = _open(seen_by).filter(asked & (Q(told=0) | Q(opened_at__lte=at - CALLED_AFTER)) | called & Q(opened_at__lte=at - ESCALATED_AFTER))
    return [(row, step_at(row.opened_at, at, is_told=row.told > 0)) for row in rows.order_by("opened_at", "mission__number")]


def list_cards(mission: Mission) -> Sequence[WalletCard]:
    """The cards that were printed for a mission, the newest first."""
    return list(WalletCard.objects.filter(mission=mission).order_by("-issued_on", "serial"))


def list_missions_with_cards(after: UUID | None, most: int) -> Sequence[Mission]:
    """Missions for which a card was ever printed, in the order of their ids, after one of them."""
    rows = Mission.objects.filter(pk__in=WalletCard.objects.values("mission")).select_related("state").order_by("pk")
    return list((rows.filter(pk__gt=after) if after else rows)[:most])


def list_out(missions: Sequence[Mission], *, seen_by: Actor) -> Mapping[UUID, tuple[Sequence[Printed], CardRecall | None]]:
    """Of each mission the cards that are out, and its open recall: what it confirmed to have destroyed is out no more."""
    cards: dict[UUID, list[Printed]] = {mission.pk: [] for mission in missions}
    standing: dict[UUID, CardRecall] = {}
    gone: set[str] = set()
    recalls = CardRecall.objects.visible_to(seen_by).filter(mission__in=missions).select_related("mission", "replacement")
    for recall in recalls.order_by("opened_at"):
        if recall.closed_at is None:
            standing[recall.mission_id] = recall
        else:
            gone = (gone | {*recall.withdraws}) - {recall.replacement_id}
    for row in WalletCard.objects.filter(mission__in=missions).exclude(pk__in=gone):
        cards[row.mission_id].append(Printed(serial=row.serial, facts=row.facts, issued_on=row.issued_on, check_by=row.check_by))
    return {id: (found, standing.get(id)) for id, found in cards.items()}


def find_check(*, lock: bool = False) -> CardCheck | None:
    """How far the cards that are out were compared with the directory; with `lock`, None also while another worker is at it."""
    found: CardCheck | None = (CardCheck.objects.select_for_update(skip_locked=True) if lock else CardCheck.objects.all()).first()
    return found


def _open(actor: Actor) -> "QuerySet[CardRecall]":
    return CardRecall.objects.visible_to(actor).filter(closed_at__isnull=True).select_related("mission__state", "replacement")
