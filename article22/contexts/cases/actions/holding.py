"""What a court, a claim or an inquiry needs is kept past its time: one person places a legal hold, two lift it before its end."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from article22.contexts.cases.models import Hold
from article22.contexts.cases.queries.cases import get_case
from article22.contexts.cases.queries.retention import get_hold
from article22.contexts.cases.rules.retention import check_hold
from article22.ground.accounts.rules import AlreadyDone, check_open, check_second_person
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.text import Text


@transaction.atomic
def place_hold(reference: str | UUID, reason: str, *, until: datetime | None = None, name: str, by: Actor, at: datetime) -> UUID:
    """Keep every word of a case, until an instant or until the hold is lifted. Returns the entry. Raises NotUnderstood, AlreadyDone, Absent."""
    by.check_may("case.hold")
    assert by.person is not None  # only people hold that verb
    case = get_case(reference, seen_by=by, lock=True)
    if case.purged_at is not None:
        raise AlreadyDone(Text("purge.done", "The words of this case were removed at {at}.", at=case.purged_at))
    check_hold(reason, until, at)
    hold = Hold.objects.create(id=new_id(at), case=case, number=case.number, reason=reason.strip(), placed_by=by.person, placed_name=name, placed_at=at,
                               until=until, lifting_name="")
    return journal.record("cases.hold-placed", case.pk, by=by, at=at, hold=hold.pk, until=until, words={"reason": reason})


@transaction.atomic
def propose_lifting(hold_id: UUID, *, name: str, by: Actor, at: datetime) -> UUID:
    """Propose that a hold be lifted: a second person decides. Returns the entry. Raises AlreadyDone, Absent."""
    by.check_may("case.hold")
    hold = get_hold(hold_id, seen_by=by, lock=True)
    check_open(hold.lifted_at)
    if hold.lifting_at is not None:
        raise AlreadyDone(Text("hold.open", "A second person has the lifting of this hold to decide already."))
    hold.lifting_by, hold.lifting_name, hold.lifting_at = by.person, name, at
    hold.save(update_fields=["lifting_by", "lifting_name", "lifting_at"])
    return journal.record("cases.hold-lifting-proposed", hold.case_id, by=by, at=at, hold=hold.pk)


@transaction.atomic
def decide_lifting(hold_id: UUID, *, is_approved: bool, by: Actor, at: datetime) -> UUID:
    """Lift a hold, or let it stand. Returns the entry. Raises NotByYourself, AlreadyDone, Absent."""
    by.check_may("case.lift-hold")
    hold = get_hold(hold_id, seen_by=by, lock=True)
    check_open(hold.lifted_at)
    if hold.lifting_at is None:
        raise AlreadyDone(Text("hold.not-proposed", "Nobody proposes now that this hold be lifted. It stands."))
    if not is_approved:
        hold.lifting_by, hold.lifting_name, hold.lifting_at = None, "", None
        hold.save(update_fields=["lifting_by", "lifting_name", "lifting_at"])
        return journal.record("cases.hold-upheld", hold.case_id, by=by, at=at, hold=hold.pk)
    check_second_person(hold.lifting_by, by.person)
    hold.lifted_by, hold.lifted_at = by.person, at
    hold.save(update_fields=["lifted_by", "lifted_at"])
    return journal.record("cases.hold-lifted", hold.case_id, by=by, at=at, second=hold.lifting_by, hold=hold.pk)
