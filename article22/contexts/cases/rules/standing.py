"""How a case stands, in a word and a shape: what a row of the queue, the case's page and the sheet for a dark desk say alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from article22.contexts.cases.rules.moves import is_open
from article22.contexts.cases.rules.terms import CaseKind, ClockName, ClockState, Status
from article22.kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A clock as it counts for how a case stands."""

    name: ClockName
    state: ClockState
    due_at: datetime | None
    warn_at: datetime | None
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Somebody who was told, as they count for how a case stands. Those that were dropped do not."""

    who: Text
    is_told: bool
    has_answered: bool
    is_unreached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A shape (look/README.md, rule 3), the words beside it, and the rest of the sentence."""

    mark: str
    words: Text
    detail: Text | None = None


def standing_of(kind: CaseKind, status: Status, clocks: Sequence[Owed], heard: Sequence[Heard], *, now: datetime) -> Standing:
    """What matters most of a case now: what is late, then danger, then what is due, then silence."""
    answers = _answers(heard)
    if not is_open(status):
        return Standing(mark="done", words=Text("standing.status", "{status}", status=status))
    if late := next((clock for clock in _by_due(clocks) if _is_late(clock, now)), None):
        return Standing(mark="late", words=Text("standing.late", "Late: {what}", what=late.name),
                        detail=Text("standing.held", "with {holder}", holder=late.holder) if late.holder else answers)
    if kind is CaseKind.EMERGENCY and status is not Status.STABILISED:
        return Standing(mark="danger", words=Text("standing.danger", "Emergency: {status}", status=status), detail=answers)
    if status is Status.INFO_NEEDED:
        return Standing(mark="told", words=Text("standing.asked", "Waiting for the mission"), detail=Text("standing.paused", "what hangs on it is paused"))
    if due := next((clock for clock in _by_due(clocks) if clock.state is ClockState.RUNNING and clock.warn_at and clock.warn_at <= now), None):
        return Standing(mark="due", words=Text("standing.due", "Due: {what}", what=due.name), detail=answers)
    if unreached := next((one for one in heard if one.is_unreached and not one.has_answered), None):
        return Standing(mark="silent", words=Text("standing.unreached", "{who}: not reached", who=unreached.who),
                        detail=Text("standing.call", "telephone them"))
    if silent := next((one for one in heard if not one.has_answered), None):
        words = Text("standing.silent", "{who}: told, no answer", who=silent.who) if silent.is_told else Text(
            "standing.untold", "{who}: not told yet", who=silent.who)
        return Standing(mark="told" if silent.is_told else "unverified", words=words, detail=answers)
    return Standing(mark="ack" if status in (Status.ROUTED, Status.ACKNOWLEDGED, Status.REPORTED) else "doing",
                    words=Text("standing.status", "{status}", status=status), detail=answers)


def _answers(heard: Sequence[Heard]) -> Text | None:
    if not heard:
        return Text("standing.nobody", "nobody was told")
    answered = sum(one.has_answered for one in heard)
    if answered == len(heard):
        return Text("standing.all", "everybody acknowledged")
    return Text("standing.some", "{answered} of {count} acknowledged", answered=answered, count=len(heard))


def _by_due(clocks: Sequence[Owed]) -> list[Owed]:
    return sorted((clock for clock in clocks if clock.due_at), key=lambda clock: (clock.due_at, clock.name))


def _is_late(clock: Owed, now: datetime) -> bool:
    """Late by the record, or by the hour where the worker has not come round yet."""
    return clock.state is ClockState.LATE or (clock.state is ClockState.RUNNING and clock.due_at is not None and clock.due_at < now)
