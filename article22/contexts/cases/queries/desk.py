"""The queue of a desk: cases as rows, by their next clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet, prefetch_related_objects

from article22.contexts.cases.models import Case, Clock, Recipient
from article22.contexts.cases.queries.cases import Asked, list_cases
from article22.contexts.cases.rules.pages import Page
from article22.contexts.cases.rules.standing import Heard, Owed, Standing, standing_of
from article22.contexts.cases.rules.terms import CaseKind, ClockName, ClockState, Priority, Status
from article22.contexts.missions.models import Officer
from article22.contexts.missions.queries.liaisons import list_portfolio
from article22.kernel.actor import Actor
from article22.kernel.text import unpacked

MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which rows: of some missions only, of some kinds only, with those that ended too."""

    missions: frozenset[UUID] | None = None
    kinds: frozenset[str] = frozenset()
    with_ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A case in a queue."""

    case: Case
    kind: CaseKind
    status: Status
    priority: Priority
    standing: Standing
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Rows, how many there are in all, and how many of those are late."""

    rows: Sequence[Row]
    count: int
    late: int


def list_rows(wanted: Wanted, *, seen_by: Actor, now: datetime, most: int = MOST) -> Queue:
    """Cases by their next clock: what is late first, then what is due soonest, then what owes nothing, the newest first.

    What a mission added and nobody has read is owed a look since it came, and stands there; what began undecided too.
    """
    seen_by.check_may("case.list")
    every = Case.objects.visible_to(seen_by)
    if wanted.kinds:
        every = every.filter(kind__in=wanted.kinds)
    if wanted.missions is not None:
        every = every.filter(mission__in=wanted.missions)
    cases = every if wanted.with_ended else every.filter(closed_at__isnull=True)
    rows = _rows(_with_parts(cases, every.filter(unread_at__isnull=False), most), now)
    return Queue(rows=rows, count=cases.count(), late=cases.filter(closed_at__isnull=True, next_due_at__lt=now).count())


def find_rows(words: str, *, seen_by: Actor, now: datetime, most: int = MOST) -> Queue:
    """Cases that words find, by their own or by the name of their mission; open or ended, the newest first."""
    cases, _ = list_cases(Asked(words=words), seen_by=seen_by, page=Page(size=most))
    prefetch_related_objects(cases, "clocks", "recipients")
    return Queue(rows=_rows(cases, now), count=len(cases), late=sum(row.standing.mark == "late" for row in _rows(cases, now)))


def row_of(case: Case, clocks: Iterable[Clock], recipients: Iterable[Recipient], *, now: datetime) -> Row:
    """A case as a row."""
    kind, status = CaseKind(case.kind), Status(case.status)
    owed = [Owed(name=ClockName(clock.name), state=ClockState(clock.state), due_at=clock.due_at, warn_at=clock.warn_at, holder=clock.holder_name)
            for clock in clocks]
    heard = [Heard(who=unpacked(one.who), is_told=one.told_at is not None, has_answered=one.acknowledged_at is not None, is_unreached=bool(one.fault))
             for one in sorted(recipients, key=lambda one: one.rank) if one.dropped_at is None]
    return Row(case=case, kind=kind, status=status, priority=Priority(case.priority), standing=standing_of(kind, status, owed, heard, now=now),
               due_at=case.next_due_at if case.closed_at is None else None)


def list_own_missions(seen_by: Actor, *, on: date) -> frozenset[UUID] | None:
    """The missions of an officer's portfolio; None for whoever has none."""
    officer = Officer.objects.visible_to(seen_by).filter(person=seen_by.person).first()
    return frozenset(mission.pk for mission in list_portfolio(officer, on=on)) if officer else None


def _with_parts(cases: "QuerySet[Case]", unread: "QuerySet[Case]", most: int) -> list[Case]:
    unread = unread.select_related("mission").order_by("unread_at", "id")[:most]
    cases = cases.select_related("mission").filter(unread_at__isnull=True)
    with_clock = cases.filter(next_due_at__isnull=False, closed_at__isnull=True).order_by("next_due_at", "id")[:most]
    found = sorted((*unread, *with_clock), key=lambda case: (min(_owed(case)), case.pk))[:most]
    without = cases.exclude(next_due_at__isnull=False, closed_at__isnull=True).order_by("-opened_at", "-id")
    found += list(without[:most - len(found)]) if len(found) < most else []
    prefetch_related_objects(found, "clocks", "recipients")
    return found


def _owed(case: Case) -> Sequence[datetime]:
    """The instants by which a case takes its place in the queue."""
    return [at for at in (case.unread_at, case.next_due_at if case.closed_at is None else None) if at]


def _rows(cases: Iterable[Case], now: datetime) -> list[Row]:
    return [row_of(case, case.clocks.all(), case.recipients.all(), now=now) for case in cases]
