"""Whoever was told answers, by any way; somebody is told by telephone; the answer to the mission is decided."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from article22.contexts.cases.actions.moving import advance, save
from article22.contexts.cases.actions.story import tell
from article22.contexts.cases.actions.timing import strike_clocks
from article22.contexts.cases.models import Case, Decision, Recipient
from article22.contexts.cases.queries.cases import get_case, get_recipient
from article22.contexts.cases.rules import decisions
from article22.contexts.cases.rules.clocks import Event
from article22.contexts.cases.rules.decisions import GRANTING
from article22.contexts.cases.rules.moves import check_asks
from article22.contexts.cases.rules.terms import Audience, CannotDecide, CannotMove, CaseKind, ClockName, PassageKind, Status, Told
from article22.ground.accounts.rules import AlreadyDone
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.refusal import Absent
from article22.kernel.text import Text, unpacked

ALL_ACKNOWLEDGED = Text("story.all-acknowledged", "Everybody told has acknowledged.")


@transaction.atomic
def acknowledge(recipient_id: UUID, *, name: str, how: Told = Told.DESK, by: Actor, at: datetime) -> UUID:
    """A desk that was told acknowledges, by itself or by the link that it was sent. Returns the entry.

    Raises AlreadyDone, CannotMove, Absent.
    """
    by.check_may("case.acknowledge")
    recipient = get_recipient(recipient_id, seen_by=by, lock=True)
    if by.record is None and recipient.desk_id != by.organisation:
        raise Absent  # nobody answers for another authority: what they say by telephone is recorded as that
    return _acknowledged(recipient, name=name, how=how, recorded_by=None, by=by, at=at)


@transaction.atomic
def record_call(recipient_id: UUID, *, name: str, is_answer: bool, called_at: datetime, by: Actor, at: datetime) -> UUID:
    """Put on record that a desk was told by telephone, or called back and acknowledged: `name` is that of whoever spoke there. Returns the entry."""
    by.check_may("case.record-call")
    recipient = get_recipient(recipient_id, seen_by=by, lock=True)
    if not name.strip():
        raise CannotMove(Text("call.no-name", "Say who spoke there: a name, or a rank and a number."))
    if not recipient.added_at.replace(second=0, microsecond=0) <= called_at <= at:
        raise CannotMove(Text("call.when", "The call was at {when}: that is before they were asked, or still to come.", when=called_at))
    called_at = max(called_at, recipient.added_at)  # a call is told to the minute
    if is_answer:
        return _acknowledged(recipient, name=name.strip(), how=Told.TELEPHONE, recorded_by=by.person, by=by, at=called_at, entered_at=at)
    return mark_told(recipient, how=Told.TELEPHONE, name=name.strip(), by=by, at=called_at, entered_at=at)


def mark_told(recipient: Recipient, *, how: Told, name: str = "", by: Actor, at: datetime, entered_at: datetime | None = None) -> UUID:
    """A desk has been told. Returns the entry."""
    if recipient.told_at is None:
        recipient.told_at, recipient.told_how = at, how.value
    recipient.fault = ""
    recipient.save(update_fields=["told_at", "told_how", "fault"])
    said = Text("story.told-whom", "{who} was told {how}: {name}.", who=unpacked(recipient.who), how=how, name=name) if name else Text(
        "story.told", "{who} was told {how}.", who=unpacked(recipient.who), how=how)
    tell(recipient.case, said=said, kind=PassageKind.STATE, happened_at=at, name="", by=by, at=entered_at or at)
    return journal.record("cases.recipient-told", recipient.pk, by=by, at=entered_at or at, organisation=recipient.organisation, case=recipient.case_id,
                          how=how)


def _acknowledged(recipient: Recipient, *, name: str, how: Told, recorded_by: UUID | None, by: Actor, at: datetime,
                  entered_at: datetime | None = None) -> UUID:
    entered_at = entered_at or at
    if recipient.dropped_at is not None:
        raise CannotMove(Text("recipient.dropped", "The case was sent on to somebody else. Nothing is asked of you any more."))
    if recipient.acknowledged_at is not None:
        raise AlreadyDone(Text("recipient.acknowledged", "{name} acknowledged at {at} already.", name=recipient.acknowledged_name,
                               at=recipient.acknowledged_at))
    case = get_case(recipient.case_id, seen_by=by, lock=True)
    if recorded_by is None:  # an earlier call may still be put on record
        check_asks(Status(case.status))
    clock = case.clocks.filter(name__in=[ClockName.ACKNOWLEDGE.value, ClockName.NOTIFY.value], due_at__isnull=False).order_by("-started_at").first()
    recipient.acknowledged_at, recipient.acknowledged_how, recipient.acknowledged_name = at, how.value, name[:120]
    recipient.acknowledged_by, recipient.recorded_by = None if recorded_by else by.person, recorded_by
    recipient.is_late = bool(clock and clock.due_at and at > clock.due_at)
    recipient.told_at, recipient.told_how = recipient.told_at or at, recipient.told_how or how.value
    recipient.save(update_fields=["acknowledged_at", "acknowledged_how", "acknowledged_name", "acknowledged_by", "recorded_by", "is_late", "told_at",
                                  "told_how"])
    case.reached_at = case.reached_at or at
    is_all = has_all_answers(case)
    events = {Event.ONE_ACKNOWLEDGED} | ({Event.ALL_ACKNOWLEDGED} if is_all else set())
    who = unpacked(recipient.who)
    tell(case, said=Text("story.acknowledged", "{name} acknowledged for {who}.", name=name, who=who), kind=PassageKind.STATE, happened_at=at, name="",
         by=by, at=entered_at)
    if is_all and case.status == Status.ROUTED:
        advance(case, Status.ACKNOWLEDGED, ALL_ACKNOWLEDGED, name="", by=by, at=entered_at,
                events=frozenset(events))
        case.save(update_fields=["reached_at"])
    else:
        strike_clocks(case, events, at=at)
        save(case, "reached_at")
    return journal.record("cases.recipient-acknowledged", recipient.pk, by=by, at=entered_at, organisation=recipient.organisation, case=case.pk, how=how,
                          words={"name": name})


def has_all_answers(case: Case) -> bool:
    """Whether there is somebody who is told of a case, and everybody has acknowledged."""
    told = case.recipients.filter(dropped_at__isnull=True)
    return told.exists() and not told.filter(acknowledged_at__isnull=True).exists()


@transaction.atomic
def decide_case(reference: str | UUID, decision: decisions.Decision, *, name: str, authority: str, by: Actor, at: datetime) -> UUID:
    """Decide what was asked. Whoever opened the case, or one joined to it, never decides it. Returns the entry. Raises CannotDecide, NotByYourself, Absent."""
    by.check_may("case.decide")
    case = get_case(reference, seen_by=by, lock=True)
    if CaseKind(case.kind) not in (CaseKind.CONCERN, CaseKind.DEMONSTRATION):
        raise CannotDecide(Text("decision.not-of-this-kind", "{kind}: there is nothing to grant. Move the case along instead.", kind=CaseKind(case.kind)))
    held = (case, *case.merged.all())
    decisions.check_decision(decision, Status(case.status), opened_by=[one.opened_by for one in held], decided_by=by.person, at=at)
    entry = journal.record(
        "cases.case-decided", case.pk, by=by, at=at, organisation=case.organisation_id, number=case.number, outcome=decision.outcome,
        reasons=",".join(reason.value for reason in decision.reasons), ends_at=decision.ends_at,
        words={name: words for name, words in (("measures", decision.measures), ("offered", decision.offered)) if words})
    for one in held:
        Decision.objects.create(
            id=new_id(at), organisation=one.organisation_id, case=one, outcome=decision.outcome.value, reasons=[reason.value for reason in decision.reasons],
            measures=decision.measures, offered=decision.offered, ends_at=decision.ends_at, decided_at=at, decided_by=by.person, decided_name=name,
            decided_for=authority, entry=entry)
        said = Text("story.decided", "{outcome}.", outcome=decision.outcome)
        if one.pk != case.pk:
            tell(one, said=said, kind=PassageKind.STATE, name=name, by=by, at=at)
    advance(case, Status.DECIDED, Text("story.decided", "{outcome}.", outcome=decision.outcome), name=name, by=by, at=at,
            events=frozenset({Event.GRANTED}) if decision.outcome in GRANTING else frozenset())
    return entry


def note_messages(recipient: Recipient, messages: Sequence[UUID]) -> None:
    """Remember by which messages a desk is told."""
    recipient.messages = [*recipient.messages, *(f"{message}" for message in messages)]
    recipient.save(update_fields=["messages"])


def note_unreached(recipient: Recipient, fault: str, *, by: Actor, at: datetime) -> None:
    """A message did not reach a desk: the desk sees it, and telephones."""
    recipient.fault = fault[:40]
    recipient.save(update_fields=["fault"])
    tell(recipient.case, said=Text("story.unreached", "A message to {who} did not arrive. Telephone them.", who=unpacked(recipient.who)),
         kind=PassageKind.STATE, audience=Audience.PROTECTORS, name="", by=by, at=at)
    journal.record("cases.recipient-unreached", recipient.pk, by=by, at=at, case=recipient.case_id)
