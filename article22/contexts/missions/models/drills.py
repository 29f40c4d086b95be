"""Reachability drills, and how often they recur."""

from typing import Self

from django.db import models
from django.db.models import Q

from article22.contexts.missions.models.register import KEEPERS, Mission
from article22.contexts.missions.models.representatives import Representative, Way
from article22.contexts.missions.rules.terms import AudienceKind, Outcome, Recurs, WayKind
from article22.ground.wall.rules import reach_of
from article22.kernel.actor import Actor

AUDIENCES = [kind.value for kind in AudienceKind]


def may_lead(actor: Actor) -> bool:
    """Whether somebody sees drills: who calls representatives, inspects or runs the system does; a mission sees what became of its own ways alone."""
    return actor.may("drill.see") and reach_of(actor) in KEEPERS


class ScheduleQuerySet(models.QuerySet["Schedule"]):
    """Schedules, as far as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """All for who sees drills, none for others."""
        return self if may_lead(actor) else self.none()


class Schedule(models.Model):
    """One row says how often something recurs for whom: a drill, or that representatives are asked again. `next_at` is when it is due."""

    id = models.UUIDField(primary_key=True)
    recurs = models.CharField(max_length=16)
    audience = models.CharField(max_length=8)
    audience_of = models.JSONField()
    kinds = models.JSONField()
    lasts_hours = models.SmallIntegerField()
    every_days = models.SmallIntegerField()
    next_at = models.DateTimeField()
    set_by = models.UUIDField(null=True)
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="schedule_of_something_known", condition=Q(recurs__in=[one.value for one in Recurs], audience__in=AUDIENCES)),
            models.CheckConstraint(name="schedule_within_a_year", condition=Q(every_days__range=(1, 366))),
        ]
        indexes = [models.Index(name="schedules_due", fields=["next_at"], condition=Q(ended_at__isnull=True))]


class DrillQuerySet(models.QuerySet["Drill"]):
    """Drills, as far as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """All for who sees drills, none for others."""
        return self if may_lead(actor) else self.none()


class Drill(models.Model):
    """One row is a drill: whom it asks and how, when it began and ends. `starts_at` is None where somebody starts it by hand."""

    id = models.UUIDField(primary_key=True)
    audience = models.CharField(max_length=8)
    audience_of = models.JSONField()
    kinds = models.JSONField()
    lasts_hours = models.SmallIntegerField()
    starts_at = models.DateTimeField(null=True)
    schedule = models.ForeignKey(Schedule, null=True, on_delete=models.PROTECT, related_name="drills")
    planned_by = models.UUIDField(null=True)
    planned_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    objects = DrillQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="drill_of_a_known_audience", condition=Q(audience__in=AUDIENCES)),
            models.CheckConstraint(name="drill_ends_once_it_began", condition=Q(started_at__isnull=True, ends_at__isnull=True, ended_at__isnull=True)
                                   | Q(started_at__isnull=False, ends_at__isnull=False, cancelled_at__isnull=True)),
        ]
        indexes = [models.Index(name="drills_to_be_led", fields=["starts_at"], condition=Q(ended_at__isnull=True, cancelled_at__isnull=True))]


class DrillCall(models.Model):
    """One row is one person tried by one channel in a drill, and what became of it; `way` is None where none is held.

    `message` is what was sent; `counted_at` when an answer was drawn upon: the way is proved by it.
    """

    id = models.UUIDField(primary_key=True)
    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="calls")
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    representative = models.ForeignKey(Representative, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    way = models.ForeignKey(Way, null=True, on_delete=models.PROTECT, related_name="+")
    message = models.UUIDField(null=True)
    outcome = models.CharField(max_length=12)
    answered_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="call_by_a_known_channel", condition=Q(kind__in=[kind.value for kind in WayKind])),
            models.CheckConstraint(name="call_with_a_known_outcome", condition=Q(outcome__in=[one.value for one in Outcome])),
            models.CheckConstraint(name="call_answered_at_some_time", condition=Q(outcome=Outcome.ANSWERED.value, answered_at__isnull=False)
                                   | (~Q(outcome=Outcome.ANSWERED.value) & Q(answered_at__isnull=True))),
            models.CheckConstraint(name="call_without_a_way_sends_nothing", condition=Q(way__isnull=False)
                                   | Q(message__isnull=True, outcome=Outcome.NO_WAY.value)),
        ]
        indexes = [
            models.Index(name="calls_of_a_drill", fields=["drill", "outcome"]),
            models.Index(name="calls_by_message", fields=["message"]),
            models.Index(name="calls_to_be_counted", fields=["answered_at"], condition=Q(answered_at__isnull=False, counted_at__isnull=True)),
        ]
