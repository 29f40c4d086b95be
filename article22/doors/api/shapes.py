"""The JSON documents of the API, as its description (openapi.json) tells them."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, field_validator

from article22.kernel.refusal import is_writable


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

    line: str
    words: str
    slot: str = ""
    place: str = ""


class ChangeIn(Strict):
    """Another value for a line from a day on, and the source that says so."""

    slot: str
    raw: str
    starts_on: date
    title: str
    issuer: str
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
    """A place of a mission."""

    id: UUID
    kind: str
    is_main: bool
    address: str
    city: str
    state: str
    lat: float
    lon: float
    precision_km: float
    verified: bool


class MissionOut(Schema):
    """A mission of the register."""

    id: UUID
    number: str
    state: str
    kind: str
    name: str
    city: str
    region: str


class LiaisonOut(Schema):
    """The officer to turn to today."""

    name: str
    raw: str
    e164: str
    email: str


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
