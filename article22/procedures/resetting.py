"""A lost second factor is taken away by two people, and its holder is written to at each step: only the link in their mail lets them in again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from article22.ground.accounts import queries
from article22.ground.accounts.actions import factors, people
from article22.ground.accounts.models import Person, Reset
from article22.ground.accounts.rules import RESET_LASTS, Role
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.rules.messages import Channel, Outgoing
from article22.kernel.actor import Actor
from article22.kernel.text import Text
from article22.procedures.links import make_reset_link


@transaction.atomic
def propose_reset(person: Person, reason: str, *, by: Actor, at: datetime) -> Reset:
    """Propose it, tell its holder, and ask the other administrators. Raises NotByYourself, NeedsReason, CannotReset, AlreadyDone, Absent."""
    reset = factors.propose_reset(person, reason, by=by, at=at)
    proposer = reset.proposed_by
    _tell(reset.pk, [person.email], Text("reset.told-subject", "Somebody asks that your second factor be taken away"), (
        Text("reset.told-what", "{by} proposes it: {reason}", by=proposer.name, reason=reason),
        Text("reset.told-else", "If you did not ask for it, say so at once to any other administrator, by telephone: nothing is taken away before a second "
             "one agrees.")), by=by, at=at)
    _tell(reset.pk, [address for address in queries.list_addresses_of(Role.ADMINISTRATOR) if address not in (person.email, proposer.email)],
          Text("reset.asked-subject", "A lost second factor waits for a second administrator: {name}", name=person.name), (
        Text("reset.asked-what", "{by} proposes that the second factor of {name} be taken away: {reason}", by=proposer.name, name=person.name, reason=reason),
        Text("reset.asked-do", "Call {name} at a number that you know them by, then decide: {address}", name=person.name,
             address=f"{settings.ENVIRONMENT.public_url}/administration/people/")), by=by, at=at)
    return reset


@transaction.atomic
def decide_reset(reset_id: UUID, *, is_granted: bool, by: Actor, at: datetime) -> Reset:
    """Decide it, and tell its holder. Raises NotByYourself, AlreadyDone, Absent."""
    reset = factors.decide_reset(reset_id, is_granted=is_granted, by=by, at=at)
    if reset.until is None:
        _tell(reset.pk, [reset.person.email], Text("reset.refused-subject", "Your second factor stays as it was"), (
            Text("reset.refused-what", "Somebody asked that it be taken away. A second administrator refused."),), by=by, at=at)
        return reset
    _tell(reset.pk, [reset.person.email], Text("reset.granted-subject", "Your second factor was taken away: set up another"), (
        Text("reset.granted-what", "You were signed out everywhere. For {days} days this link lets you in with your password, and nothing else does: {link}",
             days=RESET_LASTS.days, link=make_reset_link(reset.pk, until=reset.until)),
        Text("reset.granted-else", "If you did not ask for it, do not open it, and call an administrator at once.")), by=by, at=at)
    return reset


@transaction.atomic
def note_link(person: Person, *, by: Actor, at: datetime) -> None:
    """A link by which somebody sets their password was made, to be handed over: whoever has used the account is told, for another could use the link."""
    entry, maker = people.note_link(person, by=by, at=at), queries.get_contact(seen_by=by)
    if person.last_login is not None and maker:
        _tell(entry, [person.email], Text("link.told-subject", "A link that sets your password was made"), (
            Text("link.told-what", "{by} made it, and hands it over to you.", by=maker.name),
            Text("link.told-else", "If you did not ask for it, call another administrator at once: whoever has it could sign in as you.")), by=by, at=at)


def _tell(cause: UUID, to: Sequence[str], subject: Text, paragraphs: Sequence[Text], *, by: Actor, at: datetime) -> None:
    body = "\n\n".join(f"{each}" for each in paragraphs) + "\n"
    outbox.enqueue([Outgoing(channel=Channel.MAIL, address=address, subject=f"{subject}", body=body, kind="accounts.reset", cause=cause)
                    for address in to], by=by, at=at)
