"""States of a case, of those who were told and of what is owed: a shape, words, and what they mean for the mission."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from article22.contexts.cases.models import Case, Clock, Decision, Recipient
from article22.contexts.cases.rules.clocks import STANDING, TICKING
from article22.contexts.cases.rules.moves import ENDED
from article22.contexts.cases.rules.spans import span_of
from article22.contexts.cases.rules.terms import CaseKind, ClockName, ClockState, Outcome, Priority, Status
from article22.doors.web.portal.moments import Clockwork
from article22.kernel.term import Term
from article22.kernel.text import Text

ANSWERING = (ClockName.ACKNOWLEDGE, ClockName.NOTIFY)
SOON = timedelta(minutes=5)  # a message is under way
TICK = 75.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A shape of the look, what it says, and what it adds."""

    shape: str
    words: Text | Term
    detail: Text | Term | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A clock as it is drawn: when it is due, what is owed, how it stands, and how much of its bar is run. The tick is where its owner is warned."""

    due: str
    what: ClockName
    mark: Mark
    run: float | None
    tone: str


SHAPES = {
    Status.ROUTED: "told", Status.REPORTED: "told", Status.ACKNOWLEDGED: "ack", Status.INFO_NEEDED: "due", Status.EXPIRED_UNDECIDED: "late",
    Status.WITHDRAWN: "superseded", Status.MERGED: "done", Status.CLOSED: "done", Status.RESOLVED: "done", Status.REVIEWED: "done",
}
GRAVITY = {
    Priority.FIRST: Text("gravity.1", "1: the gravest, somebody may be hurt"), Priority.SECOND: Text("gravity.2", "2: grave"),
    Priority.THIRD: Text("gravity.3", "3: to be looked into"), Priority.FOURTH: Text("gravity.4", "4: to be known"),
}
LOGGED = Text("mark.logged", "on record; that calls nobody")  # its first state is named after a call, which may not have been made
OUTCOMES = {Outcome.GRANTED: "done", Outcome.MODIFIED: "done", Outcome.DECLINED: "refused", Outcome.REFERRED: "done"}


def mark_case(case: Case, decisions: Iterable[Decision]) -> Mark:
    """Where a case stands; its decision, where that is the last that was done."""
    status = Status(case.status)
    decision = next(iter(decisions), None)
    if decision and status is Status.DECIDED:
        return mark_outcome(decision)
    if case.kind == CaseKind.EMERGENCY and status not in ENDED and status is not Status.STABILISED:
        return Mark(shape="danger", words=CaseKind.EMERGENCY, detail=LOGGED if status is Status.ANSWERED else status)
    return Mark(shape=SHAPES.get(status, "doing"), words=status)


def mark_outcome(decision: Decision) -> Mark:
    """What was decided."""
    return Mark(shape=OUTCOMES[Outcome(decision.outcome)], words=Outcome(decision.outcome))


def mark_recipient(row: Recipient, clocks: Iterable[Clock], time: Clockwork) -> Mark:
    """Whether somebody was told, and answered. Silence is a state with a time and an owner."""
    if row.acknowledged_at:
        words = (Text("mark.acknowledged-late", "Acknowledged {at}, late", at=time.say(row.acknowledged_at)) if row.is_late
                 else Text("mark.acknowledged", "Acknowledged {at}", at=time.say(row.acknowledged_at)))
        return Mark(shape="ack", words=words, detail=Text("mark.by", "{name}", name=row.acknowledged_name) if row.acknowledged_name else None)
    if row.dropped_at:
        return Mark(shape="superseded", words=Text("mark.dropped", "Not asked any more"))
    if row.told_at is None:
        if time.present - row.added_at < SOON:
            return Mark(shape="doing", words=Text("mark.telling", "Being told now"))
        return Mark(shape="due", words=Text("mark.not-told", "Not told yet"), detail=Text("mark.call-them", "call them, if it cannot wait"))
    clock = next((clock for clock in clocks if clock.name in ANSWERING and clock.state in TICKING), None)
    told = time.say(row.told_at)
    if clock and clock.state == ClockState.LATE:
        return Mark(shape="late", words=Text("mark.no-answer-late", "No answer, late"), detail=_held(clock, told))
    if clock and clock.warn_at and time.present >= clock.warn_at:
        return Mark(shape="silent", words=Text("mark.silent", "Silent"), detail=Text("mark.told-at", "told {at}", at=told))
    return Mark(shape="told", words=Text("mark.told", "Told {at}", at=told), detail=Text("mark.no-answer", "no answer yet"))


def _held(clock: Clock, told: str) -> Text:
    if clock.holder_name:
        return Text("mark.told-held", "told {at}; it is with {name} now", at=told, name=clock.holder_name)
    return Text("mark.told-at", "told {at}", at=told)


def chips_of(clocks: Iterable[Clock], time: Clockwork) -> list[Chip]:
    """The clocks of a case that say something: what is owed no more is left out."""
    return [_chip(clock, time) for clock in clocks if clock.state != ClockState.VOID]


def next_owed(clocks: Iterable[Clock], time: Clockwork) -> Mark | None:
    """What is owed next."""
    owed = [(clock.due_at, clock) for clock in clocks if clock.state in STANDING and clock.due_at]
    if not owed:
        return None
    due, clock = min(owed, key=lambda each: each[0])
    said = Text("mark.due", "due {at}: {what}", at=time.say(due), what=ClockName(clock.name))
    return Mark(shape=_mark(clock, time).shape, words=said)


def _chip(clock: Clock, time: Clockwork) -> Chip:
    mark = _mark(clock, time)
    tone = {"due": "due", "late": "late", "done": "done"}.get(mark.shape, "")
    return Chip(due=time.say(clock.due_at) if clock.due_at else "", what=ClockName(clock.name), mark=mark, run=_run(clock, time.present), tone=tone)


def _mark(clock: Clock, time: Clockwork) -> Mark:
    state, due = ClockState(clock.state), clock.due_at
    if state is ClockState.KEPT:
        return Mark(shape="done", words=Text("clock.kept", "Kept"), detail=_after(clock))
    if state is ClockState.KEPT_LATE:
        return Mark(shape="done", words=Text("clock.kept-late", "Done, late"), detail=_after(clock))
    if state is ClockState.PAUSED:
        return Mark(shape="doing", words=Text("clock.paused", "Paused"), detail=Text("clock.waits-for-you", "it waits for your reply"))
    if state is ClockState.WAITING or due is None:
        return Mark(shape="told", words=ClockState.WAITING)
    left = due - time.present
    if state is ClockState.LATE or left < timedelta():
        held = Text("clock.held", "it is with {name} now", name=clock.holder_name) if clock.holder_name else None
        return Mark(shape="late", words=Text("clock.late", "Late by {length}", length=span_of(-left)), detail=held)
    is_warned = clock.warn_at is not None and time.present >= clock.warn_at
    return Mark(shape="due" if is_warned else "told", words=Text("clock.left", "{length} left", length=span_of(left)))


def _after(clock: Clock) -> Text | None:
    if clock.stopped_at is None or clock.started_at is None:
        return None
    return Text("clock.after", "after {length}", length=span_of(clock.stopped_at - clock.started_at))


def _run(clock: Clock, present: datetime) -> float | None:
    """How much of the bar is run, in hundredths: its warning stands at three quarters, whatever hours an office keeps between."""
    if not (clock.started_at and clock.warn_at and clock.due_at):
        return None
    at = clock.stopped_at or clock.paused_at or present
    if at >= clock.due_at:
        return 100.0
    if at >= clock.warn_at:
        return TICK + (100 - TICK) * ((at - clock.warn_at) / (clock.due_at - clock.warn_at))
    return max(0.0, TICK * ((at - clock.started_at) / (clock.warn_at - clock.started_at)))
