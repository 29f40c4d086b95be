"""Words of a case are removed by two people, everywhere at once: who proposes knows them, who approves never sees them."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from article22.contexts.cases.models import Purge
from article22.contexts.cases.queries.cases import get_case
from article22.contexts.cases.queries.purges import get_purge, holds_words
from article22.contexts.cases.queries.retention import is_held
from article22.contexts.cases.rules.retention import check_not_held, check_past
from article22.contexts.cases.rules.terms import CaseKind, PurgeWhy
from article22.ground.accounts.rules import AlreadyDone, check_open, check_second_person
from article22.ground.files.actions import purge_attachments
from article22.ground.journal import actions as journal
from article22.ground.outbox.actions.messages import purge_messages
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.text import Text


@transaction.atomic
def propose_purge(reference: str | UUID, why: PurgeWhy, *, name: str, by: Actor, at: datetime) -> UUID:
    """Propose that the words of a case be removed. Returns the entry. Raises CannotMove, OnHold, AlreadyDone, Absent.

    What was joined to another case is kept as long as that one as well.
    """
    by.check_may("case.propose-purge")
    assert by.person is not None  # only people hold that verb
    case = get_case(reference, seen_by=by, lock=True)
    if not holds_words(case):
        raise AlreadyDone(Text("purge.done", "The words of this case were removed at {at}, and none were added since.", at=case.purged_at))
    if Purge.objects.filter(case=case, decided_at__isnull=True).exists():
        raise AlreadyDone(Text("purge.open", "A second person has this to decide already."))
    check_not_held(is_held=is_held(case.pk, at=at))
    if why is PurgeWhy.RETENTION:
        for one in (case, case.merged_into) if case.merged_into else (case,):
            check_past(CaseKind(one.kind), one.closed_at, at)
    purge = Purge.objects.create(id=new_id(at), case=case, number=case.number, why=why.value, proposed_by=by.person, proposed_name=name, proposed_at=at)
    return journal.record("cases.purge-proposed", purge.pk, by=by, at=at, case=case.pk, number=case.number, why=why)


@transaction.atomic
def decide_purge(purge_id: UUID, *, is_approved: bool, by: Actor, at: datetime) -> UUID:
    """Approve or refuse a proposed purge. Approved, no word of the case is left in any table, message, file or search; `verify` calls it a purge.

    Returns the entry. Raises NotByYourself, OnHold, AlreadyDone, Absent.
    """
    by.check_may("case.approve-purge")
    purge = get_purge(purge_id, seen_by=by, lock=True)
    check_open(purge.decided_at)
    purge.decided_by, purge.decided_at, purge.is_approved = by.person, at, is_approved
    if not is_approved:
        purge.save(update_fields=["decided_by", "decided_at", "is_approved"])
        return journal.record("cases.purge-refused", purge.pk, by=by, at=at, case=purge.case_id, number=purge.number)
    check_second_person(purge.proposed_by, by.person)
    check_not_held(is_held=is_held(purge.case_id, at=at))
    purge.save(update_fields=["decided_by", "decided_at", "is_approved"])
    mark = journal.record("cases.purged", purge.case_id, by=by, at=at, second=purge.proposed_by, number=purge.number, why=purge.why)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM a22_entries_with_words(%s)", [purge.case_id])
        entries = [id for (id,) in cursor.fetchall()]
        cursor.execute("SELECT a22_purge_case(%s, %s)", [purge.case_id, mark])
    for entry in entries:
        journal.purge_found(entry, by=by, second=purge.proposed_by, reason=f"case {purge.number}: {PurgeWhy(purge.why).label}", at=at)
    purge_messages(purge.case_id, mark=mark)
    purge_attachments(purge.case_id, mark=mark)
    return mark
