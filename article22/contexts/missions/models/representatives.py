"""A mission's own people, and the ways to reach them."""

from typing import Self

from django.db import models
from django.db.models import Q

from article22.contexts.missions.models.register import KEEPERS, Mission
from article22.contexts.missions.rules.terms import WayKind
from article22.ground.wall.rules import reach_of
from article22.kernel.actor import Actor


class RepresentativeQuerySet(models.QuerySet["Representative"]):
    """Representatives, as far as somebody may see them: their own mission's people, and the officers who call them (domain.md 5.6)."""

    def visible_to(self, actor: Actor) -> Self:
        """All for who may see them and protects, inspects or runs the system; a mission its own; who holds a link themselves; nobody else any."""
        if actor.record is not None and actor.may("representative.answer"):
            return self.filter(pk=actor.record)
        if not actor.may("representative.see"):
            return self.none()
        return self if reach_of(actor) in KEEPERS else self.filter(mission__organisation=actor.organisation, mission__organisation__isnull=False)


class Representative(models.Model):
    """One row is a security liaison representative of a mission. `human` is the same wherever one person serves; `held_why` bars verification.

    `languages` are those they speak, `language` that in which they chose to be written to; empty: none was chosen, and it is English.
    """

    id = models.UUIDField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="representatives")
    human = models.UUIDField()
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=120)
    languages = models.JSONField()
    language = models.CharField(max_length=10, default="")
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
