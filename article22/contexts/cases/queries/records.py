"""A case as one document: what programs read of it, and what an export holds."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from article22.contexts.cases.models import Case
from article22.contexts.cases.queries import cases
from article22.contexts.cases.rules.answers import iso
from article22.contexts.cases.rules.terms import Audience
from article22.ground.files.models import Attachment
from article22.ground.files.queries import list_attachments
from article22.kernel.actor import Actor
from article22.kernel.text import Text, unpacked

Say = Callable[[Text], str]


def line_of(case: Case) -> dict[str, Any]:
    """A case in a list."""
    return {"number": case.number, "id": f"{case.pk}", "mission": case.mission.number if case.mission else None, "kind": case.kind, "status": case.status,
            "priority": int(case.priority), "summary": case.summary, "opened_at": iso(case.opened_at), "happened_at": iso(case.happened_at),
            "starts_at": iso(case.starts_at), "ends_at": iso(case.ends_at), "expected_size": case.expected_size, "next_due_at": iso(case.next_due_at)}


def record_of(case: Case, say: Say, *, seen_by: Actor) -> dict[str, Any]:
    """A case whole, as far as somebody may see it. `say` puts the program's own words into a language."""
    return {
        **line_of(case), "description": case.description, "place": case.place, "lat": case.latitude, "lon": case.longitude, "version": case.version,
        "recipients": [{
            "authority": row.authority, "office": row.office or None, "contact": row.contact or None, "who": say(unpacked(row.who)),
            "told_at": iso(row.told_at), "acknowledged_at": iso(row.acknowledged_at), "late": row.is_late,
        } for row in cases.list_recipients(case, seen_by=seen_by) if row.dropped_at is None],
        "clocks": [{"name": row.name, "due_at": iso(row.due_at), "warn_at": iso(row.warn_at), "state": row.state}
                   for row in cases.list_clocks(case, seen_by=seen_by)],
        "decisions": [{"outcome": row.outcome, "reasons": row.reasons, "measures": row.measures, "offered": row.offered, "ends_at": iso(row.ends_at),
                       "decided_at": iso(row.decided_at), "receipt": f"/api/v1/receipts/{row.entry}"} for row in cases.list_decisions(case, seen_by=seen_by)],
        "story": [{"happened_at": iso(row.happened_at), "entered_at": iso(row.entered_at), "kind": row.kind, "by": row.by_name,
                   "words": row.words if row.said is None else say(unpacked(row.said)), "struck": row.struck_reason}
                  for row in cases.list_passages(case, seen_by=seen_by)],
        "attachments": [attachment_of(row, case.number) for row in list_attachments(case.pk, seen_by=seen_by)],
    }


def attachment_of(row: Attachment, reference: str) -> dict[str, Any]:
    """A file of a case; once it was purged it has neither name nor url."""
    return {"id": f"{row.pk}", "case": f"{row.record}", "name": row.name, "kind": row.kind, "size": row.size, "sha256": row.digest,
            "internal": row.audience != Audience.MISSION, "added_at": iso(row.added_at), "added_by": row.added_name,
            "url": None if row.purged_at else f"/api/v1/cases/{reference}/attachments/{row.pk}"}


def whole_record_of(case: Case, say: Say, *, seen_by: Actor) -> dict[str, Any]:
    """The same with what an export adds: lineage, matter, how each answered, who has looked."""
    told = cases.list_recipients(case, seen_by=seen_by)
    return record_of(case, say, seen_by=seen_by) | {
        "mission_name": f"{case.mission or case.whose}", "regime": case.regime or None, "directory": case.directory, "office": case.office or None,
        "matter": case.matter, "details": case.details, "reporter": case.reporter, "hops": case.hops, "reached_at": iso(case.reached_at),
        "lineage": [{"kind": row.kind, "began_at": iso(row.began_at)} for row in cases.list_stages(case, seen_by=seen_by)],
        "answers": [{"who": say(unpacked(row.who)), "because": say(unpacked(row.because)), "told_how": row.told_how or None,
                     "acknowledged_by": row.acknowledged_name or None, "acknowledged_how": row.acknowledged_how or None, "dropped_at": iso(row.dropped_at)}
                    for row in told],
        "looked": [{"name": row.name, "role": row.role, "hour": iso(row.hour)} for row in cases.list_readings(case, seen_by=seen_by)],
    }


def subjects_of(case: Case, *, seen_by: Actor) -> list[UUID]:
    """Everything of a case that the journal has entries about, the case first."""
    parts = (cases.list_recipients, cases.list_clocks, cases.list_passages)
    files = list_attachments(case.pk, seen_by=seen_by)
    return [case.pk, *(row.pk for part in parts for row in part(case, seen_by=seen_by)), *(file.pk for file in files)]
