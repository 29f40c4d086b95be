"""Other people's lists: what each says of the register, and what taking one in did to it."""

from django.db import models
from django.db.models import Q

from article22.contexts.missions.models.register import Premises
from article22.contexts.missions.models.representatives import Representative
from article22.contexts.missions.rules.terms import ListKind


class Listing(models.Model):
    """One row of somebody else's list and the premises that it tells of, with what it last said."""

    id = models.UUIDField(primary_key=True)
    source = models.CharField(max_length=80)
    external = models.CharField(max_length=120)
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, related_name="listings")
    content = models.JSONField()
    feeds = models.BooleanField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_listing_a_row", fields=["source", "external"])]


class PersonListing(models.Model):
    """One row of somebody else's list and the representative that it tells of, with what it last said."""

    id = models.UUIDField(primary_key=True)
    source = models.CharField(max_length=80)
    external = models.CharField(max_length=120)
    representative = models.ForeignKey(Representative, on_delete=models.PROTECT, related_name="listings")
    content = models.JSONField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_person_listing_a_row", fields=["source", "external"])]


class ListDraft(models.Model):
    """One row is a list that was brought and is not taken in yet, as it was read, with what was decided about it; whoever brought it sees it alone, for a
    day."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=16)
    source = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    consent = models.CharField(max_length=300)
    on = models.DateField(null=True)
    decided = models.JSONField()
    brought_by = models.UUIDField()
    brought_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="draft_of_a_known_kind", condition=Q(kind__in=[kind.value for kind in ListKind]))]

    @property
    def kind_words(self) -> ListKind:
        """The kind, to be said."""
        return ListKind(self.kind)


class Import(models.Model):
    """One row is a list that was taken in, on the day of which it tells, with how many rows it changed. It can be taken back as a whole."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=16)
    source = models.CharField(max_length=80)
    counts = models.JSONField()
    on = models.DateField()
    applied_by = models.UUIDField(null=True)
    applied_at = models.DateTimeField()
    undone_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="import_of_a_known_kind", condition=Q(
            kind__in=[kind.value for kind in ListKind if kind is not ListKind.AGENCIES]))]

    @property
    def kind_words(self) -> ListKind:
        """The kind, to be said."""
        return ListKind(self.kind)


class ImportChange(models.Model):
    """One row is what an import did to a row of the register, in order: what it was before (nothing, where the import made it), and after.

    What one row of the list did is one step: it is taken back whole, or left whole.
    """

    id = models.UUIDField(primary_key=True)
    run = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="changes")
    place = models.IntegerField()
    step = models.IntegerField()
    what = models.CharField(max_length=16)
    subject = models.UUIDField()
    before = models.JSONField(null=True)
    after = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_change_at_a_place", fields=["run", "place"])]
        indexes = [models.Index(name="changes_of_a_subject", fields=["subject"])]
