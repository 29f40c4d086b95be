"""What a list of representatives is compared with."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from article22.contexts.directory.rules.numbers import number_of
from article22.contexts.missions.models import Mission, PersonListing, Premises, Representative
from article22.contexts.missions.queries.claims import map_unheard
from article22.contexts.missions.queries.representatives import WAYS
from article22.contexts.missions.rules.names import Named
from article22.contexts.missions.rules.people_imports import Held, Kept, Person
from article22.contexts.missions.rules.terms import Stand, WayKind
from article22.ground.files.rules.records import numbered
from article22.kernel.actor import Actor
from article22.kernel.refusal import NotUnderstood


def get_held_people(source: str, region: str, *, at: datetime, seen_by: Actor) -> Held:
    """What is held for a list of people to be compared with, in a fixed number of statements. `region` is that of numbers without a country's code."""
    every = get_person_listings(source, seen_by=seen_by)
    listings = {external: row for external, row in every.items() if row.representative.stand != Stand.ENDED.value}
    rows = list(Representative.objects.visible_to(seen_by).exclude(stand=Stand.ENDED.value).select_related("mission").prefetch_related(WAYS)
                .order_by("mission__number", "nominated_at", "id"))
    people = [Person(id=row.pk, label=label, mission=row.mission.number, name=row.name, ways=[(WayKind(way.kind), way.address) for way in row.ways.all()])
              for row, label in zip(rows, numbered([f"{row.mission.number} {row.name}" for row in rows]), strict=True)]
    domains: dict[str, set[str]] = {}
    for person in people:
        domains.setdefault(person.mission, set()).update(address.rpartition("@")[2] for kind, address in person.ways if kind is WayKind.MAIL)
    mains = {row.mission_id: row for row in Premises.objects.filter(is_main=True, ends_on__isnull=True)}
    missions = [Kept(number=row.number, named=Named(id=row.pk, who=frozenset(row.who_key.split()), where=frozenset(row.where_key.split())),
                     streets=frozenset([mains[row.pk].address_key] if row.pk in mains and mains[row.pk].address_key else []),
                     numbers=_numbers(mains[row.pk].phone, region) if row.pk in mains else frozenset(), domains=frozenset(domains.get(row.number, ())))
                for row in Mission.objects.filter(ended_on__isnull=True).order_by("number")]
    return Held(contents={external: row.content for external, row in listings.items()}, missions=missions, people=people,
                unheard=map_unheard(at=at, seen_by=seen_by),
                of={external: row.representative_id for external, row in listings.items()},
                ended={external: f"{row.representative.mission.number} {row.representative.name}" for external, row in every.items()
                       if external not in listings},
                gone=frozenset(external for external, row in listings.items() if row.gone_at))


def get_person_listings(source: str, *, seen_by: Actor) -> Mapping[str, PersonListing]:
    """The rows of a list that are held, by their id there."""
    rows = PersonListing.objects.filter(source=source, representative__in=Representative.objects.visible_to(seen_by))
    return {row.external: row for row in rows.select_related("representative__mission")}


def list_gone(mission: Mission, *, seen_by: Actor) -> Mapping[UUID, str]:
    """Of a mission's representatives those whom a list names no more, and which list."""
    rows = PersonListing.objects.filter(representative__in=Representative.objects.visible_to(seen_by).filter(mission=mission), gone_at__isnull=False)
    return dict(rows.order_by("gone_at").values_list("representative", "source"))


def _numbers(raw: str, region: str) -> frozenset[str]:
    try:
        return frozenset([number_of(raw, region)] if raw else [])
    except NotUnderstood:
        return frozenset()
