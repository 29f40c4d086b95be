"""A glass is broken, and ends: whoever owns this installation hears of both at once."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from article22.ground.accounts import queries
from article22.ground.accounts.actions import glass as glasses
from article22.ground.accounts.models import Glass, Membership
from article22.ground.accounts.rules import Role
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.rules.messages import Channel, Outgoing
from article22.kernel.actor import Actor
from article22.kernel.text import Text


@transaction.atomic
def break_glass(membership: Membership, reason: str, *, by: Actor, at: datetime) -> Glass:
    """Break the glass and tell every administrator, and its holder at their own address. Raises NeedsReason, Absent."""
    glass = glasses.break_glass(membership, reason, by=by, at=at)
    name = glass.person.name
    _tell(glass, Text("glass.broken-subject", "BROKEN GLASS: {name} acts without a second factor", name=name), (
        Text("glass.broken-what", "{name} signed in {at} with the password alone, and acts as {role} until {until}. The reason given: {reason}",
             name=name, at=at, role=membership.role_words, until=glass.until, reason=reason),
        Text("glass.broken-do", "If this is not right, end it now, and suspend the account: {address}", address=_address_of(glass)),
        Text("glass.broken-marked", "Everything done meanwhile is marked in the journal. A second person reviews it afterwards.")),
        to=[*_owners(), glass.person.email], by=by, at=at)
    return glass


@transaction.atomic
def end_lapsed(*, by: Actor, at: datetime) -> int:
    """Put the end of every broken glass on record whose time is over, and ask for its review. Returns how many."""
    lapsed = queries.list_lapsed_glasses(at=at)
    for glass in lapsed:
        ask_for_review(glasses.end_glass(glass.pk, by=by, at=at), by=by, at=at)
    return len(lapsed)


@transaction.atomic
def end_glass(glass: Glass, *, by: Actor, at: datetime) -> None:
    """End a broken glass before its time, and ask for its review. Raises AlreadyDone, Absent."""
    ask_for_review(glasses.end_glass(glass.pk, by=by, at=at), by=by, at=at)


def ask_for_review(glass: Glass, *, by: Actor, at: datetime) -> None:
    """Ask every administrator but its holder."""
    _tell(glass, Text("glass.ended-subject", "A broken glass has ended: review it"), (
        Text("glass.ended-what", "What was done under it, by {name}, waits for a second person: {address}", name=glass.person.name,
             address=_address_of(glass)),),
        to=[address for address in _owners() if address != glass.person.email], by=by, at=at)


def _owners() -> Sequence[str]:
    return queries.list_addresses_of(Role.ADMINISTRATOR)


def _address_of(glass: Glass) -> str:
    return f"{settings.ENVIRONMENT.public_url}/administration/glass/{glass.pk}/"


def _tell(glass: Glass, subject: Text, paragraphs: Sequence[Text], *, to: Sequence[str], by: Actor, at: datetime) -> None:
    body = "\n\n".join(f"{each}" for each in paragraphs) + "\n"
    outbox.enqueue([Outgoing(channel=Channel.MAIL, address=address, subject=f"{subject}", body=body, kind="accounts.glass", cause=glass.pk)
                    for address in dict.fromkeys(to)], by=by, at=at)
