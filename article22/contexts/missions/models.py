"""The register: sending States, their missions and premises, and the officers assigned to them."""

from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from article22.contexts.missions.rules.terms import MissionKind, PremisesKind, WayKind
from article22.ground.accounts.models import Organisation, Person
from article22.ground.wall.rules import Reach, reach_of
from article22.kernel.actor import Actor
from article22.kernel.place import Place

KEEPERS = (Reach.PROTECTOR, Reach.ADMINISTRATION, Reach.INSPECTION, Reach.SYSTEM)


def days(start: str, until: str) -> Func:
    """From the first day (in) to the last (out)."""
    return Func(F(start), F(until), function="daterange", output_field=DateRangeField())


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
        """Everybody sees a chancery; a residence is for its own mission and for who protects it."""
        if reach_of(actor) in KEEPERS:
            return self
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


class Listing(models.Model):
    """One row of somebody else's list and the premises that it tells of, with what it last said."""

    id = models.UUIDField(primary_key=True)
    source = models.CharField(max_length=80)
    external = models.CharField(max_length=120)
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, related_name="listings")
    content = models.JSONField()
    feeds = models.BooleanField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_listing_a_row", fields=["source", "external"])]


class Import(models.Model):
    """One row is a list that was taken in, on the day of which it tells, with how many rows it changed. It can be taken back as a whole."""

    id = models.UUIDField(primary_key=True)
    source = models.CharField(max_length=80)
    counts = models.JSONField()
    on = models.DateField()
    applied_by = models.UUIDField(null=True)
    applied_at = models.DateTimeField()
    undone_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)


class ImportChange(models.Model):
    """One row is what an import did to a row of the register, in order: what it was before (nothing, where the import made it), and after.

    What one row of the list did is one step: it is taken back whole, or left whole.
    """

    id = models.UUIDField(primary_key=True)
    run = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="changes")
    place = models.IntegerField()
    step = models.IntegerField()
    what = models.CharField(max_length=12)
    subject = models.UUIDField()
    before = models.JSONField(null=True)
    after = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_change_at_a_place", fields=["run", "place"])]
        indexes = [models.Index(name="changes_of_a_subject", fields=["subject"])]


class OfficerQuerySet(models.QuerySet["Officer"]):
    """Officers, as far as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Protectors see all; a mission those who are or were assigned to it, and who covers for them; the public none."""
        if reach_of(actor) in KEEPERS:
            return self
        if not actor.may("liaison.see") or actor.organisation is None:
            return self.none()
        own = Q(assignments__mission__organisation=actor.organisation)
        return self.filter(own | Q(covers__officer__assignments__mission__organisation=actor.organisation)).distinct()


class Officer(models.Model):
    """One row is an officer as missions reach them. `raw` is the number as given."""

    id = models.UUIDField(primary_key=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="officer")
    name = models.CharField(max_length=120)
    raw = models.CharField(max_length=40)
    e164 = models.CharField(max_length=16)
    email = models.CharField(max_length=254)

    objects = OfficerQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="officer_can_be_reached", condition=~Q(e164="") | ~Q(email=""))]

    def __str__(self) -> str:
        return self.name


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Assignments, as far as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Protectors see all; a mission its own; the public none."""
        if reach_of(actor) in KEEPERS:
            return self
        if not actor.may("liaison.see") or actor.organisation is None:
            return self.none()
        return self.filter(mission__organisation=actor.organisation)


class Assignment(models.Model):
    """One row assigns an officer to a mission as its liaison, from a day until another takes over; one at a time."""

    id = models.UUIDField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="assignments")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="assignments")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    assigned_by = models.UUIDField(null=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="assignment_ends_after_it_starts", condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on"))),
            ExclusionConstraint(name="one_liaison_at_a_time", expressions=[
                ("mission", RangeOperators.EQUAL), (days("starts_on", "ends_on"), RangeOperators.OVERLAPS)]),
        ]


class Absence(models.Model):
    """One row says that an officer is away, from a first day to a last (out), and who covers."""

    id = models.UUIDField(primary_key=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="absences")
    cover = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="covers")
    starts_on = models.DateField()
    ends_on = models.DateField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="absence_ends_after_it_starts", condition=Q(ends_on__gt=F("starts_on"))),
            models.CheckConstraint(name="nobody_covers_for_themselves", condition=~Q(officer=F("cover"))),
            ExclusionConstraint(name="one_absence_at_a_time", condition=Q(cancelled_at__isnull=True), expressions=[
                ("officer", RangeOperators.EQUAL), (days("starts_on", "ends_on"), RangeOperators.OVERLAPS)]),
        ]


class RepresentativeQuerySet(models.QuerySet["Representative"]):
    """Representatives, as far as somebody may see them: their own mission's people, and the officers who call them (domain.md 5.6)."""

    def visible_to(self, actor: Actor) -> Self:
        """All for who may see them and protects, inspects or runs the system; a mission its own; nobody else any."""
        if not actor.may("representative.see"):
            return self.none()
        return self if reach_of(actor) in KEEPERS else self.filter(mission__organisation=actor.organisation, mission__organisation__isnull=False)


class Representative(models.Model):
    """One row is a security liaison representative of a mission. `human` is the same wherever one person serves; `held_why` bars verification."""

    id = models.UUIDField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="representatives")
    human = models.UUIDField()
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=120)
    languages = models.JSONField()
    is_first = models.BooleanField()
    arrives_on = models.DateField(null=True)
    departs_on = models.DateField(null=True)
    consented_at = models.DateTimeField(null=True)
    stand = models.CharField(max_length=16)
    nominated_how = models.CharField(max_length=16)
    nominated_from = models.CharField(max_length=254)
    nominated_by = models.UUIDField(null=True)
    nominated_at = models.DateTimeField()
    held_why = models.CharField(max_length=40)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="representative_of_a_known_stand", condition=Q(stand__in=["nominated", "active", "suspended", "ended"])),
            models.CheckConstraint(name="nobody_is_active_unverified", condition=~Q(stand="active") | Q(verified_at__isnull=False, held_why="")),
            models.UniqueConstraint(name="one_person_once_at_a_mission", fields=["mission", "human"], condition=~Q(stand="ended")),
        ]


class Way(models.Model):
    """One row is a way by which a representative is reached, as given (`raw`) and as it is used; proved by an answer, failed by a bounce or a missed drill."""

    id = models.UUIDField(primary_key=True)
    representative = models.ForeignKey(Representative, on_delete=models.PROTECT, related_name="ways")
    kind = models.CharField(max_length=8)
    raw = models.CharField(max_length=254)
    address = models.CharField(max_length=254)
    is_out_of_hours = models.BooleanField()
    proved_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=40)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="way_of_a_known_kind", condition=Q(kind__in=[kind.value for kind in WayKind])),
            models.UniqueConstraint(name="one_way_once", fields=["representative", "address"], condition=Q(ended_at__isnull=True)),
        ]
        indexes = [models.Index(name="ways_by_address", fields=["address"])]


class WalletCard(models.Model):
    """One row is a wallet card as it was printed: its facts, so that its serial can answer whether they still hold."""

    serial = models.CharField(max_length=24, primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="wallet_cards")
    facts = models.JSONField()
    issued_on = models.DateField()
    check_by = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(name="card_is_checked_after_it_was_issued", condition=Q(check_by__gt=F("issued_on")))]
