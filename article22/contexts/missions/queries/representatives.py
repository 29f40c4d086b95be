"""Who represents a mission, and whether it can be reached."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Prefetch

from article22.contexts.missions import models
from article22.contexts.missions.models import Mission, Premises, Way
from article22.contexts.missions.rules import representatives as rules
from article22.contexts.missions.rules.readings import is_shown
from article22.contexts.missions.rules.representatives import Reached, Representative
from article22.contexts.missions.rules.terms import Stand, WayKind
from article22.ground.journal.models import Entry, Words
from article22.ground.journal.queries import list_entries
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent

RECENT = 20
# Representatives of some missions who are not gone; and the ways of some, instants as seconds, which are read in a tenth of the time.
STANDING = """
SELECT mission_id, id, human, name, stand, verified_at, arrives_on, departs_on, held_why FROM missions_representative
 WHERE mission_id = ANY(%s) AND stand <> 'ended' ORDER BY is_first DESC, nominated_at, name"""
REACHING = """
SELECT representative_id, kind, address, extract(epoch FROM proved_at)::float8, extract(epoch FROM failed_at)::float8, fault
  FROM missions_way WHERE representative_id = ANY(%s) AND ended_at IS NULL ORDER BY kind, address"""
WAYS = Prefetch("ways", Way.objects.filter(ended_at__isnull=True).order_by("kind", "address"))


def list_representatives(mission: Mission, *, seen_by: Actor) -> Sequence[models.Representative]:
    """Those of a mission who are not gone, the first one first, with the ways by which they are reached."""
    rows = models.Representative.objects.visible_to(seen_by).filter(mission=mission).exclude(stand=Stand.ENDED.value)
    return list(rows.prefetch_related(WAYS).order_by("-is_first", "nominated_at", "name"))


def get_representative(id: UUID, *, seen_by: Actor, lock: bool = False) -> models.Representative:
    """One of them, or Absent."""
    rows = models.Representative.objects.visible_to(seen_by).select_related("mission").filter(pk=id)
    found: models.Representative | None = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise Absent
    return found


def list_readings(mission: Mission, *, seen_by: Actor) -> Sequence[tuple[Entry, Mapping[str, str]]]:
    """Who of liaison and protection read how a mission's people are reached, the last first: by `name`, and `why` they said they did."""
    entries = [entry for entry in list_entries(mission.pk, seen_by=seen_by) if entry.verb == "missions.contacts-read" and is_shown(entry.role)][:-RECENT - 1:-1]
    said: dict[UUID, dict[str, str]] = {}
    for row in Words.objects.filter(entry__in=entries):
        said.setdefault(row.entry_id, {})[row.field] = row.words or ""
    return [(entry, said.get(entry.pk, {})) for entry in entries]


def list_mail_addresses(mission: Mission, *, seen_by: Actor, at: datetime) -> Sequence[str]:
    """The mail addresses by which a mission's representatives who were called back, and are there, have answered, and that have not failed since."""
    zone = zone_of(mission)
    people = [as_ruled(row, zone) for row in list_representatives(mission, seen_by=seen_by) if row.stand == Stand.ACTIVE]
    return sorted({way.address for one in people if rules.stand_of(one, at) not in rules.GONE for way in one.ways
                   if way.kind is WayKind.MAIL and way.reaches})


def list_ways_among(addresses: Iterable[str], *, seen_by: Actor) -> frozenset[tuple[WayKind, str]]:
    """Which of some addresses are ways by which somebody on record is reached whose nomination is not held."""
    people = models.Representative.objects.visible_to(seen_by).filter(held_why="").exclude(stand=Stand.ENDED.value)
    rows = Way.objects.filter(address__in={address.casefold() for address in addresses}, ended_at__isnull=True, representative__in=people)
    return frozenset((WayKind(kind), address) for kind, address in rows.values_list("kind", "address"))


def list_ways_by(address: str, *, seen_by: Actor) -> Sequence[Way]:
    """The ways by which somebody is reached at a mail address or a number, in whatever case it is written."""
    people = models.Representative.objects.visible_to(seen_by).exclude(stand=Stand.ENDED.value)
    return list(Way.objects.filter(address=address.casefold(), ended_at__isnull=True, representative__in=people))


def get_reached(mission: Mission, *, seen_by: Actor, at: datetime) -> Reached:
    """Whether a mission can be reached at an instant."""
    zones = _zones([mission])
    return rules.reached([as_ruled(row, zones[mission.pk]) for row in list_representatives(mission, seen_by=seen_by)], at)


def list_reached(*, seen_by: Actor, at: datetime) -> Sequence[tuple[Mission, Reached]]:
    """Every mission that stands, by number, and whether it can be reached at an instant."""
    return [(mission, rules.reached(people, at)) for mission, people in list_people(seen_by=seen_by)]


def list_people(*, seen_by: Actor, among: Collection[UUID] | None = None) -> Sequence[tuple[Mission, Sequence[Representative]]]:
    """Every mission that stands, or some, by number, and its representatives who are not gone, as the rules take them."""
    seen_by.check_may("mission.list")
    standing = Mission.objects.filter(ended_on__isnull=True).order_by("number")
    missions = list(standing if among is None else standing.filter(pk__in=among))
    held = map_people(_zones(missions), seen_by=seen_by)
    return [(mission, held.get(mission.pk, [])) for mission in missions]


def map_reached(zones: Mapping[UUID, ZoneInfo], *, seen_by: Actor, at: datetime) -> Mapping[UUID, Reached]:
    """Whether each of some missions, given with its clocks, can be reached at an instant."""
    held = map_people(zones, seen_by=seen_by)
    return {mission: rules.reached(held.get(mission, []), at) for mission in zones}


def map_people(zones: Mapping[UUID, ZoneInfo], *, seen_by: Actor) -> Mapping[UUID, Sequence[Representative]]:
    """The representatives, not gone, of some missions, given with its clocks, as the rules take them: two questions, however many they are."""
    seen_by.check_may("representative.see")
    held = dict[UUID, list[Representative]]()
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [list(zones)])
        people = cursor.fetchall()
        cursor.execute(REACHING, [[id for _, id, *_ in people]])
        ways = dict[UUID, list[rules.Way]]()
        for id, *given in cursor.fetchall():
            ways.setdefault(id, []).append(_way(*given))
    for mission, id, human, name, stand, verified_at, arrives_on, departs_on, held_why in people:
        held.setdefault(mission, []).append(Representative(
            id=id, person=human, name=name, stand=Stand(stand), verified_at=verified_at, arrives_at=rules.here_at(arrives_on, zones[mission]),
            departs_at=rules.gone_at(departs_on, zones[mission]), held_why=held_why, ways=tuple(ways.get(id, ()))))
    return held


def _way(kind: str, address: str, proved: float | None, failed: float | None, fault: str) -> rules.Way:
    return rules.Way(kind=WayKind(kind), address=address, proved_at=None if proved is None else datetime.fromtimestamp(proved, UTC),
                     failed_at=None if failed is None else datetime.fromtimestamp(failed, UTC), is_wrong=fault == rules.SAID_WRONG)


def way_as_ruled(way: Way) -> rules.Way:
    """A way as the rules take it."""
    return rules.Way(kind=WayKind(way.kind), address=way.address, proved_at=way.proved_at, failed_at=way.failed_at, is_wrong=way.fault == rules.SAID_WRONG)


def as_ruled(row: models.Representative, zone: ZoneInfo) -> Representative:
    """A representative as the rules take them. `zone` is the mission's."""
    ways = tuple(way_as_ruled(way) for way in row.ways.all() if way.ended_at is None)
    return Representative(id=row.pk, person=row.human, name=row.name, stand=Stand(row.stand), verified_at=row.verified_at,
                          arrives_at=rules.here_at(row.arrives_on, zone), departs_at=rules.gone_at(row.departs_on, zone), held_why=row.held_why, ways=ways)


def zone_of(mission: Mission) -> ZoneInfo:
    """The clocks of a mission: those of its main place; UTC where none is held."""
    return _zones([mission])[mission.pk]


def _zones(missions: Sequence[Mission]) -> Mapping[UUID, ZoneInfo]:
    held = dict(Premises.objects.filter(mission__in=missions, is_main=True, ends_on__isnull=True).values_list("mission", "zone"))
    return {mission.pk: ZoneInfo(held.get(mission.pk) or "UTC") for mission in missions}


def zones_of(missions: Iterable[Mission]) -> Mapping[UUID, ZoneInfo]:
    """The clocks of each of some missions."""
    return _zones(list(missions))


def list_ways(ids: Iterable[UUID], *, seen_by: Actor) -> Sequence[Way]:
    """Which of some ways hold, of people whom the asker sees; locked, each with its mission."""
    people = models.Representative.objects.visible_to(seen_by)
    rows = Way.objects.select_for_update(of=("self",)).select_related("representative__mission")
    return list(rows.filter(pk__in=list(ids), ended_at__isnull=True, representative__in=people))


def list_languages(organisation: UUID | None, addresses: Iterable[str]) -> Mapping[str, str]:
    """In which language each of some mail addresses of a mission's people is written to; those of nobody who chose are left out."""
    asked = {address.casefold(): address for address in addresses}
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, language FROM a22_languages(%s, %s)", [organisation, list(asked)])
        return {asked[address]: language for address, language in cursor.fetchall() if language}


def map_languages(people: Mapping[str, UUID]) -> Mapping[str, str]:
    """The same of people of many missions: each mail address with its organisation."""
    asked = {(organisation, address.casefold()): address for address, organisation in people.items()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT asked, address, language FROM unnest(%s::uuid[]) asked, a22_languages(asked, %s)",
                       [list(set(people.values())), [address for _, address in asked]])
        return {asked[organisation, address]: language for organisation, address, language in cursor.fetchall()
                if language and (organisation, address) in asked}
