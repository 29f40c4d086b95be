"""The broken glass: somebody whose second factor is lost acts in an emergency, for some hours, and a second person reviews it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from article22.ground.accounts.models import Glass, Membership
from article22.ground.accounts.rules import GLASS_LASTS, VERBS, Finding, check_ended, check_open, check_reason, check_second_person
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.refusal import Absent


@transaction.atomic
def break_glass(membership: Membership, reason: str, *, by: Actor, at: datetime) -> Glass:
    """Let the holder of a role that may break the glass act in it without a second factor, for GLASS_LASTS. Raises NeedsReason, Absent."""
    if by.person != membership.person_id or "glass.break" not in VERBS[membership.role]:
        raise Absent
    check_reason(reason)
    glass = Glass.objects.create(id=new_id(at), membership=membership, person_id=membership.person_id, reason=reason, broken_at=at, until=at + GLASS_LASTS)
    journal.record("accounts.glass-broken", glass.pk, by=by, at=at, words={"reason": reason}, membership=membership.pk, until=glass.until)
    return glass


@transaction.atomic
def end_glass(glass_id: UUID, *, by: Actor, at: datetime) -> Glass:
    """End a broken glass: an administrator at once, the system when its time is over. Raises AlreadyDone, Absent."""
    by.check_may("glass.review" if by.person else "glass.end")
    glass = _locked(glass_id)
    check_open(glass.ended_at)
    glass.ended_at, glass.ended_by_id = min(at, glass.until), by.person
    glass.save(update_fields=["ended_at", "ended_by"])
    journal.record("accounts.glass-ended", glass.pk, by=by, at=at)
    return glass


@transaction.atomic
def review_glass(glass_id: UUID, finding: Finding, found: str, *, by: Actor, at: datetime) -> None:
    """Say what a second person found of it, once it has ended. Raises NotByYourself, NeedsReason, CannotUnderGlass, AlreadyDone, Absent."""
    by.check_may("glass.review")
    glass = _locked(glass_id)
    check_second_person(glass.person_id, by.person)
    check_ended(glass.ended_at)
    check_open(glass.reviewed_at)
    check_reason(found)
    glass.finding, glass.found, glass.reviewed_by_id, glass.reviewed_at = finding.value, found, by.person, at
    glass.save(update_fields=["finding", "found", "reviewed_by", "reviewed_at"])
    journal.record("accounts.glass-reviewed", glass.pk, by=by, at=at, words={"found": found}, finding=finding)


def _locked(glass_id: UUID) -> Glass:
    glass = Glass.objects.select_for_update().filter(pk=glass_id).first()
    if glass is None:
        raise Absent
    return glass
