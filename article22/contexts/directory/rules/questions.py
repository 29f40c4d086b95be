"""How the words of a question are read: the need, the instant, the day. Every door asks here, so that all refuse alike."""

import re
from datetime import date, datetime

from article22.contexts.directory.rules.routes import NoZone
from article22.contexts.directory.rules.terms import Need
from article22.kernel.place import NoSuchPlace, Place
from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text

PLUS_LOST = re.compile(r"(T[\d:.]+) (\d\d:?\d\d)$")  # `+` in an address that nobody escaped


def need_of(text: str) -> Need:
    """The need that a word names."""
    try:
        return Need(text)
    except ValueError:
        raise NotUnderstood(Text("need.unknown", "{text} is no need. Choose one of {needs}.", text=f"“{text[:40]}”", needs=", ".join(Need))) from None


def instant_of(text: str) -> datetime:
    """The instant that an ISO 8601 text with a zone names."""
    try:
        at = datetime.fromisoformat(PLUS_LOST.sub(r"\1+\2", text))
    except ValueError:
        raise NotUnderstood(Text("at.unreadable", "{text} is no instant. Write it with its zone, as 2026-03-12T10:10:00-05:00.",
                                 text=f"“{text[:40]}”")) from None
    if at.tzinfo is None:
        raise NoZone(Text("route.no-zone", "A time without a zone names no instant. Write it with its zone, as 2026-03-12T10:10:00-05:00."))
    return at


def day_of(text: str) -> date:
    """The day that an ISO 8601 text names."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotUnderstood(Text("day.unreadable", "{text} is no day. Write it as 2019-05-01.", text=f"“{text[:40]}”")) from None


def point_of(lat: str | float, lon: str | float) -> Place:
    """The place at a latitude and a longitude in degrees."""
    try:
        latitude, longitude = float(lat), float(lon)
    except ValueError:
        raise NoSuchPlace(Text("place.not-a-number", "{lat} and {lon} are not both numbers of degrees, such as 36.16 and -86.78.",
                               lat=f"“{str(lat)[:40]}”", lon=f"“{str(lon)[:40]}”")) from None
    return Place(latitude=latitude, longitude=longitude, text=f"{latitude:g}, {longitude:g}")
