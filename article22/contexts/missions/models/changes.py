"""Changes of how somebody is reached that wait for the old way, or for an officer's call."""

from typing import Self

from django.db import models
from django.db.models import Q

from article22.contexts.missions.models.representatives import Representative, Way
from article22.contexts.missions.rules.terms import ChangeState, WayKind
from article22.kernel.actor import Actor


class WayChangeQuerySet(models.QuerySet["WayChange"]):
    """Changes, as far as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """As the people whom they are about."""
        return self.filter(representative__in=Representative.objects.visible_to(actor))


class WayChange(models.Model):
    """One row is a new mail address or number, in the place of `way` or beside all: asked for by somebody of the mission, and held until it is confirmed.

    `asks` is the way that is asked to confirm it, by `message`; none where only an officer can. `asked_by` is none where it came by a person's own link.
    """

    id = models.UUIDField(primary_key=True)
    representative = models.ForeignKey(Representative, on_delete=models.PROTECT, related_name="changes")
    way = models.ForeignKey(Way, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=8)
    raw = models.CharField(max_length=254)
    address = models.CharField(max_length=254)
    is_out_of_hours = models.BooleanField()
    asked_by = models.UUIDField(null=True)
    asked_name = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    asks = models.ForeignKey(Way, on_delete=models.PROTECT, null=True, related_name="+")
    message = models.UUIDField(null=True)
    tries = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=12)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    objects = WayChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="change_to_a_known_kind_of_way", condition=Q(kind__in=[kind.value for kind in WayKind])),
            models.CheckConstraint(name="way_change_in_a_known_state", condition=Q(state__in=[state.value for state in ChangeState])),
            models.CheckConstraint(name="change_waits_or_was_decided", condition=Q(state="waiting", decided_at__isnull=True)
                                   | ~Q(state="waiting") & Q(decided_at__isnull=False)),
            models.UniqueConstraint(name="one_change_to_an_address", fields=["representative", "address"], condition=Q(state="waiting")),
        ]
