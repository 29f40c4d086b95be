"""Other people's lists of missions are taken in, and taken back. An import ends nothing: what a list names no more is marked, and a person ends it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from article22.contexts.missions.actions.import_runs import Run, begin_run
from article22.contexts.missions.actions.registering import Address, make_mission, make_premises, where_key_of, who_key_of
from article22.contexts.missions.models import Import, Listing, Mission, Premises
from article22.contexts.missions.queries.registers import get_held, get_listings, spot_held
from article22.contexts.missions.rules.imports import Asked, Change, Difference, Refused, Row, address_key, compare, content_of, has_moved, spot_of
from article22.contexts.missions.rules.registers import Listed
from article22.contexts.missions.rules.terms import ListKind, first_premises_of
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id


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
    run = _Run(begin_run(ListKind.PREMISES, source, counts, by=by, at=at, on=on), at)
    held = get_listings(source)
    for row in difference.new:
        run.enter(row.listed)
    for row, number in difference.joined:
        run.join(row.listed, number)
    for change in difference.changed:
        run.change(held[change.row.listed.external], change)
    for external in difference.gone:
        run.mark_gone(held[external])
    run.end()
    journal.record("missions.list-imported", source, by=by, at=at, run=run.made.pk, **counts)
    return run.made


class _Run(Run):
    """An import of missions at work."""

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
        if main.verified_at is None and not has_moved(spot_held(main), spot_of(content_of(listed))):
            self.save(main, **_filled_in(main, listed))
        self.list(listed, main, feeds=False)

    def change(self, listing: Listing, change: Change) -> None:
        """What the list says now. A place that moved, or was corrected, is unverified again; one that does not follow the list stays."""
        self.step += 1
        premises, listed = listing.premises, change.row.listed
        if change.move:
            premises = self.move(premises, listed, change.move.on)
        elif change.corrects:
            self.correct(premises, listed)
        if change.renames:
            self.rename(premises.mission, listed.name)
        self.save(listing, content=content_of(listed), gone_at=None, premises_id=premises.pk)

    def mark_gone(self, listing: Listing) -> None:
        """The list names it no more."""
        self.step += 1
        self.save(listing, gone_at=self.at)

    def correct(self, premises: Premises, listed: Listed) -> None:
        """The same place, said better. What the list does not say stays."""
        place, address = listed.place, listed.address or premises.address
        given: dict[str, Any] = {"address": address, "address_key": address_key(address)[:200], "phone": listed.phone or premises.phone, "city": place.city,
                                 "region": place.state, "zone": place.zone}
        if (place.latitude, place.longitude) != (premises.latitude, premises.longitude) or address != premises.address:
            given |= {"latitude": place.latitude, "longitude": place.longitude, "precision_km": place.precision_km, "verified_at": None, "verified_by": None}
        self.save(premises, **given)
        self.follow(premises)

    def move(self, before: Premises, listed: Listed, on: date) -> Premises:
        """The place that follows another."""
        self.save(before, ends_on=on, is_main=False)
        after = make_premises(before.mission, first_premises_of(listed.kind), _address(listed), at=self.at, starts_on=on, is_main=True)
        after.kind = before.kind
        self.add(after)
        self.follow(after)
        return after

    def follow(self, premises: Premises) -> None:
        """A mission is where its main place is, and is found by it."""
        mission = premises.mission
        if premises.is_main:
            self.save(mission, city=premises.city, region=premises.region)
            self.save(mission, where_key=where_key_of(mission))

    def rename(self, mission: Mission, name: str) -> None:
        """The name that the list gives it now."""
        self.save(mission, name=name)
        self.save(mission, who_key=who_key_of(mission), where_key=where_key_of(mission))

    def list(self, listed: Listed, premises: Premises, *, feeds: bool) -> None:
        """Note which row of the list tells of which place."""
        self.add(Listing(id=new_id(self.at), source=self.made.source, external=listed.external, premises=premises, content=content_of(listed), feeds=feeds))


def _filled_in(main: Premises, listed: Listed) -> dict[str, Any]:
    place = listed.place
    given: dict[str, Any] = {}
    if listed.address and not main.address:
        given = {"address": listed.address, "address_key": address_key(listed.address)[:200]}
    if place.precision_km < main.precision_km:
        given |= {"latitude": place.latitude, "longitude": place.longitude, "precision_km": place.precision_km}
    if listed.phone and not main.phone:
        given["phone"] = listed.phone
    return given


def _address(listed: Listed) -> Address:
    return Address(words=listed.address, place=listed.place, phone=listed.phone)
