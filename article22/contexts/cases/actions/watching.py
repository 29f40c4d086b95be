"""The watch over clocks: what is due is warned of, what lapses is escalated, what began undecided is said to have. Safe to run twice at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from article22.contexts.cases.actions.moving import advance, save
from article22.contexts.cases.actions.story import tell
from article22.contexts.cases.actions.timing import resume_clocks, strike_clocks
from article22.contexts.cases.models import Case, Clock
from article22.contexts.cases.queries.cases import get_case
from article22.contexts.cases.rules.clocks import STANDING
from article22.contexts.cases.rules.escalation import escalate
from article22.contexts.cases.rules.moves import MOVES
from article22.contexts.cases.rules.terms import Audience, CannotMove, CaseKind, ClockName, ClockState, PassageKind, Status
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.kernel.text import Text

AT_ONCE = 100
DONE_BY_HAND = frozenset({ClockName.TELL_MISSION, ClockName.SPOT_REPORT, ClockName.LOOK_AGAIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """A clock that was warned of or that lapsed just now, and with whom it is."""

    clock: Clock
    case: Case
    is_warning: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """To whom a lapse goes: a named person with their id, the parent office and the Command Center by name."""

    person: tuple[UUID, str] | None
    parent: str
    command_center: str


@transaction.atomic
def watch_clocks(ladder: Ladder, *, by: Actor, at: datetime) -> Sequence[Lapse]:
    """Do what instants up to `at` ask for; the lapses that somebody must be told of. Each clock is taken by one worker."""
    by.check_may("case.watch-clocks")
    return [*_resumed(by=by, at=at), *_warned(at=at), *_lapsed(ladder, by=by, at=at), *_begun_undecided(by=by, at=at)]


def _due(condition: Q) -> list[Clock]:
    return list(Clock.objects.select_for_update(of=("self",), skip_locked=True).select_related("case__mission").filter(condition).order_by("due_at")[:AT_ONCE])


def _warned(*, at: datetime) -> Iterator[Lapse]:
    for clock in _due(Q(state=ClockState.RUNNING.value, warned_at__isnull=True, warn_at__lte=at)):
        clock.warned_at = at
        clock.save(update_fields=["warned_at"])
        if clock.due_at and clock.due_at > at:
            yield Lapse(clock=clock, case=clock.case, is_warning=True)


def _lapsed(ladder: Ladder, *, by: Actor, at: datetime) -> Iterator[Lapse]:
    new, further = Q(state=ClockState.RUNNING.value, due_at__lte=at), Q(state=ClockState.LATE.value, escalates_at__lte=at)
    for clock in _due(new | further):
        case = clock.case
        to = escalate(clock.step, CaseKind(case.kind), int(case.priority), person=ladder.person, parent=ladder.parent, command_center=ladder.command_center,
                      at=at)
        clock.state, clock.breached_at = ClockState.LATE.value, clock.breached_at or at
        clock.step, clock.holder, clock.holder_name, clock.escalates_at = to.step, to.person, to.name, to.goes_on_at
        clock.save(update_fields=["state", "breached_at", "step", "holder", "holder_name", "escalates_at"])
        tell(case, said=Text("story.lapsed", "Late: {what} was due {due}. It is with {holder} now.", what=ClockName(clock.name), due=clock.due_at,
                             holder=to.name), kind=PassageKind.STATE, name="", by=by, at=at)
        journal.record("cases.clock-lapsed", clock.pk, by=by, at=at, organisation=case.organisation_id, case=case.pk, name=clock.name, step=to.step,
                       holder=to.holder, person=to.person)
        yield Lapse(clock=clock, case=case, is_warning=False)


def _resumed(*, by: Actor, at: datetime) -> Iterator[Lapse]:
    """A pause is over, whether the mission replied or not."""
    for clock in _due(Q(state=ClockState.PAUSED.value, resumes_at__lte=at)):
        case = get_case(clock.case_id, seen_by=by, lock=True)
        resume_clocks(case, at=at)
        save(case)
        tell(case, said=Text("story.pause-over", "The pause is over: the mission has not replied within two business days."), kind=PassageKind.STATE,
             name="", by=by, at=at)
        yield from ()


def _begun_undecided(*, by: Actor, at: datetime) -> Iterator[Lapse]:
    """A demonstration that began without the decision that was owed before its start counts as a failure, and says so (domain.md 5.1)."""
    undecided = [status.value for status, moves in MOVES[CaseKind.DEMONSTRATION].items() if Status.EXPIRED_UNDECIDED in moves]
    owed = Clock.objects.filter(case=OuterRef("pk"), name=ClockName.DECIDE.value, state__in=[state.value for state in STANDING],
                                started_at__lt=OuterRef("starts_at"))
    rows = Case.objects.select_for_update(of=("self",), skip_locked=True).filter(
        Exists(owed), kind=CaseKind.DEMONSTRATION.value, status__in=undecided, starts_at__lte=at, closed_at__isnull=True)[:AT_ONCE]
    for case in rows:
        advance(case, Status.EXPIRED_UNDECIDED, Text("story.undecided", "It began, and nothing was decided."), name="", by=by, at=at)
        journal.record("cases.case-expired-undecided", case.pk, by=by, at=at, organisation=case.organisation_id, number=case.number)
        yield from ()


@transaction.atomic
def take_over(clock_id: UUID, *, name: str, by: Actor, at: datetime) -> UUID:
    """Somebody acts on a lapse: it is with them now, and goes further only if they let it lie as long as anybody else. Returns the entry."""
    by.check_may("case.keep-clock")
    clock = Clock.objects.visible_to(by).select_for_update(of=("self",)).select_related("case").filter(pk=clock_id).first()
    if clock is None:
        raise Absent
    if clock.state != ClockState.LATE:
        raise CannotMove(Text("clock.not-late", "This clock is not late: there is nothing to take over."))
    case = clock.case
    to = escalate(0, CaseKind(case.kind), int(case.priority), person=(by.person, name) if by.person else None, parent=name, command_center=name, at=at)
    clock.holder, clock.holder_name, clock.escalates_at = by.person, name, to.goes_on_at
    clock.save(update_fields=["holder", "holder_name", "escalates_at"])
    tell(case, said=Text("story.taken-over", "{name} has taken it over.", name=name), kind=PassageKind.STATE, audience=Audience.PROTECTORS, name=name,
         by=by, at=at)
    return journal.record("cases.clock-taken-over", clock.pk, by=by, at=at, case=case.pk)


@transaction.atomic
def keep_clock(clock_id: UUID, words: str, *, name: str, by: Actor, at: datetime) -> UUID:
    """Somebody says that what a clock asks for was done: the mission's others were told, the spot report is out. Returns the entry."""
    by.check_may("case.keep-clock")
    clock = Clock.objects.visible_to(by).filter(pk=clock_id).first()
    if clock is None:
        raise Absent
    if ClockName(clock.name) not in DONE_BY_HAND or clock.stopped_at is not None:
        raise CannotMove(Text("clock.not-by-hand", "This clock is stopped by what happens in the case, not by hand."))
    if not words.strip():
        raise CannotMove(Text("clock.no-words", "Say what was done, and who was told."))
    case = get_case(clock.case_id, seen_by=by, lock=True)
    clock.state = (ClockState.KEPT_LATE if clock.due_at and at > clock.due_at else ClockState.KEPT).value
    clock.stopped_at = at
    clock.save(update_fields=["state", "stopped_at"])
    strike_clocks(case, (), at=at)
    save(case)
    tell(case, words=words, audience=Audience.PROTECTORS, name=name, by=by, at=at)
    return journal.record("cases.clock-kept", clock.pk, by=by, at=at, case=case.pk, name=clock.name)
