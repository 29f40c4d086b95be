"""The register of locations for priority response (R-070): with which police, what they were sent, and what they said."""

from typing import Self

from django.db import models
from django.db.models import Q

from article22.contexts.directory.models import Agency
from article22.contexts.missions.models.register import KEEPERS, Premises
from article22.contexts.missions.rules.flags import Registration as Ruled
from article22.contexts.missions.rules.terms import AgencyWord, Flag
from article22.ground.accounts.models import Organisation
from article22.ground.wall.rules import Reach, reach_of
from article22.kernel.actor import Actor


class PoliceDesk(models.Model):
    """One row is where police take in locations for priority response: of an imported agency, or of one entered by its name.

    `organisation` is that of its people who sign in here, where it has some: what is registered with the desk is registered with them.
    """

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=200)
    agency = models.OneToOneField(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    email = models.CharField(max_length=254)
    raw = models.CharField(max_length=40)
    e164 = models.CharField(max_length=16)

    def __str__(self) -> str:
        return self.name


class PoliceArea(models.Model):
    """One row says to which desk the locations of a city go."""

    id = models.UUIDField(primary_key=True)
    desk = models.ForeignKey(PoliceDesk, on_delete=models.PROTECT, related_name="areas")
    city = models.CharField(max_length=80)
    city_key = models.CharField(max_length=80)
    region = models.CharField(max_length=3)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_desk_a_city", fields=["region", "city_key"])]


class PriorityForm(models.Model):
    """One row is a form that went to a desk: its link opens what was sent with it, until a day. `fault` says why it did not arrive."""

    id = models.UUIDField(primary_key=True)
    desk = models.ForeignKey(PoliceDesk, on_delete=models.PROTECT, related_name="forms")
    sent_at = models.DateTimeField()
    sent_by = models.UUIDField(null=True)
    until = models.DateTimeField()
    fault = models.CharField(max_length=40)


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Registrations, as far as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Whoever sees all of the register, a mission its own places, police what is registered with them, a link what its form holds."""
        reach = reach_of(actor)
        if reach in KEEPERS:
            return self
        if reach is Reach.PARTNER:
            return self.filter(desk__organisation=actor.organisation, desk__organisation__isnull=False)
        if actor.record:
            return self.filter(form=actor.record)
        return self.filter(premises__mission__organisation=actor.organisation, premises__mission__organisation__isnull=False)


class Registration(models.Model):
    """One row registers a location with a desk; one at a time. `told` is what the desk was sent, `answered_by` who spoke for it."""

    id = models.UUIDField(primary_key=True)
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, related_name="registrations")
    desk = models.ForeignKey(PoliceDesk, on_delete=models.PROTECT, related_name="registrations")
    form = models.ForeignKey(PriorityForm, null=True, on_delete=models.PROTECT, related_name="registrations")
    flag = models.CharField(max_length=12)
    told = models.JSONField()
    sent_at = models.DateTimeField(null=True)
    word = models.CharField(max_length=12)
    said = models.CharField(max_length=300)
    answered_by = models.CharField(max_length=120)
    answered_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="registration_of_a_known_flag", condition=Q(flag__in=["sent", "confirmed", "returned", "withdrawn"])),
            models.CheckConstraint(name="confirmed_by_somebody", condition=~Q(flag="confirmed") | Q(confirmed_at__isnull=False) & ~Q(answered_by="")),
            models.CheckConstraint(name="withdrawn_when_it_says_so", condition=Q(flag="withdrawn", withdrawn_at__isnull=False)
                                   | ~Q(flag="withdrawn") & Q(withdrawn_at__isnull=True)),
            models.CheckConstraint(name="sent_with_a_form", condition=~Q(flag="sent") | Q(sent_at__isnull=False, form__isnull=False)),
            models.UniqueConstraint(name="one_registration_at_a_time", fields=["premises"], condition=Q(withdrawn_at__isnull=True)),
        ]
        indexes = [models.Index(name="registrations_of_a_form", fields=["form"])]

    @property
    def ruled(self) -> Ruled:
        """The registration as the rules take it. Of a call it counts when it was, not when it was noted."""
        return Ruled(flag=Flag(self.flag), address=self.told["address"], sent_at=self.sent_at, word=AgencyWord(self.word) if self.word else None,
                     said_at=self.confirmed_at if self.flag == Flag.CONFIRMED else self.answered_at, confirmed_at=self.confirmed_at)
