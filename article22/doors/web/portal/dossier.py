"""A case as its mission reads it, arranged: who was told, what is owed, what was decided, the story, who has looked, and what proves it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from article22.contexts.cases.models import Case, Clock, Decision, Passage, Reading, Recipient
from article22.contexts.cases.rules.moves import ENDED, MOVES, OVER, PROMOTIONS
from article22.contexts.cases.rules.terms import CaseKind, Outcome, PassageKind, Priority, Reason, Status
from article22.doors.web.portal.marks import GRAVITY, Chip, Mark, chips_of, mark_case, mark_outcome, mark_recipient, next_owed
from article22.doors.web.portal.moments import Clockwork
from article22.ground.accounts.rules import Role
from article22.ground.journal.models import Entry
from article22.kernel.term import Term
from article22.kernel.text import Text, named, unpacked

AT_ONCE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Somebody who was told: by which lines, and whether they answered."""

    who: Text
    lines: Sequence[str]
    because: Text
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that is known of a case: words of ours, or words that were given."""

    label: Text
    said: Text | Term | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision, in words."""

    mark: Mark
    by: str
    authority: str
    at: str
    measures: str
    reasons: Sequence[Reason]
    offered: str
    ends: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A passage of the story."""

    id: UUID
    day: str
    hour: str
    entered: Text
    shape: str
    words: str
    said: Text | None
    is_question: bool
    by: str
    struck: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A receipt that can be kept."""

    entry: UUID
    what: Text | Term
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A case in the list."""

    case: Case
    mark: Mark
    told: Sequence[Told]
    owed: Mark | None
    window: Text | None


def time_of(case: Case, present: datetime, capital: ZoneInfo) -> Clockwork:
    """The clocks of the place of a case."""
    return Clockwork(zone=ZoneInfo(case.zone) if case.zone else capital, present=present)


def row_of(case: Case, time: Clockwork) -> Row:
    """A case in the list, with all that belongs to it at hand."""
    is_open = Status(case.status) not in ENDED
    return Row(case=case, mark=mark_case(case, case.decisions.all()), owed=next_owed(case.clocks.all(), time) if is_open else None,
               told=told_of((row for row in case.recipients.all() if row.dropped_at is None), case.clocks.all(), time) if is_open else (),
               window=window_of(case, time))


def told_of(rows: Iterable[Recipient], clocks: Iterable[Clock], time: Clockwork) -> list[Told]:
    """Who was told."""
    clocks = list(clocks)
    return [Told(who=unpacked(row.who), lines=[line["email"] or line["raw"] for line in row.lines if line["email"] or line["raw"]],
                 because=unpacked(row.because), mark=mark_recipient(row, clocks, time)) for row in rows]


def window_of(case: Case, time: Clockwork) -> Text | None:
    """From when until when, of what is planned."""
    if case.starts_at is None or case.ends_at is None:
        return None
    if time.day(case.starts_at) == time.day(case.ends_at):
        return Text("case.window", "{start} to {end}", start=time.say(case.starts_at), end=time.hour(case.ends_at))
    return Text("case.window-days", "{start} until {end}", start=time.say(case.starts_at), end=time.say(case.ends_at))


def facts_of(case: Case, time: Clockwork) -> list[Fact]:
    """What is known of a case."""
    details, reporter = case.details or {}, case.reporter or {}
    found = [
        Fact(label=Text("fact.where", "Where"), words=case.premises.address if case.premises and case.premises.address else case.place or ""),
        Fact(label=Text("fact.when", "When"), said=window_of(case, time), words="" if case.starts_at or not case.happened_at else time.say(case.happened_at)),
        Fact(label=Text("fact.size", "How many"), said=Text("fact.about", "about {count}", count=case.expected_size) if case.expected_size else None),
        Fact(label=Text("fact.grave", "How grave"), said=None if case.kind == CaseKind.DEMONSTRATION else GRAVITY[Priority(case.priority)]),
        Fact(label=Text("fact.announced", "How it is known"), words=details.get("how_known", "")),
        Fact(label=Text("fact.route", "Route"), words=details.get("route", "")),
        Fact(label=Text("fact.counter", "Counter-demonstration"), said=Text("fact.likely", "likely") if details.get("has_counter") else None),
        Fact(label=Text("fact.amplified", "Loudspeakers"), said=Text("fact.likely", "likely") if details.get("is_amplified") else None),
        Fact(label=Text("fact.before", "Here before"), words=details.get("past_conduct", "")),
        Fact(label=Text("fact.own", "The mission's own measures"), words=details.get("own_measures", "")),
        Fact(label=Text("fact.agency", "Knows of it already"), words=details.get("lead_agency", "")),
        Fact(label=Text("fact.reporter", "Told by"), words=", ".join(reporter[key] for key in ("name", "phone") if reporter.get(key))),
    ]
    return [fact for fact in found if fact.said or fact.words]


def decided_of(rows: Iterable[Decision], time: Clockwork) -> list[Decided]:
    """What was decided, the newest first."""
    return [Decided(mark=mark_outcome(row), by=row.decided_name, authority=row.decided_for, at=time.say(row.decided_at), measures=row.measures or "",
                    reasons=[Reason(code) for code in row.reasons], offered=row.offered or "", ends=time.say(row.ends_at) if row.ends_at else "")
            for row in rows]


def story_of(rows: Iterable[Passage], time: Clockwork) -> list[Line]:
    """The story, as it happened."""
    shapes = {PassageKind.STATE: "state", PassageKind.DANGER: "danger"}
    return [Line(id=row.pk, day=time.day(row.happened_at), hour=time.hour(row.happened_at), entered=_entered(row, time),
                 shape=shapes.get(PassageKind(row.kind), ""), words=row.words or "", said=unpacked(row.said) if row.said else None,
                 is_question=row.kind == PassageKind.QUESTION, by=row.by_name, struck=_struck(row, time)) for row in sorted(rows, key=_order)]


def _order(row: Passage) -> tuple[datetime, datetime, bool]:
    """As it happened; of what came at one instant, words before the step that they led to."""
    return row.happened_at, row.entered_at, row.said is not None


def _entered(row: Passage, time: Clockwork) -> Text:
    if abs(row.entered_at - row.happened_at) < AT_ONCE:
        return Text("story.at-once", "at once")
    is_same_day = time.day(row.entered_at) == time.day(row.happened_at)
    return Text("story.entered", "entered {at}", at=time.hour(row.entered_at) if is_same_day else time.say(row.entered_at))


def _struck(row: Passage, time: Clockwork) -> Text | None:
    if row.struck_at is None:
        return None
    return Text("story.struck-by", "Struck {at} by {name}: {reason}", at=time.say(row.struck_at), name=row.struck_name, reason=row.struck_reason or "")


def readers_of(rows: Iterable[Reading], time: Clockwork) -> list[Text]:
    """Who has looked, each with the last hour in which they did."""
    last = {row.person: row for row in sorted(rows, key=lambda row: row.first_at)}
    return [Text("reader", "{name}, {role}: {at}", name=row.name, role=Role(row.role), at=time.say(row.first_at))
            for row in sorted(last.values(), key=lambda row: row.first_at, reverse=True)]


def proofs_of(entries: Iterable[Entry], recipients: Iterable[Recipient], time: Clockwork) -> Iterator[Proof]:
    """The receipts of a case, in order."""
    whose = {f"{row.pk}": unpacked(row.who) for row in recipients}
    for entry in entries:
        what = _proved(entry, whose)
        if what is not None:
            yield Proof(entry=entry.pk, what=what, at=time.say(entry.at))


def _proved(entry: Entry, whose: dict[str, Text]) -> Text | Term | None:
    match entry.verb:
        case "cases.case-opened":
            return Text("receipt.filed", "What you filed")
        case "cases.case-decided":
            return Text("receipt.decided", "Decision: {outcome}", outcome=Outcome(entry.facts["outcome"]))
        case "cases.recipient-acknowledged":
            return Text("receipt.acknowledged", "{who} acknowledged", who=whose.get(entry.subject, named("", "")))
        case "cases.passage-added":
            return Text("receipt.added", "Added to the story")
        case "cases.case-promoted":
            return CaseKind(entry.facts["now"])
        case "cases.case-moved" if entry.facts["now"] in (Status.WITHDRAWN, Status.CLOSED, Status.EXPIRED_UNDECIDED):
            return Status(entry.facts["now"])
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What its mission may still do with a case."""

    withdraw: bool
    make_emergency: bool
    reply: bool
    add: bool


def allowed_of(case: Case) -> Allowed:
    """What its mission may still do."""
    kind, status = CaseKind(case.kind), Status(case.status)
    return Allowed(withdraw=Status.WITHDRAWN in MOVES[kind].get(status, ()), reply=status is Status.INFO_NEEDED,
                   add=status not in OVER - {Status.MERGED}, make_emergency=CaseKind.EMERGENCY in PROMOTIONS[kind] and status not in OVER - {Status.CLOSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A case and all rows that belong to it, as they were read."""

    case: Case
    kind: Text | CaseKind
    recipients: Sequence[Recipient]
    clocks: Sequence[Clock]
    decisions: Sequence[Decision]
    passages: Sequence[Passage]
    readings: Sequence[Reading]
    entries: Sequence[Entry]


def arrange(parts: Parts, time: Clockwork) -> "Dossier":
    """A case as its mission reads it, in the language that is spoken now."""
    case = parts.case
    return Dossier(
        case=case, kind=parts.kind, mark=mark_case(case, parts.decisions), told=told_of(parts.recipients, parts.clocks, time),
        chips=chips_of(parts.clocks, time), decided=decided_of(parts.decisions, time), story=story_of(parts.passages, time), facts=facts_of(case, time),
        readers=readers_of(parts.readings, time), proofs=list(proofs_of(parts.entries, parts.recipients, time)), allowed=allowed_of(case),
        window=window_of(case, time))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything that the page of a case shows."""

    case: Case
    kind: Text | CaseKind
    mark: Mark
    told: Sequence[Told]
    chips: Sequence[Chip]
    decided: Sequence[Decided]
    story: Sequence[Line]
    facts: Sequence[Fact]
    readers: Sequence[Text]
    proofs: Sequence[Proof]
    allowed: Allowed
    window: Text | None

    @property
    def question(self) -> Line | None:
        """What the mission is asked, while it has not replied."""
        return next((line for line in reversed(self.story) if line.is_question), None) if self.allowed.reply else None

    @property
    def is_taken_back(self) -> bool:
        """Whether what was decided holds no more, and is decided anew."""
        return bool(self.decided) and self.case.status == Status.UNDER_REVIEW

    @property
    def filed(self) -> Proof | None:
        """The receipt of what was filed."""
        return next(iter(self.proofs), None)
