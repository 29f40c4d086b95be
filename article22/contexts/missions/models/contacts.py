"""Visits to missions, and calls and letters between them and their liaison."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from article22.contexts.missions.models.register import KEEPERS, Mission
from article22.contexts.missions.rules.terms import ContactKind
from article22.ground.wall.rules import reach_of
from article22.kernel.actor import Actor


class ContactQuerySet(models.QuerySet["Contact"]):
    """Contacts, as far as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """As the assignment of a liaison: protectors see all; a mission its own; the public none."""
        if not actor.may("liaison.see"):
            return self.none()
        return self if reach_of(actor) in KEEPERS else self.filter(mission__organisation=actor.organisation, mission__organisation__isnull=False)


class Contact(models.Model):
    """One row is a visit, call or letter of an officer and a mission (R-051, R-084): who, with whom, about what, and when the next is due, if they said.

    The mission reads it.
    """

    id = models.UUIDField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=8)
    happened_on = models.DateField()
    officer = models.CharField(max_length=120)
    met = models.CharField(max_length=160)
    about = models.CharField(max_length=600)
    next_on = models.DateField(null=True)
    noted_by = models.UUIDField(null=True)
    noted_at = models.DateTimeField()

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="contact_of_a_known_kind", condition=Q(kind__in=[kind.value for kind in ContactKind])),
            models.CheckConstraint(name="next_contact_comes_later", condition=Q(next_on__isnull=True) | Q(next_on__gt=F("happened_on"))),
        ]
        indexes = [models.Index(name="contacts_of_a_mission", fields=["mission", "-happened_on"])]

    @property
    def kind_words(self) -> ContactKind:
        """The kind, to be said."""
        return ContactKind(self.kind)
