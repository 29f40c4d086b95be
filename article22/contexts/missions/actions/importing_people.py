"""Lists of representatives are taken in. An import verifies nobody, ends nobody and ends no way: what a list names no more is marked."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from article22.contexts.missions.actions import representing
from article22.contexts.missions.actions.import_runs import Run, begin_run
from article22.contexts.missions.actions.representing import Given, Nomination
from article22.contexts.missions.models import Import, Mission, PersonListing, Representative
from article22.contexts.missions.queries.lists_of_people import get_held_people, get_person_listings
from article22.contexts.missions.queries.representatives import get_representative
from article22.contexts.missions.rules.imports import Refused
from article22.contexts.missions.rules.lists_of_people import Listed
from article22.contexts.missions.rules.people_imports import Asked, Difference, Match, Row, compare, content_of
from article22.contexts.missions.rules.terms import ListKind, Nominated
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id


def compare_people(rows: list[Row], refused: list[Refused], *, source: str, region: str, asked: Asked, all_consent: bool, by: Actor,
                   at: datetime) -> Difference:
    """What importing a list of representatives would change. Raises NotListed."""
    by.check_may("import.people")
    return compare(rows, refused, get_held_people(source, region, at=at, seen_by=by), asked, all_consent=all_consent)


@transaction.atomic
def import_people(difference: Difference, *, source: str, consent: str, by: Actor, at: datetime, on: date) -> Import:
    """Take in what a comparison showed. `consent` says how it is known that all agree to be held, where the list itself does not."""
    by.check_may("import.people")
    counts: dict[str, Any] = {"new": len(difference.new), "joined": len(difference.joined), "changed": len(difference.changed), "gone": len(difference.gone),
              "same": difference.same, "maybe": len(difference.maybe), "refused": len(difference.refused)}
    run = _Run(begin_run(ListKind.REPRESENTATIVES, source, counts, by=by, at=at, on=on), at, by=by)
    held = get_person_listings(source, seen_by=by)
    missions = {mission.number: mission for mission in Mission.objects.filter(number__in={match.mission for match in difference.new})}
    for match in difference.new:
        run.enter(match.row.listed, missions[match.mission])
    for match in difference.joined:
        run.join(match)
    for match in difference.changed:
        run.change(held[match.row.listed.external], match.row.listed)
    for external in difference.gone:
        run.step += 1
        run.save(held[external], gone_at=at)
    run.end()
    journal.record("missions.people-imported", source, by=by, at=at, run=run.made.pk, words={"consent": consent} if consent else None, **counts)
    return run.made


class _Run(Run):
    """An import of representatives at work."""

    def __init__(self, made: Import, at: datetime, *, by: Actor) -> None:
        super().__init__(made, at)
        self.by = by

    def enter(self, listed: Listed, mission: Mission) -> None:
        """Somebody who is not held: nominated, and unverified until an officer calls back."""
        self.step += 1
        row = representing.nominate(mission, Nomination(
            name=listed.name, position=listed.position, ways=_given(listed), how=Nominated.LIST, languages=listed.languages, is_first=listed.is_first,
            arrives_on=listed.arrives_on, departs_on=listed.departs_on, consents=True), by=self.by, at=self.at)
        self.note(row, None)
        for way in row.ways.order_by("id"):
            self.note(way, None)
        self.list(listed, row.pk)

    def join(self, match: Match) -> None:
        """Somebody who is held: what is not known of them is filled in; where the two differ, the register stands."""
        self.step += 1
        assert match.id
        listed, row = match.row.listed, get_representative(match.id, seen_by=self.by, lock=True)
        self.correct(row, {name: value for name, value in _facts(listed).items() if value and not getattr(row, name)})
        self.add_ways(row, listed)
        self.list(listed, row.pk)

    def change(self, listing: PersonListing, listed: Listed) -> None:
        """What the list says otherwise than before. A way that it gives no more stays until a person ends it."""
        self.step += 1
        before, content = listing.content, content_of(listed)
        row = get_representative(listing.representative_id, seen_by=self.by, lock=True)
        self.correct(row, {name: value for name, value in _facts(listed).items() if content[name] != before[name]})
        self.add_ways(row, listed)
        self.save(listing, content=content, gone_at=None)

    def correct(self, row: Representative, given: dict[str, Any]) -> None:
        """Write what a list says of somebody, on their mission's record."""
        given = {name: value for name, value in given.items() if getattr(row, name) != value}
        self.save(row, **given)
        if given:
            journal.record("missions.representative-corrected", row.pk, by=self.by, at=self.at, organisation=row.mission.organisation_id,
                           mission=row.mission_id, run=self.made.pk, fields=", ".join(sorted(given)))

    def add_ways(self, row: Representative, listed: Listed) -> None:
        """The ways that are not held yet; each counts once it is proved."""
        held = set(row.ways.filter(ended_at__isnull=True).values_list("address", flat=True))
        for given in _given(listed):
            if given.address not in held:
                representing.put_way(row.pk, given, by=self.by, at=self.at)
                self.note(row.ways.get(address=given.address, ended_at__isnull=True), None)

    def list(self, listed: Listed, representative: UUID) -> None:
        """Note which row of the list tells of whom, from now on."""
        if held := PersonListing.objects.filter(source=self.made.source, external=listed.external).first():
            self.save(held, representative_id=representative, content=content_of(listed), gone_at=None)
            return
        self.add(PersonListing(id=new_id(self.at), source=self.made.source, external=listed.external, representative_id=representative,
                               content=content_of(listed)))


def _given(listed: Listed) -> list[Given]:
    return list({way.address: Given(kind=way.kind, raw=way.raw, address=way.address) for way in listed.ways}.values())


def _facts(listed: Listed) -> dict[str, Any]:
    return {"name": listed.name, "position": listed.position, "languages": list(listed.languages), "arrives_on": listed.arrives_on,
            "departs_on": listed.departs_on}
