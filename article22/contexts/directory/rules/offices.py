"""The local office: an override, else the label's city and State, else the nearest by geodesic (R-040, R-041, X-07)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pyproj import Geod

from article22.contexts.directory.rules.terms import Office, Override, Site
from article22.ground.places.rules import fold_city
from article22.kernel.place import Place
from article22.kernel.text import Text

ELLIPSOID = Geod(ellps="WGS84")
SPHERE_ERROR = 1.012  # a distance on the mean sphere and on the ellipsoid never differ by more, either way
TIE_KM, TIE_PART = 5.0, 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One office to call, and why. Distances in kilometres; None where the label or an override decided."""

    office: Office
    site: Site
    because: Text
    distance_km: float | None = None
    runner_up: tuple[Office, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalOffice:
    """The office of a place: two of them where nearness cannot decide."""

    choices: tuple[Choice, ...]
    by_label: bool = False


class Atlas:
    """The offices with the unit vectors of their sites, so that far ones are set aside before a geodesic is drawn."""

    def __init__(self, offices: Sequence[Office], overrides: Sequence[Override], *, kinds: frozenset[str] | None = None) -> None:
        """Only offices of `kinds` are chosen by label or nearness, where given (X-07)."""
        self.by_id = {office.id: office for office in offices}
        chosen = [office for office in offices if kinds is None or office.kind in kinds]
        self._by_label = {(fold_city(office.city), office.state): office for office in chosen}
        self._by_state = {state: (override, self.by_id[override.office]) for override in overrides for state in override.states}
        self.sites = [(office, site) for office in chosen for site in office.sites]
        self.vectors = [unit_vector(site.latitude, site.longitude) for _, site in self.sites]

    def local_office(self, place: Place) -> LocalOffice:
        """Whom a place belongs to. Bare coordinates match neither a State nor a label."""
        if place.state and (found := self._by_state.get(place.state)):
            override, responsible = found
            return self._decided(responsible, place, Text(
                "office.override", "{city} answers for {state}, says {source}.", city=responsible.city, state=place.state, source=override.source))
        if place.city and place.state and (office := self._by_label.get((fold_city(place.city), place.state))):
            decided = self._decided(office, place, Text("office.label", "{city} has an office of its own.", city=office.city))
            return LocalOffice(choices=decided.choices, by_label=True)
        return self._nearest_office(place)

    def assigned_office(self, office_id: str, place: Place) -> LocalOffice:
        """The office that an officer recorded as a mission's own."""
        return self._decided(self.by_id[office_id], place, Text("office.assigned", "An officer assigned your mission to this office."))

    def usual_office(self, office_id: str, place: Place) -> LocalOffice:
        """The office that a mission normally consults (R-080)."""
        return self._decided(self.by_id[office_id], place, Text("office.usual", "Your mission normally consults this office."))

    def _decided(self, office: Office, place: Place, because: Text) -> LocalOffice:
        site = min(office.sites, key=lambda site: distance_km(place, site))
        return LocalOffice(choices=(Choice(office=office, site=site, because=because),))

    def _nearest_office(self, place: Place) -> LocalOffice:
        (office, site, near), (other, other_site, far), *_ = self.ranked(place)
        tie_below = max(TIE_KM, near * TIE_PART) + site.error_km + other_site.error_km + place.precision_km
        if far - near >= tie_below:
            because = Text("office.nearest", "{city} is the closest office, {near:.0f} km away. {other} is next, {far:.0f} km.",
                           city=office.city, near=near, other=other.city, far=far)
            return LocalOffice(choices=(
                Choice(office=office, site=site, distance_km=near, runner_up=(other, far), because=because),))
        because = Text("office.near-tie", "{city} is {near:.0f} km away and {other} {far:.0f} km: too close to tell. A person must choose.",
                       city=office.city, near=near, other=other.city, far=far)
        return LocalOffice(choices=(
            Choice(office=office, site=site, distance_km=near, runner_up=(other, far), because=because),
            Choice(office=other, site=other_site, distance_km=far, runner_up=(office, near), because=because)))

    def ranked(self, place: Place) -> list[tuple[Office, Site, float]]:
        """Offices by geodesic distance in km to their nearest site, nearest first; at least two, the far ones left out."""
        x, y, z = unit_vector(place.latitude, place.longitude)
        nearness = [x * a + y * b + z * c for a, b, c in self.vectors]
        found: dict[str, tuple[Office, Site, float]] = {}
        reach = -2.0
        for index in sorted(range(len(nearness)), key=nearness.__getitem__, reverse=True):
            if nearness[index] < reach:
                break
            office, site = self.sites[index]
            distance = distance_km(place, site)
            if office.id not in found or distance < found[office.id][2]:
                found[office.id] = (office, site, distance)
            if reach == -2.0 and len(found) == 2:  # noqa: PLR2004  the two nearest offices
                reach = math.cos(min(math.pi, math.acos(max(-1.0, min(1.0, nearness[index]))) * SPHERE_ERROR + 1e-6))
        return sorted(found.values(), key=lambda row: (row[2], row[0].id))


def distance_km(place: Place, site: Site) -> float:
    """Length of the geodesic on WGS 84, in kilometres."""
    return float(ELLIPSOID.inv(place.longitude, place.latitude, site.longitude, site.latitude)[2]) / 1000


def unit_vector(latitude: float, longitude: float) -> tuple[float, float, float]:
    """The point of the unit sphere under a latitude and a longitude in degrees."""
    lat, lon = math.radians(latitude), math.radians(longitude)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)
