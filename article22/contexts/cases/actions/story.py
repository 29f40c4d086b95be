"""The story: passages are added and struck, never changed; who reads is on record."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import connection, transaction

from article22.contexts.cases.models import Case, Passage, Reading
from article22.contexts.cases.queries.cases import get_case
from article22.contexts.cases.rules.moves import check_takes_words
from article22.contexts.cases.rules.opening import AHEAD, LONGEST_DESCRIPTION, check_age
from article22.contexts.cases.rules.terms import Audience, CannotMove, PassageKind, Status
from article22.ground.accounts.rules import AlreadyDone
from article22.ground.journal import actions as journal
from article22.ground.wall.rules import Reach, reach_of
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.refusal import Absent, NotUnderstood
from article22.kernel.text import Text, packed

LONGEST_REASON = 300


def tell(case: Case, *, words: str | None = None, said: Text | None = None, kind: PassageKind = PassageKind.WORDS, audience: Audience = Audience.MISSION,
         happened_at: datetime | None = None, name: str, by: Actor, at: datetime) -> Passage:
    """Add a passage to the story of a case, in the transaction of what it tells."""
    return Passage.objects.create(
        id=new_id(at), organisation=case.organisation_id, case=case, happened_at=happened_at or at, entered_at=at, kind=kind.value,
        audience=audience.value, words=words, said=None if said is None else packed(said), by_person=by.person, by_role=by.role, by_name=name, struck_name="")


@transaction.atomic
def leave_unread(case: Case, *, by: Actor, at: datetime) -> None:
    """What a mission adds is unread until an officer opens its case, or the one that goes on for it. Raises CannotMove where that is over."""
    if reach_of(by) is Reach.MISSION:
        with connection.cursor() as cursor:
            cursor.execute("SELECT a22_leave_unread(%s, %s)", [case.pk, at])
            check_takes_words(Status(cursor.fetchone()[0]))


def mark_read(case: Case, *, by: Actor) -> None:
    """Whoever runs the desk has opened a case: what was added is read, but for what came since the case was."""
    if case.unread_at is not None and by.may("case.keep-clock"):
        Case.objects.filter(pk=case.pk, unread_at=case.unread_at).update(unread_at=None)


@transaction.atomic
def add_passage(reference: str | UUID, words: str, *, happened_at: datetime | None = None, is_internal: bool = False, name: str, by: Actor,
                at: datetime) -> UUID:
    """Add to a case's story, with the time it happened; internal words are for those who protect. Returns the entry. Raises CannotMove."""
    by.check_may("case.internal" if is_internal else "case.add")
    case = get_case(reference, seen_by=by)
    if not words.strip() or len(words) > LONGEST_DESCRIPTION:
        raise NotUnderstood(Text("story.length", "Write something, and at most {most} characters at a time.", most=LONGEST_DESCRIPTION))
    if happened_at is not None:
        check_age(happened_at, at=at)
    if happened_at is not None and happened_at > at + AHEAD:
        raise NotUnderstood(Text("story.not-past", "{when} is still to come. Give the time it happened.", when=happened_at))
    leave_unread(case, by=by, at=at)
    passage = tell(case, words=words, happened_at=happened_at, audience=Audience.PROTECTORS if is_internal else Audience.MISSION, name=name, by=by, at=at)
    return journal.record("cases.passage-added", passage.pk, by=by, at=at, organisation=None if is_internal else case.organisation_id, case=case.pk,
                          words={"words": words})


@transaction.atomic
def strike_passage(passage_id: UUID, reason: str, *, name: str, by: Actor, at: datetime) -> UUID:
    """Strike a passage that was wrong: it stays readable, with the reason. Its author may, and who runs the desk. Returns the entry."""
    passage = Passage.objects.visible_to(by).select_for_update().filter(pk=passage_id).first()
    if passage is None or not (by.may("case.strike") or passage.by_person == by.person is not None):
        raise Absent
    if passage.struck_at is not None:
        raise AlreadyDone(Text("story.struck", "That was struck through already."))
    if passage.purged_at is not None:
        raise CannotMove(Text("story.purged", "The words were removed: there is nothing to strike."))
    if passage.said is not None:
        raise CannotMove(Text("story.not-struck", "What the record itself says of a step is not struck. Add what is right."))
    if not reason.strip():
        raise NotUnderstood(Text("story.no-reason", "Say why it is struck through."))
    passage.struck_at, passage.struck_by, passage.struck_name, passage.struck_reason = at, by.person, name, reason.strip()[:LONGEST_REASON]
    passage.save(update_fields=["struck_at", "struck_by", "struck_name", "struck_reason"])
    organisation = passage.organisation if passage.audience == Audience.MISSION else None
    return journal.record("cases.passage-struck", passage.pk, by=by, at=at, organisation=organisation, case=passage.case_id, words={"reason": reason})


@transaction.atomic
def note_reading(case: Case, *, name: str, by: Actor, at: datetime) -> None:
    """Put on record that somebody read a case: once an hour for each."""
    if by.person is None:
        return
    hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    _, is_new = Reading.objects.get_or_create(case=case, person=by.person, role=by.role, hour=hour, defaults={
        "id": new_id(at), "organisation": case.organisation_id, "name": name, "first_at": at})
    if is_new:
        journal.record("cases.case-read", case.pk, by=by, at=at)
