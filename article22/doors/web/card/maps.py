"""A place, the office that answers for it and the runner-up, drawn on the base map."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pyproj import Proj

from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.routes import Route
from article22.contexts.directory.rules.terms import Office, Site
from article22.kernel.text import Text

WIDTH, HEIGHT = 9750.0, 6100.0  # of static/web/map-us.svg: see tools/build_map.py
MARGIN, LEAST = 320.0, 1900.0  # around what is shown, and the least that is shown across
ACROSS, DOWN = 460.0, 285.0  # of the drawing, in the units of its letters
CROWDED_X, CROWDED_Y = 110, 34  # nearer than this, the names of two marks would lie on each other
SCALE = 13000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """One of the three drawings side by side in the atlas: what it covers, its projection, its scale and where it stands."""

    south: float
    north: float
    west: float
    east: float
    centre: tuple[float, float]
    projection: str
    scale: float
    at: tuple[float, float]


# The composite that the atlas was projected with (d3.geoAlbersUsa, scale 1300, 975 by 610), in tenths.
FRAMES = (
    _Frame(south=24, north=50, west=-125.5, east=-66, centre=(-96.6, 38.7), projection="lat_1=29.5 +lat_2=45.5 +lon_0=-96", scale=SCALE,
           at=(WIDTH / 2, HEIGHT / 2)),
    _Frame(south=51, north=72, west=-180, east=-129, centre=(-156, 58.5), projection="lat_1=55 +lat_2=65 +lon_0=-154", scale=SCALE * 0.35,
           at=(WIDTH / 2 - 0.307 * SCALE, HEIGHT / 2 + 0.201 * SCALE)),
    _Frame(south=18, north=23, west=-161, east=-154, centre=(-160, 19.9), projection="lat_1=8 +lat_2=18 +lon_0=-157", scale=SCALE,
           at=(WIDTH / 2 - 0.205 * SCALE, HEIGHT / 2 + 0.212 * SCALE)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A place on the map and its name, with where the name stands; `way` is its part in the answer: place, first or second."""

    x: float
    y: float
    way: str
    name: Text
    name_y: float
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """How the base map is moved and scaled, what stands on it, and the same in words."""

    scale: float
    left: float
    top: float
    place: Mark
    offices: Sequence[Mark]
    words: Text


def point_of(latitude: float, longitude: float) -> tuple[float, float] | None:
    """Where a point stands on the base map; None for one that it does not show, as Guam."""
    for frame in FRAMES:
        if frame.south <= latitude <= frame.north and frame.west <= longitude <= frame.east:
            x, y = _projection(frame.projection)(longitude, latitude)
            from_x, from_y = _projection(frame.projection)(*frame.centre)
            return frame.at[0] + frame.scale * (x - from_x), frame.at[1] - frame.scale * (y - from_y)
    return None


@cache
def _projection(words: str) -> Proj:
    return Proj(f"+proj=aea +R=1 +{words}")


def map_of(answer: Route, directory: Directory) -> Map | None:
    """The map of an answer in which distance chose the office; None for another, or where the base map does not reach."""
    step = next((step for step in answer.steps if step.distance_km is not None and step.runner_up), None)
    here = point_of(answer.place.latitude, answer.place.longitude)
    if step is None or step.runner_up is None or step.distance_km is None or here is None or answer.is_historical:
        return None
    first, second = _office(directory, step.office, step.site), _office(directory, step.runner_up[0], None)
    ends = [point_of(site.latitude, site.longitude) for _, site in (first, second)]
    if None in ends:
        return None
    kilometres = (step.distance_km, step.runner_up[1])
    scale, left, top = _window([here, *(end for end in ends if end)])

    def on_paper(point: tuple[float, float]) -> tuple[float, float]:
        return (point[0] + left) * scale, (point[1] + top) * scale

    here_x, here_y = on_paper(here)
    is_crowded = any(0 < y - here_y < CROWDED_Y and abs(x - here_x) < CROWDED_X for x, y in (on_paper(end) for end in ends if end))

    def mark(point: tuple[float, float], way: str, name: Text) -> Mark:
        x, y = on_paper(point)
        is_above = y <= here_y if way != "place" else is_crowded  # a name below would lie on that of an office there
        return Mark(x=round(x, 1), y=round(y, 1), way=way, name=name, name_y=round(y - 11 if is_above else y + 22, 1),
                    anchor="start" if x < ACROSS / 4 else "end" if x > ACROSS * 3 / 4 else "middle")

    offices = [mark(end, way, Text("map.office", "{city} {km:,.0f} km", city=office.city, km=km))
               for end, way, (office, _), km in zip(ends, ("first", "second"), (first, second), kilometres, strict=True) if end]
    words = Text("map.words",
                 "Straight lines from {place}: the nearest office is in {first}, {first_km:,.0f} km; the next nearest in {second}, {second_km:,.0f} km.",
                 place=answer.place.text, first=first[0].city, first_km=kilometres[0], second=second[0].city, second_km=kilometres[1])
    return Map(scale=round(scale, 5), left=round(left, 1), top=round(top, 1), offices=offices, words=words,
               place=mark(here, "place", Text("map.place", "{name}", name=answer.place.city or answer.place.text)))


def _office(directory: Directory, id_: str | None, site: str | None) -> tuple[Office, Site]:
    office = next(office for office in directory.offices if office.id == id_)
    return office, next((each for each in office.sites if each.id == site), office.sites[0])


def _window(points: list[tuple[float, float]]) -> tuple[float, float, float]:
    """What scales and moves all points into the drawing, never so near that the map says nothing."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    width = max(max(xs) - min(xs) + 2 * MARGIN, (max(ys) - min(ys) + 2 * MARGIN) * ACROSS / DOWN, LEAST)
    return ACROSS / width, (width - min(xs) - max(xs)) / 2, (width * DOWN / ACROSS - min(ys) - max(ys)) / 2
