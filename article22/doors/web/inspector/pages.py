"""What the inspector's pages say of a case, each instant on the clocks of its place."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from article22.contexts.cases.queries.inspections import Inspected
from article22.contexts.cases.rules.duty import Moment
from article22.contexts.cases.rules.spans import span_of
from article22.contexts.cases.rules.terms import CaseKind, ClockName, ClockState, Outcome, Reason, Told
from article22.ground.accounts.rules import Role
from article22.ground.journal.queries import Standing
from article22.ground.outbox.rules.messages import Channel, State
from article22.kernel.text import Text, unpacked

STATES: Mapping[ClockState, str] = {
    ClockState.WAITING: "told", ClockState.RUNNING: "doing", ClockState.PAUSED: "doing", ClockState.LATE: "late", ClockState.KEPT: "done",
    ClockState.KEPT_LATE: "done", ClockState.VOID: "past"}
SENT: Mapping[State, str] = {State.HANDED: "done", State.DELIVERED: "done", State.BOUNCED: "refused", State.FAILED: "refused", State.CANCELLED: "past",
                             State.HELD: "due"}


def when(at: datetime | None, zone: ZoneInfo) -> Text | None:
    """An instant on the clocks of a place."""
    return None if at is None else Text("moment.day", "{at}", at=at.astimezone(zone))


def parts_of(one: Inspected) -> dict[str, Any]:
    """Everything of a case."""
    zone = one.zone
    names = {f"{message}": unpacked(row.who) for row in one.recipients for message in row.messages}
    return {
        "stages": [{"kind": CaseKind(row.kind), "at": when(row.began_at, zone)} for row in one.stages],
        "recipients": [{
            "who": unpacked(row.who), "because": unpacked(row.because), "told": when(row.told_at, zone),
            "told_how": Told(row.told_how) if row.told_at else None,
            "answered": when(row.acknowledged_at, zone), "answered_how": Told(row.acknowledged_how) if row.acknowledged_at else None,
            "name": row.acknowledged_name, "is_late": row.is_late, "is_by_telephone": row.recorded_by is not None, "dropped": when(row.dropped_at, zone),
        } for row in one.recipients],
        "clocks": [{"name": ClockName(row.name), "state": ClockState(row.state), "mark": STATES[ClockState(row.state)], "due": when(row.due_at, zone),
                    "stopped": when(row.stopped_at, zone), "holder": row.holder_name, "reason": row.pause_reason,
                    "late": span_of(row.stopped_at - row.due_at) if row.stopped_at and row.due_at and row.state == ClockState.KEPT_LATE else None,
                    } for row in one.clocks],
        "decisions": [{"row": row, "outcome": Outcome(row.outcome), "reasons": [Reason(reason) for reason in row.reasons], "at": when(row.decided_at, zone),
                       "ends": when(row.ends_at, zone)} for row in one.decisions],
        "story": [{"row": row, "said": unpacked(row.said) if row.said else None, "at": when(row.happened_at, zone), "entered": when(row.entered_at, zone),
                   "struck": when(row.struck_at, zone), "shape": row.kind if row.kind in ("state", "danger") else ""} for row in one.passages],
        "readings": _readings(one),
        "messages_sent": [{"whom": names.get(f"{row.pk}"), "channel": Channel(row.channel), "state": State(row.state),
                           "mark": SENT.get(State(row.state), "doing"),
                           "kind": row.kind, "at": when(row.enqueued_at, zone), "settled": when(row.settled_at, zone)} for row in one.messages],
        "entries": [{"entry": each.entry, "leaf": None if each.leaf is None else each.leaf + 1, "is_intact": each.is_intact, "at": when(each.entry.at, zone)}
                    for each in one.entries],
        "opened": when(one.case.opened_at, zone), "happened": when(one.case.happened_at, zone), "closed": when(one.case.closed_at, zone),
        "starts": when(one.case.starts_at, zone), "ends": when(one.case.ends_at, zone),
    }


def _readings(one: Inspected) -> list[dict[str, Any]]:
    """Who read it: each once, from when until when, in how many hours."""
    found: dict[tuple[object, str], list[Any]] = {}
    for row in one.readings:
        found.setdefault((row.person, row.role), []).append(row)
    return [{"name": rows[-1].name, "role": Role(rows[-1].role) if rows[-1].role in set(Role) else rows[-1].role, "hours": len(rows),
             "first": when(min(row.first_at for row in rows), one.zone), "last": when(max(row.first_at for row in rows), one.zone)} for rows in found.values()]


def ledger_of(moments: Sequence[Moment], one: Inspected) -> list[dict[str, Any]]:
    """The duty, line by line, each with the entry that proves it."""
    entries: dict[tuple[str, str], Standing] = {(each.entry.verb, each.entry.subject): each for each in one.entries}
    return [{"moment": moment, "at": when(moment.at, one.zone), "entered": when(moment.entered_at, one.zone) if moment.entered_at != moment.at else None,
             "late": span_of(moment.late) if moment.late else None, "lane": moment.lane.name.lower(),
             "proof": next((entries[verb, f"{moment.subject}"] for verb in moment.verbs if (verb, f"{moment.subject}") in entries), None)}
            for moment in moments]


def integrity_of(one: Inspected) -> dict[str, int]:
    """How many entries are as they were digested, wait for the sealer, or are not what they were."""
    return {"intact": sum(each.is_intact and each.leaf is not None for each in one.entries),
            "waiting": sum(each.is_intact and each.leaf is None for each in one.entries), "broken": sum(not each.is_intact for each in one.entries)}
