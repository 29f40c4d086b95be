"""What is kept of the directory: the pack in force, what people changed on top of it, and what they reported."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from article22.contexts.directory.rules.keeping import AgencyKind, Outcome, State
from article22.ground.wall.rules import Reach, reach_of
from article22.kernel.actor import Actor


class Version(models.Model):
    """The one row counts every change of the directory; its mark is another after each, so that a process knows when to read it anew."""

    only_one = models.BooleanField(default=True, primary_key=True)
    number = models.BigIntegerField()
    mark = models.UUIDField()

    class Meta:
        constraints = [models.CheckConstraint(name="version_is_only_one", condition=Q(only_one=True))]


class Edition(models.Model):
    """One row is a receiving-State pack as it was loaded. One that touches an emergency line waits for two people; one is in force."""

    id = models.UUIDField(primary_key=True)
    pack = models.CharField(max_length=20)
    version = models.CharField(max_length=60)
    checksum = models.CharField(max_length=64)
    content = models.JSONField()
    needs_two = models.BooleanField()
    state = models.CharField(max_length=10)
    loaded_at = models.DateTimeField()
    first_by = models.UUIDField(null=True)
    second_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_edition_in_force", fields=["state"], condition=Q(state=State.IN_FORCE.value)),
            models.UniqueConstraint(name="one_edition_proposed", fields=["pack"], condition=Q(state=State.PROPOSED.value)),
            models.CheckConstraint(name="edition_by_two_people", condition=Q(needs_two=False) | ~Q(state=State.IN_FORCE.value)
                                   | Q(first_by__isnull=False, second_by__isnull=False) & ~Q(first_by=F("second_by"))),
            models.CheckConstraint(name="edition_in_a_known_state", condition=Q(state__in=[state.value for state in State])),
        ]


class Line(models.Model):
    """One row is a value that people gave to a contact point or an office's line, from a day on. It goes over the pack's."""

    id = models.UUIDField(primary_key=True)
    slot = models.CharField(max_length=60)
    starts_on = models.DateField()
    content = models.JSONField()
    document = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_value_a_day", fields=["slot", "starts_on"])]


class ChangeQuerySet(models.QuerySet["Change"]):
    """Proposals, as far as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Administration, inspection and the system see all; others none."""
        return self if reach_of(actor) in (Reach.ADMINISTRATION, Reach.INSPECTION, Reach.SYSTEM) else self.none()


class Change(models.Model):
    """One row proposes a value for a line, with its source. An emergency line needs a second person and a newer source."""

    id = models.UUIDField(primary_key=True)
    slot = models.CharField(max_length=60)
    content = models.JSONField()
    document = models.JSONField()
    starts_on = models.DateField()
    needs_two = models.BooleanField()
    state = models.CharField(max_length=10)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="emergency_line_by_two_people", condition=Q(needs_two=False) | ~Q(state=State.IN_FORCE.value)
                                   | Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
            models.CheckConstraint(name="change_in_a_known_state", condition=Q(state__in=[state.value for state in State])),
            models.UniqueConstraint(name="one_open_change_a_line", fields=["slot"], condition=Q(state=State.PROPOSED.value)),
        ]


class Settlement(models.Model):
    """One row settles a finding of the pack; the reason is in the entry of the journal."""

    finding = models.CharField(max_length=40, primary_key=True)
    settled_at = models.DateTimeField()
    settled_by = models.UUIDField(null=True)


class Agency(models.Model):
    """One row is a police agency from an imported list; a candidate until an officer confirms it. Confirmed, it stays when its list names it no more."""

    id = models.UUIDField(primary_key=True)
    source = models.CharField(max_length=80)
    document = models.JSONField()
    external = models.CharField(max_length=80)
    also = models.JSONField(default=dict)  # other lists that tell of it, with their ids for it
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    raw = models.CharField(max_length=40)
    e164 = models.CharField(max_length=16)
    address = models.CharField(max_length=200)
    city = models.CharField(max_length=80)
    county = models.CharField(max_length=80)
    city_key = models.CharField(max_length=80)
    state = models.CharField(max_length=3)
    latitude = models.FloatField()
    longitude = models.FloatField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.UUIDField(null=True)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="agency_once_a_source", fields=["source", "external"]),
            models.CheckConstraint(name="agency_of_a_known_kind", condition=Q(kind__in=[kind.value for kind in AgencyKind])),
            models.CheckConstraint(name="agency_confirmed_by_somebody", condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                                   | Q(confirmed_at__isnull=False, confirmed_by__isnull=False)),
        ]
        indexes = [models.Index(name="agencies_of_a_city", fields=["state", "city_key"])]


class AgencyImport(models.Model):
    """One row is a list of agencies that was taken in: how many rows it changed, and what each agency that it touched was before; nothing, where it made it."""

    id = models.UUIDField(primary_key=True)
    source = models.CharField(max_length=80)
    counts = models.JSONField()
    before = models.JSONField()
    applied_by = models.UUIDField(null=True)
    applied_at = models.DateTimeField()
    undone_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports, as far as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Administration, inspection and the system see all; others none."""
        return self if reach_of(actor) in (Reach.ADMINISTRATION, Reach.INSPECTION, Reach.SYSTEM) else self.none()


class Report(models.Model):
    """One row says that somebody holds a number for wrong; their words are in the entry of the journal whose subject it is."""

    id = models.UUIDField(primary_key=True)
    line = models.CharField(max_length=120)
    slot = models.CharField(max_length=60)
    place = models.CharField(max_length=200)
    filed_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="report_settled_with_an_outcome", condition=Q(outcome__isnull=True, settled_at__isnull=True)
                                   | Q(outcome__in=[outcome.value for outcome in Outcome], settled_at__isnull=False)),
        ]
