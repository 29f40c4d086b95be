"""Arming an address: one proposes, another arms, either ends it. Only in an installation born live."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from article22.ground.installation.queries import get_kind
from article22.ground.installation.rules import Kind
from article22.ground.journal import actions as journal
from article22.ground.outbox.models import ArmedAddress
from article22.ground.outbox.rules.addresses import CannotArm, check_address, check_arming, folded
from article22.ground.outbox.rules.messages import Channel
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.refusal import Absent
from article22.kernel.text import Text


@transaction.atomic
def propose_address(channel: Channel, address: str, *, organisation: UUID | None = None, by: Actor, at: datetime) -> ArmedAddress:
    """Propose an address for delivery; a webhook as that of an organisation's desk, which is then told by it as well."""
    _check_may(by)
    assert by.person is not None  # only people hold that verb
    address = check_address(channel, address)
    if organisation is not None and channel is not Channel.WEBHOOK:
        raise CannotArm(Text("delivery.desk-of-mail", "A desk is chosen for a webhook alone. Mail goes where the desk's lines say, else to its people."))
    if ArmedAddress.objects.filter(channel=channel.value, folded=folded(channel, address), ended_at__isnull=True).exists():
        raise CannotArm(Text("delivery.held", "{address} is proposed or armed already.", address=address))
    row = ArmedAddress.objects.create(id=new_id(at), channel=channel.value, address=address, folded=folded(channel, address),
                                      organisation=organisation, proposed_by=by.person, proposed_at=at)
    journal.record("installation.address-proposed", row.pk, by=by, at=at, channel=channel, desk=organisation)
    return row


@transaction.atomic
def arm_address(address: UUID, *, by: Actor, at: datetime) -> ArmedAddress:
    """Arm an address that somebody else proposed: from now on messages leave for it."""
    _check_may(by)
    row = _lock(address)
    check_arming(proposed_by=row.proposed_by, armed_at=row.armed_at, ended_at=row.ended_at, by=by.person)
    row.armed_by, row.armed_at = by.person, at
    row.save(update_fields=["armed_by", "armed_at"])
    journal.record("installation.address-armed", row.pk, by=by, at=at, channel=row.channel)
    return row


@transaction.atomic
def end_address(address: UUID, *, by: Actor, at: datetime) -> ArmedAddress:
    """Disarm an address, or take a proposal back. One person is enough: nothing leaves by it."""
    _check_may(by)
    row = _lock(address)
    if row.ended_at is not None:
        raise CannotArm(Text("delivery.decided", "This address was armed or ended before. Nothing has changed now."))
    row.ended_by, row.ended_at = by.person, at
    row.save(update_fields=["ended_by", "ended_at"])
    journal.record("installation.address-ended", row.pk, by=by, at=at, channel=row.channel)
    return row


def _check_may(by: Actor) -> None:
    """Administrators only; in a demo nobody, and the database says so too."""
    by.check_may("delivery.arm")
    if get_kind() is not Kind.LIVE:
        raise Absent


def _lock(address: UUID) -> ArmedAddress:
    row = ArmedAddress.objects.select_for_update().filter(pk=address).first()
    if row is None:
        raise Absent
    return row
