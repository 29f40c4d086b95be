"""What is kept of what happened."""

from typing import Self

from django.db import models

from article22.ground.wall.rules import Reach, reach_of
from article22.kernel.actor import Actor

ADMINISTERED = ("accounts", "directory", "installation", "missions")


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries, as far as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """A mission its own; administration what it administers; the public what the public did; inspection and the system all."""
        match reach_of(actor):
            case Reach.INSPECTION | Reach.SYSTEM:
                return self
            case Reach.ADMINISTRATION:
                return self.filter(context__in=ADMINISTERED)
            case Reach.PUBLIC:
                return self.filter(role="public")
        return self.filter(organisation=actor.organisation) if actor.organisation else self.none()


class Entry(models.Model):
    """One row is one thing that happened. Never changed; its digest is a leaf of the tree once sealed.

    The actor acted for `acts_for`; the record is that of `organisation`, which decides who sees it.
    """

    id = models.UUIDField(primary_key=True)
    schema = models.SmallIntegerField()
    at = models.DateTimeField()
    context = models.CharField(max_length=40)
    verb = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    role = models.CharField(max_length=40)
    person = models.UUIDField(null=True)
    membership = models.UUIDField(null=True)
    acts_for = models.UUIDField(null=True)
    organisation = models.UUIDField(null=True)
    door = models.CharField(max_length=20)
    facts = models.JSONField()
    words = models.JSONField()
    digest = models.BinaryField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(name="entries_of_a_subject", fields=["subject", "at"]),
            models.Index(name="entries_of_an_organisation", fields=["organisation", "at"]),
        ]

    @property
    def is_broken(self) -> bool:
        """Whether it was done under a broken glass."""
        return "glass" in self.facts


class Words(models.Model):
    """One row is what was said in one field of an entry, with its salt. Purged, both are gone and `purge` names the entry that says so."""

    id = models.UUIDField(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="said")
    context = models.CharField(max_length=40)
    organisation = models.UUIDField(null=True)
    field = models.CharField(max_length=40)
    salt = models.BinaryField(null=True)
    words = models.TextField(null=True)
    purge = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="words_once_a_field", fields=["entry", "field"]),
            models.CheckConstraint(
                name="words_with_salt_or_purged",
                condition=models.Q(salt__isnull=False, words__isnull=False, purge__isnull=True)
                | models.Q(salt__isnull=True, words__isnull=True, purge__isnull=False)),
        ]


class Epoch(models.Model):
    """The one row counts the database clusters this journal has lived in: transaction ids belong to one cluster."""

    only_one = models.BooleanField(default=True, primary_key=True)
    number = models.IntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="epoch_is_only_one", condition=models.Q(only_one=True))]


class Leaf(models.Model):
    """One row says at which place of the tree an entry stands."""

    index = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="leaf")
    hash = models.BinaryField()


class Node(models.Model):
    """One row is the hash of a complete subtree above the leaves."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()


class Seal(models.Model):
    """One row is a signed checkpoint: so many leaves, this root. Entries of `epoch` up to `horizon` (a transaction id) are in it."""

    size = models.BigIntegerField(primary_key=True)
    epoch = models.IntegerField()
    horizon = models.CharField(max_length=24)
    root = models.BinaryField()
    note = models.TextField()
    sealed_at = models.DateTimeField()
