"""Local police: a list is imported, its agencies stay candidates until an officer confirms one."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from article22.contexts.directory.models import Agency
from article22.contexts.directory.queries.agencies import get_agencies_of, get_agency
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


class NotLocal(Refusal):
    """An agency that is nobody's local police."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How a list differs from what was held of the same source."""

    new: Sequence[Listed]
    changed: Sequence[Listed]
    gone: Sequence[str]
    same: int
    notes: Sequence[Text]


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
    Agency.objects.bulk_create([
        Agency(id=new_id(at), source=source, document=document, city_key=fold_city(one.city)[:80], **_fields(one)) for one in difference.new],
        batch_size=AT_ONCE)
    for one in difference.changed:
        row = held[one.external]
        if row.e164 != one.e164:
            row.confirmed_at = row.confirmed_by = None
        row.document, row.city_key, row.gone_at = document, fold_city(one.city)[:80], None
        for name, value in _fields(one).items():
            setattr(row, name, value)
        row.save()
    Agency.objects.filter(source=source, external__in=difference.gone).update(gone_at=at)
    journal.record("directory.agencies-imported", source, by=by, at=at, new=len(difference.new), changed=len(difference.changed),
                   gone=len(difference.gone), same=difference.same)
    return difference


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
