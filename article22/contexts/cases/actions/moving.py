"""A case moves: along its table, into another kind, into another case; what is asked and replied."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from article22.contexts.cases.actions.story import leave_unread, tell
from article22.contexts.cases.actions.timing import pause_clocks, resume_clocks, strike_clocks, wind_clocks
from article22.contexts.cases.models import Case, Recipient, Stage
from article22.contexts.cases.queries.cases import get_case
from article22.contexts.cases.rules.clocks import Event, events_of
from article22.contexts.cases.rules.decisions import check_joining
from article22.contexts.cases.rules.moves import ENDED, FIRST, check_move, check_promotion, is_taken_back
from article22.contexts.cases.rules.opening import check_window
from article22.contexts.cases.rules.terms import Audience, CannotMerge, CannotMove, CaseKind, PassageKind, Status
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.text import Text

BY_THE_SYSTEM = frozenset({Status.ROUTED, Status.ACKNOWLEDGED, Status.DECIDED, Status.MERGED, Status.EXPIRED_UNDECIDED, Status.INFO_NEEDED})
"""Statuses that follow from something else: nobody moves a case there by hand."""


@transaction.atomic
def move_case(reference: str | UUID, to: Status, *, reason: str = "", name: str, by: Actor, at: datetime) -> UUID:
    """Move a case along; what ends it says why. Returns the entry. Raises CannotMove, Absent."""
    by.check_may("case.withdraw" if to is Status.WITHDRAWN and not by.may("case.move") else "case.move")
    case = get_case(reference, seen_by=by, lock=True)
    check_move(CaseKind(case.kind), Status(case.status), to)
    if to in BY_THE_SYSTEM:
        raise CannotMove(Text("case.not-by-hand", "“{to}” follows from what somebody does: acknowledge, ask, decide or join the case.", to=to))
    if to in ENDED - {Status.CLOSED} and not reason.strip():
        raise CannotMove(Text("case.no-why", "Say why: a case that ends as “{to}” keeps the reason.", to=to))
    said = Text("story.moved-because", "{to}: {reason}", to=to, reason=reason.strip()) if reason.strip() else Text("story.moved", "{to}.", to=to)
    if is_taken_back(Status(case.status), to):
        for one in case.merged.all():
            tell(one, said=Text("story.undecided-again", "What was decided was taken back."), kind=PassageKind.STATE, name=name, by=by, at=at)
    events = {Event.ASKED} if to is Status.REOPENED and case.recipients.filter(dropped_at__isnull=True, acknowledged_at__isnull=True).exists() else set()
    return advance(case, to, said, name=name, by=by, at=at, events=frozenset(events))


def advance(case: Case, to: Status, said: Text, *, name: str, by: Actor, at: datetime, events: frozenset[Event] = frozenset()) -> UUID:
    """Put a locked case into a status that was checked: clocks, story, journal."""
    was, case.status = case.status, to.value
    case.closed_at = at if to in ENDED else None
    strike_clocks(case, events_of(to) | events, at=at)
    save(case)
    tell(case, said=said, kind=PassageKind.STATE, name=name, by=by, at=at)
    return journal.record("cases.case-moved", case.pk, by=by, at=at, organisation=case.organisation_id, was=was, now=to)


def save(case: Case, *also: str) -> None:
    """Keep what changed, and count it."""
    case.version += 1
    case.save(update_fields=["status", "closed_at", "next_due_at", "version", *also])


@transaction.atomic
def promote_case(reference: str | UUID, to: CaseKind, *, starts_at: datetime | None = None, ends_at: datetime | None = None, name: str, by: Actor,
                 at: datetime) -> Case:
    """Make a case another kind with one key: its number, words and story stay, and everybody told is asked anew.

    Raises CannotMove, CannotOpen, Absent.
    """
    if not (to is CaseKind.EMERGENCY and by.may("case.add")):
        by.check_may("case.promote")
    case = get_case(reference, seen_by=by, lock=True)
    check_promotion(CaseKind(case.kind), Status(case.status), to)
    if to is CaseKind.DEMONSTRATION:
        check_window(starts_at, ends_at, at=at)
        case.starts_at, case.ends_at = starts_at, ends_at
    was, was_status = case.kind, case.status
    case.kind, case.status, case.closed_at = to.value, FIRST[to].value, None
    case.happened_at = case.happened_at or at
    _ask_again(case, at=at)
    wind_clocks(case, at=at)
    save(case, "kind", "starts_at", "ends_at", "happened_at")
    Stage.objects.create(id=new_id(at), organisation=case.organisation_id, case=case, kind=to.value, began_at=at, was_status=was_status)
    tell(case, said=Text("story.promoted", "From now on: {kind}.", kind=to), kind=PassageKind.DANGER if to is CaseKind.EMERGENCY else PassageKind.STATE,
         name=name, by=by, at=at)
    journal.record("cases.case-promoted", case.pk, by=by, at=at, organisation=case.organisation_id, was=was, now=to)
    return case


def _ask_again(case: Case, *, at: datetime) -> None:
    """Whoever answered to what a case was is asked anew; that answer stays on record in a row that nothing more is asked of."""
    for row in case.recipients.filter(dropped_at__isnull=True, acknowledged_at__isnull=False):
        asked = row.pk
        row.pk, row.dropped_at = new_id(at), at
        row.save(force_insert=True)
        Recipient.objects.filter(pk=asked).update(
            added_at=at, told_at=None, told_how="", acknowledged_at=None, acknowledged_how="", acknowledged_by=None, acknowledged_name="", recorded_by=None,
            is_late=False, messages=[], fault="")


@transaction.atomic
def ask_mission(reference: str | UUID, question: str, *, name: str, by: Actor, at: datetime) -> UUID:
    """Ask the mission something without which it cannot go on: its clocks stand still until the reply. Returns the entry."""
    by.check_may("case.ask")
    case = get_case(reference, seen_by=by, lock=True)
    check_move(CaseKind(case.kind), Status(case.status), Status.INFO_NEEDED)
    entry = advance(case, Status.INFO_NEEDED, Text("story.asked", "The mission was asked."), name=name, by=by, at=at)
    tell(case, words=question, kind=PassageKind.QUESTION, name=name, by=by, at=at)
    pause_clocks(case, question, at=at)
    save(case)
    return entry


@transaction.atomic
def reply(reference: str | UUID, words: str, *, name: str, by: Actor, at: datetime) -> UUID:
    """The mission replies: what stood still goes on. Returns the entry."""
    by.check_may("case.reply")
    case = get_case(reference, seen_by=by, lock=True)
    if case.status != Status.INFO_NEEDED:
        raise CannotMove(Text("case.nothing-asked", "Nothing is asked of you in this case. What you want to say goes into the story."))
    leave_unread(case, by=by, at=at)
    tell(case, words=words, kind=PassageKind.ANSWER, name=name, by=by, at=at)
    back = Status.UNDER_REVIEW if CaseKind(case.kind) in (CaseKind.CONCERN, CaseKind.DEMONSTRATION) else Status.TRIAGED
    resume_clocks(case, at=at)
    return advance(case, back, Text("story.replied", "The mission replied."), name=name, by=by, at=at)


@transaction.atomic
def merge_cases(reference: str | UUID, into: str | UUID, *, name: str, by: Actor, at: datetime) -> UUID:
    """Join a case to another about the same thing: each mission keeps its own view, and neither sees the other's words.

    Returns the entry. Raises CannotMerge, CannotMove, NotByYourself where a decision would come to hold for whoever took it, Absent.
    """
    by.check_may("case.merge")
    case, survivor = get_case(reference, seen_by=by, lock=True), get_case(into, seen_by=by, lock=True)
    if case.pk == survivor.pk:
        raise CannotMerge(Text("case.merged-into-itself", "A case is not joined to itself."))
    if survivor.merged_into_id is not None or survivor.closed_at is not None:
        raise CannotMerge(Text("case.merged-into-ended", "{number} is ended or joined to another case itself. Choose the one that goes on.",
                               number=survivor.number))
    check_move(CaseKind(case.kind), Status(case.status), Status.MERGED)
    joined, decided = list(case.merged.all()), survivor.decisions.order_by("decided_at").last()
    check_joining(opened_by=[one.opened_by for one in (case, *joined)], decided_by=decided.decided_by if decided else None)
    case.merged_into = survivor
    case.save(update_fields=["merged_into"])
    for one in joined:
        one.merged_into = survivor
        one.save(update_fields=["merged_into"])
    entry = advance(case, Status.MERGED, Text("story.merged", "Joined to another report of the same. What is decided there holds here."),
                    name=name, by=by, at=at)
    tell(survivor, said=Text("story.joined", "{number} of {mission} reported the same and is joined.", number=case.number, mission=case.whose),
         kind=PassageKind.STATE, audience=Audience.PROTECTORS, name=name, by=by, at=at)
    save(survivor)
    return entry
