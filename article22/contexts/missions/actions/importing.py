"""Other people's lists of missions are taken in, and taken back. An import ends nothing: what a list names no more is marked, and a person ends it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from article22.contexts.missions.actions.registering import Address, make_mission, make_premises, where_key_of
from article22.contexts.missions.models import Import, ImportChange, Listing, Mission, Premises
from article22.contexts.missions.queries.registers import get_held, get_listings, spot_held
from article22.contexts.missions.rules.imports import STAYED_KM, Asked, Difference, Move, Refused, Row, address_key, compare, content_of, says_less, spot_of
from article22.contexts.missions.rules.registers import Listed
from article22.contexts.missions.rules.terms import CannotRegister, first_premises_of
from article22.ground.accounts.rules import AlreadyDone
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.refusal import Absent
from article22.kernel.text import Text

KEPT: Mapping[str, tuple[type[Mission | Premises | Listing], tuple[str, ...]]] = {
    "mission": (Mission, ("name", "city", "region", "where_key", "organisation_id", "responsible_office", "usual_office", "ended_on")),
    "premises": (Premises, ("is_main", "address", "address_key", "city", "region", "latitude", "longitude", "precision_km", "zone", "phone", "starts_on",
                            "ends_on", "verified_at", "verified_by")),
    "listing": (Listing, ("premises_id", "content", "feeds", "gone_at")),
}

READ: Mapping[str, Callable[[str], date | UUID]] = {
    "starts_on": date.fromisoformat, "ends_on": date.fromisoformat, "ended_on": date.fromisoformat, "verified_at": datetime.fromisoformat,
    "gone_at": datetime.fromisoformat, "verified_by": UUID, "premises_id": UUID,
    "organisation_id": UUID,
}


def compare_list(rows: list[Row], refused: list[Refused], *, source: str, asked: Asked, on: date, by: Actor) -> Difference:
    """What importing a list would change. Raises NotListed."""
    by.check_may("import.run")
    return compare(rows, refused, get_held(source), asked, on=on)


@transaction.atomic
def import_list(difference: Difference, *, source: str, by: Actor, at: datetime, on: date) -> Import:
    """Take in what a comparison showed. What moved is at its new address from the day of the move on, and was at the old one until then."""
    by.check_may("import.run")
    counts: dict[str, Any] = {
        "new": len(difference.new), "joined": len(difference.joined), "changed": len(difference.changed), "moved": len(difference.moved),
        "gone": len(difference.gone), "same": difference.same, "maybe": len(difference.maybe), "refused": len(difference.refused)}
    run = _Run(Import(id=new_id(at), source=source, counts=counts, on=on, applied_by=by.person, applied_at=at), at=at)
    run.made.save(force_insert=True)
    held, moves = get_listings(source), {move.external: move for move in difference.moved}
    for row in difference.new:
        run.enter(row.listed)
    for row, number in difference.joined:
        run.join(row.listed, number)
    for row in difference.changed:
        run.change(held[row.listed.external], row.listed, moves.get(row.listed.external))
    for external in difference.gone:
        run.mark_gone(held[external])
    ImportChange.objects.bulk_create(run.changes)
    journal.record("missions.list-imported", source, by=by, at=at, run=run.made.pk, **counts)
    return run.made


@dataclass(slots=True)
class _Run:
    """One import at work: whatever it writes, it notes."""

    made: Import
    at: datetime
    changes: list[ImportChange] = field(default_factory=list)
    step: int = 0

    def enter(self, listed: Listed) -> None:
        """A mission that the register does not hold."""
        self.step += 1
        mission = make_mission(listed.state, listed.kind, listed.place, name=listed.name, at=self.at)
        self.add(mission)
        premises = make_premises(mission, first_premises_of(listed.kind), _address(listed), at=self.at, starts_on=listed.since, is_main=True)
        self.add(premises)
        self.list(listed, premises, feeds=True)

    def join(self, listed: Listed, number: str) -> None:
        """The mission is held. What the register does not know of its main place is filled in; where the two differ, the register stands."""
        self.step += 1
        main = Premises.objects.select_related("mission").get(mission__number=number, is_main=True, ends_on__isnull=True)
        if main.verified_at is None:
            apart = spot_held(main).km_to(spot_of(content_of(listed)))
            if apart is None or apart <= max(STAYED_KM, main.precision_km):
                self.save(main, **_filled_in(main, listed))
        self.list(listed, main, feeds=False)

    def change(self, listing: Listing, listed: Listed, move: Move | None) -> None:
        """What the list says now. A place that moved, or was corrected, is unverified again."""
        self.step += 1
        premises, content = listing.premises, content_of(listed)
        if listing.feeds and not says_less(spot_of(listing.content), spot_of(content)):
            premises = self.move(premises, listed, move.on) if move and premises.ends_on is None else premises
            if not move:
                self.correct(premises, listed)
        self.save(listing, content=content, gone_at=None, premises_id=premises.pk)

    def mark_gone(self, listing: Listing) -> None:
        """The list names it no more."""
        self.step += 1
        self.save(listing, gone_at=self.at)

    def correct(self, premises: Premises, listed: Listed) -> None:
        """The same place, said better. What the list does not say stays."""
        place, address = listed.place, listed.address or premises.address
        given: dict[str, Any] = {"address": address[:200], "address_key": address_key(address)[:200], "phone": (listed.phone or premises.phone)[:80]}
        if (place.latitude, place.longitude) != (premises.latitude, premises.longitude) or given["address"] != premises.address:
            given |= {"latitude": place.latitude, "longitude": place.longitude, "precision_km": place.precision_km, "verified_at": None, "verified_by": None}
        self.save(premises, **given)

    def move(self, before: Premises, listed: Listed, on: date) -> Premises:
        """The place that follows another."""
        self.save(before, ends_on=on, is_main=False)
        after = make_premises(before.mission, first_premises_of(listed.kind), _address(listed), at=self.at, starts_on=on, is_main=True)
        after.kind = before.kind
        self.add(after)
        mission = before.mission
        self.save(mission, city=after.city, region=after.region)
        self.save(mission, where_key=where_key_of(mission))
        return after

    def list(self, listed: Listed, premises: Premises, *, feeds: bool) -> None:
        """Note which row of the list tells of which place."""
        self.add(Listing(id=new_id(self.at), source=self.made.source, external=listed.external, premises=premises, content=content_of(listed), feeds=feeds))

    def add(self, row: Mission | Premises | Listing) -> None:
        """Write a row that was not there."""
        row.save(force_insert=True)
        self._note(row, None)

    def save(self, row: Mission | Premises | Listing, **given: Any) -> None:
        """Write what is different of a row."""
        given = {name: value for name, value in given.items() if getattr(row, name) != value}
        if not given:
            return
        before = _fields(row)
        for name, value in given.items():
            setattr(row, name, value)
        row.save(update_fields=[name.removesuffix("_id") for name in given])
        self._note(row, before)

    def _note(self, row: Mission | Premises | Listing, before: dict[str, Any] | None) -> None:
        self.changes.append(ImportChange(id=new_id(self.at), run=self.made, place=len(self.changes), step=self.step, what=_what(row), subject=row.pk,
                                         before=before, after=_fields(row)))


def _what(row: Mission | Premises | Listing) -> str:
    return next(what for what, (model, _) in KEPT.items() if isinstance(row, model))


def _fields(row: Mission | Premises | Listing) -> dict[str, Any]:
    """A row as it is noted: what an import may change of it, for JSON."""
    values = {name: getattr(row, name) for name in KEPT[_what(row)][1]}
    return {name: f"{value}" if isinstance(value, (date, UUID)) else value for name, value in values.items()}


def _filled_in(main: Premises, listed: Listed) -> dict[str, Any]:
    place = listed.place
    given: dict[str, Any] = {}
    if listed.address and not main.address:
        given = {"address": listed.address[:200], "address_key": address_key(listed.address)[:200]}
    if place.precision_km < main.precision_km:
        given |= {"latitude": place.latitude, "longitude": place.longitude, "precision_km": place.precision_km}
    if listed.phone and not main.phone:
        given["phone"] = listed.phone[:80]
    return given


def _address(listed: Listed) -> Address:
    return Address(words=listed.address, place=listed.place, phone=listed.phone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Something that an undo left as it is, and why."""

    what: str
    why: Text


@transaction.atomic
def undo_import(id: UUID, *, by: Actor, at: datetime) -> tuple[int, Sequence[Left]]:
    """Take an import back: what it made is removed where nothing refers to it, what it changed is as before where nobody changed it since.

    Returns how many rows of the list were taken back, and which were left with why. Raises Absent, AlreadyDone.
    """
    by.check_may("import.run")
    run = Import.objects.select_for_update().filter(pk=id).first()
    if run is None:
        raise Absent(Text("import.unknown", "No import has the id {id}. `article22 import list` shows them.", id=f"{id}"))
    if run.undone_at:
        raise AlreadyDone(Text("import.undone", "That import was taken back on {at}.", at=run.undone_at))
    undone: int = 0
    left: list[Left] = []
    for _, step in groupby(run.changes.order_by("-place"), key=lambda change: change.step):
        changes = list(step)
        try:
            with transaction.atomic():
                for change in changes:
                    _take_back(change)
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
    """The mission of which a step told."""
    subjects = [change.subject for change in changes]
    mission = Mission.objects.filter(Q(pk__in=subjects) | Q(premises__in=subjects) | Q(premises__listings__in=subjects)).first()
    return mission.number if mission else f"{changes[0].subject}"


def _take_back(change: ImportChange) -> None:
    model, names = KEPT[change.what]
    row = model.objects.select_for_update().get(pk=change.subject)
    given = {name: value for name, value in (change.before or {}).items() if value != change.after[name]}
    present = _fields(row)
    if any(present[name] != change.after[name] for name in given or names):
        raise CannotRegister(Text("import.changed-since", "somebody changed it since"))
    if change.before is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT a22_take_back(%s)", [change.pk])
        return
    for name, value in given.items():
        setattr(row, name, value if value is None or name not in READ else READ[name](value))
    row.save(update_fields=[name.removesuffix("_id") for name in given])
