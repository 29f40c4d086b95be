"""The desk's map: our own, without streets. A place is a shape, a distance a ring with its number; the text beside it says the same."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from article22.contexts.cases.queries.desk import Row
from article22.contexts.missions.queries.calls import Near
from article22.doors.web.card.maps import HEIGHT, WIDTH, point_of
from article22.ground.places.rules import offset_km
from article22.kernel.text import Text
from article22.threshold.speakers import as_drawn

SIDE, MIDDLE = 600, 300.0
REACH_KM = 1.5  # from the middle to the edge
RINGS_KM = (0.5, 1.0)
NAMES, LETTER, LINE = 6, 10.5, 24  # how many names stand on it, and how wide and high they are
ACROSS, DOWN = 975.0, 610.0
ORDER = ("dot", "danger", "late")  # what is drawn last lies on top


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A shape on a map, with a name where there is room for one."""

    x: float
    y: float
    shape: str
    name: str = ""
    anchor: str = "start"
    name_x: float = 0
    name_y: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """What is drawn, and the same in words."""

    marks: Sequence[Mark]
    words: Text
    rings: Sequence[tuple[float, float, str]] = ()


def map_around(row: Row, near: Sequence[Near], rows: Sequence[Row]) -> Map | None:
    """What stands within a walk of a case: premises, and the open cases there; None where nobody knows where it is."""
    case = row.case
    if case.latitude is None or case.longitude is None:
        return None
    middle = case.latitude, case.longitude
    placed = [_placed(middle, one.premises.latitude, one.premises.longitude) for one in near]
    premises = [(point, "hollow", one.premises.mission.name) for point, one in zip(placed, near, strict=True) if one.premises.mission_id != case.mission_id]
    others = [(_placed(middle, *point), _shape(other), other.case.number) for other, point in _pointed(rows) if other.case.pk != case.pk]
    here = ((MIDDLE, MIDDLE), _shape(row), f"{as_drawn(case.whose)} {case.number}")
    inside = [one for one in (here, *others, *premises) if all(0 <= value <= SIDE for value in one[0])]
    words = Text("desk.map", "Around {place}: the rings are at 500 m and 1 km. {count} other premises within {reach} km.", place=case.city,
                 count=len(premises), reach=REACH_KM)
    return Map(marks=_named(inside), words=words, rings=[_ring(km) for km in RINGS_KM])


def map_of_all(rows: Sequence[Row]) -> Map:
    """Every row of the queue on the outline of the States; what it does not reach, as Guam, is not drawn."""
    found = [(point_of(*point), row) for row, point in _pointed(rows)]
    marks = [Mark(x=round(point[0] * ACROSS / WIDTH, 1), y=round(point[1] * DOWN / HEIGHT, 1), shape=_shape(row)) for point, row in found if point]
    late = sum(mark.shape == "late" for mark in marks)
    marks.sort(key=lambda mark: ORDER.index(mark.shape))
    return Map(marks=marks, words=Text("desk.map-all", "{count} of the cases in this list, {late} of them late.", count=len(marks), late=late))


def _pointed(rows: Sequence[Row]) -> list[tuple[Row, tuple[float, float]]]:
    """Rows with their latitude and longitude; those of which nobody knows where they are left out."""
    return [(row, (row.case.latitude, row.case.longitude)) for row in rows if row.case.latitude is not None and row.case.longitude is not None]


def _ring(km: float) -> tuple[float, float, str]:
    """A ring's radius, where its number stands on the upper left of it, and the number."""
    radius = km / REACH_KM * MIDDLE
    return radius, round(MIDDLE - radius * math.sqrt(0.5), 1), f"{km:g} km" if km >= 1 else f"{km * 1000:g} m"


def _shape(row: Row) -> str:
    return {"late": "late", "due": "late", "danger": "danger"}.get(row.standing.mark, "dot")


def _placed(middle: tuple[float, float], latitude: float, longitude: float) -> tuple[float, float]:
    across, up = offset_km(middle, (latitude, longitude))
    return round(MIDDLE + across / REACH_KM * MIDDLE, 1), round(MIDDLE - up / REACH_KM * MIDDLE, 1)


def _named(found: Sequence[tuple[tuple[float, float], str, str]]) -> list[Mark]:
    """The first get a name each, where it does not lie on another's; the rest are shapes alone."""
    marks: list[Mark] = []
    taken: list[tuple[float, float, float]] = []
    for (x, y), shape, name in found:
        anchor = "end" if x > SIDE * 0.6 else "start"
        width = len(name) * LETTER
        left = x - 12 - width if anchor == "end" else x + 12
        is_free = all(abs(y - other_y) >= LINE or left > right or left + width < other_left for other_left, right, other_y in taken)
        if name and is_free and len(taken) < NAMES:
            taken.append((left, left + width, y))
            marks.append(Mark(x=x, y=y, shape=shape, name=name, anchor=anchor, name_x=x - 12 if anchor == "end" else x + 12, name_y=y + 6))
        else:
            marks.append(Mark(x=x, y=y, shape=shape))
    return marks
