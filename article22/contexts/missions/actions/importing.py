"""Lists of missions are taken in: what they add is unverified until an officer has checked it, and what is unclear stays out."""

from datetime import date, datetime

from django.db import transaction

from article22.contexts.missions.actions.registering import Address, make_mission, make_premises
from article22.contexts.missions.models import Listing, Mission, Premises
from article22.contexts.missions.queries.registers import get_held, get_listings
from article22.contexts.missions.rules.imports import Asked, Difference, Refused, Row, address_key, compare, content_of
from article22.contexts.missions.rules.registers import Listed
from article22.contexts.missions.rules.terms import PremisesKind, first_premises_of
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id


def compare_list(rows: list[Row], refused: list[Refused], *, source: str, asked: Asked, by: Actor) -> Difference:
    """What importing a list would change. Raises NotListed."""
    by.check_may("import.run")
    return compare(rows, refused, get_held(source), asked)


@transaction.atomic
def import_list(difference: Difference, *, source: str, by: Actor, at: datetime, on: date) -> None:
    """Take in what a comparison showed."""
    by.check_may("import.run")
    held = get_listings(source)
    for row in difference.new:
        _enter(row.listed, source, at=at)
    for row, number in difference.joined:
        _join(row.listed, number, source, at=at)
    for row in difference.changed:
        _change(held[row.listed.external], row.listed)
    for external in difference.gone:
        _end(held[external], at=at, on=on)
    journal.record("missions.list-imported", source, by=by, at=at, new=len(difference.new) + len(difference.joined),
                   changed=len(difference.changed), gone=len(difference.gone), same=difference.same)


def _enter(listed: Listed, source: str, *, at: datetime) -> None:
    mission = make_mission(listed.state, listed.kind, listed.place, name=listed.name, at=at)
    mission.save(force_insert=True)
    premises = make_premises(mission, first_premises_of(listed.kind), _address(listed), at=at, starts_on=None, is_main=True)
    premises.save(force_insert=True)
    _list(listed, source, premises, feeds=True, at=at)


def _join(listed: Listed, number: str, source: str, *, at: datetime) -> None:
    """The mission is held: where the row names another street, that is another of its places."""
    mission = Mission.objects.get(number=number)
    main = Premises.objects.get(mission=mission, is_main=True, ends_on__isnull=True)
    if not listed.address or address_key(listed.address) == main.address_key:
        _list(listed, source, main, feeds=False, at=at)
        return
    premises = make_premises(mission, PremisesKind.OTHER, _address(listed), at=at, starts_on=None, is_main=False)
    premises.save(force_insert=True)
    _list(listed, source, premises, feeds=True, at=at)


def _list(listed: Listed, source: str, premises: Premises, *, feeds: bool, at: datetime) -> None:
    Listing.objects.create(id=new_id(at), source=source, external=listed.external, premises=premises, content=content_of(listed), feeds=feeds)


def _change(listing: Listing, listed: Listed) -> None:
    """What the list says now. A place that moved is unverified again."""
    premises, place = listing.premises, listed.place
    if listing.feeds:
        if (premises.latitude, premises.longitude, premises.address) != (place.latitude, place.longitude, listed.address):
            premises.verified_at = premises.verified_by = None
        premises.address, premises.address_key, premises.phone = listed.address[:200], address_key(listed.address)[:200], listed.phone[:80]
        premises.latitude, premises.longitude, premises.precision_km, premises.ends_on = place.latitude, place.longitude, place.precision_km, None
        premises.save()
        Mission.objects.filter(pk=premises.mission_id).update(ended_on=None)
    listing.content, listing.gone_at = content_of(listed), None
    listing.save(update_fields=["content", "gone_at"])


def _end(listing: Listing, *, at: datetime, on: date) -> None:
    """The list names it no more: its place ends unless another list holds it, and with its last place the mission."""
    listing.gone_at = at
    listing.save(update_fields=["gone_at"])
    premises = listing.premises
    if not listing.feeds or Listing.objects.filter(premises=premises, gone_at__isnull=True).exists() or premises.verified_at:
        return
    premises.ends_on = on
    premises.save(update_fields=["ends_on"])
    if premises.is_main:
        Mission.objects.filter(pk=premises.mission_id).update(ended_on=on)
        Premises.objects.filter(mission_id=premises.mission_id, ends_on__isnull=True).update(ends_on=on)


def _address(listed: Listed) -> Address:
    return Address(words=listed.address, place=listed.place, phone=listed.phone)
