"""What may be done with accounts."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from article22.ground.accounts import queries
from article22.ground.accounts.models import Grant, Membership, Organisation, Person, Token
from article22.ground.accounts.rules import (
    LEAST_ADMINISTRATORS,
    LONGEST_ADDRESS,
    AlreadyDone,
    NotByYourself,
    OrganisationKind,
    Role,
    check_administrators_remain,
    check_lasts,
    check_open,
    check_second_person,
    check_token,
)
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.refusal import Absent, NotUnderstood
from article22.kernel.text import Text

TOKEN_BYTES = 32


@transaction.atomic
def add_organisation(name: str, kind: OrganisationKind, *, authority: str = "", by: Actor, at: datetime) -> Organisation:
    """Add an organisation; one that protects may be an authority of the pack, which is then told of cases here."""
    by.check_may("person.write")
    organisation = Organisation.objects.create(id=new_id(at), name=name, kind=kind.value, authority=authority)
    journal.record("accounts.organisation-added", organisation.pk, by=by, at=at, kind=kind, authority=authority)
    return organisation


def is_address(email: str) -> bool:
    """Whether somebody could sign in with it: a mail address that can be kept."""
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(email) <= LONGEST_ADDRESS


@transaction.atomic
def add_person(name: str, email: str, *, by: Actor, at: datetime) -> Person:
    """Add somebody who will sign in. They have no password until they follow their link. Raises NotUnderstood, AlreadyDone."""
    by.check_may("person.write")
    if not is_address(email):
        raise NotUnderstood(Text("person.address", "“{email}” is no mail address with which somebody could sign in. Give one.", email=email[:80]))
    if Person.objects.filter(email__iexact=email).exists():
        raise AlreadyDone(Text("person.exists", "Somebody signs in with {email} already. Give that person another role instead.", email=email))
    person = Person(id=new_id(at), name=name, email=email, made_at=at, needed_at=at)
    person.set_unusable_password()
    person.save(force_insert=True)
    journal.record("accounts.person-added", person.pk, by=by, at=at)
    return person


@transaction.atomic
def set_password(person: Person, password: str, *, by: Actor, at: datetime) -> None:
    """Set the password of somebody who followed their link."""
    person.set_password(password)
    person.save(update_fields=["password"])
    journal.record("accounts.password-set", person.pk, by=by, at=at)


@transaction.atomic
def add_membership(person: Person, organisation: Organisation, role: Role, *, by: Actor, at: datetime) -> Membership:
    """Let a person act in a role. An administrator is proposed instead, unless the installation has none at all."""
    by.check_may("person.write")
    if role is Role.ADMINISTRATOR and queries.count_administrators() >= LEAST_ADMINISTRATORS:  # the first two have nobody to propose them
        raise NotByYourself(Text("administrator.needs-two", "A new administrator is proposed by one administrator and granted by another."))
    if Membership.objects.filter(person=person, organisation=organisation, role=role, ended_at__isnull=True).exists():
        raise AlreadyDone(Text("membership.exists", "{name} holds that role already.", name=person.name))
    membership = Membership.objects.create(id=new_id(at), person=person, organisation=organisation, role=role.value, began_at=at)
    journal.record("accounts.membership-added", membership.pk, by=by, at=at, person=person.pk, organisation=organisation.pk, role=role)
    return membership


@transaction.atomic
def end_membership(membership_id: UUID, *, by: Actor, at: datetime) -> None:
    """End a role. The last two administrators stay: one alone could change nothing that needs two."""
    by.check_may("person.write")
    membership = Membership.objects.select_for_update().filter(pk=membership_id, ended_at__isnull=True).first()
    if membership is None:
        raise Absent
    check_administrators_remain(queries.count_administrators(lock=True), is_one=membership.role == Role.ADMINISTRATOR)
    membership.ended_at = at
    membership.save(update_fields=["ended_at"])
    Token.objects.filter(membership=membership, revoked_at__isnull=True).update(revoked_at=at)
    journal.record("accounts.membership-ended", membership.pk, by=by, at=at)


@transaction.atomic
def propose_administrator(person_id: UUID, organisation: Organisation, *, by: Actor, at: datetime) -> Grant:
    """Propose somebody as administrator."""
    by.check_may("administrator.grant")
    assert by.person is not None  # only people hold that verb
    person = queries.get_person(person_id, seen_by=by)
    if Grant.objects.filter(person=person, organisation=organisation, decided_at__isnull=True).exists():
        raise AlreadyDone(Text("grant.open", "{name} is proposed already, and waits for a second administrator.", name=person.name))
    grant = Grant.objects.create(id=new_id(at), person=person, organisation=organisation, proposed_by_id=by.person, proposed_at=at)
    journal.record("accounts.administrator-proposed", grant.pk, by=by, at=at, person=person.pk)
    return grant


@transaction.atomic
def decide_administrator(grant_id: UUID, *, is_granted: bool, by: Actor, at: datetime) -> Grant:
    """Grant or refuse a proposed administrator. Refuses the one who proposed."""
    by.check_may("administrator.grant")
    grant = Grant.objects.select_for_update(of=("self",)).select_related("person", "organisation").filter(pk=grant_id).first()
    if grant is None:
        raise Absent
    check_open(grant.decided_at)
    check_second_person(grant.proposed_by_id, by.person)
    check_second_person(grant.person_id, by.person)
    grant.decided_by_id, grant.decided_at, grant.is_granted = by.person, at, is_granted
    grant.save(update_fields=["decided_by", "decided_at", "is_granted"])
    if is_granted:
        Membership.objects.create(id=new_id(at), person=grant.person, organisation=grant.organisation, role=Role.ADMINISTRATOR.value, began_at=at)
    verb = "accounts.administrator-granted" if is_granted else "accounts.administrator-refused"
    journal.record(verb, grant.pk, by=by, at=at, person=grant.person_id)
    return grant


@transaction.atomic
def make_token(membership: Membership, label: str, *, until: datetime, scopes: frozenset[str] | None, by: Actor, at: datetime,
               machine_now: datetime) -> str:
    """Make a token for programs, for oneself in one's present role, or by the console for anybody; it is shown once and kept as a digest.

    `scopes` are verbs, None for all that the role may; tokens end by the machine's time. Raises CannotMakeToken, CannotUnderGlass, Absent.
    """
    if by.membership != membership.pk:
        by.check_may("token.keep")
    check_lasts(by.glass)
    check_token(label, scopes, until, machine_now=machine_now)
    token = f"a22_{secrets.token_urlsafe(TOKEN_BYTES)}"
    row = Token.objects.create(id=new_id(at), membership=membership, label=label.strip()[:80], digest=hashlib.sha256(token.encode()).digest(),
                               scopes=None if scopes is None else sorted(scopes), made_at=at, until=until)
    journal.record("accounts.token-made", row.pk, by=by, at=at, membership=membership.pk, until=until,
                   scopes="all" if scopes is None else ",".join(sorted(scopes)))
    return token


@transaction.atomic
def revoke_token(token_id: UUID, *, by: Actor, at: datetime) -> None:
    """Revoke one of one's own tokens, or by the console anybody's. Raises Absent."""
    token = queries.list_tokens(seen_by=by).filter(pk=token_id, revoked_at__isnull=True).select_for_update(of=("self",)).first()
    if token is None:
        raise Absent
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    journal.record("accounts.token-revoked", token_id, by=by, at=at)


@transaction.atomic
def end_session(number: str, *, by: Actor, at: datetime) -> None:
    """End one of one's own sessions."""
    session = next((session for session in queries.list_sessions(seen_by=by) if f"{session.pk}" == number), None)
    if session is None:
        raise Absent
    Session.objects.filter(session_key=session.session_key).delete()
    session.delete()
    journal.record("accounts.session-ended", by.person or "", by=by, at=at)


def note_link(person: Person, *, by: Actor, at: datetime) -> UUID:
    """Put on record that a link to set a password was made. Returns the entry."""
    by.check_may("person.write")
    return journal.record("accounts.password-link-made", person.pk, by=by, at=at)


def note_sign_in(person: UUID, verb: str, *, by: Actor, at: datetime) -> None:
    """Put a sign-in, a sign-out or a refused attempt on record."""
    journal.record(f"accounts.{verb}", person, by=by, at=at)
