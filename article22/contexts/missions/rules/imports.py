"""How somebody else's list differs from the register: by its own ids first; what may be a mission already held is never merged unasked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from article22.contexts.missions.rules.registers import Listed
from article22.contexts.missions.rules.terms import CONSULAR, MissionKind, NotListed
from article22.ground.files.rules.records import NAMED_AGAIN, missing_from, said_otherwise
from article22.ground.places.rules import fold, fold_city, offset_km
from article22.kernel.text import Text

STAYED_KM = 0.25  # within it a point is corrected; beyond it, or in another street, the mission has moved
NEAR_KM = 1.0  # of the same State and of a kind alike, missions as near as that may be one
CITY_KM = 2.0  # a point that is less exact says in which city, not where
WRITTEN_OUT: Mapping[str, str] = {
    "ave": "avenue", "av": "avenue", "st": "street", "rd": "road", "blvd": "boulevard", "dr": "drive", "ln": "lane", "ct": "court", "pl": "place",
    "cir": "circle", "sq": "square", "ter": "terrace", "pkwy": "parkway"}
CAPITAL_KM = 20.0  # what stands for a State at the capital may be one wherever it is there: a list may name a quarter or a suburb as its city


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
class Noted:
    """What is to be said of a row that is taken in otherwise than it stands."""

    row: int
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a list or the register says that a mission is: words, and a point in degrees that is exact to so many kilometres."""

    address: str
    latitude: float
    longitude: float
    precision_km: float
    city: str
    region: str

    def km_between(self, other: "Spot") -> float:
        """How far apart the two points are, in kilometres, however exact they are."""
        east, north = offset_km((self.latitude, self.longitude), (other.latitude, other.longitude))
        return float((east ** 2 + north ** 2) ** 0.5)

    def km_to(self, other: "Spot") -> float | None:
        """How far apart two are, in kilometres; None where one says no more than a city."""
        return None if max(self.precision_km, other.precision_km) > CITY_KM else self.km_between(other)

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
class Told:
    """A row of the list that is held: what it said last, and whether it is marked as gone; the mission that it tells of, by number, kind and name; since
    when its place is there, as far as that is known, whether that place follows the list, and whether an officer checked it."""

    content: Mapping[str, Any]
    is_gone: bool
    mission: str
    kind: MissionKind
    name: str
    since: date | None
    follows: bool
    is_checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the register holds that a list may be compared with: the rows of the same source, by their id there, and every mission that stands."""

    told: Mapping[str, Told]
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
class Change:
    """A row that says otherwise than before, in what, and what of that the register follows: a move, a place said better, another name."""

    row: Row
    otherwise: tuple[Text, ...]
    move: Move | None
    corrects: bool
    renames: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What taking the list in would change. `gone` holds only what came from the same source; `notes` are of the whole."""

    rows: int
    new: tuple[Row, ...]
    joined: tuple[tuple[Row, str], ...]
    changed: tuple[Change, ...]
    gone: tuple[str, ...]
    gone_named: tuple[str, ...]
    same: int
    maybe: tuple[Maybe, ...]
    refused: tuple[Refused, ...]
    noted: tuple[Noted, ...]
    notes: tuple[Text, ...]

    @property
    def moved(self) -> tuple[Move, ...]:
        """What of the changed is elsewhere now."""
        return tuple(change.move for change in self.changed if change.move)


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
    if before.address and after.address and _street(before.address) != _street(after.address):
        return True
    apart = before.km_to(after)
    if apart is None:
        return (fold_city(before.city), before.region) != (fold_city(after.city), after.region) and before.precision_km > CITY_KM < after.precision_km
    return apart > max(STAYED_KM, before.precision_km + after.precision_km)


def _street(address: str) -> str:
    """An address as it is compared, its street written out: 1 A Ave NW is 1 A Avenue NW."""
    return " ".join(WRITTEN_OUT.get(word, word) for word in address_key(address).split())


def says_less(before: Spot, after: Spot) -> bool:
    """Whether a list knew more exactly before where a mission is: then what is held stays."""
    return before.precision_km <= CITY_KM < after.precision_km


def compare(rows: Sequence[Row], refused: Sequence[Refused], held: Held, asked: Asked, *, on: date) -> Difference:
    """Compare a list with the register. What moved without a day of its own moved `on`.

    Raises NotListed where what a person decided names no row or no mission.
    """
    _check_asked(rows, refused, held, asked)
    at_work = _Comparison(held, asked, on)
    again: list[Refused] = []
    for row in rows:
        try:
            at_work.take(row)
        except NotListed as fault:
            again.append(Refused(row=row.number, why=fault.text, external=row.listed.external))
    gone, notes = missing_from((external for external, told in held.told.items()
                                if external not in at_work.known and told.mission not in at_work.named and not told.is_gone),
                               {row.external for row in refused})
    named = tuple(f"{held.told[external].mission} {held.told[external].name}" for external in gone)
    return Difference(rows=len(rows) + len(refused), new=tuple(at_work.new), joined=tuple(at_work.joined), changed=tuple(at_work.changed),
                      gone=gone, gone_named=named, same=at_work.same, maybe=tuple(at_work.maybe), noted=tuple(at_work.noted), notes=notes,
                      refused=tuple(sorted((*refused, *again), key=lambda one: one.row)))


class _Comparison:
    """A comparison at work, row by row."""

    def __init__(self, held: Held, asked: Asked, on: date) -> None:
        self.told, self.asked, self.on = held.told, asked, on
        self.numbers = {mission.number: mission for mission in held.missions}
        self.missions: dict[str, list[Kept]] = {}
        for mission in held.missions:
            self.missions.setdefault(mission.state, []).append(mission)
        self.known: set[str] = set()
        self.named: set[str] = set()  # the missions that a row tells of, or may
        self.new: list[Row] = []
        self.joined: list[tuple[Row, str]] = []
        self.changed: list[Change] = []
        self.maybe: list[Maybe] = []
        self.noted: list[Noted] = []
        self.same = 0

    def take(self, row: Row) -> None:
        """Sort a row in. Raises NotListed, which says why it is left out."""
        listed, number = row.listed, self.asked.join.get(row.number)
        if listed.external in self.known:
            raise NotListed(Text("import.twice", "Another row has the same id, {id}.", id=listed.external))
        self.known.add(listed.external)
        if told := self.told.get(listed.external):
            if number and number != told.mission:
                raise NotListed(Text("import.told-before", "It was taken in as {mission}, and cannot be joined to {number} now. Take that import back first.",
                                     mission=told.mission, number=number))
            self.named.add(told.mission)
            self._take_known(row, told)
        elif number:
            self.named.add(number)
            self.joined.append((row, number))
            self.noted += _unlike(row, self.numbers[number])
        elif row.number not in self.asked.new and (doubt := _doubt(row, self.missions)):
            self.named.add(doubt[0])
            self.maybe.append(Maybe(row=row.number, with_=doubt[0], why=doubt[1]))
        else:
            self.new.append(row)
            self.missions.setdefault(listed.state.code, []).append(
                Kept(number=f"row {row.number}", state=listed.state.code, kind=listed.kind, spot=spot_of(content_of(listed))))

    def _take_known(self, row: Row, told: Told) -> None:
        content = content_of(row.listed)
        if told.content == content and not told.is_gone:
            self.same += 1
            return
        before, after, move, why = spot_of(told.content), spot_of(content), None, None
        if told.follows and has_moved(before, after):
            move = Move(external=row.listed.external, start=before, end=after, on=row.listed.since or self.on)
            if told.since is not None and move.on < told.since:
                raise NotListed(Text("import.moved-before", "It came to {address} on {start}, and cannot have left there on {day}. Give another day.",
                                     address=f"{before}", start=told.since, day=move.on))
        elif why := _stays(told, before, after, had=f"{told.content['phone']}", has=row.listed.phone):
            self.noted.append(Noted(row=row.number, why=why))
        renames = told.follows and told.name == told.content["name"] and told.kind is row.listed.kind
        self.noted += _called_otherwise(row, told, renames=renames)
        self.changed.append(Change(row=row, otherwise=_otherwise(told, content), move=move, renames=renames, corrects=move is None and why is None))


CALLED: Mapping[str, str] = {"state": "State", "kind": "kind", "name": "name", "address": "address", "phone": "telephone", "city": "city", "region": "region",
                             "latitude": "latitude", "longitude": "longitude", "precision": "exact to kilometres"}


def _otherwise(told: Told, content: Mapping[str, Any]) -> tuple[Text, ...]:
    before, after = ({**said, "kind": MissionKind(said["kind"])} for said in (told.content, content))
    return said_otherwise(before, after, CALLED) + ((NAMED_AGAIN,) if told.is_gone else ())


def _stays(told: Told, before: Spot, after: Spot, *, had: str, has: str) -> Text | None:
    """Why the place of a mission stays as it is held, although the list says something else of it than before; None where nothing stands against it."""
    if (before, had) == (after, has):
        return None
    given = {"mission": told.mission, "listed": f"{after}" + (f", {has}" if has != had else "")}
    if not told.follows:
        return Text("import.not-followed", "The list says {listed} now. The place of {mission} does not follow this list, and stays as it is.", **given)
    if told.is_checked:
        return Text("import.checked", "The list says {listed} now. An officer checked the place of {mission}, which stays as it is.", **given)
    if says_less(before, after):
        return Text("import.says-less", "The list says less than before of where {mission} is, {listed}. Its place stays as it is.", **given)
    return None


def _called_otherwise(row: Row, told: Told, *, renames: bool) -> Iterator[Noted]:
    """What a list says otherwise than before of whose and what a mission is, which a list never changes; and of its name, where it does not rename it."""
    before, after = told.content, content_of(row.listed)
    if before["state"] != after["state"]:
        yield Noted(row=row.number, why=Text("import.other-state", "The list says that {mission} is of {state} now. The register stays as it is.",
                                             mission=told.mission, state=row.listed.state.name))
    if before["kind"] != after["kind"]:
        yield Noted(row=row.number, why=Text("import.other-kind", "The list calls {mission} {listed}, and the register {held}, which stays.",
                                             mission=told.mission, listed=row.listed.kind, held=told.kind))
    if before["name"] != after["name"] and not renames:
        yield Noted(row=row.number, why=Text("import.other-name", "The list names {mission} {listed}, and the register {held}, which stays.",
                                             mission=told.mission, listed=f"“{row.listed.name}”", held=f"“{told.name}”"))


def _unlike(row: Row, mission: Kept) -> Iterator[Noted]:
    """In what a row differs from the mission that it is joined to, which stays as it is held."""
    kind, spot, held = row.listed.kind, spot_of(content_of(row.listed)), mission.spot
    if held and has_moved(held, spot):
        yield Noted(row=row.number, why=Text(
            "import.elsewhere", "The list has it at {listed}, and the register has {mission} at {held}, where it stays. If the list is right, enter the new "
            "place there.", listed=f"{spot}", mission=mission.number, held=f"{held}"))
    if kind is not mission.kind:
        yield Noted(row=row.number, why=Text("import.other-kind", "The list calls {mission} {listed}, and the register {held}, which stays.",
                                             mission=mission.number, listed=kind, held=mission.kind))


def _doubt(row: Row, missions: Mapping[str, Sequence[Kept]]) -> tuple[str, Text] | None:
    """The mission of the same State that a row may be, the likeliest one (of the same kind before kinds alike, then the nearest), and why."""
    kind, spot = row.listed.kind, spot_of(content_of(row.listed))
    likely = min(((mission.kind is not kind, apart if (apart := _km(mission, spot)) is not None else NEAR_KM, mission)
                  for mission in missions.get(row.listed.state.code, ()) if _may_be(mission, kind, spot)), key=lambda one: one[:2], default=None)
    if likely is None:
        return None
    is_other_kind, _, mission = likely
    apart = _km(mission, spot)
    why = Text("import.alike", "same State, {kind}, {city}{apart}; held at {place}", city=spot.city,
               kind=Text("import.kind-alike", "a kind alike: {kind}", kind=mission.kind) if is_other_kind else Text("import.same-kind", "same kind"),
               apart=Text("import.apart", ", {km:.2f} km apart", km=apart) if apart is not None else "", place=f"{mission.spot}")
    return mission.number, why


def _may_be(mission: Kept, kind: MissionKind, spot: Spot) -> bool:
    family = family_of(kind)
    if family_of(mission.kind) != family or mission.spot is None:
        return False
    if (fold_city(mission.spot.city), mission.spot.region) == (fold_city(spot.city), spot.region):
        return True
    apart = _km(mission, spot)
    return (apart is not None and apart <= NEAR_KM) or (family == CAPITAL and mission.spot.km_between(spot) <= CAPITAL_KM)


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
    of, missions = {row.number: row.listed.state for row in rows}, {mission.number: mission for mission in held.missions if mission.spot}
    for number, mission in asked.join.items():
        if mission not in missions:
            raise NotListed(Text("import.no-mission", "The register has no mission {number} with a present place to join a row to.", number=mission))
        if missions[mission].state != of[number].code:
            raise NotListed(Text("import.another-state", "Row {row} is of {state}, and {mission} is of another State. Give the mission that the row tells of.",
                                 row=number, state=of[number].name, mission=mission))


def address_key(address: str) -> str:
    """An address as it is compared."""
    return fold(address.partition(",")[0])


def street_key(words: str) -> str | None:
    """The same of words that may be an address: a number and a street; None of all others."""
    key = address_key(words)
    return key if " " in key and any(letter.isdigit() for letter in key) else None
