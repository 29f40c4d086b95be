"""A place on the ground."""

import math
from dataclasses import dataclass

from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text


class NoSuchPlace(NotUnderstood):
    """Coordinates that are none, or a place that nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A WGS 84 point in degrees, with how far off it may be in kilometres.

    City, State and zone (IANA) are known only where a person named them or a register holds them; `text` is the place as it was understood.
    """

    latitude: float
    longitude: float
    city: str | None = None
    state: str | None = None
    precision_km: float = 0.0
    zone: str | None = None
    text: str = ""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.latitude) and math.isfinite(self.longitude)):
            raise NoSuchPlace(Text("place.not-finite", "A latitude and a longitude are numbers of degrees, such as 36.16 and -86.78."))
        if abs(self.latitude) > 90 or abs(self.longitude) > 180:  # noqa: PLR2004  degrees
            raise NoSuchPlace(Text(
                "place.impossible",
                "Latitude {latitude} and longitude {longitude} lie on no map. A latitude is between -90 and 90, a longitude between -180 and 180.",
                latitude=self.latitude, longitude=self.longitude))
