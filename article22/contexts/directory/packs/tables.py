"""The tables of a pack, field by field: nothing that is not named here is taken."""

from datetime import date, time
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from article22.contexts.directory.rules.terms import Group, Kind, Need, Role, Status, first_day_of


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"{name} is no time zone of the IANA list") from None
    return name


def _check_printed(text: str) -> str:
    first_day_of(text)
    return text


Zone = Annotated[str, AfterValidator(_check_zone)]
Printed = Annotated[str, AfterValidator(_check_printed)]
E164 = Annotated[str, Field(pattern=r"^\+[1-9]\d{6,14}$")]


class Stated(BaseModel):
    """A table of a pack: nothing that is not named here."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Settings(Stated):
    """Readings that the sources leave open, each with its X- number in the pack."""

    emergency_first: str
    offices: Literal["any", "field"]
    federal_holidays: Literal["closed", "open"]
    lapses: tuple[str, ...] = ()


class AuthorityTable(Stated):
    """Who protects, or answers."""

    id: str
    name: str


class DocumentTable(Stated):
    """A source, and the standing of its lines unless one says otherwise."""

    id: str
    title: str
    short: str
    issuer: str
    printed: Printed
    status: Literal[Status.CURRENT, Status.NOT_RESTATED]
    file: str


class RegionTable(Stated):
    """The area of the regime `inside`; everywhere else is `outside`."""

    file: str
    inside: str
    outside: str
    name: str
    error_km: float = Field(ge=0)
    source: str


class OutlineTable(Stated):
    """Where the receiving State ends."""

    file: str
    source: str


class LocalOfficeTable(Stated):
    """The words that say which office is the local one."""

    document: str
    line: int
    label: str
    nearest: str
    purposes: tuple[str, ...]


class OverrideTable(Stated):
    """An area of responsibility that goes before distance."""

    on: bool
    office: str
    states: tuple[str, ...]
    source: str


class PackTable(Stated):
    """pack.toml"""

    id: str
    name: str
    version: str
    least_program: str
    capital_zone: Zone
    capital: str
    calling_code: str
    verified_by: str
    settings: Settings
    authority: tuple[AuthorityTable, ...]
    document: tuple[DocumentTable, ...]
    region: RegionTable
    outline: OutlineTable
    local_office: LocalOfficeTable
    override: tuple[OverrideTable, ...] = ()


class WeeklyTable(Stated):
    """Weekly hours, in the line's zone; the days of a calendar apart."""

    days: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...]
    opens: time = Field(alias="from")
    closes: time = Field(alias="to")
    zone: Zone
    calendar: str


class OtherwiseTable(Stated):
    """Hours that are those in which another contact point is closed."""

    otherwise: str


class ContactTable(Stated):
    """A contact point's value for a period."""

    id: str
    who: str
    authority: str
    kind: Kind
    role: Role | None = None
    raw: str | None = None
    e164: E164 | None = None
    email: str | None = None
    purposes: tuple[str, ...]
    emergency: bool
    hours: WeeklyTable | OtherwiseTable | Literal["always"] | None = None
    geography: str
    status: Status | None = None
    document: str
    line: int | None = None
    quote: str
    valid_from: Printed
    valid_until: Printed | None = None
    superseded_by: tuple[str, ...] = ()
    finding: str | None = None
    because: str = ""
    note: str = ""


class ContactsTable(Stated):
    """contacts.toml"""

    contact: tuple[ContactTable, ...]
    alternates: dict[str, tuple[str, ...]]


class LineTable(Stated):
    """A line of an office as printed."""

    kind: Literal[Kind.VOICE, Kind.FAX, Kind.EMAIL]
    raw: str
    numbers: tuple[E164, ...]
    finding: str | None = None
    status: Status | None = None
    document: str
    line: int | None = None
    quote: str
    valid_from: Printed
    valid_until: Printed | None = None


class SiteTable(Stated):
    """An address of an office."""

    id: str
    building: str = ""
    street: str
    city: str
    state: str
    postal_code: str
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    point: Literal["zip-centroid", "street-block-estimate", "city", "surveyed"]
    error_km: float = Field(ge=0)
    zone: Zone
    line: tuple[LineTable, ...]


class OfficeTable(Stated):
    """An office under its label."""

    id: str
    label: str
    city: str
    state: str
    authority: str
    kind: Literal["field", "resident", "satellite"]
    site: tuple[SiteTable, ...] = Field(min_length=1)


class OfficesTable(Stated):
    """offices.toml"""

    office: tuple[OfficeTable, ...] = Field(min_length=2)


class RulebookTable(Stated):
    """Whom to call while a set of sources speaks."""

    start: date = Field(alias="from")
    until: date | None = None
    regimes: tuple[str, ...]
    need: dict[Need, dict[str, dict[Group, tuple[str, ...]]]]


class RulebooksTable(Stated):
    """rulebooks.toml"""

    rulebook: tuple[RulebookTable, ...] = Field(min_length=1)
    guidance: dict[Need, dict[str, str]] = {}
    pointer_without_mission: dict[str, tuple[str, ...]] = {}


class FindingTable(Stated):
    """Something odd in the sources, and what is done about it. A misprint: the lines that name it are probably printed wrong."""

    id: str
    severity: Literal["high", "medium", "low", "info"]
    open: bool
    misprint: bool = False
    finding: str
    handling: str


class FindingsTable(Stated):
    """findings.toml"""

    finding: tuple[FindingTable, ...]


class ClosureTable(Stated):
    """A day on which offices were or will be closed, beyond the holidays."""

    on: date
    name: str
    source: str


class CalendarTable(Stated):
    """The holidays of a calendar, known until a day, and dated closures."""

    until: date
    holidays: dict[date, str]
    closure: tuple[ClosureTable, ...] = ()


class Pack(Stated):
    """Everything that the directory takes from a pack."""

    pack: PackTable
    contacts: ContactsTable
    offices: OfficesTable
    rulebooks: RulebooksTable
    findings: FindingsTable
    calendars: dict[str, CalendarTable]
    region: list[dict[str, Any]]
    outline: list[dict[str, Any]]
