"""What may be asked of the gazetteer of a pack."""

import math
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from article22.ground.places.rules import Words, fold, fold_city, km_between, lines_with, read_words
from article22.kernel.place import NoSuchPlace, Place
from article22.kernel.text import Text

PACKS = files("article22") / "packs"
AROUND_KM = 30.0  # so far beyond a city a place may bear its name
SHOWN = 12


def get_place(text: str, pack: str) -> Place:
    """The one place that words name. Raises NoSuchPlace where they name none, or more than one."""
    found = list_places(text, pack)
    if len(found) == 1:
        return found[0]
    choices = "; ".join(place.text for place in found[:SHOWN])
    raise NoSuchPlace(Text("place.which", "Which {name}? Write it with its State: {choices}.", name=text.strip(), choices=choices))


def list_places(text: str, pack: str) -> tuple[Place, ...]:
    """The places that words may name, the largest first. Raises NoSuchPlace where there is none.

    Words are a latitude and a longitude, a ZIP code, a city with or without its State, or an address that ends in one of these.
    """
    words = read_words(text, _states(pack), _country(pack))
    if words.coordinates:
        latitude, longitude = words.coordinates
        return (Place(latitude=latitude, longitude=longitude, text=f"{latitude:g}, {longitude:g}"),)
    if words.zip_code and (place := _zip_code(words.zip_code, pack)):
        if words.state and words.state != place.state:
            raise NoSuchPlace(Text("place.zip-code-elsewhere", "ZIP code {zip} is in {place}, not in {state}. Write the one you mean.",
                                   zip=words.zip_code, place=f"{place.city}, {place.state}", state=words.state))
        return (place,)
    found = _cities_named(words, pack)
    whole = _states(pack).get(fold(words.city)) if words.state is None else None
    if whole and not any(place.state == whole for place in found):
        raise NoSuchPlace(Text("place.whole-state", "{name} is a whole State. Give the city with it, as Nashville, TN, a ZIP code, or a latitude "
                               "and a longitude.", name=text.strip()))
    if found:
        return found
    raise _unknown(text, words)


def locate(city: str, point: Place | None, pack: str) -> Place:
    """A place with its city, State and zone, from what a list gives: a city's name, a point, or both.

    The point decides where it is; the name counts where that State has such a city around it. Raises NoSuchPlace, also where the name is of a city and a
    State, and the point is elsewhere.
    """
    if point is None:
        return get_place(city, pack)
    near, words = _nearest(point, pack), read_words(city, _states(pack), _country(pack))
    named = _cities_named(words, pack) if words.city else ()
    around = [place for place in named if km_between(place, point) <= place.precision_km + AROUND_KM]
    if words.state and named and not around:
        nearest = min(named, key=lambda place: km_between(place, point))
        raise NoSuchPlace(Text("place.elsewhere", "{words} is {km:.0f} km from the point {latitude:.5f}, {longitude:.5f}, which is in {place}. Correct the one "
                               "that is wrong.", words=f"“{city[:60]}”", km=km_between(nearest, point), latitude=point.latitude, longitude=point.longitude,
                               place=f"{near.city}, {near.state}"))
    name = next((place.city for place in around if place.state == near.state), near.city)
    return replace(point, city=name, state=near.state, zone=near.zone, text=f"{name}, {near.state}")


def is_named(place: Place, words: str, pack: str) -> bool:
    """Whether words name the city of a place, or its State as a whole; also where there are none."""
    read = read_words(words, _states(pack), _country(pack))
    return not words.strip() or fold_city(read.city) == fold_city(place.city or "") or _states(pack).get(fold(words)) == place.state


def _nearest(point: Place, pack: str) -> Place:
    """The ZIP code whose middle is nearest to a point."""
    stretch = math.cos(math.radians(point.latitude)) ** 2
    latitudes, rows = _zip_codes_by_latitude(pack)
    reach = 0.03
    while True:
        low, high = bisect_left(latitudes, point.latitude - reach), bisect_right(latitudes, point.latitude + reach)
        away = [((lat - point.latitude) ** 2 + (lon - point.longitude) ** 2 * stretch, line) for lat, lon, line in rows[low:high]]
        distance, line = min(away, default=(math.inf, ""))
        if distance <= reach ** 2 or len(away) == len(rows):
            return _zip_place(line)
        reach *= 4


def list_states(pack: str) -> Mapping[str, str]:
    """The name of each State of a pack by its code."""
    return {code: names[0] for code, names in _state_names(pack).items()}


def _unknown(text: str, words: Words) -> NoSuchPlace:
    if words.zip_code and not words.city:
        return NoSuchPlace(Text(
            "place.unknown-zip-code", "ZIP code {zip} is not known here. Give the city with its State instead.", zip=words.zip_code))
    return NoSuchPlace(Text(
        "place.unknown", "No place called {name} is known here. Give the nearest larger city with its State, a ZIP code, "
        "or a latitude and a longitude.", name=text.strip()[:80] or "“”"))


def _cities_named(words: Words, pack: str) -> tuple[Place, ...]:
    rows = [line.split("\t") for line in lines_with(_cities(pack), fold_city(words.city))]
    places = [Place(latitude=float(lat), longitude=float(lon), city=name, state=state, precision_km=float(km), zone=zone, text=f"{name}, {state}")
              for _, name, state, lat, lon, km, zone in rows if words.state in (None, state)]
    return tuple(sorted(places, key=lambda place: (-place.precision_km, place.text)))


def _zip_code(code: str, pack: str) -> Place | None:
    return next((_zip_place(line) for line in lines_with(_zip_codes(pack), code)), None)


def _zip_place(line: str) -> Place:
    code, city, state, lat, lon, km, zone = line.split("\t")
    return Place(latitude=float(lat), longitude=float(lon), city=city, state=state, precision_km=float(km), zone=zone, text=f"{code} {city}, {state}")


@cache
def _zip_codes_by_latitude(pack: str) -> tuple[list[float], list[tuple[float, float, str]]]:
    """Every ZIP code from south to north: latitudes, and with them longitude and line."""
    rows = sorted((float(lat), float(lon), line) for line in _zip_codes(pack) for lat, lon in [line.split("\t")[3:5]])
    return [lat for lat, _, _ in rows], rows


@cache
def _cities(pack: str) -> list[str]:
    return (PACKS / pack / "cities.tsv").read_text("utf-8").splitlines()


@cache
def _zip_codes(pack: str) -> list[str]:
    return (PACKS / pack / "zip_codes.tsv").read_text("utf-8").splitlines()


@cache
def _written(pack: str) -> dict[str, Any]:
    return tomllib.loads((PACKS / pack / "states.toml").read_text("utf-8"))


def _state_names(pack: str) -> Mapping[str, list[str]]:
    names: Mapping[str, list[str]] = _written(pack)["states"]
    return names


@cache
def _country(pack: str) -> frozenset[str]:
    return frozenset(map(fold, _written(pack).get("country", ())))


@cache
def _states(pack: str) -> Mapping[str, str]:
    return {fold(name): code for code, names in _state_names(pack).items() for name in (code, *names)}
