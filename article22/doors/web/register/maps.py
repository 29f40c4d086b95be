"""The register's maps: cities on the outline of the States, or the places of one city around its middle. What is drawn, the text says too."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from article22.contexts.missions.queries.browsing import Line
from article22.doors.web.card.maps import HEIGHT, WIDTH, point_of
from article22.ground.places.rules import offset_km
from article22.kernel.text import Text

ACROSS, DOWN = 975.0, 610.0
SIDE, MIDDLE = 600.0, 300.0
NAMED, LETTER, LINE = 8, 9.5, 22  # how many names stand on a map, and how wide and high they are
LEAST_KM, ROOM = 1.0, 1.08  # how near a city is looked at, and what stays free at the edge
RINGS_KM = (0.5, 1, 2, 5, 10, 20, 50, 100, 200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A circle with its name where there is room for one; `city` or `number` is what it opens."""

    x: float
    y: float
    radius: float
    title: str
    city: str = ""
    number: str = ""
    name: str = ""
    anchor: str = "start"
    name_x: float = 0.0
    name_y: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """What is drawn and in which size, the same in words, and how many missions each city has, the most first."""

    across: float
    down: float
    marks: Sequence[Mark]
    words: Text
    cities: Sequence[tuple[str, int]] = ()
    rings: Sequence[tuple[float, float, str]] = ()
    is_of_states: bool = False


def map_of_states(lines: Sequence[Line]) -> Map | None:
    """Each city with as much ink as it has missions; what the outline does not reach, as Guam, is counted in the words alone. None for one city or none."""
    counted = Counter(f"{line.city}, {line.region}" for line in lines)
    if len(counted) < 2:  # noqa: PLR2004  one city is no map of States
        return None
    places = {f"{line.city}, {line.region}": line.place for line in lines if line.place}
    drawn = [(city, count, point) for city, count in counted.most_common()
             if (place := places.get(city)) and (point := point_of(place.latitude, place.longitude))]
    marks = [Mark(x=round(x * ACROSS / WIDTH, 1), y=round(y * DOWN / HEIGHT, 1), radius=round(3.5 + 2 * math.sqrt(count), 1), title=f"{city}: {count}",
                  city=city) for city, count, (x, y) in drawn]
    left_out = len(lines) - sum(count for _, count, _ in drawn)
    words = Text("register.map", "{count} missions in {cities} cities.", count=len(lines), cities=len(counted)) if not left_out else Text(
        "register.map-beyond", "{count} missions in {cities} cities; {beyond} of them are beyond this map.", count=len(lines), cities=len(counted),
        beyond=left_out)
    return Map(across=ACROSS, down=DOWN, marks=_named(marks, [mark.city for mark in marks], ACROSS), words=words, is_of_states=True,
               cities=counted.most_common())


def map_of_city(city: str, lines: Sequence[Line]) -> Map | None:
    """The main places of the missions of one city, around their middle. None where no place is known."""
    placed = [(line, line.place) for line in lines if line.place]
    if not placed:
        return None
    middle = median(place.latitude for _, place in placed), median(place.longitude for _, place in placed)
    offsets = [offset_km(middle, (place.latitude, place.longitude)) for _, place in placed]
    reach = max(LEAST_KM, *(max(abs(across), abs(up)) for across, up in offsets)) * ROOM
    marks = [Mark(x=round(MIDDLE + across / reach * MIDDLE, 1), y=round(MIDDLE - up / reach * MIDDLE, 1), radius=5, title=line.name, number=line.number)
             for (line, _), (across, up) in zip(placed, offsets, strict=True)]
    rings = [km for km in RINGS_KM if km < reach][-2:]
    words = Text("register.map-city", "{count} missions in {city}, by their main places. The rings are {rings} from the middle of them.", count=len(placed),
                 city=city, rings=tuple(_said(km) for km in rings))
    return Map(across=SIDE, down=SIDE, marks=_named(marks, [line.number for line, _ in placed], SIDE), words=words,
               rings=[_ring(km, reach) for km in rings])


def _said(km: float) -> str:
    return f"{km:g} km" if km >= 1 else f"{km * 1000:g} m"


def _ring(km: float, reach: float) -> tuple[float, float, str]:
    """A ring's radius, where its number stands on the upper left of it, and the number."""
    radius = km / reach * MIDDLE
    return round(radius, 1), round(MIDDLE - radius * math.sqrt(0.5), 1), _said(km)


def _named(marks: Sequence[Mark], names: Sequence[str], across: float) -> list[Mark]:
    """The first get their name, each where it lies on no other; the rest are circles, which say theirs when pointed at."""
    found: list[Mark] = []
    taken: list[tuple[float, float, float]] = []
    for mark, name in zip(marks, names, strict=True):
        is_right = mark.x < across * 0.75
        width, aside = len(name) * LETTER, mark.radius + 5
        left = mark.x + aside if is_right else mark.x - aside - width
        is_free = all(abs(mark.y - y) >= LINE or left > right or left + width < other for other, right, y in taken)
        if not is_free or len(taken) >= NAMED:
            found.append(mark)
            continue
        taken.append((left, left + width, mark.y))
        found.append(replace(mark, name=name, anchor="start" if is_right else "end", name_x=round(mark.x + (aside if is_right else -aside), 1),
                             name_y=round(mark.y + 5, 1)))
    return found
