"""What may be asked of the gazetteer of a pack."""

import math
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from article22.ground.places.rules import Words, fold, fold_city, lines_with, read_words
from article22.kernel.place import NoSuchPlace, Place
from article22.kernel.text import Text

PACKS = files("article22") / "packs"
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
    """A place with its city, State and zone, from what a list gives: a city's name, a point, or both. Raises NoSuchPlace.

    The point decides where it is; the name counts where that State has such a city.
    """
    if point is None:
        return get_place(city, pack)
    near = _nearest(point, pack)
    words = read_words(city, _states(pack), _country(pack))
    named = next((place.city for place in _cities_named(words, pack) if place.state == near.state), None) if words.city else None
    name = named or near.city
    return replace(point, city=name, state=near.state, zone=near.zone, text=f"{name}, {near.state}")


def _nearest(point: Place, pack: str) -> Place:
    """The ZIP code whose middle is nearest to a point."""
    stretch = math.cos(math.radians(point.latitude)) ** 2
    latitudes, rows = _zip_codes_by_latitude(pack)
    reach = 0.25
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
