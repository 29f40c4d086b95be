"""What may be asked of accounts."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from article22.ground.accounts.models import AccessReview, AgencyToken, Glass, Grant, Membership, Organisation, Person, Reset, Token
from article22.ground.accounts.rules import Role, actor_for
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent, NotUnderstood
from article22.kernel.text import Text

# What a token opens, where neither it nor what it stands for has ended.
BEARER = """
SELECT member.role, member.person_id, member.id, member.organisation_id, token.scopes
  FROM accounts_token token JOIN accounts_membership member ON member.id = token.membership_id JOIN accounts_person person ON person.id = member.person_id
 WHERE token.digest = %s AND token.until > %s AND token.revoked_at IS NULL AND member.ended_at IS NULL AND person.is_active
"""
RECENT = 20
CONTACT = "SELECT name, email FROM accounts_person WHERE id = %s"


def list_memberships(person: UUID, *, is_ended: bool = False) -> Sequence[Membership]:
    """In what roles a person may act now, oldest first; with `is_ended`, those too in which they no longer may. Asked before anybody is known."""
    rows = Membership.objects.select_related("organisation").filter(person=person, person__is_active=True).order_by("id")
    return list(rows if is_ended else rows.filter(ended_at__isnull=True))


def get_held(email: str, *, organisation: str | None, role: str | None, seen_by: Actor) -> Membership:
    """The one role that somebody holds, of several the one in an organisation or of a kind. For the console. Raises NotUnderstood, Absent."""
    seen_by.check_may("token.keep")
    person = find_person(email)
    held = list_memberships(UUID(f"{person.pk}")) if person else []
    found = [one for one in held if organisation in (None, one.organisation.name) and role in (None, one.role)]
    if len(found) != 1:
        raise NotUnderstood(Text("token.whose", "{email} holds {roles}. Say for which organisation, and in which role.", email=f"“{email[:80]}”",
                                 roles="; ".join(f"{one.role}, {one.organisation.name}" for one in held) or Text("token.no-role", "no role")))
    return found[0]


def get_actor(membership: Membership, *, door: str, glass: UUID | None = None) -> Actor:
    """The actor of a membership, under a broken glass where one is named."""
    return actor_for(membership.role, person=membership.person_id, membership=membership.pk, organisation=membership.organisation_id, door=door, glass=glass)


def find_glass(glass: str | None, *, membership: UUID, at: datetime) -> UUID | None:
    """The broken glass that a session names, where it is this membership's and has not ended. Asked before anybody is known."""
    if glass is None:
        return None
    return Glass.objects.filter(pk=glass, membership=membership, until__gt=at, ended_at__isnull=True).values_list("pk", flat=True).first()


def list_glasses(*, seen_by: Actor) -> Sequence[Glass]:
    """Broken glasses: what goes on or waits for a review first, then the newest reviewed, as many as are RECENT."""
    seen_by.check_may("access.read")
    rows = Glass.objects.select_related("person", "membership__organisation", "reviewed_by").order_by("-broken_at")
    return [*rows.filter(reviewed_at__isnull=True), *rows.filter(reviewed_at__isnull=False)[:RECENT]]


def get_glass(glass: UUID, *, seen_by: Actor) -> Glass:
    """A broken glass, or Absent."""
    seen_by.check_may("access.read")
    found = Glass.objects.select_related("person", "membership__organisation", "ended_by", "reviewed_by").filter(pk=glass).first()
    if found is None:
        raise Absent
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was done under a broken glass: the entry without its words."""

    at: datetime
    verb: str
    subject: str


def list_done_under(glass: UUID, *, seen_by: Actor) -> Sequence[Done]:
    """All that was done under a broken glass, oldest first: verbs and ids, no word of a case."""
    seen_by.check_may("access.read")
    with connection.cursor() as cursor:
        cursor.execute("SELECT at, verb, subject FROM a22_done_under(%s)", [glass])
        return [Done(at=at, verb=verb, subject=subject) for at, verb, subject in cursor.fetchall()]


def list_lapsed_glasses(*, at: datetime) -> Sequence[Glass]:
    """Broken glasses whose time is over and of which nobody put the end on record, locked, unless somebody else does it now."""
    return list(Glass.objects.select_for_update(skip_locked=True).filter(ended_at__isnull=True, until__lte=at).order_by("id"))


def count_unreviewed(*, seen_by: Actor) -> int:
    """How many broken glasses go on, or wait for a review."""
    seen_by.check_may("access.read")
    return Glass.objects.filter(reviewed_at__isnull=True).count()


def find_actor_of_token(token: str, *, at: datetime, door: str) -> Actor | None:
    """Whoever a token stands for, or None where it is unknown, ended or revoked. Asked before anybody is known."""
    with connection.cursor() as cursor:
        cursor.execute(BEARER, [hashlib.sha256(token.encode()).digest(), at])
        found = cursor.fetchone()
    if found is None:
        return None
    role, person, membership, organisation, scopes = found
    return actor_for(role, person=person, membership=membership, organisation=organisation, door=door,
                     scopes=None if scopes is None else frozenset(json.loads(scopes)))


def find_provisioner(token: str, *, at: datetime, door: str) -> Actor | None:
    """The directory of an agency that a token stands for, or None where it is unknown, ended or revoked. Asked before anybody is known."""
    found = AgencyToken.objects.filter(digest=hashlib.sha256(token.encode()).digest(), until__gt=at, revoked_at__isnull=True).first()
    return None if found is None else actor_for("provisioner", organisation=found.organisation_id, door=door)


def list_agency_tokens(*, at: datetime, seen_by: Actor) -> Sequence[AgencyToken]:
    """Tokens of agencies' directories that hold, oldest first."""
    seen_by.check_may("token.keep")
    return list(AgencyToken.objects.select_related("organisation").filter(revoked_at__isnull=True, until__gt=at).order_by("id"))


def list_provisioned(*, seen_by: Actor) -> QuerySet[Person]:
    """The people of an agency, for its directory: whom it provisioned and did not delete, and whoever else holds a role of it."""
    seen_by.check_may("person.provision")
    own = Q(provision__organisation=seen_by.organisation, provision__ended_at__isnull=True)
    role = Q(provision__isnull=True, memberships__organisation=seen_by.organisation, memberships__ended_at__isnull=True)
    found: QuerySet[Person] = Person.objects.filter(pk__in=Person.objects.filter(own | role).values("pk")).select_related("provision").order_by("id")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What an agency cannot see of one of its people, and must not undo: a role of another organisation; an administrator who is one of the last two."""

    holds_elsewhere: bool
    is_administrator: bool
    administrators: int


def get_standing(person: UUID, *, seen_by: Actor) -> Standing:
    """The standing of one of an agency's people."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT holds_elsewhere, is_administrator, administrators FROM a22_standing(%s, %s)", [person, seen_by.organisation])
        elsewhere, administers, count = cursor.fetchone()
    return Standing(holds_elsewhere=elsewhere, is_administrator=administers, administrators=count)


def list_tokens(*, seen_by: Actor) -> QuerySet[Token]:
    """One's own tokens in all one's roles, for the console everybody's; the newest first."""
    rows = Token.objects.select_related("membership__organisation", "membership__person").order_by("-id")
    return rows if seen_by.may("token.keep") else rows.filter(membership__person=seen_by.person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How somebody is named and reached."""

    name: str
    email: str


def get_contact(*, seen_by: Actor) -> Contact | None:
    """How whoever asks is named and reached; None where nobody signed in."""
    if seen_by.person is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(CONTACT, [seen_by.person])
        name, email = cursor.fetchone()
    return Contact(name=name, email=email)


def get_person(person_id: UUID, *, seen_by: Actor) -> Person:
    """A person, or Absent."""
    person: Person | None = Person.objects.visible_to(seen_by).filter(pk=person_id).first()
    if person is None:
        raise Absent
    return person


def list_people(*, seen_by: Actor) -> Sequence[Person]:
    """People, by name, with the roles they hold."""
    return list(Person.objects.visible_to(seen_by).prefetch_related("memberships__organisation").order_by("name", "id"))


def list_names() -> Mapping[UUID | None, str]:
    """The names of people by their id, as far as the wall shows them."""
    return dict(Person.objects.values_list("pk", "name"))


def list_organisations(*, seen_by: Actor) -> Sequence[Organisation]:
    """Organisations by name."""
    seen_by.check_may("person.list")
    return list(Organisation.objects.order_by("name"))


def list_grants(*, seen_by: Actor) -> Sequence[Grant]:
    """Administrators proposed and not yet decided."""
    seen_by.check_may("administrator.grant")
    return list_undecided_grants()


def list_undecided_grants() -> Sequence[Grant]:
    """The same, for whoever watches over them."""
    return list(Grant.objects.select_related("person", "organisation", "proposed_by").filter(decided_at__isnull=True).order_by("proposed_at"))


def list_resets(*, seen_by: Actor) -> Sequence[Reset]:
    """Lost second factors on which nobody decided yet, the longest waiting first."""
    seen_by.check_may("factor.reset")
    return list_undecided_resets()


def list_undecided_resets() -> Sequence[Reset]:
    """The same, for whoever watches over them."""
    return list(Reset.objects.select_related("person", "proposed_by").filter(decided_at__isnull=True).order_by("proposed_at", "id"))


def find_granted_reset(person: UUID) -> Reset | None:
    """The last reset of somebody after which no new second factor was set up. Asked by the system, and by whoever may reset."""
    return Reset.objects.filter(person=person, until__isnull=False, finished_at__isnull=True).order_by("-decided_at").first()


def list_sessions(*, seen_by: Actor) -> Sequence[UserSession]:
    """Where somebody is signed in, oldest first; sessions that ended by themselves are left out."""
    kept = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return list(UserSession.objects.filter(user_id=seen_by.person, session_key__in=kept).order_by("created_at"))


def count_members(organisation: UUID | None) -> int:
    """How many people sign in for an organisation now."""
    return Membership.objects.filter(organisation=organisation, ended_at__isnull=True, person__is_active=True).values("person").distinct().count()


def find_person(email: str) -> Person | None:
    """Whoever signs in with an address."""
    person: Person | None = Person.objects.filter(email__iexact=email).first()
    return person


def list_mail_addresses(asked: Iterable[str]) -> frozenset[str]:
    """Which of some addresses belong to people who can sign in, in lower case."""
    rows = Person.objects.annotate(folded=Lower("email")).filter(folded__in={address.lower() for address in asked}, is_active=True)
    return frozenset(rows.values_list("folded", flat=True))


def find_organisation(name: str) -> Organisation | None:
    """The organisation of a name."""
    return Organisation.objects.filter(name=name).first()


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The organisation here of an authority, the addresses of whoever answers for it, and the armed webhooks of its programs."""

    organisation: UUID
    addresses: Sequence[str]
    webhooks: Sequence[str]


def list_desks() -> Mapping[str, Desk]:
    """The desk of each authority that has an organisation here, by the authority's id in the pack. Whoever reports reaches them, and learns nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT authority, organisation, addresses, webhooks FROM a22_desks()")
        return {authority: Desk(organisation=organisation, addresses=addresses, webhooks=webhooks)
                for authority, organisation, addresses, webhooks in cursor.fetchall()}


def list_holders(*roles: Role) -> Sequence[Membership]:
    """Who holds one of some roles now, longest first."""
    return list(Membership.objects.select_related("person").filter(role__in=roles, ended_at__isnull=True, person__is_active=True).order_by("began_at", "id"))


def list_peopled(role: Role) -> frozenset[UUID]:
    """The organisations in which somebody holds a role now."""
    rows = Membership.objects.filter(role=role, ended_at__isnull=True, person__is_active=True)
    return frozenset(rows.values_list("organisation_id", flat=True))


def list_addresses_of(role: Role, *, organisation: UUID | None = None) -> Sequence[str]:
    """The addresses of whoever holds a role now, of one organisation or of any. Whoever writes reaches them, and learns nothing else of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM a22_addresses(%s, %s)", [role.value, organisation])
        return [address for (address,) in cursor.fetchall()]


def organisations_of(desks: Mapping[str, Desk]) -> Mapping[str, UUID]:
    """The organisation of each desk, by its authority."""
    return {authority: desk.organisation for authority, desk in desks.items()}


def list_cast() -> Sequence[Membership]:
    """Everybody who can sign in, in the order in which they came. For a demo, before anybody is known."""
    return list(Membership.objects.select_related("person", "organisation").filter(ended_at__isnull=True).order_by("id"))


def count_administrators(*, lock: bool = False) -> int:
    """How many people administer now; with `lock`, two who would each take one away wait for each other."""
    rows = Membership.objects.filter(role=Role.ADMINISTRATOR, ended_at__isnull=True, person__is_active=True).order_by("id")
    return len(set((rows.select_for_update() if lock else rows).values_list("person", flat=True)))


def is_administrator(person: UUID) -> bool:
    """Whether somebody administers now."""
    return Membership.objects.filter(role=Role.ADMINISTRATOR, ended_at__isnull=True, person=person, person__is_active=True).exists()


def list_unneeded(*, before: datetime) -> Sequence[Person]:
    """Accounts of which nobody knows that they were needed since an instant, and of which nobody was asked yet; locked, unless somebody else asks now."""
    asked = AccessReview.objects.filter(person=OuterRef("pk"), settled_at__isnull=True)
    rows = Person.objects.select_for_update(skip_locked=True).filter(~Exists(asked), is_active=True, needed_at__lte=before)
    return list(rows.prefetch_related("memberships").order_by("id"))


def list_waiting() -> Sequence[AccessReview]:
    """Reviews that wait for an answer, for whoever watches over them."""
    return list(AccessReview.objects.select_related("person").filter(settled_at__isnull=True).order_by("id"))


def list_reviews(*, seen_by: Actor) -> Sequence[AccessReview]:
    """Who was asked for: what waits for an answer first, the longest asked first; then what was settled, the newest first, as many as are RECENT."""
    seen_by.check_may("access.read")
    rows = AccessReview.objects.select_related("person", "settled_by").prefetch_related("person__memberships__organisation")
    return [*rows.filter(settled_at__isnull=True).order_by("answer_by", "id"), *rows.filter(settled_at__isnull=False).order_by("-settled_at", "-id")[:RECENT]]


def list_suspended(*, seen_by: Actor) -> Sequence[Person]:
    """Suspended accounts, by name, with the roles they held."""
    seen_by.check_may("access.read")
    return list(Person.objects.filter(is_active=False).prefetch_related("memberships__organisation").order_by("name", "id"))


def get_review(review: UUID, *, seen_by: Actor) -> AccessReview:
    """A review that waits for an answer, or Absent."""
    seen_by.check_may("access.review")
    found = AccessReview.objects.select_related("person").filter(pk=review, settled_at__isnull=True).first()
    if found is None:
        raise Absent
    return found


def count_open_reviews(*, seen_by: Actor) -> int:
    """How many accounts wait for an answer."""
    seen_by.check_may("access.read")
    return AccessReview.objects.filter(settled_at__isnull=True).count()
