"""Outlines: which regime a place is under, how near its line, and whether it lies in the receiving State at all."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from article22.kernel.place import NoSuchPlace, Place
from article22.kernel.text import Text

KM_A_DEGREE = 111.32


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Region:
    """The area of one regime; everywhere else is `outside`. Its line is only good to `error_km`."""

    inside: str
    outside: str
    name: Text
    error_km: float
    source: str
    area: BaseGeometry
    line: BaseGeometry
    scale: float
    bounds: tuple[float, float, float, float]

    def locate(self, place: Place) -> tuple[str, str | None]:
        """The regime, and the other one where the line is nearer than its own error and the place's together."""
        x, y = place.longitude * self.scale, place.latitude * KM_A_DEGREE
        reach = self.error_km + place.precision_km
        west, south, east, north = self.bounds
        if not (west - reach <= x <= east + reach and south - reach <= y <= north + reach):
            return self.outside, None
        within = bool(shapely.contains_xy(self.area, x, y))
        near = bool(shapely.dwithin(self.line, shapely.points((x, y)), reach))
        regime, other = (self.inside, self.outside) if within else (self.outside, self.inside)
        return regime, other if near else None


def region_of(features: Sequence[dict[str, Any]], *, inside: str, outside: str, name: Text, error_km: float, source: str) -> Region:
    """Join the outlines of GeoJSON features into one region, in kilometres on a plane about its middle."""
    whole = joined(features)
    scale = KM_A_DEGREE * math.cos(math.radians(whole.centroid.y))
    area = shapely.transform(whole, lambda xy: xy * (scale, KM_A_DEGREE))
    line = shapely.boundary(area)
    shapely.prepare(area)
    shapely.prepare(line)
    return Region(bounds=area.bounds, inside=inside, outside=outside, name=name, error_km=error_km, source=source,
                  area=area, line=line, scale=scale)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outline:
    """The receiving State's outline."""

    area: BaseGeometry

    def has(self, latitude: float, longitude: float) -> bool:
        """Whether a point lies in the State."""
        return bool(shapely.contains_xy(self.area, longitude, latitude))

    def check_has(self, place: Place) -> None:
        """Refuse a place outside the State, and say so when it would be inside with its numbers swapped."""
        if self.has(place.latitude, place.longitude):
            return
        if self.has(place.longitude, place.latitude):
            raise NoSuchPlace(Text(
                "place.swapped", "Latitude {latitude}, longitude {longitude} is outside this State, but inside it the other way round. "
                "Give the latitude first.", latitude=place.latitude, longitude=place.longitude))
        raise NoSuchPlace(Text(
            "place.outside", "Latitude {latitude}, longitude {longitude} is outside the State that this directory is for. "
            "Give a place inside it.", latitude=place.latitude, longitude=place.longitude))


def outline_of(features: Sequence[dict[str, Any]]) -> Outline:
    """The outline that GeoJSON features draw together."""
    area = joined(features)
    shapely.prepare(area)
    return Outline(area=area)


def joined(features: Sequence[dict[str, Any]]) -> BaseGeometry:
    """One geometry of many features."""
    return shapely.union_all([shape(feature["geometry"]) for feature in features])
