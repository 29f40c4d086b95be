"""A call is heard: a line that a watch officer types in a hurry is read, and becomes a case."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from article22.contexts.cases.actions.opening import Opened
from article22.contexts.cases.rules.facts import propose_matter
from article22.contexts.cases.rules.lines import propose_kind
from article22.contexts.cases.rules.opening import LONGEST_SUMMARY, Report
from article22.contexts.cases.rules.terms import CannotOpen, CaseKind, Harm, Priority
from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.missions.models import Mission, Premises
from article22.contexts.missions.queries.calls import find_called
from article22.contexts.missions.queries.missions import get_mission, list_premises
from article22.contexts.missions.rules.terms import CONSULAR, MissionKind
from article22.ground.places.rules import fold
from article22.kernel.actor import Actor
from article22.kernel.text import Text
from article22.procedures.reporting import Sent, file_case

LONGEST_CALL = timedelta(hours=1)  # before it is logged
NAMELESS = frozenset(["avenue", "boulevard", "drive", "lane", "north", "place", "road", "south", "east", "street", "washington", "west"])
SHORTEST = 4
KINDS = (CaseKind.EMERGENCY, CaseKind.INCIDENT, CaseKind.THREAT_RECEIVED, CaseKind.CONCERN)  # a demonstration has a start and an end: it is asked for by a form


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A line as it was read: whose, where, what. `missions` are those that it may mean, likeliest first; nothing in it blocks."""

    line: str
    summary: str
    kind: CaseKind
    harm: tuple[Harm, ...]
    missions: Sequence[Mission]
    is_sure: bool
    premises: Premises | None

    @property
    def mission(self) -> Mission | None:
        """The mission that is meant; None where a person must say."""
        return self.missions[0] if self.is_sure else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person said beside the line: each stands in the place of what was read from it. `is_unknown` where nobody knows yet whose call it is."""

    mission: str = ""
    kind: str = ""
    place: str = ""
    caller: str = ""
    phone: str = ""
    is_unknown: bool = False


def hear(line: str, *, by: Actor, present: datetime) -> Heard:
    """Read a line."""
    by.check_may("case.log")
    on = get_directory(at=present).today
    named, missions = find_called(_without_kind(line), seen_by=by, on=on)
    summary = _without_kind(named.rest)
    kind = propose_kind(line if _without_kind(line) != line else named.rest)
    premises = _place_in(summary, missions[0], by=by, on=on) if named.is_sure and missions else None
    is_consular = bool(missions) and MissionKind(missions[0].kind) in CONSULAR
    matter = propose_matter(kind, summary, has_premises=True, is_consular=is_consular)
    return Heard(line=line, summary=summary, kind=kind, harm=matter.harm, missions=missions, is_sure=named.is_sure, premises=premises)


def log_call(line: str, said: Said, *, ago: timedelta, name: str, by: Actor, present: datetime) -> Opened:
    """Put a call on record. `ago` is how long since the first key. An emergency whose mission the line does not name is on record without one.

    Raises CannotOpen where it may be one of several, or nobody can tell whose call it is and it is no emergency; NoSuchPlace.
    """
    heard = hear(line, by=by, present=present)
    kind = CaseKind(said.kind) if said.kind in set(KINDS) else heard.kind
    mission = get_mission(said.mission) if said.mission else None if said.is_unknown else heard.mission
    if mission is None and not (kind is CaseKind.EMERGENCY and line.strip() and (said.is_unknown or not heard.missions)):
        raise CannotOpen(Text("call.which-mission", "Whose call is it? Choose the mission below; the clock runs since your first key."))
    on = get_directory(at=present).today
    premises = None
    if mission and not said.place.strip():
        premises = heard.premises if mission == heard.mission else _place_in(heard.summary, mission, by=by, on=on)
    first = present - min(max(ago, timedelta()), LONGEST_CALL)
    reporter = {key: words.strip()[:200] for key, words in (("name", said.caller), ("phone", said.phone)) if words.strip()}
    report = Report(kind=kind, summary=(heard.summary or line.strip() or kind.label)[:LONGEST_SUMMARY], description=line.strip(),
                    happened_at=first, priority=Priority.FIRST if kind is CaseKind.EMERGENCY else Priority.SECOND, reporter=reporter, details={})
    sent = Sent(report=report, mission=mission.number if mission else None, premises=premises.pk if premises else None, place=said.place.strip() or None)
    return file_case(sent, name=name, by=by, present=present)


def _without_kind(words: str) -> str:
    first, _, rest = words.partition(" ")
    return rest.strip() if fold(first) in set(CaseKind) else words


def _place_in(words: str, mission: Mission, *, by: Actor, on: date) -> Premises | None:
    """The premises that words name by their kind or street, else the main ones."""
    rows = list_premises(mission, seen_by=by, on=on)
    asked = set(re.findall(r"\w+", fold(words)))
    for row in rows:
        own = {fold(row.kind), *(word for word in re.findall(r"[a-z]+", fold(row.address)) if len(word) >= SHORTEST and word not in NAMELESS)}
        if not row.is_main and own & asked:
            return row
    return rows[0] if rows and rows[0].is_main else next(iter(rows), None)

