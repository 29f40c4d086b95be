"""How a row of somebody else's list of missions is read: State, kind, place, each with what is wrong with it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from article22.contexts.missions.rules.terms import IN_ITS_NAME, MissionKind, NotListed
from article22.ground.files.rules.points import check_point
from article22.ground.files.rules.records import check_lengths
from article22.ground.places.rules import fold
from article22.kernel.place import NoSuchPlace, Place
from article22.kernel.text import Text

OPEN_DATA = frozenset({"EMB_TITLE", "COUNTRY", "ADDRESS", "TELEPHONE", "ADDRID"})
WIKIDATA = frozenset({"qid", "sending_state", "type", "city", "address", "lat", "lon", "phone"})
OWN = frozenset({"mission", "state", "kind", "name", "main", "address", "city", "region", "lat", "lon", "phone"})  # as the register is written out
LONGEST = {"Id": 120, "Name": 160, "Address": 200, "Telephone": 80}
NAMED = 120  # letters
SURVEYED_KM, LEAST_KM, KM_A_DEGREE = 0.05, 0.1, 111.0

# The first pattern that the folded kind holds decides.
KINDS: tuple[tuple[re.Pattern[str], MissionKind], ...] = tuple((re.compile(pattern), kind) for pattern, kind in (
    (r"honorary", MissionKind.HONORARY_CONSULATE),
    (r"consulate general", MissionKind.CONSULATE_GENERAL),
    (r"consular office", MissionKind.CONSULAR_OFFICE),
    (r"interests section", MissionKind.INTERESTS_SECTION),
    (r"permanent mission", MissionKind.PERMANENT_MISSION),
    (r"de facto|representative office|cultural", MissionKind.REPRESENTATIVE_OFFICE),
    (r"consulate", MissionKind.CONSULATE),
    (r"delegation", MissionKind.DELEGATION),
    (r"e\w?m\w?bas|emassy|nunciature", MissionKind.EMBASSY),
))


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingState:
    """A State by its ISO 3166 codes, which change less than its names."""

    code: str
    letters: str
    name: str
    also: tuple[str, ...] = ()


class States:
    """The States that lists name: by old and new names in any spelling, and by their codes of two and three letters."""

    def __init__(self, states: Iterable[SendingState], former: Mapping[str, SendingState]) -> None:
        self.named: dict[str, tuple[SendingState, ...]] = {}
        self.coded: dict[str, SendingState] = dict(former)
        for state in states:
            self.coded |= {state.code: state, state.letters: state}
            for key in {key for name in (state.name, *state.also) for key in _state_keys(name)}:
                self.named[key] = (*self.named.get(key, ()), state)

    def find(self, name: str, title: str = "") -> SendingState | None:
        """The State of a name in a list; where the name fits two, the one whose full name the row's title holds."""
        fitting = self.named.get(_state_key(name), ())
        if not fitting:
            return self.coded.get(name.strip().upper())
        if len(fitting) == 1:
            return fitting[0]
        said, own = _state_key(title), _state_key(name)
        found = [state for state in fitting if any(key in said for other in state.also if (key := _state_key(other)) != own)]
        return found[0] if len(found) == 1 else None


def _state_key(name: str) -> str:
    """A State's name as it is compared: Iran (Islamic Republic of) is Iran, Islamic Republic of; The Gambia is Gambia; & is and."""
    return " ".join(word for word in fold(re.sub(r"[()/]", " ", name.replace("&", " and "))).split() if word != "the")


def _state_keys(name: str) -> tuple[str, ...]:
    """The same, and where it is written for an index, as it is said: Korea, Republic of is the Republic of Korea."""
    before, comma, after = name.partition(", ")
    return (_state_key(name), _state_key(f"{after} {before}")) if comma else (_state_key(name),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A mission as a list has it, read. `external` is its id there; the place names city, State and zone; `since` is the day from which it is there."""

    external: str
    state: SendingState
    kind: MissionKind
    name: str
    address: str
    phone: str
    place: Place
    since: date | None = None


def listed_of(row: Mapping[str, str], find_state: Callable[[str, str], SendingState | None], locate: Callable[[str, Place | None], Place]) -> Listed:
    """Read a row of one of the shapes that are known: the two that are published, and the register's own.

    `find_state` gives a State for its name and the row's title; `locate` completes a city's name and a point to a place with city,
    State and zone, or raises NoSuchPlace. A column `since`, if there is one, gives the day of a move. Raises NotUnderstood, which says what is wrong
    with the row.
    """
    row, external = {name: " ".join(value.split()) for name, value in row.items()}, external_of(row)
    if row.keys() >= OPEN_DATA:
        title, of, city = row["EMB_TITLE"], row["COUNTRY"], ""
        kind_words, address, phone, precision = title, row["ADDRESS"], row["TELEPHONE"], SURVEYED_KM
    elif row.keys() >= WIKIDATA:
        title, of, city = "", row["sending_state"], row["city"]
        kind_words, address, phone, precision = row["type"], row["address"], row["phone"], None
    elif row.keys() >= OWN:
        if row["main"] != "yes":
            raise NotListed(Text("import.not-main", "This is no main place. A list brings main places alone: enter another on its mission's page."))
        title, of, city = row["name"], row["state"], ", ".join(part for part in (row["city"], row["region"]) if part)
        kind_words, address, phone, precision = row["kind"], row["address"], row["phone"].lstrip("'"), None
    else:
        raise NotListed(Text("import.columns", "The list has none of the shapes that are read here: columns {one}, or {other}, or {own}.",
                             one=", ".join(sorted(OPEN_DATA)), other=", ".join(sorted(WIKIDATA)), own=", ".join(sorted(OWN))))
    if not external:
        raise NotListed(Text("import.no-id", "The row has no id, so that nothing could tell it from another later."))
    state = find_state(of, title)
    if state is None:
        raise NotListed(Text("import.no-state", "{name} is no State or organization that is known here. Add its name to the pack's "
                             "sending_states.toml, or leave the row out.", name=f"“{of[:60]}”"))
    kind = kind_of(kind_words)
    name = name_of(title, kind, state.name)
    check_lengths(LONGEST, {"Id": external, "Name": name, "Address": address, "Telephone": phone})
    place = locate(city, _point_of(row.get("lat", ""), row.get("lon", ""), precision))
    return Listed(external=external, state=state, kind=kind, name=name, address=street_of(address), phone=phone, place=place,
                  since=day_of(row.get("since", "")))


def external_of(row: Mapping[str, str]) -> str:
    """The id that a row has in its list; empty where it has none."""
    if row.keys() >= OPEN_DATA:
        return f"{row['ADDRID'].strip()} {fold(row['COUNTRY'])}".strip()
    return (row["mission"] if row.keys() >= OWN else row.get("qid", "")).strip()


def named_in(row: Mapping[str, str]) -> str:
    """What a row names, as far as it can be told without reading it: its title, else kind, State and city."""
    words = (row["EMB_TITLE"], row["ADDRESS"]) if row.keys() >= OPEN_DATA else (
        row.get(name, "") for name in (("name", "address") if row.keys() >= OWN else ("type", "sending_state", "city")))
    return ", ".join(" ".join(part.split()) for part in words if part.strip())[:NAMED]


def day_of(words: str) -> date | None:
    """A day as a row writes it; None where it writes none. Raises NotListed."""
    try:
        return date.fromisoformat(words) if words else None
    except ValueError:
        raise NotListed(Text("import.no-day", "{words} is no day. Write it as 2026-05-31.", words=f"“{words[:20]}”")) from None


def kind_of(words: str) -> MissionKind:
    """What a list calls a mission. Raises NotListed for what is none, or is no more."""
    key = fold(words)
    if "defunct" in key or "former" in key:
        raise NotListed(Text("import.defunct", "The list says that it exists no more: {words}.", words=f"“{words[:60]}”"))
    kind = next((kind for pattern, kind in KINDS if pattern.search(key)), None)
    if kind is None:
        raise NotListed(Text("import.no-kind", "{words} is no kind of mission that is known here.", words=f"“{words[:60]}”"))
    return kind


def name_of(title: str, kind: MissionKind, state: str) -> str:
    """A mission's name: as the list titles it, else made of its kind and State."""
    return title or IN_ITS_NAME[kind].format(state=state)


def street_of(address: str) -> str:
    """A street in the case of a sign, where the list shouts: 1732 Massachusetts Avenue NW."""
    if address != address.upper():
        return address
    return " ".join(word if word in ("NW", "NE", "SW", "SE") or (word[:1].isdigit() and not word[-1:].isalpha()) else
                    word.lower() if word[:1].isdigit() else word.capitalize() for word in address.split())


def _point_of(lat: str, lon: str, precision: float | None) -> Place | None:
    if not (lat or lon):
        return None
    check_point(lat, lon)
    try:
        return Place(latitude=float(lat), longitude=float(lon), precision_km=precision or _as_written(lat, lon))
    except NoSuchPlace as fault:
        raise NotListed(fault.text) from None


def _as_written(lat: str, lon: str) -> float:
    """How far off a point may be that was written with so many decimals."""
    decimals = min(len(lat.partition(".")[2]), len(lon.partition(".")[2]))
    return float(max(LEAST_KM, round(KM_A_DEGREE * 10.0 ** -decimals / 2, 2)))
