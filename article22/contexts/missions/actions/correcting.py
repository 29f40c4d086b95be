"""A mission says that something held about its places is wrong; whoever keeps the register corrects it, and says what became of it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from article22.contexts.missions.models import Correction, Mission, Premises
from article22.contexts.missions.queries.corrections import get_correction
from article22.contexts.missions.rules.corrections import Settled, check_words
from article22.ground.accounts.rules import check_open
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id


@transaction.atomic
def file_correction(mission: Mission, premises: Premises | None, words: str, *, by: Actor, at: datetime) -> Correction:
    """Put on record what a mission says is wrong of one of its places, or that one is missing. Raises CannotCorrect."""
    by.check_may("correction.file")
    row = Correction.objects.create(id=new_id(at), mission=mission, premises=premises, words=check_words(words), filed_at=at, filed_by=by.person, outcome="")
    journal.record("missions.correction-filed", row.pk, by=by, at=at, organisation=mission.organisation_id, mission=mission.pk,
                   premises=premises.pk if premises else None)
    return row


@transaction.atomic
def settle_correction(correction_id: UUID, outcome: Settled, *, by: Actor, at: datetime) -> UUID:
    """Say what became of it; the mission sees that. Returns the entry. Raises Absent, AlreadyDone."""
    by.check_may("correction.settle")
    row = get_correction(correction_id, seen_by=by, lock=True)
    check_open(row.settled_at)
    row.outcome, row.settled_at, row.settled_by = outcome.value, at, by.person
    row.save(update_fields=["outcome", "settled_at", "settled_by"])
    return journal.record("missions.correction-settled", row.pk, by=by, at=at, organisation=row.mission.organisation_id, outcome=outcome)
