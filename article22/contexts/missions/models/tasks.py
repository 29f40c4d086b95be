"""What somebody must see to so that a mission can be reached."""

from typing import Self

from django.db import models
from django.db.models import Q

from article22.contexts.missions.models.register import KEEPERS, Mission
from article22.contexts.missions.models.representatives import Representative
from article22.contexts.missions.rules.terms import Holder, News, TaskKind
from article22.ground.wall.rules import reach_of
from article22.kernel.actor import Actor


class TaskQuerySet(models.QuerySet["Task"]):
    """Tasks, as far as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """As the people whom they are about: a mission its own, who calls its people all."""
        if not actor.may("representative.see"):
            return self.none()
        return self if reach_of(actor) in KEEPERS else self.filter(mission__organisation=actor.organisation, mission__organisation__isnull=False)


class Task(models.Model):
    """One row is something to see to at a mission, from the instant its cause was found until it was gone. The system alone writes it.

    `news` is what whoever holds it was not written yet.
    """

    id = models.UUIDField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="tasks")
    kind = models.CharField(max_length=16)
    representative = models.ForeignKey(Representative, null=True, on_delete=models.PROTECT, related_name="tasks")
    holder = models.CharField(max_length=16)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    late_at = models.DateTimeField(null=True)
    further_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    news = models.CharField(max_length=8, default="")

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="task_of_a_known_kind", condition=Q(kind__in=[kind.value for kind in TaskKind])),
            models.CheckConstraint(name="task_held_by_somebody", condition=Q(holder__in=[holder.value for holder in Holder])),
            models.CheckConstraint(name="news_of_an_open_task", condition=Q(news="") | Q(news__in=[news.value for news in News], closed_at__isnull=True)),
            models.UniqueConstraint(name="one_task_of_a_cause", fields=["mission", "kind", "representative"], nulls_distinct=False,
                                    condition=Q(closed_at__isnull=True)),
        ]

    @property
    def kind_words(self) -> TaskKind:
        """The kind, to be said."""
        return TaskKind(self.kind)

    @property
    def holder_words(self) -> Holder:
        """Who holds it, to be said."""
        return Holder(self.holder)

    @property
    def news_words(self) -> News:
        """What is new of it, to be said."""
        return News(self.news)


class Look(models.Model):
    """One row says as of which state a mission was looked at for tasks, and when time alone may ask for another look."""

    mission = models.OneToOneField(Mission, primary_key=True, on_delete=models.PROTECT, related_name="+")
    mark = models.CharField(max_length=40)
    again_at = models.DateTimeField()
