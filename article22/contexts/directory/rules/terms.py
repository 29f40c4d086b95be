"""The directory's terms and values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID
from zoneinfo import ZoneInfo

from article22.kernel.period import Period
from article22.kernel.term import Term
from article22.kernel.text import Text, named


class Need(Term):
    """What a caller wants (R-043), in the caller's own words."""

    EMERGENCY = "emergency", "Danger now"
    CONCERN = "concern", "Something worries us"
    DEMONSTRATION = "demonstration", "A protest is planned"
    CORRESPONDENCE = "correspondence", "It happened: write"
    QUESTION = "question", "Ask about the procedure"
    ASSISTANCE = "assistance", "Ask for a briefing or training"
    LIAISON = "liaison", "Our representative changed"
    INFORMATION = "information", "Give or get security information"


class Group(Term):
    """How urgent a step is beside the others, most urgent first."""

    FIRST = "first", "First"
    WHEN_SAFE = "when-safe", "When you are safe, tell"
    THEN = "then", "Then, for security information"


class Kind(Term):
    """What a line is made of. A pointer names a role that no source prints a number for."""

    VOICE = "voice", "telephone"
    EMAIL = "email", "e-mail"
    FAX = "fax", "fax"
    POST = "post", "postal address"
    WEB = "web", "web site"
    POINTER = "pointer", "no number printed"


class Role(Term):
    """Whom a pointer points to."""

    LOCAL_OFFICE = "local-office"
    USUAL_OFFICE = "usual-office"
    LOCAL_POLICE = "local-police"
    LIAISON = "liaison"


class Status(Term):
    """What the newest source says of a line."""

    CURRENT = "current", "current"
    NOT_RESTATED = "not-restated", "not restated"
    SUPERSEDED = "superseded", "superseded"
    STALE = "stale", "probably out of date"


class Severity(Term):
    """How much a finding matters to whoever checks."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


def first_day_of(printed: str) -> date:
    """The day from which a printed date speaks: `2012-07` is the first of July, `2019` of January."""
    return date.fromisoformat(printed + "-01" * (2 - printed.count("-")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A source. `printed` is its date as precisely as the document gives it; it speaks from `speaks_from`, 00:00 in the capital."""

    id: str
    title: str
    short: str
    issuer: str
    printed: str
    speaks_from: date
    status: Status

    @property
    def name(self) -> Text:
        """Its short name, in the reader's language where the pack's translator gave it."""
        return named("document.name", self.short)


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A document's own words, and where they stand."""

    document: Document
    quote: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weekly:
    """Open on these weekdays (Monday is 0) in [opens, closes), in the line's own zone, but for the days that `closed` names."""

    days: frozenset[int]
    opens: time
    closes: time
    zone: ZoneInfo
    closed: Mapping[date, str]
    known_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Always:
    """Open at every instant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Otherwise:
    """Open exactly while another contact point is closed."""

    contact: str


Hours = Weekly | Always | Otherwise | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contact:
    """A contact point as one source states it for a period. `raw` is as printed; None on a pointer."""

    id: str
    who: Text
    authority: str
    kind: Kind
    role: Role | None
    raw: str | None
    e164: str | None
    email: str | None
    purposes: tuple[str, ...]
    emergency: bool
    hours: Hours
    geography: str
    status: Status
    valid: Period
    superseded_by: tuple[str, ...]
    source: Citation
    because: Text
    finding: str | None
    note: str

    @property
    def value(self) -> str | None:
        """What a program compares: the number, the address, or the words as printed."""
        return self.e164 or self.email or self.raw


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Line:
    """A line of an office as printed; one raw text may hold two numbers (DQ-02)."""

    kind: Kind
    raw: str
    numbers: tuple[str, ...]
    status: Status
    valid: Period
    source: Citation
    finding: str | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Site:
    """An address of an office; `error_km` bounds how wrong the point is."""

    id: str
    address: str
    latitude: float
    longitude: float
    error_km: float
    zone: ZoneInfo
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Office:
    """An office; the city and State of its label are not always those of its address (DQ-06)."""

    id: str
    who: Text
    authority: str
    label: str
    city: str
    state: str
    kind: str
    sites: tuple[Site, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Missions in these States belong to this office, whatever the distance."""

    states: frozenset[str]
    office: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """Whom to call while a set of sources speaks: need → regime (None for anywhere) → (group, reference) in order."""

    valid: Period
    regimes: tuple[str, ...]
    needs: Mapping[Need, Mapping[str | None, tuple[tuple[Group, str], ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something odd in the data. An open one waits for a person; a misprint makes the lines that name it suspect."""

    code: str
    severity: Severity
    where: str
    text: Text
    is_open: bool = True
    is_misprint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """A local police agency held for a place; a candidate until an officer confirms it."""

    id: UUID
    name: str
    raw: str
    e164: str
    is_confirmed: bool
    source: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Liaison:
    """The officer assigned to a mission. Name and number are None for whoever may not see them."""

    name: str | None = None
    raw: str | None = None
    e164: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the registers know beyond the point: of the mission that asks, and of the police at its place. `doubt` says why the point may be wrong."""

    is_mission: bool = False
    liaison: Liaison | None = None
    responsible_office: str | None = None
    usual_office: str | None = None
    agencies: tuple[Agency, ...] = ()
    doubt: Text | None = None


NOTHING = Known()
