"""Whose account a subject of an agency's identity provider is."""

import hashlib
from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from article22.ground.accounts.actions.access import enter_awaiting
from article22.ground.accounts.actions.people import is_address
from article22.ground.accounts.models import Membership, Person
from article22.ground.accounts.rules import Suspended
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.refusal import Refusal, is_writable
from article22.kernel.text import Text


class NoSuchAccount(Refusal):
    """Somebody whom an agency knows, and who has no account here in a role of that agency."""


def uid_of(issuer: str, subject: str) -> str:
    """Under which name a subject is kept: one of the issuer that knows it, so that another issuer's is never taken for it."""
    return ".".join(hashlib.sha256(words.encode()).hexdigest() for words in (issuer, subject))


@transaction.atomic
def admit(agency: str, organisation: str, uid: str, *, name: str, email: str, by: Actor, at: datetime) -> Person:
    """Whose account a subject is, by its `uid_of`: linked before, or found by an address that the agency verified, in a role of its organisation.

    Where nobody here has that address, an account is made that is suspended until an administrator gives it a role. `email` is empty where it is not
    verified. Raises NoSuchAccount, also for a suspended account, and for one that another subject of the same issuer has.
    """
    linked = SocialAccount.objects.select_related("user").filter(provider=agency, uid=uid).first()
    person: Person | None = linked.user if linked else Person.objects.filter(email__iexact=email).first() if is_address(email) else None
    if person is None:
        if not is_address(email):
            raise NoSuchAccount(Text("oidc.no-address", "{organisation} knows you, and did not say which verified mail address is yours: so nobody can be "
                                     "found by it here. Ask whoever runs its sign-in.", organisation=organisation))
        person = enter_awaiting(name if is_writable(name) else "", email, at=at)
        journal.record("accounts.person-awaits", person.pk, by=by, at=at, agency=agency)
        _link(person, agency, uid, by=by, at=at)
        return person
    if linked and person.suspended_why == Suspended.AWAITING:
        return person
    if not Membership.objects.filter(person=person, organisation__name=organisation, ended_at__isnull=True).exists():
        raise NoSuchAccount(Text("oidc.no-role", "{organisation} knows you, and you have no role of it here. Ask an administrator of this installation.",
                                 organisation=organisation))
    if not person.is_active:
        raise NoSuchAccount(Text("oidc.suspended", "{organisation} knows you, and your account here is suspended. Ask an administrator of this installation.",
                                 organisation=organisation))
    if not linked:
        if SocialAccount.objects.filter(user=person, provider=agency, uid__startswith=uid.partition(".")[0]).exists():
            raise NoSuchAccount(Text("oidc.another", "{organisation} has given your address to two people: the account here is that of somebody else. "
                                     "Ask an administrator of this installation: whoever restores a suspended account says whose it is.",
                                     organisation=organisation))
        _link(person, agency, uid, by=by, at=at)
    return person


def note_refused(agency: str, why: str, *, by: Actor, at: datetime) -> None:
    """Put on record that somebody came from an agency and was not let in."""
    journal.record("accounts.identity-refused", agency, by=by, at=at, why=why)


def _link(person: Person, agency: str, uid: str, *, by: Actor, at: datetime) -> None:
    SocialAccount.objects.create(user=person, provider=agency, uid=uid, extra_data={})
    journal.record("accounts.identity-linked", person.pk, by=by, at=at, agency=agency)
