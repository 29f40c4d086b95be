"""A mission says that something held about its places is wrong; whoever keeps the register corrects it, and says what became of it.

Words that must not be here are removed by two people: who proposes it knows them, who approves it never sees them.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from article22.contexts.missions.models import Correction, CorrectionPurge, Mission, Premises
from article22.contexts.missions.queries.corrections import get_correction, get_purge
from article22.contexts.missions.rules.corrections import Settled, check_purgeable, check_words
from article22.ground.accounts.rules import check_open, check_second_person
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


@transaction.atomic
def propose_purge(correction_id: UUID, *, name: str, by: Actor, at: datetime) -> UUID:
    """Propose that the words of a correction be removed, which must not be here. Returns the entry. Raises Absent, AlreadyDone."""
    by.check_may("correction.propose-purge")
    assert by.person is not None  # only people hold that verb
    row = get_correction(correction_id, seen_by=by, lock=True)
    check_purgeable(row.purged_at, is_proposed=row.purges.filter(decided_at__isnull=True).exists())
    purge = CorrectionPurge.objects.create(id=new_id(at), correction=row, number=row.mission.number, filed_at=row.filed_at,
                                           organisation=row.mission.organisation_id, proposed_by=by.person, proposed_name=name, proposed_at=at)
    return journal.record("missions.purge-proposed", purge.pk, by=by, at=at, organisation=purge.organisation, correction=row.pk)


@transaction.atomic
def decide_purge(purge_id: UUID, *, is_approved: bool, by: Actor, at: datetime) -> UUID:
    """Approve or refuse it. Approved, the words are gone. Returns the entry. Raises NotByYourself, AlreadyDone, Absent."""
    by.check_may("correction.approve-purge")
    purge = get_purge(purge_id, seen_by=by, lock=True)
    check_open(purge.decided_at)
    if is_approved:
        check_second_person(purge.proposed_by, by.person)
    purge.decided_by, purge.decided_at, purge.is_approved = by.person, at, is_approved
    purge.save(update_fields=["decided_by", "decided_at", "is_approved"])
    if not is_approved:
        return journal.record("missions.purge-refused", purge.pk, by=by, at=at, organisation=purge.organisation, correction=purge.correction_id)
    mark = journal.record("missions.purged", purge.correction_id, by=by, at=at, organisation=purge.organisation, second=purge.proposed_by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT a22_purge_correction(%s, %s)", [purge.correction_id, mark])
    return mark
