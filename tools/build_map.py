"""Draw the base map: the outline of the States as one SVG shape, from the Census Bureau's shapes in the npm package us-atlas 3.

    npm pack us-atlas@3 && tar xzf us-atlas-3.*.tgz
    python tools/build_map.py package/states-albers-10m.json > article22/doors/web/static/web/map-us.svg

The shapes are already projected (Albers, 975 by 610, Alaska and Hawaii set in below), as `doors/web/card/maps.py` projects points.
"""

import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from shapely.geometry import LineString

TOLERANCE = 0.5  # of 975 across: under 3 km
SHORTEST = 1.5  # islets and stubs below this are not drawn

Point = tuple[float, float]


def decode(topology: dict[str, Any]) -> Iterator[list[Point]]:
    """Each border once: TopoJSON keeps the steps between the points of an arc."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        yield points


def used_arcs(topology: dict[str, Any]) -> set[int]:
    """The borders of the States; not those of counties, nor of the nation a second time."""
    def walk(arcs: Any) -> Iterator[int]:
        for arc in arcs:
            if isinstance(arc, list):
                yield from walk(arc)
            else:
                yield arc if arc >= 0 else ~arc

    return {arc for shape in topology["objects"]["states"]["geometries"] for arc in walk(shape.get("arcs", []))}


def path_of(points: list[Point]) -> str:
    """One border as SVG: an absolute start, then steps in tenths."""
    line = LineString(points).simplify(TOLERANCE)
    if line.length < SHORTEST:
        return ""
    rounded = [(round(x * 10), round(y * 10)) for x, y in line.coords]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(rounded)]
    return f"M{rounded[0][0]},{rounded[0][1]}l" + " ".join(f"{x},{y}" for x, y in steps if (x, y) != (0, 0))


def main() -> None:
    """Write the shape to standard output, in tenths of a unit of the atlas."""
    topology = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    arcs = list(decode(topology))
    path = "".join(path_of(arcs[index]) for index in sorted(used_arcs(topology)))
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9750 6100"><path id="states" vector-effect="non-scaling-stroke" d="{path}"/></svg>')


if __name__ == "__main__":
    main()
