"""Where something is that goes into the register: an address in words, and a point where one is known."""

from dataclasses import replace

from article22.contexts.directory.queries.packs import PACK
from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.questions import point_of
from article22.contexts.missions.actions.registering import Address
from article22.ground.places import queries as places

SURVEYED_KM = 0.05


def address_of(words: str, *, lat: str, lon: str, phone: str, directory: Directory) -> Address:
    """The address that somebody typed. Raises NoSuchPlace where its city is not known, or the point is outside the receiving State."""
    place = places.get_place(words, PACK)
    if lat.strip() or lon.strip():
        point = replace(point_of(lat, lon), precision_km=SURVEYED_KM)
        directory.outline.check_has(point)
        place = places.locate(f"{place.city}, {place.state}", point, PACK)
    return Address(words=" ".join(words.split()), place=place, phone=phone.strip())
