"""Who still needs an account: asked, answered, suspended and restored."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from article22.ground.accounts import queries
from article22.ground.accounts.models import AccessReview, Person
from article22.ground.accounts.rules import (
    ANSWER_WITHIN,
    AlreadyDone,
    ReviewOutcome,
    Suspended,
    can_suspend,
    check_administrators_remain,
    check_reason,
    check_second_person,
    line_of,
)
from article22.ground.journal import actions as journal
from article22.ground.journal.rules.entries import Told
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.refusal import Absent
from article22.kernel.text import Text


@transaction.atomic
def ask_for(people: Sequence[Person], *, by: Actor, at: datetime) -> Sequence[AccessReview]:
    """Ask whether accounts are still needed."""
    by.check_may("access.review")
    reviews = AccessReview.objects.bulk_create([
        AccessReview(id=new_id(at), person=person, needed_at=person.needed_at, asked_at=at, answer_by=at + ANSWER_WITHIN) for person in people])
    journal.record_all([Told(verb="accounts.access-asked", subject=review.person_id, facts={"needed_at": review.needed_at, "answer_by": review.answer_by})
                        for review in reviews], by=by, at=at)
    return reviews


@transaction.atomic
def note_use(used: Mapping[UUID, datetime], *, by: Actor, at: datetime) -> None:
    """Accounts were used: nobody need answer for them."""
    by.check_may("access.review")
    for person, used_at in used.items():
        Person.objects.filter(pk=person, needed_at__lt=used_at).update(needed_at=used_at)
    for review in AccessReview.objects.select_for_update().filter(person__in=used, settled_at__isnull=True):
        _settle(review, ReviewOutcome.USED, by=None, at=at)
        journal.record("accounts.access-used", review.person_id, by=by, at=at, used_at=used[review.person_id])


@transaction.atomic
def keep_access(review_id: UUID, reason: str, *, by: Actor, at: datetime) -> None:
    """Answer that an account is still needed, and why. Raises NeedsReason, NotByYourself for one's own, Absent."""
    by.check_may("access.review")
    check_reason(reason)
    review = AccessReview.objects.select_for_update().filter(pk=review_id, settled_at__isnull=True).first()
    if review is None:
        raise Absent
    check_second_person(review.person_id, by.person)
    _settle(review, ReviewOutcome.KEPT, by=by.person, at=at)
    Person.objects.filter(pk=review.person_id).update(needed_at=at)
    journal.record("accounts.access-kept", review.person_id, by=by, at=at, words={"reason": reason})


@transaction.atomic
def suspend_person(person_id: UUID, why: Suspended, *, reason: str = "", by: Actor, at: datetime) -> None:
    """Suspend an account and end its sessions; its tokens open nothing meanwhile. Raises NeedsReason, NotByYourself, AlreadyDone, Absent.

    An administrator says why; of the last two administrators none can be suspended. What its agency suspended, an administrator can decide for good.
    """
    by.check_may("access.review")
    if by.person is not None:
        check_reason(reason)
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise Absent
    if not can_suspend(is_active=person.is_active, suspended_why=person.suspended_why):
        raise AlreadyDone(Text("person.suspended", "This account is suspended already. Nothing has changed now."))
    check_administrators_remain(queries.count_administrators(lock=True), is_one=queries.is_administrator(person_id))
    close_account(person, why, at=at)
    for review in AccessReview.objects.select_for_update().filter(person=person_id, settled_at__isnull=True):
        _settle(review, ReviewOutcome.SUSPENDED, by=by.person if by.person != person_id else None, at=at)
    journal.record("accounts.person-suspended", person_id, by=by, at=at, words={"reason": reason} if reason else None, why=why)


@transaction.atomic
def restore_person(person_id: UUID, reason: str, *, by: Actor, at: datetime) -> None:
    """Give a suspended account back all it held, and say why. Raises NeedsReason, NotByYourself for one's own, Absent."""
    by.check_may("access.review")
    check_reason(reason)
    check_second_person(person_id, by.person)
    person = Person.objects.select_for_update().filter(pk=person_id, is_active=False).first()
    if person is None:
        raise Absent
    person.is_active, person.suspended_at, person.suspended_why, person.needed_at = True, None, "", at
    person.save(update_fields=["is_active", "suspended_at", "suspended_why", "needed_at"])
    journal.record("accounts.person-restored", person_id, by=by, at=at, words={"reason": reason})


def enter_awaiting(name: str, email: str, *, at: datetime) -> Person:
    """Enter somebody whom an agency knows: suspended and without a role, until an administrator gives one; whoever calls it puts it on record."""
    person = Person(id=new_id(at), name=line_of(name, email), email=email, made_at=at, needed_at=at, is_active=False, suspended_at=at,
                    suspended_why=Suspended.AWAITING.value)
    person.set_unusable_password()
    person.save(force_insert=True)
    return person


def close_account(person: Person, why: Suspended, *, at: datetime) -> None:
    """Let nobody in by an account, end its sessions, and forget who it is at its agency; whoever calls it asks the rules, and puts it on record."""
    person.is_active, person.suspended_at, person.suspended_why = False, at, why.value
    person.save(update_fields=["is_active", "suspended_at", "suspended_why"])
    SocialAccount.objects.filter(user_id=person.pk).delete()
    end_sessions(person.pk)


def end_sessions(person: UUID) -> None:
    """Sign somebody out everywhere; whoever calls it puts it on record."""
    sessions = UserSession.objects.filter(user_id=person)
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    sessions.delete()


@transaction.atomic
def settle_closed(*, by: Actor, at: datetime) -> None:
    """Nobody need answer any more for what was suspended otherwise, as by its agency."""
    by.check_may("access.review")
    for review in AccessReview.objects.select_for_update(of=("self",)).filter(settled_at__isnull=True, person__is_active=False):
        _settle(review, ReviewOutcome.SUSPENDED, by=None, at=at)


def _settle(review: AccessReview, outcome: ReviewOutcome, *, by: UUID | None, at: datetime) -> None:
    review.outcome, review.settled_by_id, review.settled_at = outcome.value, by, at
    review.save(update_fields=["outcome", "settled_by", "settled_at"])
