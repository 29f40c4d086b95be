"""The routing table: rows of place, need and instant with the answer that must come out.

A step is written `contact@site`, with `!` when it is closed: `CP-12@atlanta CP-13`. A step of the local office that no contact
point leads to has the site alone. Two numbers of one line are two steps. A group without steps is left out of a row.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.questions import instant_of, need_of
from article22.contexts.directory.rules.routes import Route, Step, route
from article22.contexts.directory.rules.terms import Agency, Citation, Finding, Group, Known, Liaison, Severity
from article22.kernel.place import Place
from article22.kernel.text import Text

FIELDS = {"why", "place", "lat", "lon", "need", "at", "as_of", "regime", "first", "when_safe", "then", "warnings", "nearest", "liaison", "police",
          "usual_office"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table, read."""

    why: str
    place: Place
    at: datetime
    as_of: date | None
    known: Known
    need: str
    expected: Mapping[str, str]


def row_of(row: Mapping[str, Any], find: Callable[[str], Place], directory: Directory) -> Row:
    """Read a row. `find` gives a place for its words."""
    unknown = row.keys() - FIELDS
    if unknown:
        raise ValueError(f"{row['why']}: unknown fields {sorted(unknown)}")
    place = find(row["place"]) if "place" in row else Place(latitude=row["lat"], longitude=row["lon"])
    expected = {"regime": "", "first": "", "when_safe": "", "then": ""} | {key: row[key] for key in row if key in (
        "regime", "first", "when_safe", "then", "warnings", "nearest")}
    return Row(why=row["why"], place=place, at=instant_of(row["at"]), as_of=date.fromisoformat(row["as_of"]) if "as_of" in row else None,
               known=_known(row, directory), need=row["need"], expected=expected)


def answer_to(directory: Directory, row: Row) -> Mapping[str, str]:
    """What comes out, in the notation of the table."""
    answer = route(directory, row.place, need_of(row.need), row.at, row.as_of, known=row.known)
    return {"regime": answer.regime or "", **{group.replace("-", "_"): _short(answer, group) for group in Group},
            "warnings": " ".join(sorted({warning.code for warning in answer.warnings})), "nearest": _nearest(answer)}


def failing_rows(directory: Directory, rows: Iterable[Mapping[str, Any]], find: Callable[[str], Place]) -> Iterator[Finding]:
    """The rows whose answer is not the expected one, each with what came out instead."""
    for raw in rows:
        row = row_of(raw, find, directory)
        got = answer_to(directory, row)
        wrong = [f"{key}: expected {expected!r}, got {got[key]!r}" for key, expected in row.expected.items() if got[key] != expected]
        if wrong:
            said = Text("routing-table", "{wrong}.", wrong="; ".join(wrong))
            yield Finding(code="routing-table", severity=Severity.ERROR, where=row.why, text=said)


def _short(answer: Route, group: Group) -> str:
    return " ".join(_step(step) for step in answer.steps if step.group is group)


def _step(step: Step) -> str:
    return (step.contact or "") + (f"@{step.site}" if step.site else "") + ("!" if step.is_open is False else "")


def _nearest(answer: Route) -> str:
    for step in answer.steps:
        if step.distance_km is not None and step.runner_up:
            return f"{step.office} {step.distance_km:.1f} {step.runner_up[0]} {step.runner_up[1]:.1f}"
    return ""


def _known(row: Mapping[str, Any], directory: Directory) -> Known:
    liaison = Liaison() if row.get("liaison") == "assigned" else None
    agencies: tuple[Agency, ...] = ()
    if police := row.get("police"):
        source = Citation(document=next(iter(directory.documents.values())), quote="a row of the table")
        agencies = (Agency(id=UUID(int=0), name="Police of the table", raw="202-555-0100", e164="+12025550100",
                           is_confirmed=police == "confirmed", source=source),)
    return Known(is_mission="liaison" in row or "usual_office" in row, liaison=liaison, usual_office=row.get("usual_office"), agencies=agencies)
