"""Lines: proposed with a source; in force at once, or once a second person approved."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from article22.contexts.directory.actions.editions import count_change, lock_directory
from article22.contexts.directory.models import Change, Line
from article22.contexts.directory.packs.overlays import laid_of
from article22.contexts.directory.queries.changes import get_change
from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.directory.rules.keeping import State
from article22.contexts.directory.rules.proposals import CannotChange, Proposal, check_proposal
from article22.ground.accounts.rules import check_open, check_second_person
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.text import Text


@transaction.atomic
def propose_change(proposal: Proposal, *, by: Actor, at: datetime) -> tuple[Change, UUID]:
    """Give a line another value from a day on: at once, but for an emergency line, which waits for a second person.

    Returns the change and its entry in the journal. Raises CannotChange, NotUnderstood, Absent, and BadPack where the directory would contradict itself.
    """
    by.check_may("directory.propose")
    assert by.person is not None  # only people hold that verb
    lock_directory()
    checked = check_proposal(get_directory(at=at), proposal)
    if Change.objects.filter(slot=proposal.slot, state=State.PROPOSED).exists():
        raise CannotChange(Text("change.open", "A change of this line waits for a second person already. Approve or refuse that one first."))
    laid = laid_of(proposal, checked)
    change = Change.objects.create(
        id=new_id(at), slot=laid.slot, content=dict(laid.content), document=dict(laid.document), starts_on=laid.starts_on, needs_two=checked.needs_two,
        state=State.PROPOSED.value, proposed_by=by.person, proposed_at=at)
    entry = journal.record(
        "directory.change-proposed", change.pk, by=by, at=at, slot=laid.slot, starts_on=laid.starts_on, needs_two=checked.needs_two,
        words={"value": proposal.raw, "title": proposal.title, "quote": proposal.quote})
    if not checked.needs_two:
        _put_in_force(change, by=by, at=at)
    return change, entry


@transaction.atomic
def decide_change(change_id: UUID, *, is_approved: bool, by: Actor, at: datetime) -> UUID:
    """Approve or refuse a change that waits. Who proposed it may take it back, never approve it. Returns the entry.

    Raises NotByYourself, AlreadyDone, CannotChange where the sources have moved on, and BadPack.
    """
    by.check_may("directory.approve")
    lock_directory()
    change = get_change(change_id, seen_by=by, lock=True)
    check_open(None if change.state == State.PROPOSED else change.decided_at)
    if not is_approved:
        change.state, change.decided_by, change.decided_at = State.REFUSED.value, by.person, at
        change.save(update_fields=["state", "decided_by", "decided_at"])
        return journal.record("directory.change-refused", change.pk, by=by, at=at)
    check_second_person(change.proposed_by, by.person)
    check_proposal(get_directory(at=at), proposal_of(change))
    _put_in_force(change, by=by, at=at)
    return journal.record("directory.change-approved", change.pk, by=by, at=at, proposed_by=change.proposed_by)


def proposal_of(change: Change) -> Proposal:
    """What a change proposes."""
    return Proposal(slot=change.slot, raw=change.content["raw"], starts_on=change.starts_on, title=change.document["title"],
                    issuer=change.document["issuer"], printed_on=date.fromisoformat(change.document["printed"]), quote=change.content["quote"])


def _put_in_force(change: Change, *, by: Actor, at: datetime) -> None:
    change.state, change.decided_by, change.decided_at = State.IN_FORCE.value, by.person, at
    change.save(update_fields=["state", "decided_by", "decided_at"])
    Line.objects.create(id=new_id(at), slot=change.slot, starts_on=change.starts_on, content=change.content, document=change.document)
    count_change(at=at)
