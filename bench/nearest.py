"""The nearest office in bulk, against geographiclib on every point: equal ranking, and how much faster."""

import random
import time
from datetime import date

from geographiclib.geodesic import Geodesic

from article22.contexts.directory.queries import packs
from article22.contexts.directory.rules.directories import Directory
from article22.kernel.place import Place

POINTS = 3000


def main() -> None:
    """Print a table, and every point where the two differ."""
    directory = packs.get_pack_directory("us", today=date(2026, 6, 9))
    numbers = random.Random(22)  # noqa: S311  points, not secrets
    places = [Place(latitude=round(numbers.uniform(18, 66), 4), longitude=round(numbers.uniform(-160, -66), 4)) for _ in range(POINTS)]
    began = time.perf_counter()
    ours = [[office.id for office, _, _ in directory.atlas.ranked(place)[:2]] for place in places]
    ours_seconds, began = time.perf_counter() - began, time.perf_counter()
    theirs = [_by_geographiclib(directory, place) for place in places]
    theirs_seconds = time.perf_counter() - began
    differ = [(place, one, other) for place, one, other in zip(places, ours, theirs, strict=True) if one != other]
    print("| points | ours, s | geographiclib, s | ratio | differing |\n|---|---|---|---|---|")
    print(f"| {POINTS} | {ours_seconds:.2f} | {theirs_seconds:.2f} | {theirs_seconds / ours_seconds:.1f} | {len(differ)} |")
    for place, one, other in differ:
        print(f"{place.latitude}, {place.longitude}: {one} and not {other}")


def _by_geographiclib(directory: Directory, place: Place) -> list[str]:
    found: dict[str, float] = {}
    for office, site in directory.atlas.sites:
        metres = Geodesic.WGS84.Inverse(place.latitude, place.longitude, site.latitude, site.longitude, Geodesic.DISTANCE)["s12"]
        found[office.id] = min(metres, found.get(office.id, metres))
    return sorted(found, key=lambda id: (found[id], id))[:2]
