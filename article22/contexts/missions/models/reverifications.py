"""Representatives who are asked again, and the codes by which their ways are proved."""

from typing import Self

from django.db import models
from django.db.models import Q

from article22.contexts.missions.models.representatives import Representative, Way
from article22.contexts.missions.rules.terms import Answer, AskedWhy
from article22.kernel.actor import Actor


class ReverificationQuerySet(models.QuerySet["Reverification"]):
    """Reverifications, as far as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """As the people who are asked."""
        return self.filter(representative__in=Representative.objects.visible_to(actor))


class Reverification(models.Model):
    """One row is a representative who is asked again whether they are still there, by a link that ends: what they said, and when they were renewed."""

    id = models.UUIDField(primary_key=True)
    representative = models.ForeignKey(Representative, on_delete=models.PROTECT, related_name="reverifications")
    why = models.CharField(max_length=16)
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    reminders = models.SmallIntegerField(default=0)
    answer = models.CharField(max_length=8)
    answered_at = models.DateTimeField(null=True)
    renewed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ReverificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="reverification_for_a_known_reason", condition=Q(why__in=[why.value for why in AskedWhy])),
            models.CheckConstraint(name="reverification_answered_or_not", condition=Q(answer="", answered_at__isnull=True)
                                   | Q(answer__in=[answer.value for answer in Answer], answered_at__isnull=False)),
            models.UniqueConstraint(name="one_open_reverification", fields=["representative"], condition=Q(ended_at__isnull=True)),
        ]


class Code(models.Model):
    """One row is a code that was sent to a way; its id is that of the message, from which the code itself is reckoned: it is kept nowhere."""

    id = models.UUIDField(primary_key=True)
    reverification = models.ForeignKey(Reverification, on_delete=models.PROTECT, related_name="codes")
    way = models.ForeignKey(Way, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    entered_at = models.DateTimeField(null=True)
