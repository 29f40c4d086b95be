"""An agency's directory keeps its own people here: it enters, changes, suspends and ends them, and gives no role."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from article22.ground.accounts import queries
from article22.ground.accounts.actions.access import close_account, enter_awaiting
from article22.ground.accounts.actions.people import is_address
from article22.ground.accounts.models import AgencyToken, Organisation, Person, Provision
from article22.ground.accounts.rules import (
    AlreadyDone,
    Suspended,
    check_administrators_remain,
    check_agency_alone,
    check_token,
    line_of,
    restored_by_agency,
)
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.refusal import Absent, NotUnderstood, check_writable
from article22.kernel.text import Text

TOKEN_BYTES = 32
LONGEST_ID = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody as a directory knows them. `email` is what they sign in with."""

    email: str
    name: str
    external_id: str
    is_active: bool


@transaction.atomic
def provision(known: Known, *, by: Actor, at: datetime) -> Person:
    """Enter somebody, suspended and without a role: an administrator gives one, and restores the account. Raises AlreadyDone, NotUnderstood.

    Whom this directory had deleted, it keeps again; an account that it closed itself awaits an administrator as the first time.
    """
    agency, (name, email) = _agency_of(by), _readable(known)
    person: Person | None = Person.objects.select_for_update(of=("self",)).filter(
        email__iexact=email, provision__organisation=agency, provision__ended_at__isnull=False).first()
    if person and person.suspended_why == Suspended.AGENCY:
        person.suspended_why = Suspended.AWAITING.value
        person.save(update_fields=["suspended_why"])
    with _once():
        person = person or enter_awaiting(name, email, at=at)
        _keep(person, known, agency, by=by, at=at)
    journal.record("accounts.person-provisioned", person.pk, by=by, at=at)
    return person


@transaction.atomic
def change(person_id: UUID, known: Known, *, by: Actor, at: datetime) -> Person:
    """Make somebody as their directory knows them now. Raises HeldElsewhere, NotByYourself, AlreadyDone, NotUnderstood, Absent.

    An agency restores what it suspended itself, and nothing else: what an administrator has not approved, or has decided, stays as it is.
    """
    agency, person = _agency_of(by), _locked(person_id, by)
    with _once():
        _keep(person, known, agency, by=by, at=at)
    journal.record("accounts.person-changed", person_id, by=by, at=at)
    if not known.is_active and person.is_active:
        _suspend(person, by=by, at=at)
    elif known.is_active and restored_by_agency(person.suspended_why):
        person.is_active, person.suspended_at, person.suspended_why, person.needed_at = True, None, "", at
        person.save(update_fields=["is_active", "suspended_at", "suspended_why", "needed_at"])
        journal.record("accounts.person-restored", person_id, by=by, at=at)
    return person


@transaction.atomic
def withdraw(person_id: UUID, *, by: Actor, at: datetime) -> None:
    """The directory deletes somebody: the account is suspended and kept, for it stands in the record. Raises HeldElsewhere, NotByYourself, Absent."""
    agency, person = _agency_of(by), _locked(person_id, by)
    if person.is_active or person.suspended_why == Suspended.AWAITING:
        _suspend(person, by=by, at=at)
    Provision.objects.update_or_create(person=person, defaults={"changed_at": at, "ended_at": at}, create_defaults={
        "id": new_id(at), "organisation_id": agency, "changed_at": at, "ended_at": at})
    journal.record("accounts.person-withdrawn", person_id, by=by, at=at)


@transaction.atomic
def make_agency_token(organisation: Organisation, *, until: datetime, by: Actor, at: datetime, machine_now: datetime) -> str:
    """Make the token of an agency's directory; it is shown once and kept as a digest. Raises CannotMakeToken, Absent."""
    by.check_may("token.keep")
    check_token(organisation.name, None, until, machine_now=machine_now)
    token = f"a22s_{secrets.token_urlsafe(TOKEN_BYTES)}"
    row = AgencyToken.objects.create(id=new_id(at), organisation=organisation, digest=hashlib.sha256(token.encode()).digest(), made_at=at, until=until)
    journal.record("accounts.agency-token-made", row.pk, by=by, at=at, organisation_id=organisation.pk, until=until)
    return token


@transaction.atomic
def revoke_agency_token(token_id: UUID, *, by: Actor, at: datetime) -> None:
    """Revoke it: it opens nothing from now on. Raises Absent."""
    by.check_may("token.keep")
    if not AgencyToken.objects.filter(pk=token_id, revoked_at__isnull=True).update(revoked_at=at):
        raise Absent
    journal.record("accounts.agency-token-revoked", token_id, by=by, at=at)


def note_reading(count: int, *, by: Actor, at: datetime) -> None:
    """Put on record that a directory read of so many of its people."""
    journal.record("accounts.people-read", by.organisation or "", by=by, at=at, count=count)


def _agency_of(by: Actor) -> UUID:
    by.check_may("person.provision")
    assert by.organisation is not None  # only an agency's token holds that verb
    return by.organisation


def _locked(person_id: UUID, by: Actor) -> Person:
    person: Person | None = queries.list_provisioned(seen_by=by).select_for_update(of=("self",)).filter(pk=person_id).first()
    if person is None:
        raise Absent
    return person


def _keep(person: Person, known: Known, agency: UUID, *, by: Actor, at: datetime) -> None:
    """Name and address as the directory has them, and its own id of that person."""
    name, email = _readable(known)
    if (name, email) != (person.name, person.email):
        check_agency_alone(queries.get_standing(person.pk, seen_by=by).holds_elsewhere)
        person.name, person.email = name, email
        person.save(update_fields=["name", "email"])
    kept = {"external_id": known.external_id, "changed_at": at, "ended_at": None}
    Provision.objects.update_or_create(person=person, defaults=kept, create_defaults={"id": new_id(at), "organisation_id": agency, **kept})


def _suspend(person: Person, *, by: Actor, at: datetime) -> None:
    standing = queries.get_standing(person.pk, seen_by=by)
    check_agency_alone(standing.holds_elsewhere)
    check_administrators_remain(standing.administrators, is_one=standing.is_administrator)
    close_account(person, Suspended.AGENCY, at=at)
    journal.record("accounts.person-suspended", person.pk, by=by, at=at, why=Suspended.AGENCY)


def _readable(known: Known) -> tuple[str, str]:
    for words in (known.name, known.external_id):
        check_writable(words)
    if not is_address(known.email):
        raise NotUnderstood(Text("provision.address", "userName is the mail address with which somebody signs in. This is none."))
    if len(known.external_id) > LONGEST_ID:
        raise NotUnderstood(Text("provision.id", "An externalId of more than {most} letters cannot be kept. Send a shorter one.", most=LONGEST_ID))
    return line_of(known.name, known.email), known.email


@contextmanager
def _once() -> Iterator[None]:
    """An address, and an id of a directory, are one person's."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise AlreadyDone(Text("provision.taken", "Somebody has that address, or that id, here already.")) from None
