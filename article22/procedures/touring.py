"""What the tour does for whoever walks it: the cast act, through the same doors as everybody. Only in a demo."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from article22.contexts.cases.actions.answering import acknowledge
from article22.contexts.cases.models import Case, Clock
from article22.contexts.cases.queries.cases import get_case, list_clocks, list_recipients
from article22.contexts.cases.rules.opening import Report
from article22.contexts.cases.rules.terms import CaseKind, ClockName
from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.missions.queries.missions import get_main_premises, get_own_mission
from article22.env import CHECKOUT
from article22.ground.accounts.rules import Role, actor_for
from article22.ground.installation.actions import skip_to
from article22.ground.journal.models import Entry
from article22.ground.journal.queries import list_entries, list_faults
from article22.ground.journal.rules.verification import Fault
from article22.ground.wall.session import set_actor
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.procedures.casting import play
from article22.procedures.proving import make_receipt
from article22.procedures.reporting import Sent, file_case
from article22.procedures.watching import watch

SATURDAY, AHEAD = 5, timedelta(days=4)
FROM, UNTIL = time(11), time(15)
DOOR = "tour"
SYSTEM = actor_for("system", door=DOOR)
VERIFIER = CHECKOUT / "tools/verify_receipt.py"


def file_saturday(*, present: datetime) -> str:
    """Ana Ferro files Saturday's demonstration, and Dana Reyes acknowledges for her desk. Returns its number."""
    directory = get_directory(at=present)
    ana, name = play(Role.REPRESENTATIVE, door=DOOR)
    day = (present + AHEAD).astimezone(directory.capital).date()
    day += timedelta(days=(SATURDAY - day.weekday()) % 7)
    starts_at, ends_at = (datetime.combine(day, hour, tzinfo=directory.capital) for hour in (FROM, UNTIL))
    report = Report(kind=CaseKind.DEMONSTRATION, summary="A march to our chancery is announced for Saturday", starts_at=starts_at, ends_at=ends_at,
                    description="About 600 people. A counter-demonstration is likely. We ask for presence at the gate.", expected_size=600,
                    reporter={"name": name}, details={"how_known": "announced in public", "has_counter": True})
    premises = get_main_premises(get_own_mission(ana), on=directory.today)
    opened = file_case(Sent(report=report, premises=premises.pk), name=name, by=ana, present=present)
    dana, name = play(Role.LIAISON_OFFICER, door=DOOR)
    desk = next(row for row in list_recipients(get_case(opened.id, seen_by=dana), seen_by=dana) if row.desk_id == dana.organisation)
    acknowledge(desk.pk, name=name, by=dana, at=present)
    return opened.number


def clock_of(case: Case, *, seen_by: Actor) -> Clock:
    """The clock that waits for the answers of a case. Raises Absent."""
    found = next((clock for clock in list_clocks(case, seen_by=seen_by) if clock.name == ClockName.ACKNOWLEDGE and clock.due_at), None)
    if found is None:
        raise Absent
    return found


def skip_to_deadline(number: str, *, machine_now: datetime) -> None:
    """The demo's clock goes forward to the instant at which an answer is owed, and the watch does what it would have done."""
    ana, _ = play(Role.REPRESENTATIVE, door=DOOR)
    due_at = clock_of(get_case(number, seen_by=ana), seen_by=ana).due_at
    assert due_at  # clock_of gives one that is due
    skip_to(due_at, machine_now=machine_now)
    set_actor(SYSTEM)
    watch(by=SYSTEM, at=due_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """An entry, one fact of it as it is and as a copy has it after one bit of it was changed, and what `verify` says of that copy.

    `said` is what the separate program says of the receipt that the mission holds.
    """

    entry: Entry
    was: str
    now: str
    faults: Sequence[Fault]
    said: str


def prove(number: str, *, is_changed: bool, machine_now: datetime) -> Proven:
    """Check a copy of the journal, with one bit of a case's first entry changed where that is asked, and the mission's receipt. Raises Absent."""
    ana, _ = play(Role.REPRESENTATIVE, door=DOOR)
    case = get_case(number, seen_by=ana)
    entry = next(entry for entry in list_entries(case.pk, seen_by=ana) if entry.verb == "cases.case-opened")
    said = _checked(make_receipt(entry.pk, seen_by=ana))
    facts = dict(entry.facts)
    changed = facts | {"recipients": int(facts["recipients"]) ^ 1}
    set_actor(SYSTEM)
    faults = list(list_faults(folder=settings.ENVIRONMENT.keys, as_if={entry.pk: changed} if is_changed else {}, machine_now=machine_now, seen_by=SYSTEM))
    return Proven(entry=entry, was=f"{facts['recipients']}", now=f"{changed['recipients']}", faults=[one for one in faults if one.grade == "error"], said=said)


def _checked(receipt: dict[str, Any]) -> str:
    """What tools/verify_receipt.py prints of a receipt: a program of its own, which imports nothing of ours."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "receipt.json"
        file.write_text(json.dumps(receipt, ensure_ascii=False), "utf-8")
        done = subprocess.run([sys.executable, "-I", str(VERIFIER), str(file)], capture_output=True, text=True, check=False, timeout=20)
    return (done.stdout or done.stderr).strip().splitlines()[-1]
