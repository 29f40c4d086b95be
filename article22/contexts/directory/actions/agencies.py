"""Local police: a list is imported, its agencies stay candidates until an officer confirms one; an import is taken back as a whole."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from article22.contexts.directory.models import Agency, AgencyImport
from article22.contexts.directory.queries.agencies import get_agency, get_agency_import, list_kept
from article22.contexts.directory.rules.keeping import AgencyKind
from article22.contexts.directory.rules.police import LOCAL
from article22.contexts.directory.rules.police_lists import Asked, Difference, Of, Row, compare
from article22.ground.accounts.rules import AlreadyDone
from article22.ground.files.rules.records import refuse_built_on
from article22.ground.journal import actions as journal
from article22.ground.places.rules import fold_city
from article22.ground.wall.session import allow_work
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.refusal import Refusal
from article22.kernel.text import Text

AT_ONCE, LONGEST_WORK = 2000, 120  # rows; seconds of one statement
READ: Mapping[str, Callable[[str], Any]] = {"confirmed_at": datetime.fromisoformat, "gone_at": datetime.fromisoformat, "confirmed_by": UUID}
KEPT = ("document", "also", "external", "name", "kind", "raw", "e164", "address", "city", "county", "state", "latitude", "longitude", "city_key", *READ)


class NotLocal(Refusal):
    """An agency that is nobody's local police."""


def compare_agencies(rows: Sequence[Row], refused: Sequence[Of], *, source: str, asked: Asked, by: Actor) -> Difference:
    """What importing a list would change. Raises NotUnderstood where what a person decided names no row or no agency."""
    by.check_may("import.run")
    return compare(rows, refused, list_kept(), asked, source=source)


@transaction.atomic
def import_agencies(difference: Difference, *, source: str, printed: str, by: Actor, at: datetime) -> UUID:
    """Take in what a comparison showed, and give the import's id. An agency whose number changed is a candidate again; what came from another list stays."""
    by.check_may("import.run")
    allow_work(LONGEST_WORK)
    document = {"id": source, "title": source.replace("_", " "), "printed": printed}
    held = {row.pk: row for row in Agency.objects.filter(Q(source=source) | Q(pk__in=[kept.id for _, kept in difference.joined]))}
    made = [Agency(id=new_id(at), source=source, **_said(row, document)) for row in difference.new]
    touched = [held[kept.id] for kept in (*(kept for _, kept in (*difference.changed, *difference.joined)), *difference.gone)]
    counts: dict[str, Any] = {
        "new": len(made), "joined": len(difference.joined), "changed": len(difference.changed), "gone": len(difference.gone), "same": difference.same,
        "maybe": len(difference.maybe), "refused": len(difference.refused)}
    run = AgencyImport.objects.create(
        id=new_id(at), source=source, counts=counts, applied_by=by.person, applied_at=at,
        before={f"{row.pk}": None for row in made} | {f"{row.pk}": {name: _written(getattr(row, name)) for name in KEPT} for row in touched})
    Agency.objects.bulk_create(made, batch_size=AT_ONCE)
    for one, kept in difference.changed:
        row = held[kept.id]
        if row.e164 != one.listed.e164:
            row.confirmed_at = row.confirmed_by = None
        row.gone_at = None
        for name, value in _said(one, document).items():
            setattr(row, name, value)
    for one, kept in difference.joined:
        held[kept.id].also = {**kept.also, source: one.listed.external}
    for kept in difference.gone:
        held[kept.id].gone_at = at
    _save(touched)
    journal.record("directory.agencies-imported", source, by=by, at=at, run=run.pk, **counts)
    return run.pk


def _save(rows: Sequence[Agency]) -> None:
    """Write agencies that are held, thousands of them at once."""
    Agency.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=KEPT, batch_size=AT_ONCE)


@transaction.atomic
def undo_agencies(id: UUID, *, by: Actor, at: datetime) -> tuple[int, Sequence[tuple[str, Text]]]:
    """Take an import of agencies back: what it made is removed, what it changed is as before. What somebody confirmed or relies on since is left.

    Returns how many agencies were taken back, and which were left with why. Raises Absent, AlreadyDone, and CannotTakeBack where a later edition of the same
    list was taken in.
    """
    by.check_may("import.run")
    run = get_agency_import(id, lock=True)
    if run.undone_at:
        raise AlreadyDone(Text("import.undone", "That import was taken back on {at}.", at=run.undone_at))
    if later := AgencyImport.objects.filter(source=run.source, id__gt=run.pk, undone_at__isnull=True).order_by("-id").first():
        refuse_built_on(run.source, later.pk, later.applied_at)
    allow_work(LONGEST_WORK)
    rows = {f"{row.pk}": row for row in Agency.objects.filter(Q(source=run.source) | Q(pk__in=[key for key, before in run.before.items() if before]))}
    with connection.cursor() as cursor:
        cursor.execute("SELECT a22_take_back_agencies(%s)", [run.pk])
        used = {f"{id}" for id in cursor.fetchone()[0]}
    left, restored = [], list[Agency]()
    for key, before in run.before.items():
        row = rows[key]
        if row.source != run.source:  # it was joined, and stays as it is held
            row.also = {source: external for source, external in row.also.items() if source != run.source}
            restored.append(row)
        elif key in used:
            left.append((row.name, Text("import.in-use", "a case, a card or something else of the register refers to it")))
        elif _is_decided_since(row, before):
            left.append((row.name, Text("import.changed-since", "somebody changed it since")))
        elif before is None and row.also:
            left.append((row.name, Text("import.joined-since", "another list that was taken in since tells of it")))
        elif before:
            for name in before.keys() - {"also"}:
                value = before[name]
                setattr(row, name, READ[name](value) if value is not None and name in READ else value)
            restored.append(row)
    _save(restored)
    run.undone_at, run.undone_by = at, by.person
    run.save(update_fields=["undone_at", "undone_by"])
    undone = len(run.before) - len(left)
    journal.record("directory.agencies-import-undone", run.source, by=by, at=at, run=run.pk, undone=undone, left=len(left))
    return undone, left


def _is_decided_since(row: Agency, before: Mapping[str, Any] | None) -> bool:
    """Whether an officer confirmed or doubted an agency after an import, which leaves that as it was unless the number changed."""
    after = before["confirmed_at"] if before and before["e164"] == row.e164 else None
    return bool(_written(row.confirmed_at) != after)


def _written(value: Any) -> Any:
    return f"{value}" if isinstance(value, (datetime, UUID)) else value


@transaction.atomic
def confirm_agency(agency_id: UUID, *, is_confirmed: bool, by: Actor, at: datetime) -> UUID:
    """Confirm an agency as the local police of its city, or take that back. Returns the entry. Raises NotLocal, AlreadyDone."""
    by.check_may("agency.confirm")
    agency = get_agency(agency_id, seen_by=by, lock=True)
    if AgencyKind(agency.kind) not in LOCAL:
        raise NotLocal(Text("agency.not-local", "{name} is {kind}, and nobody's local police. Confirm a municipal or county agency.",
                            name=agency.name, kind=AgencyKind(agency.kind)))
    if is_confirmed is (agency.confirmed_at is not None):
        raise AlreadyDone(Text("agency.confirmed" if is_confirmed else "agency.not-confirmed",
                               "{name} is confirmed already." if is_confirmed else "{name} is not confirmed.", name=agency.name))
    agency.confirmed_at, agency.confirmed_by = (at, by.person) if is_confirmed else (None, None)
    agency.save(update_fields=["confirmed_at", "confirmed_by"])
    return journal.record("directory.agency-confirmed" if is_confirmed else "directory.agency-doubted", agency.pk, by=by, at=at)


def _said(row: Row, document: Mapping[str, str]) -> dict[str, Any]:
    """What a list says of an agency, as it is kept."""
    return {**asdict(row.listed), "kind": row.listed.kind.value, "document": document, "city_key": fold_city(row.listed.city)[:80]}
