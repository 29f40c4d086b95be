"""Whose account a subject of an agency's identity provider is."""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from article22.ground.accounts.models import Membership, Person
from article22.ground.accounts.rules import Suspended
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.refusal import Refusal
from article22.kernel.text import Text


class NoSuchAccount(Refusal):
    """Somebody whom an agency knows, and who has no account here in a role of that agency."""


@transaction.atomic
def admit(agency: str, organisation: str, subject: str, *, name: str, email: str, by: Actor, at: datetime) -> Person:
    """Whose account a subject is: linked before, or found by an address that the agency verified, in a role of its organisation.

    Where nobody here has that address, an account is made that is suspended until an administrator gives it a role. `email` is empty where it is not
    verified. Raises NoSuchAccount.
    """
    linked = SocialAccount.objects.select_related("user").filter(provider=agency, uid=subject).first()
    person: Person | None = linked.user if linked else Person.objects.filter(email__iexact=email).first() if email else None
    if person is not None and person.suspended_why == Suspended.AWAITING and linked:
        return person
    if person is not None:
        if not Membership.objects.filter(person=person, organisation__name=organisation, ended_at__isnull=True).exists():
            raise NoSuchAccount(Text("oidc.no-role", "{organisation} knows you, and you have no role of it here. Ask an administrator of this installation.",
                                     organisation=organisation))
        if not linked:
            _link(person, agency, subject, by=by, at=at)
        return person
    if not email:
        raise NoSuchAccount(Text("oidc.no-address", "{organisation} knows you, and did not say which verified mail address is yours: so nobody can be found by "
                                 "it here. Ask whoever runs its sign-in.", organisation=organisation))
    person = Person(id=new_id(at), name=name[:120] or email, email=email, made_at=at, needed_at=at, is_active=False, suspended_at=at,
                    suspended_why=Suspended.AWAITING.value)
    person.set_unusable_password()
    person.save(force_insert=True)
    journal.record("accounts.person-awaits", person.pk, by=by, at=at, agency=agency)
    _link(person, agency, subject, by=by, at=at)
    return person


def note_refused(agency: str, why: str, *, by: Actor, at: datetime) -> None:
    """Put on record that somebody came from an agency and was not let in."""
    journal.record("accounts.identity-refused", agency, by=by, at=at, why=why)


def _link(person: Person, agency: str, subject: str, *, by: Actor, at: datetime) -> None:
    SocialAccount.objects.create(user=person, provider=agency, uid=subject, extra_data={})
    journal.record("accounts.identity-linked", person.pk, by=by, at=at, agency=agency)
