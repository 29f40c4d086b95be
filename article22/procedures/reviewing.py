"""The review of accounts that nobody used: whoever answers for one is asked by mail, and where nobody answers it is suspended."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from article22.ground.accounts import queries
from article22.ground.accounts.actions import access
from article22.ground.accounts.models import AccessReview, Person
from article22.ground.accounts.rules import LEAST_ADMINISTRATORS, REVIEW_AFTER, Role, Suspended, whom_to_ask
from article22.ground.journal import actions as journal
from article22.ground.journal.queries import get_last_acts
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.rules.messages import Channel, Outgoing
from article22.kernel.actor import Actor
from article22.kernel.text import Text

REVIEWED = "accounts.access-reviewed"
FAILED = frozenset({"accounts.sign-in-failed"})  # whoever guesses at a password does not use the account


@transaction.atomic
def review_access(*, by: Actor, at: datetime) -> int:
    """Note which accounts were used, ask for those that were not for REVIEW_AFTER, suspend those for which nobody answered. Returns how many were asked for.

    Use is what the journal holds of a person: a sign-in, or an act. One of the last two administrators is not suspended: the question stays, and overdue.
    """
    access.settle_closed(by=by, at=at)
    unneeded, waiting = queries.list_unneeded(before=at - REVIEW_AFTER), queries.list_waiting()
    people = {*(person.pk for person in unneeded), *(review.person_id for review in waiting)}
    used = {review.person_id: review.person.needed_at for review in waiting if review.person.needed_at > review.asked_at}  # restored since it was asked for
    used |= get_last_acts(people, since=at - REVIEW_AFTER, without=FAILED, seen_by=by) if people else {}
    access.note_use(used, by=by, at=at)
    for review in waiting:
        is_overdue = review.answer_by <= at and review.person_id not in used
        if is_overdue and not (queries.is_administrator(review.person_id) and queries.count_administrators() <= LEAST_ADMINISTRATORS):
            access.suspend_person(review.person_id, Suspended.UNUSED, by=by, at=at)
    asked = access.ask_for([person for person in unneeded if person.pk not in used], by=by, at=at)
    if asked:
        cause = journal.record(REVIEWED, f"{at.date()}", by=by, at=at, asked=len(asked))
        outbox.enqueue(list(_letters(asked, cause)), by=by, at=at)
    return len(asked)


def _letters(asked: Sequence[AccessReview], cause: UUID) -> Iterator[Outgoing]:
    """One to each administrator who answers for some of them, with all of these; one to each whose account it is."""
    holders = queries.list_holders(Role.ADMINISTRATOR)
    administrators = {held.person_id: held.person for held in holders}
    theirs: dict[UUID, list[Person]] = defaultdict(list)
    for review in asked:
        organisations = {held.organisation_id for held in review.person.memberships.all() if held.ended_at is None}
        own = [held.person_id for held in holders if held.organisation_id in organisations]
        for administrator in whom_to_ask(review.person_id, own, administrators):
            theirs[administrator].append(review.person)
    by = asked[0].answer_by
    for administrator, people in theirs.items():
        yield _letter(administrators[administrator], cause, Text("access.asked-subject", "Who still needs an account? Answer by {by:day}", by=by), (
            Text("access.asked-what", "Nobody has used these accounts of Article 22 for {days} days: {names}.", days=REVIEW_AFTER.days,
                 names=", ".join(person.name for person in people)),
            Text("access.asked-do", "Say of each whether it is still needed, and why: {address}",
                 address=f"{settings.ENVIRONMENT.public_url}/administration/access/"),
            Text("access.asked-else", "One for which nobody answers by {by} is suspended then. An administrator can restore it.", by=by)))
    for review in asked:
        yield _letter(review.person, cause, Text("access.warned-subject", "Your account of Article 22: sign in by {by:day}", by=by), (
            Text("access.warned-what", "You have not used it for {days} days. Sign in by {by} if you still need it: {address}", days=REVIEW_AFTER.days, by=by,
                 address=f"{settings.ENVIRONMENT.public_url}/home/"),
            Text("access.warned-else", "Otherwise an administrator decides, and it may be suspended then.")))


def _letter(person: Person, cause: UUID, subject: Text, paragraphs: Sequence[Text]) -> Outgoing:
    return Outgoing(channel=Channel.MAIL, address=person.email, subject=f"{subject}", body="\n\n".join(f"{each}" for each in paragraphs) + "\n",
                    kind="accounts.access", cause=cause)
