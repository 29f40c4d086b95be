"""How somebody else's list differs from the register: by its own ids first; what may be a mission already held is never merged unasked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from article22.contexts.missions.rules.registers import Listed
from article22.contexts.missions.rules.terms import CONSULAR, MissionKind, NotListed
from article22.ground.places.rules import fold, fold_city, offset_km
from article22.kernel.text import Text

STAYED_KM = 0.25  # within it a point is corrected; beyond it, or in another street, the mission has moved
NEAR_KM = 1.0  # of the same State and of a kind alike, missions as near as that may be one
CITY_KM = 2.0  # a point that is less exact says in which city, not where


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the list by its number (from 1), read."""

    number: int
    listed: Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Maybe:
    """A row that may tell of something held already, or of another row: a person says which."""

    row: int
    with_: str
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row that cannot be taken in, under the list's id for it. `place` is where it may be, if a person says so."""

    row: int
    why: Text
    external: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a list or the register says that a mission is: words, and a point in degrees that is exact to so many kilometres."""

    address: str
    latitude: float
    longitude: float
    precision_km: float
    city: str
    region: str

    def km_to(self, other: "Spot") -> float | None:
        """How far apart two are, in kilometres; None where one says no more than a city."""
        if max(self.precision_km, other.precision_km) > CITY_KM:
            return None
        east, north = offset_km((self.latitude, self.longitude), (other.latitude, other.longitude))
        return float((east ** 2 + north ** 2) ** 0.5)

    def __str__(self) -> str:
        return ", ".join(part for part in (self.address, self.city, self.region) if part) + f" ({self.latitude:.5f}, {self.longitude:.5f})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A mission of the register, as far as a row is compared with it."""

    number: str
    state: str
    kind: MissionKind
    spot: Spot | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the register holds that a list may be compared with: of the same source what it last said, since when those are where they are as far as that
    is known, and every mission that stands."""

    contents: Mapping[str, Mapping[str, Any]]
    since: Mapping[str, date]
    gone: frozenset[str]
    missions: Sequence[Kept]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person decided about rows that were unclear: these are new, those belong to that mission, and where those are."""

    new: frozenset[int] = frozenset()
    join: Mapping[int, str] = field(default_factory=dict)
    places: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A place that is elsewhere from a day on."""

    external: str
    start: Spot
    end: Spot
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What taking the list in would change. `moved` is part of `changed`; `gone` counts only what came from the same source."""

    rows: int
    new: tuple[Row, ...]
    joined: tuple[tuple[Row, str], ...]
    changed: tuple[Row, ...]
    moved: tuple[Move, ...]
    gone: tuple[str, ...]
    same: int
    maybe: tuple[Maybe, ...]
    refused: tuple[Refused, ...]


def content_of(listed: Listed) -> dict[str, Any]:
    """What a row says, as it is kept and compared."""
    place = listed.place
    return {"state": listed.state.code, "kind": listed.kind.value, "name": listed.name, "address": listed.address, "phone": listed.phone,
            "city": place.city, "region": place.state, "latitude": place.latitude, "longitude": place.longitude, "precision": place.precision_km}


def spot_of(content: Mapping[str, Any]) -> Spot:
    """Where a row says that it is."""
    return Spot(address=content["address"], latitude=content["latitude"], longitude=content["longitude"], precision_km=content["precision"],
                city=content["city"] or "", region=content["region"] or "")


def has_moved(before: Spot, after: Spot) -> bool:
    """Whether a list says of a mission that it is elsewhere now: in another street, or at a point that no correction explains.

    A list that says less than before, a city where it had a point, says nothing of a move; nor does one that says more.
    """
    if before.address and after.address and address_key(before.address) != address_key(after.address):
        return True
    apart = before.km_to(after)
    if apart is None:
        return (fold_city(before.city), before.region) != (fold_city(after.city), after.region) and before.precision_km > CITY_KM < after.precision_km
    return apart > max(STAYED_KM, before.precision_km + after.precision_km)


def says_less(before: Spot, after: Spot) -> bool:
    """Whether a list knew more exactly before where a mission is: then what is held stays."""
    return before.precision_km <= CITY_KM < after.precision_km


def compare(rows: Sequence[Row], refused: Sequence[Refused], held: Held, asked: Asked, *, on: date) -> Difference:
    """Compare a list with the register. What moved without a day of its own moved `on`.

    Raises NotListed where what a person decided names no row or no mission.
    """
    _check_asked(rows, refused, held, asked)
    new: list[Row] = []
    joined: list[tuple[Row, str]] = []
    changed: list[Row] = []
    moved: list[Move] = []
    maybe: list[Maybe] = []
    known, unread = set[str](), {row.external for row in refused}
    again: list[Refused] = []
    same = 0
    missions = _by_state(held.missions)
    for row in rows:
        listed, content = row.listed, content_of(row.listed)
        if listed.external in known:
            again.append(Refused(row=row.number, why=Text("import.twice", "Another row has the same id, {id}.", id=listed.external)))
            continue
        known.add(listed.external)
        if (before := held.contents.get(listed.external)) is not None:
            if before == content and listed.external not in held.gone:
                same += 1
                continue
            if has_moved(spot_of(before), spot_of(content)):
                move = Move(external=listed.external, start=spot_of(before), end=spot_of(content), on=listed.since or on)
                came = held.since.get(listed.external)
                if came is not None and move.on < came:
                    again.append(Refused(row=row.number, why=Text(
                        "import.moved-before", "It came to {address} on {start}, and cannot have left there on {day}. Give another day.",
                        address=f"{move.start}", start=came, day=move.on)))
                    continue
                moved.append(move)
            changed.append(row)
        elif row.number in asked.join:
            joined.append((row, asked.join[row.number]))
        elif row.number in asked.new or not (doubt := _doubt(row, missions)):
            new.append(row)
            missions.setdefault(listed.state.code, []).append(
                Kept(number=f"row {row.number}", state=listed.state.code, kind=listed.kind, spot=spot_of(content)))
        else:
            maybe.append(Maybe(row=row.number, with_=doubt[0], why=doubt[1]))
    gone = tuple(external for external in held.contents if external not in known | unread | held.gone)
    return Difference(rows=len(rows) + len(refused), new=tuple(new), joined=tuple(joined), changed=tuple(changed), moved=tuple(moved), gone=gone, same=same,
                      maybe=tuple(maybe), refused=tuple(sorted((*refused, *again), key=lambda one: one.row)))


def _by_state(missions: Iterable[Kept]) -> dict[str, list[Kept]]:
    found: dict[str, list[Kept]] = {}
    for mission in missions:
        found.setdefault(mission.state, []).append(mission)
    return found


def _doubt(row: Row, missions: Mapping[str, Sequence[Kept]]) -> tuple[str, Text] | None:
    """The mission of the same State that a row may be, the likeliest one: of the same kind before kinds alike, then the nearest."""
    kind, spot = row.listed.kind, spot_of(content_of(row.listed))
    likely = min(((mission.kind is not kind, apart if (apart := _km(mission, spot)) is not None else NEAR_KM, mission)
                  for mission in missions.get(row.listed.state.code, ()) if _may_be(mission, kind, spot)), key=lambda one: one[:2], default=None)
    if likely is None:
        return None
    is_other_kind, _, mission = likely
    apart = _km(mission, spot)
    why = Text("import.alike", "same State, {kind}, {city}{apart}", city=spot.city, kind=Text("import.kind-alike", "a kind alike: {kind}", kind=mission.kind)
               if is_other_kind else Text("import.same-kind", "same kind"),
               apart=Text("import.apart", ", {km:.2f} km apart", km=apart) if apart is not None else "")
    return mission.number, why


def _may_be(mission: Kept, kind: MissionKind, spot: Spot) -> bool:
    family = family_of(kind)
    if family_of(mission.kind) != family or mission.spot is None:
        return False
    apart, (city, region) = _km(mission, spot), (fold_city(mission.spot.city), mission.spot.region)
    return (city, region) == (fold_city(spot.city), spot.region) or (apart is not None and apart <= NEAR_KM) or (family == CAPITAL and region == spot.region)


def _km(mission: Kept, spot: Spot) -> float | None:
    return mission.spot.km_to(spot) if mission.spot else None


def family_of(kind: MissionKind) -> frozenset[MissionKind]:
    """The kinds that lists take for one another: a consulate of any rank; what stands for a State at the capital by any name."""
    return next((family for family in FAMILIES if kind in family), frozenset({kind}))


CAPITAL = frozenset({MissionKind.EMBASSY, MissionKind.INTERESTS_SECTION, MissionKind.REPRESENTATIVE_OFFICE, MissionKind.DELEGATION})  # one of a State
FAMILIES = (CONSULAR, CAPITAL)


def _check_asked(rows: Sequence[Row], refused: Sequence[Refused], held: Held, asked: Asked) -> None:
    numbers = {row.number for row in rows}
    for number in sorted({*asked.new, *asked.join} - numbers) + sorted(asked.places.keys() - numbers - {row.row for row in refused}):
        raise NotListed(Text("import.no-row", "The list has no row {row} that can be read. Rows count from 1, without the header.", row=number))
    held_numbers = {mission.number for mission in held.missions if mission.spot}
    for mission in asked.join.values():
        if mission not in held_numbers:
            raise NotListed(Text("import.no-mission", "The register has no mission {number} with a present place to join a row to.", number=mission))


def address_key(address: str) -> str:
    """An address as it is compared."""
    return fold(address.partition(",")[0])


def street_key(words: str) -> str | None:
    """The same of words that may be an address: a number and a street; None of all others."""
    key = address_key(words)
    return key if " " in key and any(letter.isdigit() for letter in key) else None
