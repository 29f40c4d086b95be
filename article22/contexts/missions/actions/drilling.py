"""A drill is planned, begins, is answered, and ends with each person by each channel accounted for; what failed fails a way (S8)."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from article22.contexts.missions import models
from article22.contexts.missions.actions import representing
from article22.contexts.missions.models import Drill, DrillCall, Schedule, Way
from article22.contexts.missions.queries.drills import audience_of, get_call, get_call_of, get_drill, kinds_of, list_asked, list_numbers
from article22.contexts.missions.queries.representatives import way_as_ruled
from article22.contexts.missions.rules import drills as rules
from article22.contexts.missions.rules.drills import Plan
from article22.contexts.missions.rules.representatives import SAID_WRONG
from article22.contexts.missions.rules.terms import CannotDrill, Outcome, Recurs, WayKind
from article22.ground.journal import actions as journal
from article22.ground.journal.rules.entries import Told
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.models import Message
from article22.ground.outbox.rules.messages import Outgoing, State
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.refusal import Absent
from article22.kernel.text import Text

Writer = Callable[[DrillCall], Outgoing]
MISSED = "drill"  # the fault of a way by which nobody answered


@transaction.atomic
def plan_drill(plan: Plan, *, by: Actor, at: datetime, schedule: Schedule | None = None) -> Drill:
    """Plan a drill. It begins at its hour, or when somebody starts it. Raises CannotDrill."""
    by.check_may("drill.plan")
    rules.check_plan(plan, at)
    if schedule is None:  # of what recurs some missions may have ended since
        rules.check_numbers(plan.audience, list_numbers(plan.audience))
    row = Drill.objects.create(id=new_id(at), **_columns(plan), starts_at=plan.starts_at, schedule=schedule, planned_by=by.person, planned_at=at)
    journal.record("missions.drill-planned", row.pk, by=by, at=at, audience=plan.audience.kind, kinds=" ".join(plan.kinds), lasts_hours=plan.lasts_hours,
                   starts_at=plan.starts_at, schedule=schedule and schedule.pk)
    return row


@transaction.atomic
def set_schedule(recurs: Recurs, plan: Plan, every_days: int, *, by: Actor, at: datetime) -> Schedule:
    """Say how often something recurs, from `plan.starts_at` on, else from now. Raises CannotDrill."""
    by.check_may("drill.plan")
    rules.check_plan(plan, at)
    rules.check_numbers(plan.audience, list_numbers(plan.audience))
    rules.check_recurs(every_days)
    row = Schedule.objects.create(id=new_id(at), recurs=recurs.value, **_columns(plan), every_days=every_days, next_at=plan.starts_at or at,
                                  set_by=by.person, set_at=at)
    journal.record("missions.schedule-set", row.pk, by=by, at=at, recurs=recurs, audience=plan.audience.kind, every_days=every_days, next_at=row.next_at)
    return row


@transaction.atomic
def end_schedule(id: UUID, *, by: Actor, at: datetime) -> UUID:
    """It recurs no more. Returns the entry. Raises Absent."""
    by.check_may("drill.plan")
    if not Schedule.objects.visible_to(by).filter(pk=id, ended_at__isnull=True).update(ended_at=at):
        raise Absent
    return journal.record("missions.schedule-ended", id, by=by, at=at)


@transaction.atomic
def take_due(zone: ZoneInfo, *, by: Actor, at: datetime) -> Sequence[Schedule]:
    """What recurs now, each once and for one worker alone; when it is due next is noted, on the clocks of `zone`. Drills are planned, to begin at once."""
    due = list(Schedule.objects.visible_to(by).select_for_update(skip_locked=True).filter(ended_at__isnull=True, next_at__lte=at))
    for row in due:
        row.next_at = rules.next_after(row.next_at, row.every_days, at, zone)
        row.save(update_fields=["next_at"])
        if row.recurs == Recurs.DRILL:
            plan = Plan(audience=audience_of(row), kinds=kinds_of(row), lasts_hours=row.lasts_hours, starts_at=at)
            plan_drill(plan, schedule=row, by=by, at=at)
    return due


@transaction.atomic
def cancel_drill(id: UUID, *, by: Actor, at: datetime) -> UUID:
    """A drill that has not begun does not happen. Returns the entry. Raises CannotDrill."""
    by.check_may("drill.plan")
    row = get_drill(id, seen_by=by, lock=True)
    _check_not_begun(row)
    row.cancelled_at = at
    row.save(update_fields=["cancelled_at"])
    return journal.record("missions.drill-cancelled", row.pk, by=by, at=at)


@transaction.atomic
def cut_short(id: UUID, *, by: Actor, at: datetime) -> UUID:
    """A drill that is under way ends now. Returns the entry. Raises CannotDrill."""
    by.check_may("drill.plan")
    row = get_drill(id, seen_by=by, lock=True)
    if row.ends_at is None or row.ends_at <= at:
        raise CannotDrill(Text("drill.not-under-way", "This drill is not under way. Nothing has changed now."))
    row.ends_at = at
    row.save(update_fields=["ends_at"])
    return journal.record("missions.drill-cut-short", row.pk, by=by, at=at)


@transaction.atomic
def start_drill(id: UUID, theirs: Collection[UUID], write: Writer, *, by: Actor, at: datetime) -> Drill:
    """Ask everybody of the audience by every way of the channels that were chosen. `theirs` are the missions of its offices. Raises CannotDrill."""
    by.check_may("drill.plan")
    row = get_drill(id, seen_by=by, lock=True)
    _check_not_begun(row)
    row.started_at, row.ends_at = at, at + timedelta(hours=row.lasts_hours)
    row.save(update_fields=["started_at", "ends_at"])
    asked = list_asked(audience_of(row), theirs, seen_by=by, at=at)
    calls = [call for one in asked for kind in kinds_of(row) for call in _calls(row, one, kind, at)]
    sent = [call for call in calls if call.way_id]
    for call, message in zip(sent, outbox.enqueue([write(call) for call in sent], by=by, at=at), strict=True):
        call.message = message
    DrillCall.objects.bulk_create(calls, batch_size=1000)
    journal.record("missions.drill-started", row.pk, by=by, at=at, people=len(asked), calls=len(calls), messages=len(sent), ends_at=row.ends_at)
    return row


def _calls(drill: Drill, one: models.Representative, kind: WayKind, at: datetime) -> list[DrillCall]:
    """One for each way that somebody has of a kind; where there is none, or none that is right, one that says so."""
    ways: Sequence[Way | None] = [way for way in one.ways.all() if way.kind == kind and way.fault != SAID_WRONG] or [None]
    return [DrillCall(id=new_id(at), drill=drill, mission=one.mission, representative=one, kind=kind.value, way=way,
                      outcome=Outcome.WAITING.value if way else Outcome.NO_WAY.value) for way in ways]


@transaction.atomic
def answer_call(id: UUID, *, by: Actor, at: datetime) -> UUID:
    """Somebody answered: they are reached by that way. The worker draws upon it. Returns the entry. Raises CannotDrill, Absent."""
    entry = _answer(get_call(id), by=by, at=at)
    if entry is None:
        raise CannotDrill(Text("drill.answered", "This was answered before. Nothing more is asked of you."))
    return entry


@transaction.atomic
def answer_message(message: UUID, *, by: Actor, at: datetime) -> UUID | None:
    """The same by the message that was answered: with OK, or a key. None where it was answered before. Returns the entry. Raises Absent."""
    return _answer(get_call_of(message), by=by, at=at)


def _answer(call: DrillCall, *, by: Actor, at: datetime) -> UUID | None:
    by.check_may("drill.answer")
    if not DrillCall.objects.filter(pk=call.pk, answered_at__isnull=True).update(outcome=Outcome.ANSWERED.value, answered_at=at):
        return None
    return journal.record("missions.drill-answered", call.pk, by=by, at=at, organisation=call.mission.organisation_id, mission=call.mission_id,
                          drill=call.drill_id, kind=call.kind, is_late=call.drill.ends_at is not None and at >= call.drill.ends_at)


def note_back(message: UUID, state: State) -> None:
    """A message of a drill came back, was refused or cancelled: so ends what was asked by it, unless it was answered."""
    DrillCall.objects.filter(message=message, outcome__in=[one.value for one in rules.OPEN]).update(outcome=rules.BACK[state].value)


@transaction.atomic
def count_answers(*, by: Actor, at: datetime) -> int:
    """Draw upon what was answered: each answer proves its way, from the instant at which it came, unless more is known of it by now. Returns how many."""
    rows = DrillCall.objects.select_for_update(skip_locked=True, of=("self",)).select_related("way")
    calls = list(rows.filter(answered_at__isnull=False, counted_at__isnull=True))
    representing.prove_ways({call.way.pk: call.answered_at for call in calls if call.way and call.way.ended_at is None and call.answered_at
                             and rules.is_news(call.answered_at, way_as_ruled(call.way))}, by=by, at=at)
    DrillCall.objects.filter(pk__in=[call.pk for call in calls]).update(counted_at=at)
    return len(calls)


@transaction.atomic
def end_drill(id: UUID, *, by: Actor, at: datetime) -> Mapping[Outcome, int]:
    """Its time is over: each call has an outcome, what has not left leaves no more, and each way that failed is one that failed. How many of each."""
    row = get_drill(id, seen_by=by, lock=True)
    if row.ended_at is not None:
        return {}
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    waiting = list(DrillCall.objects.select_for_update(of=("self",)).filter(drill=row, outcome=Outcome.WAITING.value).select_related("way"))
    messages = Message.objects.visible_to(by).select_for_update().filter(pk__in=[call.message for call in waiting])  # none is sent meanwhile
    states = {id: State(state) for id, state in messages.values_list("pk", "state")}
    for call in waiting:
        assert call.message  # what waits was sent
        call.outcome = rules.AT_END[states[call.message]].value
    DrillCall.objects.bulk_update(waiting, ["outcome"], batch_size=1000)
    outbox.cancel([id for id, state in states.items() if state in {State.WAITING, State.SENDING, State.HELD}], by=by, at=at)
    silent = [call.way for call in waiting if call.outcome in rules.FAILS and call.way]
    representing.fail_ways([way.pk for way in silent if way.ended_at is None and rules.is_missed(way.proved_at, row.started_at)], MISSED, by=by, at=at)
    counted = Counter(Outcome(outcome) for outcome in DrillCall.objects.filter(drill=row).values_list("outcome", flat=True))
    journal.record_all([Told(verb="missions.drill-ended", subject=row.pk, organisation=None, facts={outcome.value: counted[outcome] for outcome in counted})],
                       by=by, at=at)
    return counted


def _check_not_begun(row: Drill) -> None:
    if row.started_at is not None or row.cancelled_at is not None:
        raise CannotDrill(Text("drill.begun", "This drill has begun, or was cancelled. Nothing has changed now."))


def _columns(plan: Plan) -> dict[str, object]:
    return {"audience": plan.audience.kind.value, "audience_of": list(plan.audience.of), "kinds": [kind.value for kind in plan.kinds],
            "lasts_hours": plan.lasts_hours}
