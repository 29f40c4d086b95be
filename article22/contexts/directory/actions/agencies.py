"""Local police: a list is imported, its agencies stay candidates until an officer confirms one; an import is taken back as a whole."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from article22.contexts.directory.models import Agency, AgencyImport
from article22.contexts.directory.queries.agencies import get_agencies_of, get_agency, get_agency_import
from article22.contexts.directory.rules.keeping import AgencyKind
from article22.contexts.directory.rules.police import LOCAL, Listed
from article22.ground.accounts.rules import AlreadyDone
from article22.ground.files.rules.records import missing_from
from article22.ground.journal import actions as journal
from article22.ground.places.rules import fold_city
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.refusal import Refusal
from article22.kernel.text import Text

AT_ONCE = 2000
READ: Mapping[str, Callable[[str], Any]] = {"confirmed_at": datetime.fromisoformat, "gone_at": datetime.fromisoformat, "confirmed_by": UUID}
KEPT = ("external", "name", "kind", "raw", "e164", "address", "city", "county", "state", "latitude", "longitude", "document", "city_key", *READ)


class NotLocal(Refusal):
    """An agency that is nobody's local police."""


class CannotTakeBack(Refusal):
    """An import on which another was built."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How a list differs from what was held of the same source."""

    new: Sequence[Listed]
    changed: Sequence[Listed]
    gone: Sequence[str]
    same: int
    notes: Sequence[Text]
    run: UUID | None = None


def compare_agencies(listed: Sequence[Listed], unread: Collection[str], *, source: str, by: Actor) -> Imported:
    """What importing a list would change; `unread` are the ids of the rows that were refused. `gone` counts what was held of the same source and is not in
    the list."""
    by.check_may("import.run")
    held = get_agencies_of(source)
    new = [one for one in listed if one.external not in held]
    changed = [one for one in listed if one.external in held and _differs(held[one.external], one)]
    present = {one.external for one in listed}
    gone, notes = missing_from((external for external, row in held.items() if external not in present and row.gone_at is None), unread)
    return Imported(new=new, changed=changed, gone=gone, same=len(listed) - len(new) - len(changed), notes=notes)


@transaction.atomic
def import_agencies(listed: Sequence[Listed], unread: Collection[str], *, source: str, printed: str, by: Actor, at: datetime) -> Imported:
    """Take a list in. An agency whose number changed is a candidate again."""
    difference = compare_agencies(listed, unread, source=source, by=by)
    document = {"id": source, "title": source.replace("_", " "), "printed": printed}
    held = get_agencies_of(source)
    made = [Agency(id=new_id(at), source=source, document=document, city_key=fold_city(one.city)[:80], **_fields(one)) for one in difference.new]
    touched = [held[external] for external in (*(one.external for one in difference.changed), *difference.gone)]
    counts: dict[str, Any] = {"new": len(made), "changed": len(difference.changed), "gone": len(difference.gone), "same": difference.same}
    run = AgencyImport.objects.create(
        id=new_id(at), source=source, counts=counts, applied_by=by.person, applied_at=at,
        before={f"{row.pk}": None for row in made} | {f"{row.pk}": {name: _written(getattr(row, name)) for name in KEPT} for row in touched})
    Agency.objects.bulk_create(made, batch_size=AT_ONCE)
    for one in difference.changed:
        row = held[one.external]
        if row.e164 != one.e164:
            row.confirmed_at = row.confirmed_by = None
        row.document, row.city_key, row.gone_at = document, fold_city(one.city)[:80], None
        for name, value in _fields(one).items():
            setattr(row, name, value)
        row.save()
    Agency.objects.filter(source=source, external__in=difference.gone).update(gone_at=at)
    journal.record("directory.agencies-imported", source, by=by, at=at, run=run.pk, **counts)
    return replace(difference, run=run.pk)


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
        raise CannotTakeBack(Text("import.built-on", "A later edition of {source} was built on it, on {at}. Take that back first: {id}.", source=run.source,
                                  at=later.applied_at, id=f"{later.pk}"))
    rows = {f"{row.pk}": row for row in Agency.objects.filter(source=run.source)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT a22_take_back_agencies(%s)", [run.pk])
        used = {f"{id}" for id in cursor.fetchone()[0]}
    left = []
    for key, before in run.before.items():
        row = rows[key]
        if key in used:
            left.append((row.name, Text("import.in-use", "a case, a card or something else of the register refers to it")))
        elif _is_decided_since(row, before):
            left.append((row.name, Text("import.changed-since", "somebody changed it since")))
        elif before:
            for name, value in before.items():
                setattr(row, name, READ[name](value) if value is not None and name in READ else value)
            row.save()
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


def _fields(one: Listed) -> dict[str, object]:
    return {**asdict(one), "kind": one.kind.value}


def _differs(row: Agency, one: Listed) -> bool:
    return row.gone_at is not None or any(getattr(row, name) != value for name, value in _fields(one).items())
