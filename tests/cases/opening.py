"""Cases of the cast, opened through the procedure that every door calls."""

from datetime import datetime, timedelta
from typing import Any

from article22.contexts.cases.actions.opening import Opened
from article22.contexts.cases.rules.opening import Report
from article22.contexts.cases.rules.terms import CaseKind, Priority
from article22.ground.wall.session import set_actor
from article22.kernel.actor import Actor
from article22.procedures.reporting import Sent, file_case
from tests.cast import SYSTEM, TUESDAY, member

SATURDAY = datetime.fromisoformat("2026-06-13T11:00:00-04:00")


def as_one(role: str, nth: int = 0) -> Actor:
    """One of the cast, for whom the test's transaction is open from now on."""
    set_actor(SYSTEM)
    actor = member(role, nth=nth)
    set_actor(actor)
    return actor


def demonstration(**change: Any) -> Report:
    """S1: Saturday's march."""
    given: dict[str, Any] = {"kind": CaseKind.DEMONSTRATION, "summary": "A march to our chancery on Saturday", "description": "About 600 people.",
                             "starts_at": SATURDAY, "ends_at": SATURDAY + timedelta(hours=4), "expected_size": 600, "reporter": {}, "details": {}}
    return Report(**(given | change))


def concern(**change: Any) -> Report:
    """S2: a man who photographs the entrance."""
    given: dict[str, Any] = {"kind": CaseKind.CONCERN, "summary": "A man photographs the entrance", "description": "For three days now.",
                             "happened_at": TUESDAY - timedelta(hours=4), "reporter": {}, "details": {}}
    return Report(**(given | change))


def emergency(**change: Any) -> Report:
    """An intruder."""
    given: dict[str, Any] = {"kind": CaseKind.EMERGENCY, "summary": "Intruder at the gate", "happened_at": TUESDAY, "priority": Priority.FIRST,
                             "reporter": {}, "details": {}}
    return Report(**(given | change))


def file(report: Report, *, role: str = "representative", nth: int = 0, mission: str | None = None,
         place: str = "2741 Massachusetts Avenue NW, Washington, DC", at: datetime = TUESDAY) -> Opened:
    """Open a case as one of the cast."""
    actor = as_one(role, nth)
    return file_case(Sent(report=report, mission=mission, place=place), name="Ana Ferro", by=actor, present=at)
