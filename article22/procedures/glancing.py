"""Everything of a mission at a glance: who answers for it, whether it can be reached, what is open, who speaks for it, and what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from article22.contexts.cases.queries.cases import count_open
from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.offices import Choice
from article22.contexts.missions import models
from article22.contexts.missions.models import Contact, Mission, Officer, Premises, Task
from article22.contexts.missions.queries.claims import as_ruled, list_claims
from article22.contexts.missions.queries.contacts import list_contacts
from article22.contexts.missions.queries.liaisons import get_liaison
from article22.contexts.missions.queries.missions import list_premises
from article22.contexts.missions.queries.representatives import get_reached
from article22.contexts.missions.queries.standings import map_standings
from article22.contexts.missions.queries.tasks import list_tasks
from article22.contexts.missions.rules.claims import is_contested, recognised
from article22.contexts.missions.rules.completeness import Completeness, Held, Spot, completeness_of
from article22.contexts.missions.rules.contacts import next_due
from article22.contexts.missions.rules.flags import Standing
from article22.contexts.missions.rules.representatives import Reached
from article22.kernel.actor import Actor
from article22.procedures.browsing import office_of

RECENT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """A mission at an instant, as far as somebody may see it: None is what they may not know. `offices` holds two where nearness cannot decide;
    `usual` is the office that it normally consults, where an officer recorded one (R-080); `standings` is how its places stand with police, by their id.
    Of a mission that has ended nothing is due, and nobody is reached any more.
    """

    premises: Sequence[Premises]
    standings: Mapping[UUID, Standing]
    offices: Sequence[Choice]
    usual: Choice | None
    reached: Reached | None
    open_cases: int | None
    tasks: Sequence[Task]
    liaison: Officer | None
    contacts: Sequence[Contact]
    contact_due_on: date | None
    speaks: models.Claim | None
    is_contested: bool
    completeness: Completeness | None


def glance_at(mission: Mission, *, directory: Directory, seen_by: Actor, at: datetime) -> Glance:
    """What is known of a mission at an instant."""
    on = directory.day_of(at)
    premises = list_premises(mission, seen_by=seen_by, on=on)
    main = next((row for row in premises if row.is_main), None)
    offices = office_of(main.place, mission.responsible_office, directory).choices if main else ()
    sees_people, sees_liaison, is_there = seen_by.may("representative.see"), seen_by.may("liaison.see"), mission.ended_on is None
    standings = map_standings([mission.pk], seen_by=seen_by, at=at).get(mission.pk, {})
    reached = get_reached(mission, seen_by=seen_by, at=at) if sees_people and is_there else None
    liaison = get_liaison(mission, on=on, seen_by=seen_by) if sees_liaison else None
    contacts = list_contacts(mission, seen_by=seen_by, most=RECENT)
    due_on = next_due(contacts[0].happened_on, contacts[0].next_on) if contacts and is_there else None
    claims = list_claims(mission, seen_by=seen_by)
    ruled = [as_ruled(row) for row in claims]
    speaks = recognised(ruled, on)
    held = Held(
        spots=[Spot(is_main=row.is_main, is_checked=row.verified_at is not None, precision_km=row.precision_km, has_address=bool(row.address),
                    has_phone=bool(row.phone)) for row in premises],
        unconfirmed=sum(row.pk not in standings or standings[row.pk].confirmed_at is None for row in premises),
        health=reached.health if reached else None, offices=len(offices), has_liaison=liaison is not None, has_authority=speaks is not None,
        is_contested=is_contested(ruled, on), contact_due_on=due_on)
    return Glance(
        premises=premises, standings=standings, offices=offices, reached=reached,
        usual=directory.atlas.usual_office(mission.usual_office, main.place).choices[0] if main and mission.usual_office in directory.atlas.by_id else None,
        open_cases=count_open(mission.pk, seen_by=seen_by) if seen_by.may("case.list") else None,
        tasks=list_tasks(seen_by=seen_by, mission=mission), liaison=liaison, contacts=contacts, contact_due_on=due_on,
        speaks=next((row for row in claims if speaks and row.pk == speaks.id), None), is_contested=held.is_contested,
        completeness=completeness_of(held, on) if sees_liaison and is_there else None)
