"""Everything that the desk shows of one case, arranged as people read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from article22.contexts.cases.actions.watching import DONE_BY_HAND
from article22.contexts.cases.models import Case, Clock, Decision, Hold, Passage, Recipient
from article22.contexts.cases.queries import cases
from article22.contexts.cases.queries.desk import Row, row_of
from article22.contexts.cases.queries.likeness import Alike, list_alike
from article22.contexts.cases.queries.purges import holds_words
from article22.contexts.cases.queries.retention import list_holds
from article22.contexts.cases.rules.clocks import STANDING
from article22.contexts.cases.rules.spans import moment, span_of, until
from article22.contexts.cases.rules.terms import (
    Basis,
    CaseKind,
    ClockName,
    ClockState,
    Conduct,
    Harm,
    LawLevel,
    OfficialLink,
    Outcome,
    PersonStatus,
    Reason,
    Told,
)
from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.terms import Group, Need
from article22.contexts.missions.models import Premises
from article22.contexts.missions.queries.calls import Near, list_near
from article22.contexts.missions.queries.dossiers import list_readable
from article22.contexts.missions.queries.liaisons import get_liaison
from article22.contexts.missions.queries.standings import find_registered
from article22.contexts.missions.rules.flags import entry_rule
from article22.contexts.missions.rules.terms import MissionKind, PremisesKind
from article22.doors.web.card.cards import Line, lines_on_paper, strip_everywhere
from article22.doors.web.desk.acts import Act, acts_of, may_strike
from article22.doors.web.desk.asking import directory_now, zone_of
from article22.doors.web.desk.maps import REACH_KM
from article22.doors.web.register.marks import mark_of
from article22.ground.accounts.rules import Role
from article22.kernel.actor import Actor
from article22.kernel.term import Term
from article22.kernel.text import Text, unpacked
from article22.procedures.rerouting import place_of, route_of
from article22.threshold.clock import now
from article22.threshold.page import is_demo

FACTS: tuple[tuple[str, type[Term], object], ...] = (
    ("harm", Harm, _("Harm")), ("persons", PersonStatus, _("Persons")), ("conduct", Conduct, _("Conduct")), ("law", LawLevel, _("Law")),
    ("basis", Basis, _("Rests on")))
WHOLE, MINUTE = 100, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Informed:
    """A desk that was told, and what became of it."""

    row: Recipient
    who: Text
    because: Text
    mark: str
    words: Text
    detail: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """A clock: when it is due, how long that is, and how much of it has run, in hundredths."""

    row: Clock
    name: ClockName
    at: Text | None
    words: Text
    mark: str
    shade: str
    run: int
    is_by_hand: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """A passage of the story: when it happened, and when it was entered where that was later."""

    row: Passage
    at: Text
    entered: Text | None
    said: Text | None
    may_strike: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Another mission's report of the same: what it said, and says still."""

    case: Case
    story: Sequence[Passing]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A legal hold: since when, until when if that is known, and since when a second person has its lifting to decide."""

    row: Hold
    since: Text
    until: Text | None
    lifting: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The official location of a case: how it is registered for priority response, as of when, and what whoever is sent there must know before entering."""

    row: Premises
    mark: str
    words: Text
    desk: str
    why: Text | None
    entry: Text
    has_dossier: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A case for whoever looks."""

    row: Row
    zone_name: str
    happened: Text | None
    window: Text | None
    handover: Sequence[Line]
    recipients: Sequence[Informed]
    clocks: Sequence[Owing]
    story: Sequence[Passing]
    joined: Sequence[Joined]
    survivor: Case | None
    alike: Sequence[Alike]
    near: Sequence[Near]
    acts: Sequence[Act]
    liaison: Any
    place: Place | None
    matter: Sequence[tuple[object, Sequence[Term]]]
    link: OfficialLink
    holds: Sequence[Held]

    @property
    def case(self) -> Case:
        """The case itself."""
        return self.row.case

    @property
    def where(self) -> str:
        """The address of its premises, else the place as it was understood."""
        return (self.case.premises.address if self.case.premises else "") or self.case.place or self.case.city or gettext("Place not known yet")


def dossier_of(case: Case, *, seen_by: Actor) -> Dossier:
    """Gather and arrange a case."""
    present, directory = now(), directory_now()
    zone = zone_of(case, directory)
    recipients, clocks = cases.list_asked(case, seen_by=seen_by), cases.list_clocks(case, seen_by=seen_by)
    holds = list_holds(case, seen_by=seen_by, now=present) if seen_by.may("case.hold") else ()
    return Dossier(
        row=row_of(case, clocks, recipients, now=present), zone_name=case.city if case.zone else directory.capital_name,
        happened=_moment(case.happened_at, zone, present), window=_window(case, zone), handover=_handover(case, directory, seen_by, present),
        recipients=[_informed(row, zone, present) for row in recipients], clocks=[_owing(row, zone, present) for row in clocks],
        story=[_passing(row, zone, present, seen_by) for row in cases.list_passages(case, seen_by=seen_by)],
        joined=_joined(case, zone, present, seen_by), survivor=cases.find_survivor(case, seen_by=seen_by),
        alike=list_alike(case, seen_by=seen_by), near=_near(case, directory, seen_by),
        acts=acts_of(case, recipients, clocks, seen_by, may_purge=holds_words(case) and not holds),
        holds=[held(row, zone, present) for row in holds],
        liaison=get_liaison(case.mission, on=directory.today, seen_by=seen_by) if case.mission and seen_by.may("liaison.see") else None,
        place=_place(case, directory, seen_by, present),
        matter=[(label, [terms(value) for value in case.matter.get(name, ())]) for name, terms, label in FACTS], link=OfficialLink(case.matter["link"]))


def held(row: Hold, zone: ZoneInfo, present: datetime) -> Held:
    """A hold, on the clocks of a zone."""
    return Held(row=row, since=_at(row.placed_at, zone, present), until=_moment(row.until, zone, present), lifting=_moment(row.lifting_at, zone, present))


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision."""

    row: Decision
    outcome: Outcome
    reasons: Sequence[Reason]
    at: Text
    ends: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Something that the case was, or somebody who looked at it."""

    at: Text
    kind: CaseKind | None = None
    role: Role | None = None
    row: Any = None


def record_of(case: Case, *, seen_by: Actor) -> dict[str, Any]:
    """What the whole page shows beyond the dossier: decisions, lineage, who has looked."""
    present = now()
    zone = zone_of(case, directory_now())
    return {
        "decisions": [Decided(row=row, outcome=Outcome(row.outcome), reasons=[Reason(code) for code in row.reasons], at=_at(row.decided_at, zone, present),
                              ends=_moment(row.ends_at, zone, present)) for row in cases.list_decisions(case, seen_by=seen_by)],
        "stages": [Past(kind=CaseKind(row.kind), at=_at(row.began_at, zone, present)) for row in cases.list_stages(case, seen_by=seen_by)],
        "readings": [Past(row=row, role=Role(row.role), at=_at(row.first_at, zone, present)) for row in cases.list_readings(case, seen_by=seen_by)]}


def _place(case: Case, directory: Directory, seen_by: Actor, present: datetime) -> Place | None:
    """None where the case is at no official location of the register, or at one that the mission has left."""
    row, mission = case.premises, case.mission
    if row is None or mission is None or (row.ends_on is not None and row.ends_on <= directory.today):
        return None
    found = find_registered(row, seen_by=seen_by, at=present)
    return Place(
        row=row, desk=found.desk if found else "", entry=entry_rule(MissionKind(mission.kind), PremisesKind(row.kind)),
        mark=mark_of(found.standing, present) if found else "unverified", why=found.standing.why if found else None,
        words=Text("flag", "{flag}", flag=found.standing.flag) if found else Text("flag.not-yours", "not registered with your agency"),
        has_dossier=bool(list_readable([row], seen_by=seen_by)))


def _near(case: Case, directory: Directory, seen_by: Actor) -> list[Near]:
    if case.latitude is None or case.longitude is None:
        return []
    found = list_near(case.latitude, case.longitude, kilometres=REACH_KM, seen_by=seen_by, on=directory.today)
    return [one for one in found if one.premises.mission_id != case.mission_id]


def _handover(case: Case, directory: Directory, seen_by: Actor, present: datetime) -> Sequence[Line]:
    """Whom to hand a caller over to at the place of the case: they stand first wherever somebody may be in danger."""
    place = place_of(case)
    if place is None:
        return strip_everywhere(directory, would_dial=is_demo())
    answer = route_of(case, place, Need.EMERGENCY, by=seen_by, present=present)
    return lines_on_paper([step for step in answer.steps if step.group is Group.FIRST], directory, would_dial=is_demo())


def _informed(row: Recipient, zone: ZoneInfo, present: datetime) -> Informed:
    who, because = unpacked(row.who), unpacked(row.because)
    told = Text("told.told", "told {at} {how}", at=_at(row.told_at, zone, present), how=Told(row.told_how)) if row.told_at else None
    if row.dropped_at:
        return Informed(row=row, who=who, because=because, mark="superseded", words=Text("told.dropped", "Nothing more is asked of them"), detail=told)
    if row.acknowledged_at:
        words = Text("told.acknowledged", "Acknowledged {at}", at=_at(row.acknowledged_at, zone, present))
        by = Text("told.by-late", "{name}, {how}, late", name=row.acknowledged_name, how=Told(row.acknowledged_how)) if row.is_late else Text(
            "told.by", "{name}, {how}", name=row.acknowledged_name, how=Told(row.acknowledged_how))
        return Informed(row=row, who=who, because=because, mark="ack", words=words, detail=by)
    if row.fault:
        return Informed(row=row, who=who, because=because, mark="silent", words=Text("told.unreached", "Not reached: telephone them"), detail=told)
    if told:
        return Informed(row=row, who=who, because=because, mark="told", words=Text("told.silent", "No answer yet"), detail=told)
    return Informed(row=row, who=who, because=because, mark="unverified", words=Text("told.not-yet", "Not told yet"), detail=None)


def _owing(row: Clock, zone: ZoneInfo, present: datetime) -> Owing:
    state, name = ClockState(row.state), ClockName(row.name)
    words, mark, shade = Text("clock.state", "{state}", state=state), "told", ""
    if state in (ClockState.RUNNING, ClockState.LATE) and row.due_at:
        is_late = row.due_at < present
        is_warned = bool(row.warn_at and row.warn_at <= present)
        mark, shade = ("late", "late") if is_late else ("due", "due") if is_warned else ("told", "")
        words = until(row.due_at, present)
        if row.holder_name and is_late:
            words = Text("clock.held", "{late}, with {holder}", late=words, holder=row.holder_name)
    elif state is ClockState.PAUSED and row.resumes_at:
        words = Text("clock.paused", "paused until {at}: {why}", at=_at(row.resumes_at, zone, present), why=row.pause_reason or "")
    elif state in (ClockState.KEPT, ClockState.KEPT_LATE):
        mark, shade = "done" if state is ClockState.KEPT else "due", "done"
        if row.started_at and row.stopped_at:
            words = Text("clock.kept-in", "{state}, in {span}", state=state, span=span_of(row.stopped_at - row.started_at))
    elif state is ClockState.VOID:
        mark = "superseded"
    return Owing(row=row, name=name, at=_moment(row.due_at, zone, present), words=words, mark=mark, shade=shade, run=_run(row, present),
                 is_by_hand=name in DONE_BY_HAND and state in STANDING and row.due_at is not None)


def _run(row: Clock, present: datetime) -> int:
    if not row.started_at or not row.due_at:
        return 0
    whole = (row.due_at - row.started_at).total_seconds()
    gone = ((row.stopped_at or row.paused_at or present) - row.started_at).total_seconds()
    return max(0, min(WHOLE, round(WHOLE * gone / whole))) if whole > 0 else WHOLE


def _passing(row: Passage, zone: ZoneInfo, present: datetime, seen_by: Actor) -> Passing:
    is_later = (row.entered_at - row.happened_at).total_seconds() >= MINUTE
    return Passing(row=row, at=_at(row.happened_at, zone, present), entered=_moment(row.entered_at, zone, present) if is_later else None,
                   said=unpacked(row.said) if row.said else None,
                   may_strike=row.said is None and row.words is not None and row.struck_at is None and may_strike(seen_by, row.by_person))


def _joined(case: Case, zone: ZoneInfo, present: datetime, seen_by: Actor) -> Sequence[Joined]:
    joined = cases.list_joined(case, seen_by=seen_by)
    passages = cases.list_passages(*joined, seen_by=seen_by) if joined else ()
    return [Joined(case=one, story=[_passing(row, zone, present, seen_by) for row in passages if row.case_id == one.pk]) for one in joined]


def _window(case: Case, zone: ZoneInfo) -> Text | None:
    if not case.starts_at or not case.ends_at:
        return None
    starts, ends = case.starts_at.astimezone(zone), case.ends_at.astimezone(zone)
    until_ = Text("window.hour", "{at:clock}", at=ends) if ends.date() == starts.date() else Text("window.day", "{at}", at=ends)
    if case.expected_size:
        return Text("window.about", "{start} to {end}, about {size} people", start=starts, end=until_, size=case.expected_size)
    return Text("window", "{start} to {end}", start=starts, end=until_)


def _at(at: datetime, zone: ZoneInfo, present: datetime) -> Text:
    return moment(at.astimezone(zone), present)


def _moment(at: datetime | None, zone: ZoneInfo, present: datetime) -> Text | None:
    return _at(at, zone, present) if at else None
