"""A case moves, and whoever could not know otherwise is written to in the same transaction: each mission of its own case, and the desks of a withdrawal."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from article22.contexts.cases.actions import answering, moving
from article22.contexts.cases.models import Case
from article22.contexts.cases.queries.cases import get_case, list_joined
from article22.contexts.cases.rules import notices
from article22.contexts.cases.rules.decisions import Decision
from article22.contexts.cases.rules.moves import is_taken_back
from article22.contexts.cases.rules.terms import CaseKind, Status
from article22.ground.languages.rules import Letter
from article22.kernel.actor import Actor
from article22.procedures import telling


def ask_mission(reference: str | UUID, question: str, *, name: str, by: Actor, at: datetime) -> UUID:
    """Ask the mission something without which it cannot go on; its clocks stand still, and it hears of it. Returns the entry. Raises CannotMove, Absent."""
    entry = moving.ask_mission(reference, question, name=name, by=by, at=at)
    case = get_case(reference, seen_by=by)
    telling.tell_mission(case, notices.asked(case.number, CaseKind(case.kind), portal=telling.portal_of(case)), "case.asked", by=by, at=at)
    return entry


def decide_case(reference: str | UUID, decision: Decision, *, name: str, authority: str, by: Actor, at: datetime) -> UUID:
    """Decide what was asked, and tell every mission whose case it decides. Returns the entry. Raises CannotDecide, NotByYourself, Absent."""
    entry = answering.decide_case(reference, decision, name=name, authority=authority, by=by, at=at)
    _tell_all(get_case(reference, seen_by=by), "case.decided", lambda one: notices.decided(
        one.number, CaseKind(one.kind), decision.outcome, portal=telling.portal_of(one)), by=by, at=at)
    return entry


def move_case(reference: str | UUID, to: Status, *, reason: str = "", name: str, by: Actor, at: datetime) -> UUID:
    """Move a case along; missions hear of a decision that is taken back, desks of what is withdrawn. Returns the entry. Raises CannotMove, Absent."""
    was = Status(get_case(reference, seen_by=by).status)
    entry = moving.move_case(reference, to, reason=reason, name=name, by=by, at=at)
    if to is Status.WITHDRAWN:
        telling.tell_withdrawn(get_case(reference, seen_by=by), by=by, at=at)
    if is_taken_back(was, to):
        _tell_all(get_case(reference, seen_by=by), "case.undecided", lambda one: notices.undecided(
            one.number, CaseKind(one.kind), portal=telling.portal_of(one)), by=by, at=at)
    return entry


def _tell_all(case: Case, kind: str, write: Callable[[Case], Letter], *, by: Actor, at: datetime) -> None:
    """Write to the mission of a case, and of each that was joined to it: each of its own."""
    for one in (case, *list_joined(case, seen_by=by)):
        telling.tell_mission(one, write(one), kind, by=by, at=at)
