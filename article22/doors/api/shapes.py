"""The JSON documents of the API, as its description (openapi.json) tells them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeAlias
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, BeforeValidator, ConfigDict, Field, field_validator

from article22.kernel.refusal import is_writable
from article22.kernel.text import in_one_line

Line: TypeAlias = Annotated[str, BeforeValidator(lambda given: in_one_line(given) if isinstance(given, str) else given)]


class PlaceOut(Schema):
    """A place as it was understood. Degrees on WGS 84; how far off it may be in kilometres."""

    text: str
    lat: float
    lon: float
    city: str | None
    state: str | None
    precision_km: float


class SourceOut(Schema):
    """A document's own words; its date as precisely as it prints it."""

    document: str
    date: str
    quote: str


class LineOut(Schema):
    """A number or an address as printed, and as a program compares it. A pointer has neither."""

    kind: str
    raw: str | None
    e164: str | None
    email: str | None
    purpose: list[str]


class RunnerUpOut(Schema):
    """The next nearest office."""

    office: str
    distance_km: float


class StepOut(Schema):
    """One number, address or person to turn to."""

    rank: int
    group: Literal["first", "when-safe", "then"]
    regime: str | None
    authority: str
    who: str
    office: str | None
    site: str | None
    contact: str | None
    line: LineOut
    open_now: bool | None
    opens_at: datetime | None
    because: str
    rule: SourceOut
    source: SourceOut | None
    distance_km: float | None
    runner_up: RunnerUpOut | None


class DirectoryOut(Schema):
    """Which directory answered."""

    from_: Literal["pack", "database"] = Field(alias="from")
    version: str


class WarningOut(Schema):
    """Something to beware of, under a stable code."""

    code: str
    text: str


class RouteOut(Schema):
    """Whom to call: steps in the order in which to try them."""

    need: str
    place: PlaceOut
    at: datetime
    as_of: date
    regime: str | None
    directory: DirectoryOut
    steps: list[StepOut]
    warnings: list[WarningOut]


class Strict(Schema):
    """What is sent has no field that nothing reads."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*")
    @classmethod
    def check_writable(cls, value: Any) -> Any:
        """Refuse what no database can hold."""
        if isinstance(value, str) and not is_writable(value):
            raise ValueError("It holds a character that cannot be kept")
        return value


class ReportIn(Strict):
    """A number that somebody holds for wrong: the number, what happened, and, where known, its id and the place where it was shown."""

    line: Line
    words: str
    slot: Line = ""
    place: Line = ""


class ChangeIn(Strict):
    """Another value for a line from a day on, and the source that says so."""

    slot: Line
    raw: Line
    starts_on: date
    title: Line
    issuer: Line
    printed_on: date
    quote: str


class RecordedOut(Schema):
    """What was put on record: its id, its state, and the entry of the journal whose receipt proves it."""

    id: UUID
    state: str
    needs_second_person: bool
    entry: UUID
    receipt: str


class PremisesOut(Schema):
    """A place of a mission. Of a residence address and point are told to its own mission alone."""

    id: UUID
    kind: str
    is_main: bool
    address: str
    city: str
    state: str
    lat: float | None
    lon: float | None
    precision_km: float | None
    verified: bool


class MissionOut(Schema):
    """A mission of the register; `ended_on` where it has closed, or its list names it no more."""

    id: UUID
    number: str
    state: str
    kind: str
    name: str
    city: str
    region: str
    ended_on: date | None


class LiaisonOut(Schema):
    """The officer to turn to today."""

    name: str
    raw: str
    e164: str
    email: str


class MissionFeedOut(MissionOut):
    """A mission of the feed, with its present places."""

    premises: list[PremisesOut]


class MissionDetailOut(MissionOut):
    """A mission with its places and its liaison, as far as the asker may see them."""

    premises: list[PremisesOut]
    liaison: LiaisonOut | None


class SlotOut(Schema):
    """A line of the directory with its present value; `emergency` lines change by two people only."""

    id: str
    who: str
    kind: str
    raw: str | None
    status: str
    emergency: bool
    source: SourceOut


class ProblemOut(Schema):
    """A refusal (RFC 9457): its type is the code in docs/errors.md."""

    type: str
    title: str
    status: int
    detail: str


PROBLEMS: dict[Any, Any] = {401: ProblemOut, 404: ProblemOut, 409: ProblemOut, 422: ProblemOut}
Kind = Literal["concern", "demonstration", "incident", "threat-received", "emergency"]
Short: TypeAlias = Annotated[Line, Field(max_length=200)]
Long: TypeAlias = Annotated[str, Field(max_length=20_000)]


class ReporterIn(Strict):
    """Who reports, and how to reach them."""

    name: Short | None = None
    phone: Short | None = None
    email: Short | None = None


class DetailsIn(Strict):
    """What else is known of a demonstration or an event. There is no field for a person, an organiser or an opinion."""

    event: Literal["demonstration", "event", "arrival"] | None = None
    how_known: Short | None = None
    route: Short | None = None
    is_amplified: bool | None = None
    has_counter: bool | None = None
    past_conduct: Short | None = None
    own_measures: Short | None = None
    lead_agency: Short | None = None


class CaseIn(Strict):
    """A report. Where in one way: place, premises, or lat and lon; a mission where an officer reports for it. Instants carry their zone."""

    kind: Kind
    summary: Annotated[Line, Field(min_length=1, max_length=200)]
    description: Long = ""
    place: Annotated[Line, Field(max_length=300)] | None = None
    premises: UUID | None = None
    lat: float | None = None
    lon: float | None = None
    happened_at: AwareDatetime | None = None
    priority: Annotated[int, Field(ge=1, le=4)] = 3
    reporter: ReporterIn | None = None
    mission: Annotated[Line, Field(max_length=40)] | None = None
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    expected_size: int | None = None
    details: DetailsIn | None = None


class RecipientOut(Schema):
    """An authority that is told, and whether it answered."""

    authority: str
    office: str | None
    contact: str | None
    who: str
    told_at: datetime | None
    acknowledged_at: datetime | None


class ClockOut(Schema):
    """Something owed by an instant; a clock that waits has none yet."""

    name: str
    due_at: datetime | None
    warn_at: datetime | None
    state: str


class ReceiptOut(Schema):
    """What proves an entry: signed at once; at its url with the proof of inclusion as soon as it is sealed."""

    entry: UUID
    digest: str
    at: datetime
    url: str
    document: dict[str, Any]


class OpenedOut(Schema):
    """A case that was opened."""

    number: str
    id: UUID
    kind: Kind
    status: str
    recipients: list[RecipientOut]
    clocks: list[ClockOut]
    receipt: ReceiptOut


class CaseLineOut(Schema):
    """A case in a list."""

    number: str
    id: UUID
    mission: str | None
    kind: Kind
    status: str
    priority: int
    summary: str | None
    opened_at: datetime
    happened_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    expected_size: int | None
    next_due_at: datetime | None


class CasesOut(Schema):
    """A page of cases; `next` goes into `after`."""

    items: list[CaseLineOut]
    next: str | None


class DecisionOut(Schema):
    """What was decided, and its receipt."""

    outcome: str
    reasons: list[str]
    measures: str | None
    offered: str | None
    ends_at: datetime | None
    decided_at: datetime
    receipt: str


class PassageOut(Schema):
    """A passage of the story; `struck` is the reason where it was struck through."""

    happened_at: datetime
    entered_at: datetime
    kind: str
    by: str
    words: str | None
    struck: str | None


class ToldOut(RecipientOut):
    """An authority that was told; whether its answer came late."""

    late: bool


class AttachmentOut(Schema):
    """A file of a case: what it is by what is in it, and its digest. Once it was purged it has neither name nor url."""

    id: UUID
    case: UUID
    name: str | None
    kind: str
    size: int
    sha256: str
    internal: bool
    added_at: datetime
    added_by: str
    url: str | None


class CaseOut(CaseLineOut):
    """A case, whole."""

    description: str | None
    place: str | None
    lat: float
    lon: float
    version: int
    recipients: list[ToldOut]
    clocks: list[ClockOut]
    decisions: list[DecisionOut]
    story: list[PassageOut]
    attachments: list[AttachmentOut]
