"""What is kept of files."""

from typing import Self

from django.db import models
from django.db.models import F, Func, Q

from article22.ground.files.rules.kinds import FileKind
from article22.ground.wall.rules import Reach, reach_of
from article22.kernel.actor import Actor

FOR_MISSION, FOR_PROTECTORS = "mission", "protectors"


class IsTold(Func):
    """Whether the actor's organisation was told of a record: the database knows, as it does for the record itself."""

    function = "a22_is_told"
    output_field = models.BooleanField()


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Attachments, as far as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """As the record: a mission what is for it of its own; protectors and inspectors all; a partner what it was told of; a link what it opens."""
        match reach_of(actor):
            case Reach.PROTECTOR | Reach.INSPECTION | Reach.SYSTEM:
                return self
            case Reach.MISSION if actor.organisation:
                return self.filter(organisation=actor.organisation, audience=FOR_MISSION)
            case Reach.PARTNER if actor.organisation:
                return self.filter(IsTold(F("record")))
            case Reach.LINK if actor.record:
                return self.filter(record=actor.record, audience=FOR_MISSION)
        return self.none()


class Attachment(models.Model):
    """One row is a file attached to a record, a case, whose `organisation` it bears. The name goes when it is purged; `digest` and the row stay.

    `audience` is mission (the mission sees it too) or protectors. `purge` names the entry of the journal that says why the file is gone.
    """

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField(null=True)
    record = models.UUIDField()
    audience = models.CharField(max_length=10)
    name = models.CharField(max_length=140, null=True)
    kind = models.CharField(max_length=12)
    size = models.IntegerField()
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.UUIDField(null=True)
    added_name = models.CharField(max_length=120)
    purged_at = models.DateTimeField(null=True)
    purge = models.UUIDField(null=True)

    objects = AttachmentQuerySet.as_manager()

    @property
    def kind_words(self) -> FileKind:
        """The kind, to be said."""
        return FileKind(self.kind)

    class Meta:
        constraints = [
            models.CheckConstraint(name="attachment_of_a_known_kind", condition=Q(kind__in=[kind.value for kind in FileKind])),
            models.CheckConstraint(name="attachment_for_a_known_audience", condition=Q(audience__in=[FOR_MISSION, FOR_PROTECTORS])),
            models.CheckConstraint(name="attachment_named_or_purged", condition=Q(name__isnull=False, purged_at__isnull=True, purge__isnull=True)
                                   | Q(name__isnull=True, purged_at__isnull=False, purge__isnull=False)),
            models.UniqueConstraint(name="attached_once", fields=["record", "digest", "audience"], condition=Q(purged_at__isnull=True)),
        ]
        indexes = [
            models.Index(name="attachments_of_a_record", fields=["record", "added_at"]),
            models.Index(name="attachments_of_a_content", fields=["digest"], condition=Q(purged_at__isnull=True)),
        ]


class Content(models.Model):
    """One row is the bytes of a file, kept once under their SHA-256 however often they are attached. Seen only through an attachment that is seen."""

    digest = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()
