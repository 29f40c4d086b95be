"""The report by mission (R-097): cases by kind, clocks kept and late, how soon somebody acknowledged, hops, decisions. Four statements, however many."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Aggregate, Avg, Count, DurationField, F, Q

from article22.contexts.cases.models import Case, Clock, Decision, Recipient
from article22.contexts.cases.queries.inspections import Wanted, narrowed
from article22.contexts.cases.rules.terms import CaseKind, ClockState, Outcome
from article22.kernel.actor import Actor


class Median(Aggregate):
    """The middle of lengths of time."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionLine:
    """A mission's line of the report. `median` is from being asked to the acknowledgement, of every desk that answered."""

    number: str
    name: str
    kinds: Mapping[str, int]
    count: int
    open: int
    kept: int
    late: int
    median: timedelta | None
    answered: int
    silent: int
    hops: float
    outcomes: Mapping[str, int]


def report_by_mission(wanted: Wanted, *, seen_by: Actor) -> Sequence[MissionLine]:
    """One line a mission that has cases in the time, by name."""
    seen_by.check_may("case.inspect")
    found = narrowed(Case.objects.visible_to(seen_by), wanted).order_by()
    of_case = {"case__in": found.values("pk")}
    lines: Sequence[Mapping[str, Any]] = list(found.values("mission", "mission__number", "mission__name").annotate(
        count=Count("pk"), open=Count("pk", filter=Q(closed_at__isnull=True)), mean_hops=Avg("hops"),
        **{f"kind_{kind.name}": Count("pk", filter=Q(kind=kind.value)) for kind in CaseKind}).order_by("mission__name"))
    clocks = _by_mission(Clock.objects.visible_to(seen_by).filter(**of_case).values("case__mission").annotate(
        kept=Count("pk", filter=Q(state=ClockState.KEPT.value)),
        late=Count("pk", filter=Q(state__in=[ClockState.LATE.value, ClockState.KEPT_LATE.value]))))
    told = _by_mission(Recipient.objects.visible_to(seen_by).filter(**of_case, dropped_at__isnull=True).values("case__mission").annotate(
        median=Median(F("acknowledged_at") - F("added_at"), filter=Q(acknowledged_at__isnull=False)),
        answered=Count("pk", filter=Q(acknowledged_at__isnull=False)), silent=Count("pk", filter=Q(acknowledged_at__isnull=True))))
    decided = _by_mission(Decision.objects.visible_to(seen_by).filter(**of_case).values("case__mission").annotate(
        **{outcome.name.lower(): Count("pk", filter=Q(outcome=outcome.value)) for outcome in Outcome}))
    return [_line(row, *(each.get(row["mission"], {}) for each in (clocks, told, decided))) for row in lines]


def _by_mission(rows: Iterable[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    return {row["case__mission"]: row for row in rows}


def _line(row: Mapping[str, Any], clocks: Mapping[str, Any], told: Mapping[str, Any], decided: Mapping[str, Any]) -> MissionLine:
    return MissionLine(
        number=row["mission__number"] or "", name=row["mission__name"] or "", count=row["count"],
        kinds={kind.value: row[f"kind_{kind.name}"] for kind in CaseKind}, open=row["open"], kept=clocks.get("kept", 0),
        late=clocks.get("late", 0), median=told.get("median"), answered=told.get("answered", 0), silent=told.get("silent", 0), hops=row["mean_hops"],
        outcomes={outcome.value: decided.get(outcome.name.lower(), 0) for outcome in Outcome})
