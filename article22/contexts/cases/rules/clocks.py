"""Clocks: what is owed by when, what starts each and what stops it. One table for every door (domain.md section 5; limits marked [P] there).

An open case always owes something: where nothing else is owed, somebody looks at it again.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from article22.contexts.cases.rules.business import BusinessHours
from article22.contexts.cases.rules.moves import is_open
from article22.contexts.cases.rules.terms import CaseKind, ClockName, ClockState, Status
from article22.kernel.term import Term

WARN_AT = 0.75
EARLY = timedelta(hours=72)  # the notice that is recommended (domain.md 5.1)
MOST_PAUSE_DAYS = 2
GRAVE = 2  # priorities 1 and 2


class Event(Term):
    """What starts and stops clocks."""

    OPENED = "opened"
    MOVED = "moved"  # to any status, or to another kind
    ASKED = "asked"  # a desk that is silent is owed a clock
    ONE_ACKNOWLEDGED = "one-acknowledged"
    ALL_ACKNOWLEDGED = "all-acknowledged"
    TRIAGED = "triaged"
    REVIEWING = "reviewing"  # for the first time, or again
    DECIDED = "decided"
    GRANTED = "granted"  # as it was asked for, or in another form
    PLANNED = "planned"
    STOOD_DOWN = "stood-down"
    REVIEWED = "reviewed"
    RESOLVED = "resolved"
    LOCATED = "located"
    DONE = "done"  # a person says so
    ENDED = "ended"


EVENTS_OF: Mapping[Status, frozenset[Event]] = {
    **dict.fromkeys((Status.TRIAGED, Status.INVESTIGATING), frozenset({Event.TRIAGED})),
    **dict.fromkeys((Status.UNDER_REVIEW, Status.REOPENED), frozenset({Event.REVIEWING})),
    Status.DECIDED: frozenset({Event.DECIDED}), Status.PLANNED: frozenset({Event.PLANNED}), Status.ACTIVE: frozenset({Event.PLANNED}),
    Status.STOOD_DOWN: frozenset({Event.PLANNED, Event.STOOD_DOWN}), Status.REVIEWED: frozenset({Event.REVIEWED}),
    Status.RESOLVED: frozenset({Event.TRIAGED, Event.RESOLVED}),
    **dict.fromkeys((Status.LOCATED, Status.HANDED_OVER, Status.UNITS_ASSIGNED, Status.ON_SCENE, Status.STABILISED), frozenset({Event.LOCATED})),
}
"""What happens to clocks when a case reaches a status, beside what happens at every one: see `events_of`."""


def events_of(to: Status) -> frozenset[Event]:
    """What happens to clocks when a case reaches a status; one that ends the case ends every clock."""
    return EVENTS_OF.get(to, frozenset()) | ({Event.MOVED} if is_open(to) else {Event.MOVED, Event.ENDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What limits are reckoned from. `starts_at` is the beginning of a demonstration; instants carry a zone."""

    began_at: datetime
    priority: int
    starts_at: datetime | None
    office: BusinessHours


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """When something is due, and when whoever owes it is warned."""

    due_at: datetime
    warn_at: datetime


Limit = Callable[[Timing], Span]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule:
    """A row of the table. What `voids` a clock that runs is why it is owed no more, though nobody did it."""

    name: ClockName
    starts: frozenset[Event]
    stops: frozenset[Event]
    limit: Limit
    voids: frozenset[Event] = frozenset()


def within(length: timedelta) -> Limit:
    """So long after it began, day and night."""
    return lambda timing: _span(timing.began_at, timing.began_at + length)


def business_days(count: int) -> Limit:
    """So many business days of the responsible office after it began."""
    def limit(timing: Timing) -> Span:
        length = timing.office.day * count
        return Span(due_at=timing.office.after(timing.began_at, length), warn_at=timing.office.after(timing.began_at, length * WARN_AT))

    return limit


def acknowledgement(timing: Timing) -> Span:
    """One business day; two hours where the event is within a day; a quarter of an hour where it is under way."""
    if timing.starts_at is not None:
        lead = timing.starts_at - timing.began_at
        if lead <= timedelta():
            return within(timedelta(minutes=15))(timing)
        if lead < timedelta(hours=24):
            return within(timedelta(hours=2))(timing)
    return business_days(1)(timing)


def decision(timing: Timing) -> Span:
    """A day before the start where it was asked three days before; else when two thirds of the time that is left have gone. An hour where it has begun."""
    assert timing.starts_at is not None  # only demonstrations are decided against their start
    lead = timing.starts_at - timing.began_at
    if lead <= timedelta():
        return within(timedelta(hours=1))(timing)
    return _span(timing.began_at, timing.starts_at - min(timedelta(hours=24), lead / 3))


def plan(timing: Timing) -> Span:
    """Half a day before the start; where it was decided later, half of the time that is left. An hour where it has begun."""
    assert timing.starts_at is not None
    lead = timing.starts_at - timing.began_at
    if lead <= timedelta():
        return within(timedelta(hours=1))(timing)
    return _span(timing.began_at, timing.starts_at - min(timedelta(hours=12), lead / 2))


def course(timing: Timing) -> Span:
    """The start of a demonstration; once it has begun, a day."""
    if timing.starts_at is not None and timing.starts_at > timing.began_at:
        return _span(timing.began_at, timing.starts_at)
    return within(timedelta(days=1))(timing)


def sorting(timing: Timing) -> Span:
    """Half an hour for what is grave, four hours for the rest."""
    return within(timedelta(minutes=30) if timing.priority <= GRAVE else timedelta(hours=4))(timing)


def _span(start: datetime, due: datetime) -> Span:
    return Span(due_at=due, warn_at=start + (due - start) * WARN_AT)


def _rule(name: ClockName, limit: Limit, *stops: Event, starts: Iterable[Event] = (Event.OPENED,), voids: Iterable[Event] = ()) -> ClockRule:
    return ClockRule(name=name, starts=frozenset(starts), stops=frozenset(stops), limit=limit, voids=frozenset(voids))


_EVERYBODY = _rule(ClockName.ACKNOWLEDGE, acknowledgement, Event.ALL_ACKNOWLEDGED, Event.DECIDED, starts=(Event.OPENED, Event.ASKED))
_ASKED = (Event.OPENED, Event.REVIEWING)

CLOCKS: Mapping[CaseKind, tuple[ClockRule, ...]] = {
    CaseKind.CONCERN: (_EVERYBODY, _rule(ClockName.ANSWER, business_days(5), Event.DECIDED, starts=_ASKED)),
    CaseKind.DEMONSTRATION: (
        _EVERYBODY,
        _rule(ClockName.DECIDE, decision, Event.DECIDED, starts=_ASKED),
        _rule(ClockName.PLAN, plan, Event.PLANNED, starts=(Event.GRANTED,), voids=(Event.REVIEWING,)),
        _rule(ClockName.REVIEW, business_days(5), Event.REVIEWED, starts=(Event.STOOD_DOWN,)),
    ),
    CaseKind.INCIDENT: (_rule(ClockName.TRIAGE, sorting, Event.TRIAGED, Event.RESOLVED), _EVERYBODY),
    CaseKind.THREAT_RECEIVED: (_rule(ClockName.TRIAGE, within(timedelta(hours=1)), Event.TRIAGED, Event.RESOLVED), _EVERYBODY),
    CaseKind.EMERGENCY: (
        _rule(ClockName.LOCATE, within(timedelta(seconds=60)), Event.LOCATED),
        _rule(ClockName.NOTIFY, within(timedelta(minutes=15)), Event.ONE_ACKNOWLEDGED, Event.ALL_ACKNOWLEDGED),
        _rule(ClockName.TELL_MISSION, within(timedelta(minutes=30)), Event.DONE),
        _rule(ClockName.SPOT_REPORT, within(timedelta(minutes=60)), Event.DONE),
    ),
}
LOOKS: Mapping[CaseKind, ClockRule] = {kind: _rule(ClockName.LOOK_AGAIN, limit, Event.MOVED, Event.DONE, starts=()) for kind, limit in {
    **dict.fromkeys(CaseKind, within(timedelta(days=30))), CaseKind.DEMONSTRATION: course, CaseKind.EMERGENCY: within(timedelta(hours=8))}.items()}
"""Another look at an open case that owes nothing else: within a month, a demonstration by its start and each day from then on, an emergency in a shift."""
PAUSED_BY_A_QUESTION = frozenset({ClockName.DECIDE, ClockName.ANSWER})
STANDING = frozenset({ClockState.WAITING, ClockState.RUNNING, ClockState.PAUSED, ClockState.LATE})
TICKING = frozenset({ClockState.RUNNING, ClockState.LATE})
OWED = TICKING | {ClockState.PAUSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A clock of a case. Instants are None until they are known; `resumes_at` is when a pause ends by itself."""

    name: ClockName
    state: ClockState
    started_at: datetime | None = None
    due_at: datetime | None = None
    warn_at: datetime | None = None
    stopped_at: datetime | None = None
    paused_at: datetime | None = None
    resumes_at: datetime | None = None


def wind(kind: CaseKind, timing: Timing) -> tuple[Clock, ...]:
    """The clocks of a case that has just become one of a kind: those that begin now run, the others wait."""
    return tuple(start(rule, timing) if Event.OPENED in rule.starts else Clock(name=rule.name, state=ClockState.WAITING) for rule in CLOCKS[kind])


def turn(clocks: Iterable[Clock], kind: CaseKind, events: Iterable[Event], timing: Timing, *, is_open: bool) -> tuple[tuple[Clock, ...], tuple[Clock, ...]]:
    """The clocks of a case after something happened at `timing.began_at`, in their order, and those that begin anew."""
    happened = frozenset(events)
    struck = tuple(strike(clock, kind, happened, timing) for clock in clocks)
    standing = {clock.name for clock in struck if clock.state in STANDING}
    begun = tuple(start(rule, timing) for rule in CLOCKS[kind] if rule.starts & happened and rule.name not in standing)
    return struck, begun + look(struck + begun, kind, timing, is_open=is_open)


def look(clocks: Iterable[Clock], kind: CaseKind, timing: Timing, *, is_open: bool) -> tuple[Clock, ...]:
    """The look that an open case is owed where it owes nothing else; else none."""
    return (start(LOOKS[kind], timing),) if is_open and not any(clock.state in OWED for clock in clocks) else ()


def strike(clock: Clock, kind: CaseKind, events: Iterable[Event], timing: Timing) -> Clock:
    """A clock after something happened at `timing.began_at`: started, stopped, or as it was."""
    rule, happened, at = rule_of(clock.name, kind), frozenset(events), timing.began_at
    if clock.state not in STANDING:
        return clock
    if rule is None or Event.ENDED in happened or (clock.state is not ClockState.WAITING and rule.voids & happened):
        return replace(clock, state=ClockState.VOID, stopped_at=at)
    if rule.stops & happened:
        if clock.state is ClockState.WAITING:
            return replace(clock, state=ClockState.VOID, stopped_at=at)
        is_late = clock.state is ClockState.LATE or (clock.state is ClockState.RUNNING and clock.due_at is not None and at > clock.due_at)
        return replace(clock, state=ClockState.KEPT_LATE if is_late else ClockState.KEPT, stopped_at=at)
    if clock.state is ClockState.WAITING and rule.starts & happened:
        return start(rule, timing)
    return clock


def rule_of(name: ClockName, kind: CaseKind) -> ClockRule | None:
    """What starts and stops a clock in a kind of case; None where that kind does not owe it."""
    return next((rule for rule in (*CLOCKS[kind], LOOKS[kind]) if rule.name is name), None)


def pause(clock: Clock, at: datetime, office: BusinessHours) -> Clock:
    """A clock that waits for the mission's answer, two business days at the most."""
    if clock.state is not ClockState.RUNNING:
        return clock
    return replace(clock, state=ClockState.PAUSED, paused_at=at, resumes_at=office.after(at, office.day * MOST_PAUSE_DAYS))


def resume(clock: Clock, at: datetime, *, not_after: datetime | None) -> Clock:
    """A clock that goes on: what was left of it is left still, but never past `not_after`, the start of what it is about."""
    if clock.state is not ClockState.PAUSED or not (clock.paused_at and clock.due_at and clock.warn_at and clock.resumes_at):
        return clock
    stood = min(at, clock.resumes_at) - clock.paused_at
    due_at = clock.due_at + stood
    if not_after is not None:
        due_at = max(clock.due_at, min(due_at, not_after))
    warn_at = min(clock.warn_at + stood, due_at) if clock.warn_at > clock.paused_at else clock.warn_at
    return replace(clock, state=ClockState.RUNNING, due_at=due_at, warn_at=warn_at, paused_at=None, resumes_at=None)


def reckon(clock: Clock, kind: CaseKind, was: int, timing: Timing) -> Clock:
    """A clock that runs after the priority was changed at `timing.began_at`, from `was`: a longer limit counts from its beginning.

    A shorter one counts from the change, so that nobody is late for what they could not know; what is late already stays late.
    """
    rule = rule_of(clock.name, kind)
    if rule is None or clock.state is not ClockState.RUNNING or not (clock.started_at and clock.due_at):
        return clock
    before, after = rule.limit(replace(timing, priority=was)), rule.limit(timing)
    if after.due_at == before.due_at:
        return clock
    span = after if after.due_at < before.due_at else rule.limit(replace(timing, began_at=clock.started_at))
    is_sooner = span.due_at < clock.due_at
    return replace(clock, due_at=span.due_at, warn_at=span.warn_at) if is_sooner or after.due_at > before.due_at else clock


def next_due(clocks: Iterable[Clock]) -> datetime | None:
    """The soonest instant at which something is owed; what is late comes first by its own instant."""
    return min((clock.due_at for clock in clocks if clock.state in TICKING and clock.due_at), default=None)


def start(rule: ClockRule, timing: Timing) -> Clock:
    """A clock that begins now."""
    span = rule.limit(timing)
    return Clock(name=rule.name, state=ClockState.RUNNING, started_at=timing.began_at, due_at=span.due_at, warn_at=span.warn_at)
