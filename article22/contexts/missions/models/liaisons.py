"""The officers assigned to missions, and their absences."""

from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from article22.contexts.missions.models.register import KEEPERS, Mission
from article22.ground.accounts.models import Person
from article22.ground.wall.rules import reach_of
from article22.kernel.actor import Actor


def days(start: str, until: str) -> Func:
    """From the first day (in) to the last (out)."""
    return Func(F(start), F(until), function="daterange", output_field=DateRangeField())


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
