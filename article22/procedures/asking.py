"""Whom to call: the question that goes through the register, places and the directory."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from article22.contexts.directory.queries.agencies import list_local_police
from article22.contexts.directory.queries.packs import PACK
from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.routes import Route, route
from article22.contexts.directory.rules.terms import Known, Liaison, Need
from article22.contexts.missions.models import Mission
from article22.contexts.missions.queries.liaisons import get_liaison, has_liaison
from article22.contexts.missions.queries.missions import find_missions, get_main_premises, get_mission
from article22.ground.places import queries as places
from article22.kernel.actor import Actor
from article22.kernel.place import NoSuchPlace, Place
from article22.kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A place that was asked about, and the mission that stands there where one was named. `doubt` says why the place may be wrong."""

    place: Place
    mission: Mission | None = None
    doubt: Text | None = None

    @property
    def text(self) -> str:
        """The place as it was understood."""
        return self.place.text


def find_places(words: str, *, on: date) -> tuple[Where, ...]:
    """What words may name on a day, likeliest first: missions of the register, else cities and ZIP codes. Raises NoSuchPlace where there is nothing."""
    found = [where_of(mission, on=on) for mission in find_missions(words, on=on)]
    return tuple(found) or tuple(Where(place=place) for place in places.list_places(words, PACK))


def get_place(words: str, *, on: date) -> Where:
    """The one place that words name. Raises NoSuchPlace where they name none, or more than one."""
    found = find_places(words, on=on)
    if len(found) == 1:
        return found[0]
    if found[0].mission is None:
        return Where(place=places.get_place(words, PACK))
    choices = "; ".join(f"{where.mission.number} ({where.text})" for where in found[:places.SHOWN] if where.mission)
    raise NoSuchPlace(Text("place.which-mission", "Which mission? Give its number: {choices}.", choices=choices))


def get_mission_place(reference: str, *, on: date) -> Where:
    """Where a mission is on a day, by its number or id. Raises Absent."""
    return where_of(get_mission(reference), on=on)


def where_of(mission: Mission, *, on: date) -> Where:
    """A mission's main place on a day."""
    premises = get_main_premises(mission, on=on)
    doubt = None if premises.verified_at else Text(
        "doubt.premises", "The place of {mission} comes from an imported list, and no officer has checked it.", mission=mission.name)
    place = premises.place
    return Where(mission=mission, doubt=doubt, place=Place(
        latitude=place.latitude, longitude=place.longitude, city=place.city, state=place.state, precision_km=place.precision_km, zone=place.zone,
        text=f"{mission.name}, {place.text}"))


def whom_to_call(directory: Directory, where: Where, need: Need, *, at: datetime | None, as_of: date | None, present: datetime, seen_by: Actor) -> Route:
    """Whom a place calls for a need at an instant (None: now), by the sources known on a day. `present` is when it is asked, `seen_by` by whom."""
    place = where.place
    at = at or present.astimezone(ZoneInfo(place.zone) if place.zone else directory.capital)
    known = known_of(where, on=directory.day_of(at), seen_by=seen_by)
    return route(directory, place, need, at, as_of, known=known)


def known_of(where: Where, *, on: date, seen_by: Actor) -> Known:
    """What the registers know of a place on a day, as far as the asker may know it."""
    agencies = tuple(list_local_police(where.place))
    mission = where.mission
    if mission is None:
        return Known(agencies=agencies)
    return Known(is_mission=True, liaison=_liaison_of(mission, on=on, seen_by=seen_by), responsible_office=mission.responsible_office or None,
                 usual_office=mission.usual_office or None, agencies=agencies, doubt=where.doubt)


def _liaison_of(mission: Mission, *, on: date, seen_by: Actor) -> Liaison | None:
    """Name and number for whoever may see them; else only that there is somebody."""
    officer = get_liaison(mission, on=on, seen_by=seen_by) if seen_by.may("liaison.see") else None
    if officer:
        return Liaison(name=officer.name, raw=officer.raw or None, e164=officer.e164 or None, email=officer.email or None)
    return Liaison() if has_liaison(mission, on=on) else None
