"""Clocks kept with a case: struck by what happens, paused by a question, and the case's next one."""

from collections.abc import Iterable
from datetime import datetime

from article22.contexts.cases.models import Case, Clock
from article22.contexts.cases.queries.offices import get_hours
from article22.contexts.cases.rules import clocks as rules
from article22.contexts.cases.rules.clocks import Event, Timing
from article22.contexts.cases.rules.escalation import period
from article22.contexts.cases.rules.moves import is_open
from article22.contexts.cases.rules.terms import CaseKind, ClockName, ClockState, Status
from article22.kernel.ids import new_id

KEPT = ("state", "started_at", "due_at", "warn_at", "stopped_at", "paused_at", "resumes_at")


def timing_of(case: Case, at: datetime) -> Timing:
    """What limits of a case's clocks are reckoned from, at an instant."""
    return Timing(began_at=at, priority=int(case.priority), starts_at=case.starts_at, office=get_hours(case.office, at=at))


def strike_clocks(case: Case, events: Iterable[Event], *, at: datetime) -> None:
    """Start and stop what these events start and stop, and find the case's next clock. The case is saved by whoever calls."""
    rows = list(case.clocks.all())
    struck, begun = rules.turn([clock_of(row) for row in rows], CaseKind(case.kind), events, timing_of(case, at), is_open=is_open(Status(case.status)))
    for row, clock in zip(rows, struck, strict=True):
        _keep(row, clock)
    Clock.objects.bulk_create([_row_of(case, clock, at=at) for clock in begun])
    case.next_due_at = rules.next_due((*struck, *begun))


def wind_clocks(case: Case, *, at: datetime) -> None:
    """A case has become another kind: what the new kind owes begins, what only the old one owed is owed no more."""
    kind, timing = CaseKind(case.kind), timing_of(case, at)
    rows = list(case.clocks.all())
    for row in rows:
        _keep(row, rules.strike(clock_of(row), kind, (Event.MOVED,), timing))
    standing = {row.name for row in rows if ClockState(row.state) in rules.STANDING}
    fresh = Clock.objects.bulk_create([_row_of(case, clock, at=at) for clock in rules.wind(kind, timing) if clock.name not in standing])
    case.next_due_at = rules.next_due(clock_of(row) for row in (*rows, *fresh))


def _row_of(case: Case, clock: rules.Clock, *, at: datetime) -> Clock:
    return Clock(id=new_id(at), organisation=case.organisation_id, case=case, name=clock.name.value, state=clock.state.value, step=0, holder_name="",
                 started_at=clock.started_at, due_at=clock.due_at, warn_at=clock.warn_at)


def pause_clocks(case: Case, reason: str, *, at: datetime) -> None:
    """What only the mission's answer can move stands still, two business days at the most."""
    hours = get_hours(case.office, at=at)
    for row in case.clocks.filter(name__in=[name.value for name in rules.PAUSED_BY_A_QUESTION]):
        row.pause_reason = reason[:200]
        _keep(row, rules.pause(clock_of(row), at, hours), "pause_reason")
    find_next(case)


def resume_clocks(case: Case, *, at: datetime) -> None:
    """What stood still goes on."""
    for row in case.clocks.filter(state=ClockState.PAUSED.value):
        _keep(row, rules.resume(clock_of(row), at, not_after=case.starts_at))
    find_next(case)


def reckon_clocks(case: Case, was: int, *, at: datetime) -> list[Clock]:
    """Reckon anew what hangs on the priority, which was another. Returns the clocks whose instants are others now. The case is saved by whoever calls."""
    timing, kind = timing_of(case, at), CaseKind(case.kind)
    rows = list(case.clocks.all())
    changed = []
    for row in rows:
        clock = rules.reckon(clock_of(row), kind, was, timing)
        goes_on_at = at + period(kind, timing.priority)
        if row.state == ClockState.LATE and row.escalates_at and goes_on_at < row.escalates_at:
            row.escalates_at = goes_on_at
            row.save(update_fields=["escalates_at"])
        elif clock != clock_of(row):
            row.warned_at = None
            _keep(row, clock, "warned_at")
            changed.append(row)
    case.next_due_at = rules.next_due(clock_of(row) for row in rows)
    return changed


def find_next(case: Case) -> None:
    """The soonest of a case's clocks."""
    case.next_due_at = rules.next_due(clock_of(row) for row in case.clocks.all())


def clock_of(row: Clock) -> rules.Clock:
    """A clock as the rules know it."""
    return rules.Clock(name=ClockName(row.name), state=ClockState(row.state), **{name: getattr(row, name) for name in KEPT[1:]})


def _keep(row: Clock, clock: rules.Clock, *also: str) -> None:
    if clock_of(row) == clock:
        return
    row.state = clock.state.value
    for name in KEPT[1:]:
        setattr(row, name, getattr(clock, name))
    row.save(update_fields=[*KEPT, *also])
