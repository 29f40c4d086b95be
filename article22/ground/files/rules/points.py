"""How lists write a point: in degrees alone. What is written otherwise is refused, with what it seems to mean."""

import re

from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text

DEGREES = re.compile(r"[°º˚'′’\"″]|\d\s+\d|\d\s*[DNSEW](?!\w)|\d[dm]\s*\d|^\s*[NSEW]\s*\d", re.IGNORECASE)
DECIMAL = re.compile(r"[+-]?[0-9]{1,4}(?:\.[0-9]{1,20})?")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
SECONDS = re.compile(r"(?<=\d)s(?=\s*[NSEW]?\s*$)", re.IGNORECASE)  # of 38d55m21s: no south
SOUTH_OR_WEST = re.compile(r"[SW]|^\s*[-−]", re.IGNORECASE)


def check_point(lat: str, lon: str) -> None:
    """Refuse what is no latitude and longitude in degrees alone. Raises NotUnderstood."""
    if not (lat and lon):
        raise NotUnderstood(Text("import.half-a-point", "The row has a latitude or a longitude alone, {words}. Give both, or neither.",
                                 words=f"“{(lat or lon)[:30]}”"))
    if DECIMAL.fullmatch(lat) and DECIMAL.fullmatch(lon):
        return
    if any(map(DEGREES.search, (lat, lon))):
        meant = tuple(_decimal(words) if DEGREES.search(words) else words for words in (lat, lon))
        raise NotUnderstood(Text("import.degrees-minutes", "{lat} and {lon} are in degrees and minutes. In degrees alone they are {meant}: if that is meant, "
                                 "write it.", lat=f"“{lat[:30]}”", lon=f"“{lon[:30]}”", meant=meant))
    raise NotUnderstood(Text("import.no-point", "{lat} and {lon} are not both numbers of degrees.", lat=f"“{lat[:20]}”", lon=f"“{lon[:20]}”"))


def _decimal(words: str) -> str:
    """An angle in degrees, minutes and seconds as degrees alone; south and west are below zero."""
    if re.search(r"\d[dm]", words, re.IGNORECASE):
        words = SECONDS.sub("", words)
    parts = [float(part) for part in NUMBER.findall(words)[:3]]
    degrees = sum(part / 60 ** place for place, part in enumerate(parts))
    return f"{-degrees if SOUTH_OR_WEST.search(words) else degrees:.5f}"
