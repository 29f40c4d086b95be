"""What inspectors ask: cases by filters or as a sample, one case with all that belongs to it. Each in a fixed number of statements."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import MD5, Cast, Concat

from article22.contexts.cases.models import Case, Clock, Decision, Passage, Reading, Recipient, Stage
from article22.contexts.cases.queries import cases
from article22.contexts.cases.rules.clocks import TICKING
from article22.contexts.cases.rules.duty import Lane, Moment, in_order, lateness
from article22.contexts.cases.rules.pages import FIRST_PAGE, Page
from article22.contexts.cases.rules.terms import ClockName, ClockState, Outcome, PassageKind, Status, Told
from article22.ground.files.models import Attachment
from article22.ground.files.queries import list_attachments
from article22.ground.journal.queries import Standing, list_standing
from article22.ground.outbox.models import Message
from article22.ground.outbox.queries import list_messages
from article22.kernel.actor import Actor
from article22.kernel.text import Text, unpacked

ANSWERING = (ClockName.ACKNOWLEDGE, ClockName.NOTIFY)
DECIDING = (ClockName.DECIDE, ClockName.ANSWER)
SHOWN_WORDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cases: of a mission, of some kinds and statuses (empty: any), opened from one instant and before another; `seed` draws a sample."""

    mission: UUID | None = None
    kinds: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    since: datetime | None = None
    before: datetime | None = None
    seed: str = ""
    size: int = 0


def list_inspected(wanted: Wanted, *, seen_by: Actor, page: Page = FIRST_PAGE) -> tuple[Sequence[Case], int, Page | None]:
    """Cases, how many there are, and the next page: the newest first, or a sample in the order in which its seed draws it."""
    seen_by.check_may("case.inspect")
    found = narrowed(Case.objects.visible_to(seen_by), wanted)
    count, rows = found.count(), found.select_related("mission")
    if wanted.seed:
        drawn = MD5(Concat(Cast(F("pk"), TextField()), Value(wanted.seed)))
        return list(rows.order_by(drawn, "pk")[:wanted.size]), count, None
    if page.before:
        rows = rows.filter(Q(opened_at__lt=page.before[0]) | Q(opened_at=page.before[0], pk__lt=page.before[1]))
    shown = list(rows.order_by("-opened_at", "-pk")[:page.size + 1])
    more = page.after(shown[page.size - 1].opened_at, shown[page.size - 1].pk) if len(shown) > page.size else None
    return shown[:page.size], count, more


def narrowed(found: "QuerySet[Case]", wanted: Wanted) -> "QuerySet[Case]":
    """Cases as far as they are wanted, before any sample is drawn."""
    asked: dict[str, Any] = {"mission": wanted.mission, "kind__in": wanted.kinds, "status__in": wanted.statuses, "opened_at__gte": wanted.since,
                             "opened_at__lt": wanted.before}
    return found.filter(**{name: value for name, value in asked.items() if value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """A case with everything that belongs to it."""

    case: Case
    recipients: Sequence[Recipient]
    clocks: Sequence[Clock]
    stages: Sequence[Stage]
    decisions: Sequence[Decision]
    passages: Sequence[Passage]
    readings: Sequence[Reading]
    files: Sequence[Attachment]
    messages: Sequence[Message]
    joined: Sequence[Case]
    entries: Sequence[Standing]

    @property
    def zone(self) -> ZoneInfo:
        """The zone of its place."""
        return ZoneInfo(self.case.zone or "UTC")

    @property
    def zone_name(self) -> str:
        """Whose clocks those are, in words: a city where one is known."""
        return (self.case.city if self.case.zone else "") or f"{self.zone}"


def inspect(reference: str | UUID, *, seen_by: Actor) -> Inspected:
    """A case whole. Raises Absent."""
    seen_by.check_may("case.inspect")
    case = cases.get_case(reference, seen_by=seen_by)
    recipients, clocks = cases.list_recipients(case, seen_by=seen_by), cases.list_clocks(case, seen_by=seen_by)
    passages = cases.list_passages(case, seen_by=seen_by)
    files = list_attachments(case.pk, seen_by=seen_by)
    parts: tuple[Sequence[Model], ...] = (recipients, clocks, passages, files)
    subjects = [case.pk, *(row.pk for rows in parts for row in rows)]
    return Inspected(
        case=case, recipients=recipients, clocks=clocks, passages=passages, files=files, stages=cases.list_stages(case, seen_by=seen_by),
        decisions=cases.list_decisions(case, seen_by=seen_by), readings=cases.list_readings(case, seen_by=seen_by),
        messages=list_messages(case.pk, seen_by=seen_by),
        joined=list(Case.objects.visible_to(seen_by).select_related("mission").filter(Q(merged_into=case) | Q(pk=case.merged_into_id))),
        entries=list_standing(*subjects, seen_by=seen_by))


def duty_of(one: Inspected) -> Sequence[Moment]:
    """The duty of a case in order. What was struck is not counted as known."""
    return in_order((*_known(one), *_told(one), *_decided(one), *_done(one)))


def _known(one: Inspected) -> Iterator[Moment]:
    case = one.case
    summary = Text("duty.summary-of", "{mission}: {words}", mission=case.whose, words=case.summary) if case.summary else Text(
        "duty.purged", "{mission}: the words were purged", mission=case.whose)
    yield Moment(at=case.happened_at or case.opened_at, lane=Lane.KNOWN, words=summary, entered_at=case.opened_at,
                 verbs=("cases.case-opened",), subject=case.pk)
    for other in one.joined:
        if other.merged_into_id == case.pk:
            yield Moment(at=other.opened_at, lane=Lane.KNOWN, words=Text("duty.joined", "{mission} too: {number}", mission=other.whose,
                                                                         number=other.number))
    for row in one.passages:
        is_opening = row.entered_at == case.opened_at
        if row.kind in (PassageKind.WORDS, PassageKind.DANGER, PassageKind.ANSWER) and row.words and row.struck_at is None and not is_opening:
            yield Moment(at=row.happened_at, lane=Lane.KNOWN, words=Text("duty.words", "{words}", words=row.words[:SHOWN_WORDS]), entered_at=row.entered_at,
                         mark="danger" if row.kind == PassageKind.DANGER else "", verbs=("cases.passage-added", "cases.question-answered"), subject=row.pk)


def _told(one: Inspected) -> Iterator[Moment]:
    clock = next((clock for clock in one.clocks if clock.name in ANSWERING and clock.due_at), None)
    due_at = clock.due_at if clock else None
    for row in one.recipients:
        who = unpacked(row.who)
        if row.told_at:
            yield Moment(at=row.told_at, lane=Lane.TOLD, words=Text("duty.told", "{who}, {how}", who=who, how=Told(row.told_how)), mark="told",
                         verbs=("cases.recipient-told",), subject=row.pk)
        if row.acknowledged_at:
            words = Text("duty.answered", "{who}: {name}, {how}", who=who, name=row.acknowledged_name, how=Told(row.acknowledged_how))
            yield Moment(at=row.acknowledged_at, lane=Lane.ANSWERED, words=words, mark="ack", verbs=("cases.recipient-acknowledged",), subject=row.pk,
                         late=lateness(row.acknowledged_at, due_at) if row.is_late else None)
        elif row.dropped_at:
            yield Moment(at=row.dropped_at, lane=Lane.ANSWERED, words=Text("duty.dropped", "{who}: not asked any more", who=who), mark="superseded")
        else:
            yield Moment(at=row.told_at or row.added_at, lane=Lane.ANSWERED, words=Text("duty.silent", "{who}: no answer", who=who), mark="silent")


def _decided(one: Inspected) -> Iterator[Moment]:
    due = next((clock.due_at for clock in one.clocks if clock.name in DECIDING and clock.due_at), None)
    for row in one.decisions:
        words = Text("duty.decided", "{outcome}: {name}, {authority}", outcome=Outcome(row.outcome), name=row.decided_name, authority=row.decided_for)
        yield Moment(at=row.decided_at, lane=Lane.DECIDED, words=words, mark="done", late=lateness(row.decided_at, due), verbs=("cases.case-decided",),
                     subject=one.case.pk)


def _done(one: Inspected) -> Iterator[Moment]:
    for row in one.clocks:
        name, state = ClockName(row.name), ClockState(row.state)
        if state in (ClockState.KEPT, ClockState.KEPT_LATE) and row.stopped_at and name not in (*ANSWERING, *DECIDING):
            yield Moment(at=row.stopped_at, lane=Lane.DONE, words=Text("duty.kept", "{what}", what=name), mark="done", subject=row.pk,
                         late=lateness(row.stopped_at, row.due_at) if state is ClockState.KEPT_LATE else None)
        elif state in TICKING and row.due_at and row.breached_at:
            words = Text("duty.lapsed", "Not kept: {what}. With {holder}", what=name, holder=row.holder_name) if row.holder_name else Text(
                "duty.lapsed-alone", "Not kept: {what}", what=name)
            yield Moment(at=row.due_at, lane=Lane.DONE, words=words, mark="late", subject=row.pk, verbs=("cases.clock-lapsed",))
    if one.case.closed_at:
        yield Moment(at=one.case.closed_at, lane=Lane.DONE, words=Text("duty.ended", "{status}", status=Status(one.case.status)), mark="done")
