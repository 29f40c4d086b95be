"""What is kept of people who sign in."""

from typing import ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from article22.ground.accounts.rules import LONGEST_ADDRESS, LONGEST_NAME, Finding, OrganisationKind, ReviewOutcome, Role, Suspended
from article22.kernel.actor import Actor


class Organisation(models.Model):
    """One row is a tenant: a mission's organisation, or one that protects; `authority` is then its id in the pack, such as usss."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=200, unique=True)
    authority = models.CharField(max_length=20, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(name="organisation_of_a_known_kind", condition=Q(kind__in=[kind.value for kind in OrganisationKind])),
            models.UniqueConstraint(name="one_organisation_an_authority", fields=["authority"], condition=~Q(authority="")),
        ]


class PersonQuerySet(models.QuerySet["Person"]):
    """People, as far as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Whoever may list people sees all; others themselves and their own organisation."""
        if actor.may("person.list"):
            return self
        return self.filter(Q(pk=actor.person) | Q(memberships__organisation=actor.organisation)).distinct()


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]  # built at run time
    """Finds a person by the address they sign in with."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person with this address, whatever its case."""
        person: Person = self.get(email__iexact=username or "")
        return person


class Person(AbstractBaseUser):
    """One row is somebody who can sign in, unless the account is suspended. `needed_at` is the latest instant at which it is known to have been needed."""

    id = models.UUIDField(primary_key=True)
    email = models.EmailField(max_length=LONGEST_ADDRESS)
    name = models.CharField(max_length=LONGEST_NAME)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    needed_at = models.DateTimeField()
    suspended_at = models.DateTimeField(null=True)
    suspended_why = models.CharField(max_length=12, default="")

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="person_once_an_address"),
            models.CheckConstraint(name="person_active_unless_suspended", condition=Q(is_active=True, suspended_at__isnull=True, suspended_why="")
                                   | Q(is_active=False, suspended_at__isnull=False, suspended_why__in=[why.value for why in Suspended])),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def suspended_words(self) -> Suspended:
        """Why the account is suspended, to be said."""
        return Suspended(self.suspended_why)


class Membership(models.Model):
    """One row is a person in a role of an organisation, from a day until they leave."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    @property
    def role_words(self) -> Role:
        """The role, to be said."""
        return Role(self.role)

    class Meta:
        constraints = [
            models.CheckConstraint(name="membership_in_a_known_role", condition=Q(role__in=[role.value for role in Role])),
            models.UniqueConstraint(name="membership_once_at_a_time", fields=["person", "organisation", "role"], condition=Q(ended_at__isnull=True)),
            models.CheckConstraint(name="membership_ends_after_it_began", condition=Q(ended_at__isnull=True) | Q(ended_at__gt=models.F("began_at"))),
        ]


class Grant(models.Model):
    """One row proposes somebody as administrator; a second administrator decides."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_granted = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="grant_by_two_people", condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("proposed_by"))),
            models.UniqueConstraint(name="grant_open_once", fields=["person", "organisation"], condition=Q(decided_at__isnull=True)),
        ]


class Token(models.Model):
    """One row is a token for programs: its digest, whose it is, what it may, and until when."""

    id = models.UUIDField(primary_key=True)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="tokens")
    label = models.CharField(max_length=80)
    digest = models.BinaryField(unique=True)
    scopes = models.JSONField(null=True)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class AccessReview(models.Model):
    """One row asks whether an account is still needed of which nobody knows that it was since `needed_at`."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reviews")
    needed_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    outcome = models.CharField(max_length=12, default="")
    settled_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)

    @property
    def outcome_words(self) -> ReviewOutcome:
        """How it ended, to be said."""
        return ReviewOutcome(self.outcome)

    class Meta:
        constraints = [
            models.CheckConstraint(name="review_open_or_settled", condition=Q(settled_at__isnull=True, outcome="", settled_by__isnull=True)
                                   | Q(settled_at__isnull=False, outcome__in=[outcome.value for outcome in ReviewOutcome])),
            models.CheckConstraint(name="review_not_by_its_subject", condition=Q(settled_by__isnull=True) | ~Q(settled_by=models.F("person"))),
            models.UniqueConstraint(name="review_open_once_a_person", fields=["person"], condition=Q(settled_at__isnull=True)),
        ]


class Glass(models.Model):
    """One row is an emergency in which somebody acted without their second factor: why, until when, and what a second person found of it."""

    id = models.UUIDField(primary_key=True)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    broken_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(max_length=14, default="")
    found = models.CharField(max_length=300, default="")
    reviewed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    @property
    def finding_words(self) -> Finding:
        """What was found, to be said."""
        return Finding(self.finding)

    class Meta:
        constraints = [
            models.CheckConstraint(name="glass_ends_by_itself", condition=Q(until__gt=models.F("broken_at"))),
            models.CheckConstraint(name="glass_reviewed_by_another", condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=models.F("person"))),
            models.CheckConstraint(name="glass_reviewed_whole", condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True, finding="")
                                   | Q(reviewed_by__isnull=False, reviewed_at__isnull=False, ended_at__isnull=False,
                                       finding__in=[finding.value for finding in Finding])),
        ]


class Reset(models.Model):
    """One row proposes to take away the second factors of somebody who lost them; once granted, the link in their mail is good `until` then."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="reset_by_two_people", condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("proposed_by"))),
            models.CheckConstraint(name="reset_by_others", condition=~Q(proposed_by=models.F("person"))
                                   & (Q(decided_by__isnull=True) | ~Q(decided_by=models.F("person")))),
            models.CheckConstraint(name="reset_granted_once_decided", condition=Q(until__isnull=True)
                                   | Q(decided_at__isnull=False, until__gt=models.F("decided_at"))),
            models.CheckConstraint(name="reset_finished_if_granted", condition=Q(finished_at__isnull=True) | Q(until__isnull=False)),
            models.UniqueConstraint(name="reset_open_once_a_person", fields=["person"], condition=Q(decided_at__isnull=True)),
        ]


class AgencyToken(models.Model):
    """One row is the token of an agency's directory, by which it keeps its own people here: its digest, and until when."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class Provision(models.Model):
    """One row is a person as the directory of their agency knows them; ended, the agency has deleted them there."""

    id = models.UUIDField(primary_key=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="provision")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    external_id = models.CharField(max_length=200, default="")
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="external_id_once_an_agency", fields=["organisation", "external_id"],
                                               condition=Q(ended_at__isnull=True) & ~Q(external_id=""))]
