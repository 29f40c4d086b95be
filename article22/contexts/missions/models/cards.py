"""Wallet cards, as they were printed, and the recall of those that are no longer right."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from article22.contexts.missions.models.register import KEEPERS, Mission
from article22.contexts.missions.rules.recalls import Closed, RecallStep
from article22.ground.wall.rules import reach_of
from article22.kernel.actor import Actor


class WalletCard(models.Model):
    """One row is a wallet card as it was printed: its facts, so that its serial can answer whether they still hold."""

    serial = models.CharField(max_length=24, primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="wallet_cards")
    facts = models.JSONField()
    issued_on = models.DateField()
    check_by = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(name="card_is_checked_after_it_was_issued", condition=Q(check_by__gt=F("issued_on")))]


class CardRecallQuerySet(models.QuerySet["CardRecall"]):
    """Recalls, as far as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """All for who keeps the register; a mission its own; the holder of a link the one that it opens; nobody else any."""
        if not actor.may("recall.see"):
            return self.none()
        if actor.record:
            return self.filter(pk=actor.record)
        return self if reach_of(actor) in KEEPERS else self.filter(mission__organisation=actor.organisation, mission__organisation__isnull=False)


class CardRecall(models.Model):
    """One row asks a mission to print `replacement` and to destroy the cards of the serials `withdraws`, until it has confirmed.

    `told` is how many letters asked it, `step` how far it has gone since.
    """

    id = models.UUIDField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="card_recalls")
    replacement = models.ForeignKey(WalletCard, on_delete=models.PROTECT, related_name="+")
    withdraws = models.JSONField()
    opened_at = models.DateTimeField()
    told = models.SmallIntegerField()
    step = models.CharField(max_length=12)
    closed_at = models.DateTimeField(null=True)
    closed_how = models.CharField(max_length=16)
    closed_by = models.UUIDField(null=True)
    closed_name = models.CharField(max_length=120)

    objects = CardRecallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_recall_at_a_time", fields=["mission"], condition=Q(closed_at__isnull=True)),
            models.CheckConstraint(name="recall_at_a_known_step", condition=Q(step__in=[step.value for step in RecallStep])),
            models.CheckConstraint(name="recall_closed_in_a_known_way", condition=Q(closed_at__isnull=True, closed_how="")
                                   | Q(closed_at__isnull=False, closed_how__in=[how.value for how in Closed])),
            models.CheckConstraint(name="telephoned_with_somebody", condition=~Q(closed_how=Closed.TELEPHONE.value)
                                   | Q(closed_by__isnull=False) & ~Q(closed_name="")),
        ]

    @property
    def step_words(self) -> RecallStep:
        """The step, to be said."""
        return RecallStep(self.step)

    @property
    def closed_words(self) -> Closed:
        """How it was closed, to be said."""
        return Closed(self.closed_how)


class CardCheck(models.Model):
    """The one row says how far the cards that are out were compared with a version of the directory on a day: up to the mission `after`, or all of them."""

    only_one = models.BooleanField(default=True, primary_key=True)
    version = models.CharField(max_length=80)
    day = models.DateField()
    after = models.UUIDField(null=True)
    checked = models.IntegerField()
    wrong = models.IntegerField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="card_check_is_only_one", condition=Q(only_one=True))]
