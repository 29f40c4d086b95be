"""Wallet cards are recalled when the directory no longer says what they state, and each recall is followed until its mission confirms (look: wallet card)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from article22.contexts.missions.models import CardCheck, CardRecall, Mission, WalletCard
from article22.contexts.missions.queries.recalls import get_recall
from article22.contexts.missions.rules.recalls import Closed, RecallStep, check_confirmed
from article22.ground.accounts.rules import check_open
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id


@transaction.atomic
def recall_cards(mission: Mission, replacement: WalletCard, withdraws: Sequence[str], *, standing: CardRecall | None, by: Actor, at: datetime) -> CardRecall:
    """Ask a mission for another card; where it was asked and has not confirmed (`standing`), for this one from now on, by the first day that was set."""
    by.check_may("recall.open")
    row = standing or CardRecall(id=new_id(at), mission=mission, opened_at=at, told=0, step=RecallStep.ASKED.value, closed_how="", closed_name="")
    row.replacement, row.withdraws = replacement, list(withdraws)
    row.save()
    journal.record("missions.cards-recalled-again" if standing else "missions.cards-recalled", row.pk, by=by, at=at, organisation=mission.organisation_id,
                   mission=mission.pk, replacement=replacement.serial, withdraws=len(withdraws))
    return row


@transaction.atomic
def note_step(recall: CardRecall, step: RecallStep, *, told: int, by: Actor, at: datetime) -> UUID:
    """Where a recall is that nobody has confirmed, and by how many letters its mission was asked. Returns the entry."""
    by.check_may("recall.open")
    recall.step, recall.told = step.value, told
    recall.save(update_fields=["step", "told"])
    return journal.record("missions.recall-step", recall.pk, by=by, at=at, organisation=recall.mission.organisation_id, step=step, told=told)


@transaction.atomic
def confirm_recall(recall_id: UUID, serial: str, how: Closed, *, name: str, by: Actor, at: datetime) -> UUID:
    """The mission carries the card of a serial, and the older ones are destroyed; `name` says who confirmed it. Returns the entry.

    Raises Absent, AlreadyDone, CannotConfirm where another card replaces them by now, or an officer names nobody.
    """
    by.check_may("recall.call" if how is Closed.TELEPHONE else "recall.confirm")
    recall = get_recall(recall_id, seen_by=by, lock=True)
    check_open(recall.closed_at)
    check_confirmed(recall.replacement_id, serial, how, name)
    return _close(recall, how, name=name.strip(), by=by, at=at)


@transaction.atomic
def end_recall(recall: CardRecall, *, by: Actor, at: datetime) -> UUID:
    """There is no such mission any more, and nothing to confirm. Returns the entry."""
    by.check_may("recall.open")
    return _close(recall, Closed.MISSION_ENDED, name="", by=by, at=at)


@transaction.atomic
def note_check(check: CardCheck, *, by: Actor, at: datetime) -> None:
    """Keep how far the cards were compared with the directory; the end of it is put on record."""
    by.check_may("recall.open")
    check.save()
    if check.finished_at:
        journal.record("missions.cards-checked", check.version, by=by, at=at, day=check.day, missions=check.checked, wrong=check.wrong)


def _close(recall: CardRecall, how: Closed, *, name: str, by: Actor, at: datetime) -> UUID:
    recall.closed_at, recall.closed_how, recall.closed_by, recall.closed_name = at, how.value, by.person, name
    recall.save(update_fields=["closed_at", "closed_how", "closed_by", "closed_name"])
    return journal.record("missions.recall-closed", recall.pk, by=by, at=at, organisation=recall.mission.organisation_id, mission=recall.mission_id,
                          how=how, replacement=recall.replacement_id, words={"name": name} if name else None)
