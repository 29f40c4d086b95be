"""What a mission says is wrong of what is held about its places."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from article22.contexts.missions.models.register import KEEPERS, Mission, Premises
from article22.contexts.missions.rules.corrections import Settled
from article22.ground.wall.rules import reach_of
from article22.kernel.actor import Actor


class CorrectionQuerySet(models.QuerySet["Correction"]):
    """Corrections, as far as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """All for who keeps the register; a mission its own; nobody else any."""
        if not actor.may("correction.see"):
            return self.none()
        return self if reach_of(actor) in KEEPERS else self.filter(mission__organisation=actor.organisation, mission__organisation__isnull=False)


class Correction(models.Model):
    """One row is a mission's word that something held about it is wrong: about one of its places, or, without one, about a place that is missing.

    The words are NULL once they were purged.
    """

    id = models.UUIDField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="corrections")
    premises = models.ForeignKey(Premises, null=True, on_delete=models.PROTECT, related_name="corrections")
    words = models.TextField(null=True)
    filed_at = models.DateTimeField()
    filed_by = models.UUIDField(null=True)
    outcome = models.CharField(max_length=12)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)
    purged_at = models.DateTimeField(null=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="correction_settled_in_a_known_way", condition=Q(settled_at__isnull=True, outcome="")
                                   | Q(settled_at__isnull=False, outcome__in=[outcome.value for outcome in Settled])),
            models.CheckConstraint(name="correction_without_words_was_purged", condition=Q(words__isnull=False, purged_at__isnull=True)
                                   | Q(words__isnull=True, purged_at__isnull=False)),
        ]
        indexes = [models.Index(name="corrections_to_settle", fields=["filed_at"], condition=Q(settled_at__isnull=True))]

    @property
    def outcome_words(self) -> Settled | None:
        """What became of it, to be said; None while nobody has settled it."""
        return Settled(self.outcome) if self.outcome else None


class CorrectionPurge(models.Model):
    """One row proposes that the words of a correction be removed; a second person decides, who never sees them. `number` is its mission's."""

    id = models.UUIDField(primary_key=True)
    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, related_name="purges")
    number = models.CharField(max_length=12)
    filed_at = models.DateTimeField()
    organisation = models.UUIDField(null=True)
    proposed_by = models.UUIDField()
    proposed_name = models.CharField(max_length=120)
    proposed_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    is_approved = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="correction_purged_by_two_people", condition=Q(decided_by__isnull=True) | Q(is_approved=False)
                                   | ~Q(decided_by=F("proposed_by"))),
            models.UniqueConstraint(name="correction_purge_open_once", fields=["correction"], condition=Q(decided_at__isnull=True)),
        ]
