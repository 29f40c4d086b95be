"""Files of a case: attached by whoever may add to it, and given back to whoever sees it, on record both times."""

from datetime import datetime
from uuid import UUID

from article22.contexts.cases.actions.story import leave_unread, note_reading, tell
from article22.contexts.cases.queries.cases import get_case
from article22.contexts.cases.rules.moves import check_takes_files
from article22.contexts.cases.rules.terms import Audience, PassageKind, Status
from article22.ground.files import actions as files
from article22.ground.files import queries
from article22.ground.files.models import Attachment
from article22.ground.files.rules.kinds import FileKind
from article22.kernel.actor import Actor
from article22.kernel.text import Text


def attach_file(reference: str | UUID, content: bytes, *, given_name: str, is_internal: bool = False, name: str, by: Actor, at: datetime) -> Attachment:
    """Attach a file to a case; internal ones are for those who protect. Raises CannotKeep, TooManyFiles, CannotMove, Absent."""
    by.check_may("case.internal" if is_internal else "case.add")
    case = get_case(reference, seen_by=by, lock=True)
    check_takes_files(Status(case.status), is_purged=case.purged_at is not None)
    leave_unread(case, by=by, at=at)
    audience = Audience.PROTECTORS if is_internal else Audience.MISSION
    attachment = files.attach(case.pk, content, given_name=given_name, audience=audience.value, organisation=case.organisation_id, name=name, by=by, at=at)
    said = Text("story.attached", "A file was attached: {kind}.", kind=FileKind(attachment.kind))
    tell(case, said=said, kind=PassageKind.STATE, audience=audience, name=name, by=by, at=at)
    return attachment


def fetch_file(attachment_id: UUID, *, name: str, by: Actor, at: datetime) -> tuple[Attachment, bytes]:
    """A file as it came. That it was given, and to whom, is on record. Raises Absent."""
    by.check_may("case.see")
    attachment = queries.get_attachment(attachment_id, seen_by=by)
    case = get_case(attachment.record, seen_by=by)
    content = queries.get_content(attachment, seen_by=by)
    note_reading(case, name=name, by=by, at=at)
    files.note_fetched(attachment, by=by, at=at)
    return attachment, content
