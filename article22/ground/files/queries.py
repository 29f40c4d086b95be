"""What may be asked of attachments."""

from collections.abc import Sequence
from uuid import UUID

from article22.ground.files.models import Attachment, Content
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent


def list_attachments(record: UUID, *, seen_by: Actor) -> Sequence[Attachment]:
    """The files of a record, in the order in which they were attached; those that were purged too, without their names."""
    return list(Attachment.objects.visible_to(seen_by).filter(record=record).order_by("added_at", "id"))


def get_attachment(attachment: UUID, *, seen_by: Actor) -> Attachment:
    """One file, or Absent."""
    found = Attachment.objects.visible_to(seen_by).filter(pk=attachment).first()
    if found is None:
        raise Absent
    return found


def get_content(attachment: Attachment, *, seen_by: Actor) -> bytes:
    """The bytes of a file as they came; Absent where it was purged."""
    held = Attachment.objects.visible_to(seen_by).filter(pk=attachment.pk, purged_at__isnull=True).values("digest")
    found = Content.objects.filter(digest__in=held).first()
    if found is None:
        raise Absent
    return bytes(found.content)


def get_kept(digest: str) -> bytes:
    """The bytes of a file by its digest, for whoever sees what holds it; else Absent."""
    found = Content.objects.filter(digest=digest).first()
    if found is None:
        raise Absent
    return bytes(found.content)
