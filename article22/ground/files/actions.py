"""What may be done with files: attach one to a record, and purge those of a record."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from article22.ground.files.models import Attachment
from article22.ground.files.rules.kinds import Found, check_room, examine
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id

KEEP = "SELECT a22_keep_content(%s, %s)"
LET_GO = "SELECT a22_let_go_content(%s)"
PURGE = "SELECT a22_purge_attachments(%s, %s)"


@transaction.atomic
def attach(record: UUID, content: bytes, *, given_name: str, audience: str, organisation: UUID | None, name: str, by: Actor, at: datetime) -> Attachment:
    """Attach a file to a record, which the caller has locked. `name` is that of whoever attaches it. Raises CannotKeep, TooManyFiles."""
    found = examine(content, given_name)
    held = Attachment.objects.visible_to(by).filter(record=record, purged_at__isnull=True)
    check_room(held.count(), has_same=held.filter(digest=found.digest, audience=audience).exists())
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [found.digest, content])
    attachment = Attachment.objects.create(
        id=new_id(at), organisation=organisation, record=record, audience=audience, name=found.name, kind=found.kind.value, size=found.size,
        digest=found.digest, added_at=at, added_by=by.person, added_name=name)
    journal.record("files.attached", attachment.pk, by=by, at=at, organisation=organisation if audience == "mission" else None, record=record,
                   digest=found.digest, size=found.size, kind=found.kind, audience=audience, words={"name": found.name})
    return attachment


def keep(content: bytes, *, given_name: str) -> Found:
    """Keep a file that hangs on something else than a case: whoever holds its digest says who sees it. Raises CannotKeep."""
    found = examine(content, given_name)
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [found.digest, content])
    return found


def let_go(digest: str) -> None:
    """Let go of a file that nothing holds any more; where something does, it stays."""
    with connection.cursor() as cursor:
        cursor.execute(LET_GO, [digest])


def note_fetched(attachment: Attachment, *, by: Actor, at: datetime) -> UUID:
    """Put on record that somebody was given a file. Returns the entry."""
    return journal.record("files.fetched", attachment.pk, by=by, at=at, record=attachment.record, digest=attachment.digest)


def purge_attachments(record: UUID, *, mark: UUID) -> None:
    """Let go of the files of a record: names and bytes go, digests stay. `mark` is the entry that names two people; the database checks it.

    Bytes that another record holds as well stay with that one.
    """
    with connection.cursor() as cursor:
        cursor.execute(PURGE, [record, mark])
