"""How the words for a place are read and compared, and how near two points are on a small map."""

import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice, takewhile

from article22.kernel.place import Place

KM_A_DEGREE = 111.2  # of latitude
ABBREVIATED: Mapping[str, str] = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}
COORDINATES = re.compile(r"\s*([+-]?\d{1,3}(?:\.\d+)?)\s*[,;\s]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*")
ZIP_CODE = re.compile(r"(?<!\d)(\d{5})(?:-\d{4})?\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a person wrote for a place, taken apart. Of the four, the first that is there counts."""

    coordinates: tuple[float, float] | None = None
    zip_code: str | None = None
    city: str = ""
    state: str | None = None


def fold(name: str) -> str:
    """A name as it is compared: without case, dots, accents and apostrophes; Saint is St, Fort is Ft, Mount is Mt."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    words = re.sub(r"[.’'ʻ`]", "", plain).replace("-", " ").replace(",", " ").split()
    return " ".join(ABBREVIATED.get(word, word) for word in words)


def fold_city(name: str) -> str:
    """A city's name as it is compared: `New York City` is New York, but `Kansas City` keeps its City."""
    key = fold(name)
    return "new york" if key == "new york city" else key


def read_words(text: str, states: Mapping[str, str], country: Collection[str] = ()) -> Words:
    """Take the words for a place apart.

    `states` gives a State's code for its folded name, and for its folded code; `country` are the receiving State's folded names, which
    an address may end in.
    """
    before, comma, last = text.rpartition(",")
    if comma and fold(last) in country:
        text = before
    if found := COORDINATES.fullmatch(text):
        return Words(coordinates=(float(found[1]), float(found[2])))
    zip_code = found[1] if (found := ZIP_CODE.search(text)) else None
    parts = [part.strip() for part in text.split(",") if part.strip()]
    city, state = _split_state(parts, states) if parts else ("", None)
    return Words(zip_code=zip_code, city=city, state=state)


def _split_state(parts: list[str], states: Mapping[str, str]) -> tuple[str, str | None]:
    """City and State at the end of an address: the State after a comma, or as the last words of the city's part."""
    last = ZIP_CODE.sub("", parts[-1]).strip()
    if len(parts) > 1 and (not last or fold(last).replace(" ", "") in states or fold(last) in states):
        return parts[-2], states.get(fold(last)) or states.get(fold(last).replace(" ", ""))
    words = last.split()
    for count in (1, 2, 3):
        if len(words) > count and (state := states.get(fold(" ".join(words[-count:])))):
            return " ".join(words[:-count]), state
    return last, None


def first_at(keys: list[str], key: str) -> int:
    """Where lines that begin with `key` would begin in sorted `keys`."""
    low, high = 0, len(keys)
    while low < high:
        middle = (low + high) // 2
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low


def lines_with(lines: list[str], key: str) -> Iterable[str]:
    """The lines of a sorted table whose first field is `key`."""
    wanted = key + "\t"
    return takewhile(lambda line: line.startswith(wanted), islice(lines, first_at(lines, wanted), None))


def box_around(latitude: float, longitude: float, kilometres: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """The latitudes and the longitudes between which everything within so many kilometres of a point lies."""
    up = kilometres / KM_A_DEGREE
    across = up / max(0.01, math.cos(math.radians(latitude)))
    return (latitude - up, latitude + up), (longitude - across, longitude + across)


def offset_km(of: tuple[float, float], point: tuple[float, float]) -> tuple[float, float]:
    """How far east and north of a point another lies, in kilometres, as on a flat map: for a few kilometres."""
    return (point[1] - of[1]) * math.cos(math.radians(of[0])) * KM_A_DEGREE, (point[0] - of[0]) * KM_A_DEGREE


def km_between(one: Place, other: Place) -> float:
    """How far apart two places are, in kilometres, as on a flat map."""
    return math.hypot(*offset_km((one.latitude, one.longitude), (other.latitude, other.longitude)))
