"""Who claims to speak for a mission, and whom the accredited list names."""

from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from article22.contexts.missions.models.liaisons import days
from article22.contexts.missions.models.register import KEEPERS, Mission
from article22.ground.wall.rules import reach_of
from article22.kernel.actor import Actor


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims, as far as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """All for who protects, inspects or keeps the register; a mission those to itself; nobody else any."""
        if not actor.may("claim.see"):
            return self.none()
        return self if reach_of(actor) in KEEPERS else self.filter(mission__organisation=actor.organisation, mission__organisation__isnull=False)


class Claim(models.Model):
    """One row is somebody's claim to speak for a mission, for a government, from a day on; and from when until when the accredited list names them.

    `source` says where the claim stands, `accredited_by` where the accreditation does. What is recorded stays: a claim that is contested is kept beside the
    other (S8).
    """

    id = models.UUIDField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="claims")
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=120)
    government = models.CharField(max_length=160)
    source = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    accredited_on = models.DateField(null=True)
    accredited_by = models.CharField(max_length=200)
    accredited_until = models.DateField(null=True)
    recorded_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="claim_ends_after_it_starts", condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on"))),
            models.CheckConstraint(name="accreditation_has_a_source", condition=Q(accredited_on__isnull=True) | ~Q(accredited_by="")),
            models.CheckConstraint(name="accreditation_ends_after_it_starts", condition=Q(accredited_until__isnull=True) | Q(
                accredited_until__gt=F("accredited_on"))),
            ExclusionConstraint(name="one_accredited_at_a_time", condition=Q(accredited_on__isnull=False), expressions=[
                ("mission", RangeOperators.EQUAL), (days("accredited_on", "accredited_until"), RangeOperators.OVERLAPS)]),
        ]
