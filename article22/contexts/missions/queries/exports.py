"""What is written out of the register, as far as the asker may see it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from article22.contexts.missions.models import Mission, Premises, Representative
from article22.contexts.missions.queries.missions import list_missions
from article22.contexts.missions.queries.representatives import WAYS, as_ruled, zones_of
from article22.contexts.missions.rules.exports import Person, hides_place
from article22.contexts.missions.rules.representatives import stand_of
from article22.contexts.missions.rules.terms import PremisesKind, Stand
from article22.kernel.actor import Actor


def list_with_premises(*, seen_by: Actor, on: date) -> Sequence[tuple[Mission, Sequence[Premises]]]:
    """The missions that the asker lists, with their places on a day, in two statements; a mission's own people list their own."""
    missions = list_missions(seen_by=seen_by, on=on)
    held: dict[UUID, list[Premises]] = {}
    present = Premises.objects.visible_to(seen_by).filter(mission__in=missions).exclude(ends_on__lte=on).select_related("mission")
    for row in present.order_by("-is_main", "kind", "address", "id"):
        held.setdefault(row.mission_id, []).append(row)
    return [(mission, held.get(mission.pk, ())) for mission in missions]


def rows_of_premises(missions: Sequence[tuple[Mission, Sequence[Premises]]], *, seen_by: Actor, is_open: bool) -> Sequence[Sequence[str]]:
    """Each place as a row of the table; `is_open` where the reader said why they need to know where residences are."""
    return [(mission.number, mission.state.name, mission.kind, mission.name, row.kind, "yes" if row.is_main else "",
             *(("", row.city, row.region, "", "", "", "") if is_hidden(row, mission, seen_by=seen_by, is_open=is_open) else (
                 row.address, row.city, row.region, f"{row.latitude:.6f}", f"{row.longitude:.6f}", f"{row.precision_km:g}", row.phone)),
             "yes" if row.verified_at else "", f"{row.starts_on or ''}") for mission, places in missions for row in places]


def is_hidden(row: Premises, mission: Mission, *, seen_by: Actor, is_open: bool = False) -> bool:
    """Whether a place of a mission is written out without its address and point."""
    is_own = seen_by.organisation is not None and seen_by.organisation == mission.organisation_id
    return hides_place(PremisesKind(row.kind), is_own=is_own, is_open=is_open)


def list_people_to_export(mission: Mission | None, *, seen_by: Actor, at: datetime) -> tuple[Sequence[Person], Mapping[UUID, Mission]]:
    """The representatives who are not gone, of a mission or of all, by mission and name; and the missions that they are of."""
    rows = Representative.objects.visible_to(seen_by).exclude(stand=Stand.ENDED.value).select_related("mission").prefetch_related(WAYS)
    found = list((rows.filter(mission=mission) if mission else rows).order_by("mission__number", "-is_first", "name", "id"))
    missions = {row.mission_id: row.mission for row in found}
    zones = zones_of(missions.values())
    people = []
    for row in found:
        one = as_ruled(row, zones[row.mission_id])
        people.append(Person(id=row.pk, mission=row.mission.number, of=row.mission.name, name=row.name, position=row.position, languages=row.languages,
                             is_first=row.is_first, stand=stand_of(one, at).value, departs=f"{row.departs_on or ''}", ways=one.ways))
    return people, missions
