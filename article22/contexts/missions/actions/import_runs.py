"""An import at work notes whatever it writes, so that it can be taken back as a whole."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from article22.contexts.missions.models import Import, ImportChange, Listing, Mission, PersonListing, Premises, Representative, Way
from article22.contexts.missions.rules.terms import CannotRegister, ListKind
from article22.ground.accounts.rules import AlreadyDone
from article22.ground.files.rules.records import refuse_built_on
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.refusal import Absent
from article22.kernel.text import Text

Row = Mission | Premises | Listing | Representative | Way | PersonListing
VERBS: Mapping[ListKind, str] = {ListKind.PREMISES: "import.run", ListKind.REPRESENTATIVES: "import.people", ListKind.AGENCIES: "import.run"}
KEPT: Mapping[str, tuple[type[Row], tuple[str, ...]]] = {
    "mission": (Mission, ("name", "city", "region", "who_key", "where_key", "organisation_id", "responsible_office", "usual_office", "ended_on")),
    "premises": (Premises, ("is_main", "address", "address_key", "city", "region", "latitude", "longitude", "precision_km", "zone", "phone", "starts_on",
                            "ends_on", "verified_at", "verified_by")),
    "listing": (Listing, ("premises_id", "content", "feeds", "gone_at")),
    "representative": (Representative, ("name", "position", "languages", "is_first", "arrives_on", "departs_on", "stand", "held_why", "verified_at",
                                        "verified_by", "ended_at")),
    "way": (Way, ("raw", "address", "is_out_of_hours", "proved_at", "failed_at", "fault", "ended_at")),
    "person-listing": (PersonListing, ("representative_id", "content", "gone_at")),
}
READ: Mapping[str, Callable[[str], date | UUID]] = {
    **dict.fromkeys(("starts_on", "ends_on", "ended_on", "arrives_on", "departs_on"), date.fromisoformat),
    **dict.fromkeys(("verified_at", "gone_at", "ended_at", "proved_at", "failed_at"), datetime.fromisoformat),
    **dict.fromkeys(("verified_by", "premises_id", "organisation_id", "representative_id"), UUID),
}


@dataclass(slots=True)
class Run:
    """One import at work. What one row of the list does is one step."""

    made: Import
    at: datetime
    changes: list[ImportChange] = field(default_factory=list)
    step: int = 0

    def add(self, row: Row) -> None:
        """Write a row that was not there."""
        row.save(force_insert=True)
        self.note(row, None)

    def save(self, row: Row, **given: Any) -> None:
        """Write what is different of a row."""
        given = {name: value for name, value in given.items() if getattr(row, name) != value}
        if not given:
            return
        before = _fields(row)
        for name, value in given.items():
            setattr(row, name, value)
        row.save(update_fields=[name.removesuffix("_id") for name in given])
        self.note(row, before)

    def note(self, row: Row, before: dict[str, Any] | None) -> None:
        """Note what a row was before (nothing, where the import made it), and what it is."""
        self.changes.append(ImportChange(id=new_id(self.at), run=self.made, place=len(self.changes), step=self.step, what=_what(row), subject=row.pk,
                                         before=before, after=_fields(row)))

    def end(self) -> None:
        """Keep what was noted."""
        ImportChange.objects.bulk_create(self.changes)


def begin_run(kind: ListKind, source: str, counts: Mapping[str, Any], *, by: Actor, at: datetime, on: date) -> Import:
    """The import itself, on record."""
    return Import.objects.create(id=new_id(at), kind=kind.value, source=source, counts=counts, on=on, applied_by=by.person, applied_at=at)


def _what(row: Row) -> str:
    return next(what for what, (model, _) in KEPT.items() if isinstance(row, model))


def _fields(row: Row) -> dict[str, Any]:
    """A row as it is noted: what an import may change of it, for JSON."""
    values = {name: getattr(row, name) for name in KEPT[_what(row)][1]}
    return {name: f"{value}" if isinstance(value, (date, UUID)) else value for name, value in values.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Something that an undo left as it is, and why."""

    what: str
    why: Text


@transaction.atomic
def undo_import(id: UUID, *, by: Actor, at: datetime) -> tuple[int, Sequence[Left]]:
    """Take an import back: what it made is removed where nothing refers to it, what it changed is as before where nobody changed it since.

    Returns how many rows of the list were taken back, and which were left with why. Raises Absent, AlreadyDone, and CannotTakeBack where a later edition of
    the same list was taken in.
    """
    run = Import.objects.select_for_update().filter(pk=id).first()
    if run is None:
        raise Absent(Text("import.unknown", "No import has the id {id}. `article22 import list` shows them.", id=f"{id}"))
    by.check_may(VERBS[run.kind_words])
    if run.undone_at:
        raise AlreadyDone(Text("import.undone", "That import was taken back on {at}.", at=run.undone_at))
    standing = Import.objects.filter(kind=run.kind, source=run.source, id__gt=run.pk, undone_at__isnull=True)
    if later := standing.order_by("-id").first():
        refuse_built_on(run.source, later.pk, later.applied_at)
    undone: int = 0
    left: list[Left] = []
    for _, step in groupby(run.changes.order_by("-place"), key=lambda change: change.step):
        changes = list(step)
        try:
            with transaction.atomic():
                for change in changes:
                    _take_back(change, by=by, at=at)
        except IntegrityError:
            left.append(Left(what=_named(changes), why=Text("import.in-use", "a case, a card or something else of the register refers to it")))
        except CannotRegister as fault:
            left.append(Left(what=_named(changes), why=fault.text))
        else:
            undone += 1
    run.undone_at, run.undone_by = at, by.person
    run.save(update_fields=["undone_at", "undone_by"])
    journal.record("missions.import-undone", run.source, by=by, at=at, run=run.pk, undone=undone, left=len(left))
    return undone, left


def _named(changes: Sequence[ImportChange]) -> str:
    """The mission, or the representative, of which a step told."""
    subjects = [change.subject for change in changes]
    person = Representative.objects.filter(Q(pk__in=subjects) | Q(ways__in=subjects) | Q(listings__in=subjects)).select_related("mission").first()
    if person:
        return f"{person.mission.number} {person.name}"
    mission = Mission.objects.filter(Q(pk__in=subjects) | Q(premises__in=subjects) | Q(premises__listings__in=subjects)).first()
    return mission.number if mission else f"{changes[0].subject}"


def _take_back(change: ImportChange, *, by: Actor, at: datetime) -> None:
    model = KEPT[change.what][0]
    row: Row = model.objects.select_for_update().get(pk=change.subject)
    given = {name: value for name, value in (change.before or {}).items() if value != change.after[name]}
    present = _fields(row)
    if any(present[name] != change.after[name] for name in given or change.after):
        raise CannotRegister(Text("import.changed-since", "somebody changed it since"))
    if isinstance(row, Representative):
        journal.record("missions.representative-taken-back", row.pk, by=by, at=at, organisation=row.mission.organisation_id, mission=row.mission_id,
                       run=change.run_id)
    if change.before is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT a22_take_back(%s)", [change.pk])
        return
    for name, value in given.items():
        setattr(row, name, value if value is None or name not in READ else READ[name](value))
    row.save(update_fields=[name.removesuffix("_id") for name in given])
