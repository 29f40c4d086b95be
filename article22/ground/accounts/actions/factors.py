"""A second factor that is lost: one administrator proposes to take it away, another does, and whoever reads its holder's mail sets up the next."""

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction

from article22.ground.accounts import queries
from article22.ground.accounts.actions.access import end_sessions
from article22.ground.accounts.models import Person, Reset
from article22.ground.accounts.rules import RESET_LASTS, AlreadyDone, check_lost, check_open, check_reason, check_second_person
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.refusal import Absent
from article22.kernel.text import Text


@transaction.atomic
def propose_reset(person: Person, reason: str, *, by: Actor, at: datetime) -> Reset:
    """Propose that somebody's second factors be taken away. Raises NotByYourself for one's own, NeedsReason, CannotReset, AlreadyDone, Absent."""
    by.check_may("factor.reset")
    check_second_person(person.pk, by.person)
    check_reason(reason)
    if by.person is None or not person.is_active:
        raise Absent
    check_lost(person.name, has_factors=Authenticator.objects.filter(user=person).exists(), waits_for_new=queries.find_granted_reset(person.pk) is not None)
    if Reset.objects.filter(person=person, decided_at__isnull=True).exists():
        raise AlreadyDone(Text("reset.open", "This is proposed for {name} already, and waits for a second administrator.", name=person.name))
    reset = Reset.objects.create(id=new_id(at), person=person, reason=reason, proposed_by_id=by.person, proposed_at=at)
    journal.record("accounts.reset-proposed", reset.pk, by=by, at=at, words={"reason": reason}, person=person.pk)
    return reset


@transaction.atomic
def decide_reset(reset_id: UUID, *, is_granted: bool, by: Actor, at: datetime) -> Reset:
    """Take somebody's second factors away and end their sessions, or let all stand. Raises NotByYourself, AlreadyDone, Absent.

    The system decides for whoever runs the machine: of two administrators, one of whom lost the factor, no second is left.
    """
    by.check_may("factor.reset")
    reset = Reset.objects.select_for_update(of=("self",)).select_related("person", "proposed_by").filter(pk=reset_id).first()
    if reset is None:
        raise Absent
    check_open(reset.decided_at)
    check_second_person(reset.proposed_by_id, by.person)
    check_second_person(reset.person_id, by.person)
    reset.decided_by_id, reset.decided_at, reset.until = by.person, at, at + RESET_LASTS if is_granted else None
    reset.save(update_fields=["decided_by", "decided_at", "until"])
    if is_granted:
        Authenticator.objects.filter(user=reset.person).delete()
        end_sessions(reset.person_id)
    journal.record("accounts.reset-granted" if is_granted else "accounts.reset-refused", reset.pk, by=by, at=at, person=reset.person_id)
    return reset


@transaction.atomic
def finish_reset(person: UUID, *, by: Actor, at: datetime) -> None:
    """Whoever lost their second factor has another, or needs none: a password opens the account again as it did."""
    for reset in Reset.objects.select_for_update().filter(person=person, until__isnull=False, finished_at__isnull=True):
        reset.finished_at = at
        reset.save(update_fields=["finished_at"])
        journal.record("accounts.reset-finished", reset.pk, by=by, at=at, person=person)
