"""The register: sending States, their missions and premises."""

from typing import Self

from django.db import models
from django.db.models import F, Func, Q

from article22.contexts.missions.rules.terms import MissionKind, PremisesKind
from article22.ground.accounts.models import Organisation
from article22.ground.wall.rules import Reach, reach_of
from article22.kernel.actor import Actor
from article22.kernel.place import Place

KEEPERS = (Reach.PROTECTOR, Reach.ADMINISTRATION, Reach.INSPECTION, Reach.SYSTEM)


def is_read_by_police(premises: str) -> Func:
    """Whether the police that act read the dossier of a place, whose id stands in a field: it is registered with them, and its mission lets them."""
    return Func(F(premises), function="a22_reads_dossier", output_field=models.BooleanField())


class SendingState(models.Model):
    """One row is a State or organization that sends missions, by its ISO 3166 code."""

    code = models.CharField(max_length=2, primary_key=True)
    letters = models.CharField(max_length=3, unique=True)
    name = models.CharField(max_length=80)
    also = models.JSONField()

    def __str__(self) -> str:
        return self.name


class Mission(models.Model):
    """One row is a mission, known by its number; what is public of it. `who_key` and `where_key` hold the words by which it is found."""

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=12, unique=True)
    state = models.ForeignKey(SendingState, on_delete=models.PROTECT, related_name="missions")
    kind = models.CharField(max_length=24)
    name = models.CharField(max_length=160)
    city = models.CharField(max_length=80)
    region = models.CharField(max_length=3)
    organisation = models.OneToOneField(Organisation, null=True, on_delete=models.PROTECT, related_name="mission")
    responsible_office = models.CharField(max_length=40)
    usual_office = models.CharField(max_length=40)
    who_key = models.CharField(max_length=600)
    where_key = models.CharField(max_length=300)
    registered_at = models.DateTimeField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="mission_of_a_known_kind", condition=Q(kind__in=[kind.value for kind in MissionKind]))]
        indexes = [models.Index(name="missions_of_a_state", fields=["state", "city"])]

    def __str__(self) -> str:
        return f"{self.name}, {self.city}"

    @property
    def kind_words(self) -> MissionKind:
        """The kind, to be said."""
        return MissionKind(self.kind)


class PremisesQuerySet(models.QuerySet["Premises"]):
    """Premises, as far as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Everybody sees a chancery; a residence is for its own mission, for who protects it, and for its police where the mission lets them read of it."""
        reach = reach_of(actor)
        if reach in KEEPERS:
            return self
        if reach is Reach.PARTNER:
            return self.filter(~Q(kind=PremisesKind.RESIDENCE.value) | Q(is_read_by_police("pk")))
        own = Q(mission__organisation=actor.organisation) if actor.organisation else Q(pk=None)
        return self.filter(~Q(kind=PremisesKind.RESIDENCE.value) | own)


class Premises(models.Model):
    """One row is a place of a mission, from a day on. A new address is a new row. It is unverified until an officer has checked it."""

    id = models.UUIDField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="premises")
    kind = models.CharField(max_length=12)
    is_main = models.BooleanField()
    address = models.CharField(max_length=200)
    address_key = models.CharField(max_length=200)
    city = models.CharField(max_length=80)
    region = models.CharField(max_length=3)
    latitude = models.FloatField()
    longitude = models.FloatField()
    precision_km = models.FloatField()
    zone = models.CharField(max_length=40)
    phone = models.CharField(max_length=80)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.UUIDField(null=True)

    objects = PremisesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="premises_of_a_known_kind", condition=Q(kind__in=[kind.value for kind in PremisesKind])),
            models.CheckConstraint(name="premises_end_after_they_start", condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(
                ends_on__gte=F("starts_on"))),
            models.UniqueConstraint(name="one_main_premises", fields=["mission"], condition=Q(is_main=True, ends_on__isnull=True)),
            models.CheckConstraint(name="no_residence_is_main", condition=~Q(kind=PremisesKind.RESIDENCE.value) | Q(is_main=False)),
        ]
        indexes = [models.Index(name="premises_by_address", fields=["address_key"])]

    @property
    def kind_words(self) -> PremisesKind:
        """The kind, to be said."""
        return PremisesKind(self.kind)

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(latitude=self.latitude, longitude=self.longitude, city=self.city, state=self.region, precision_km=self.precision_km,
                     zone=self.zone, text=f"{self.city}, {self.region}")
