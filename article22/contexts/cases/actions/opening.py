"""A report becomes a case: durable with its clocks, its recipients, the first of its story and its entry in the journal, in one statement."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection

from article22.contexts.cases.actions.rows import Of, Row, clock_rows, passage_row, recipient_rows
from article22.contexts.cases.rules.answers import iso
from article22.contexts.cases.rules.business import BusinessHours
from article22.contexts.cases.rules.clocks import Clock, Timing, next_due, wind
from article22.contexts.cases.rules.facts import propose_matter
from article22.contexts.cases.rules.moves import FIRST
from article22.contexts.cases.rules.opening import Report, check_report, number_of
from article22.contexts.cases.rules.recipients import Recipient
from article22.contexts.cases.rules.terms import CaseKind, PassageKind, Status
from article22.contexts.missions.models import Mission, Premises
from article22.contexts.missions.rules.terms import CONSULAR, MissionKind
from article22.ground.journal import actions as journal
from article22.ground.journal.rules.entries import canonical_json
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.rules.messages import Outgoing, rows_of
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.place import Place
from article22.kernel.text import Text

PARTS = (Path(__file__).with_name("open_case.sql").read_text("utf-8"), journal.INSERTS, outbox.INSERTS)
OPEN_CASE = f"WITH given AS (SELECT %s::jsonb AS g), {', '.join(PARTS)} SELECT 1"
VERB_FOR = {CaseKind.EMERGENCY: "case.log"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Whose case it is and where: the place, the premises where they were named, the regime, the office and the directory that answered.

    Mission and place are None while nobody knows them.
    """

    mission: Mission | None
    place: Place | None
    premises: Premises | None
    regime: str
    directory: str
    office: str
    hours: BusinessHours


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A case as it is about to be: what whoever writes to its desks needs of it."""

    id: UUID
    number: str
    report: Report
    where: Where
    name: str
    opened_at: datetime


Writer = Callable[[Opening, Recipient, UUID], Sequence[Outgoing]]
"""Writes the messages by which a desk is told, given its recipient's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A case as it was opened: what its receipt and its first answer tell."""

    id: UUID
    number: str
    status: Status
    recipients: tuple[Recipient, ...]
    clocks: tuple[Clock, ...]
    entry: journal.Rows
    opened_at: datetime


def open_case(report: Report, where: Where, recipients: tuple[Recipient, ...], *, desks: Mapping[str, UUID], write: Writer, name: str, by: Actor,
              at: datetime) -> Opened:
    """Open a case: one statement, so whole or not at all. Raises CannotOpen, Absent.

    `desks` gives the organisation here of an authority; `name` is that of whoever tells.
    """
    by.check_may(VERB_FOR.get(report.kind, "case.open"))
    check_report(report, at=at)
    mission, id = where.mission, new_id(at)
    organisation = mission.organisation_id if mission else None
    of = Of(case=id, organisation=organisation)
    number, status = number_of(at.astimezone(where.hours.zone).year, _count()), FIRST[report.kind]
    clocks = wind(report.kind, Timing(began_at=at, priority=int(report.priority), starts_at=report.starts_at, office=where.hours))
    case = _case_row(id, number, status, report, where, clocks, by=by, at=at)
    entry = journal.rows_of(
        "cases.case-opened", id, by=by, at=at, organisation=organisation, words={"report": filed(report, where)},
        facts={"number": number, "kind": report.kind, "mission": mission.pk if mission else None, "regime": where.regime, "directory": where.directory,
               "recipients": len(recipients)})
    happened_at = report.happened_at or at
    rows = recipient_rows(of, recipients, desks, at=at)
    messages = _told(Opening(id=id, number=number, report=report, where=where, name=name, opened_at=at), recipients, rows, write)
    document = {
        "case": case, "stages": [of.row(at, kind=report.kind.value, began_at=at.isoformat(), was_status="")],
        "recipients": rows, "messages": messages, "clocks": clock_rows(of, clocks, at=at),
        "passages": [
            passage_row(of, happened_at=happened_at, by=by, name=name, at=at, words=report.description or report.summary,
                        kind=PassageKind.DANGER if report.kind is CaseKind.EMERGENCY else PassageKind.WORDS),
            passage_row(of, happened_at=at, by=by, name="", at=at, kind=PassageKind.STATE, said=_sent_on(recipients, where))],
        **entry.as_json()}
    with connection.cursor() as cursor:
        cursor.execute(OPEN_CASE, [json.dumps(document)])
    return Opened(id=id, number=number, status=status, recipients=recipients, clocks=clocks, entry=entry, opened_at=at)


def filed(report: Report, where: Where) -> str:
    """What was filed, as one text: the receipt proves it to the letter."""
    return canonical_json({
        "kind": report.kind.value, "mission": where.mission.number if where.mission else None, "place": where.place.text if where.place else "",
        "latitude": where.place.latitude if where.place else None, "longitude": where.place.longitude if where.place else None,
        "summary": report.summary, "description": report.description, "priority": int(report.priority),
        "happened_at": iso(report.happened_at), "starts_at": iso(report.starts_at), "ends_at": iso(report.ends_at),
        "expected_size": report.expected_size, "reporter": dict(report.reporter), "details": dict(report.details)}).decode()


def _told(opening: Opening, recipients: Sequence[Recipient], rows: Sequence[Row], write: Writer) -> list[dict[str, Any]]:
    """The messages to the desks; each desk's row names its own."""
    messages: list[dict[str, Any]] = []
    for recipient, row in zip(recipients, rows, strict=True):
        written = rows_of(write(opening, recipient, UUID(row["id"])), at=opening.opened_at)
        row["messages"] = [message["id"] for message in written]
        messages += written
    return messages


def _case_row(id: UUID, number: str, status: Status, report: Report, where: Where, clocks: tuple[Clock, ...], *, by: Actor, at: datetime) -> Row:
    mission = where.mission
    return {
        "id": f"{id}", "organisation_id": f"{mission.organisation_id}" if mission and mission.organisation_id else None, "number": number,
        "mission_id": f"{mission.pk}" if mission else None, "premises_id": f"{where.premises.pk}" if where.premises else None,
        "kind": report.kind.value, "status": status.value, "priority": report.priority.value, "summary": report.summary.strip(),
        "description": report.description, "reporter": dict(report.reporter), "details": dict(report.details), "happened_at": iso(report.happened_at),
        "starts_at": iso(report.starts_at), "ends_at": iso(report.ends_at), "expected_size": report.expected_size, **place_as_kept(where.place),
        "regime": where.regime, "directory": where.directory, "office": where.office, "matter": _matter_of(report, where), "opened_at": at.isoformat(),
        "opened_by": f"{by.person}" if by.person else None, "opened_role": by.role, "door": by.door, "next_due_at": iso(next_due(clocks))}


def place_as_kept(place: Place | None) -> dict[str, Any]:
    """Where a case is, by the names of its columns."""
    if place is None:
        return {"place": "", "city": "", "region": "", "zone": "", "latitude": None, "longitude": None, "precision_km": 0.0}
    return {"place": place.text[:300], "city": place.city or "", "region": place.state or "", "zone": place.zone or "", "latitude": place.latitude,
            "longitude": place.longitude, "precision_km": place.precision_km}


def _matter_of(report: Report, where: Where) -> dict[str, Any]:
    """What is proposed from the words; `by` is None until a person has looked."""
    matter = propose_matter(report.kind, f"{report.summary} {report.description}", has_premises=where.premises is not None,
                            is_consular=where.mission is not None and MissionKind(where.mission.kind) in CONSULAR)
    return {**matter.as_kept(), "by": None}


def _sent_on(recipients: tuple[Recipient, ...], where: Where) -> Text:
    if where.place is None:
        return Text("story.nowhere", "Nobody is told yet: where it is, nobody knows.")
    if not recipients:
        return Text("story.nobody", "Nobody could be told: the directory names no authority for this.")
    return Text("story.sent-on", "Sent on to {whom}.", whom=tuple(one.who for one in recipients))


def _count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_number')")
        count: int = cursor.fetchone()[0]
    return count
