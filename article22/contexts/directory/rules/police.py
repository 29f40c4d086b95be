"""Local police from imported lists: what an agency polices by its name, and which one is a city's. Never by distance alone."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.keeping import AgencyKind
from article22.contexts.directory.rules.numbers import number_of, region_of_calling_code
from article22.contexts.directory.rules.offices import unit_vector
from article22.contexts.directory.rules.proposals import superseded_text
from article22.contexts.directory.rules.questions import point_of
from article22.contexts.directory.rules.terms import Agency
from article22.ground.files.rules.points import check_point
from article22.ground.files.rules.records import check_lengths
from article22.ground.places.rules import fold, fold_city
from article22.kernel.place import Place
from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text

# The first pattern that a folded name holds decides. The order matters: a "university park police" is a campus's.
KINDS: Sequence[tuple[AgencyKind, re.Pattern[str]]] = tuple((kind, re.compile(rf"\b(?:{words})\b")) for kind, words in (
    (AgencyKind.CAMPUS, r"univers\w*|college|colleges|campus|school|schools|isd|unified district|academy|institute of technology|seminary|polytechnic"
                        r"|hospital|medical center|health system|veterans affairs|housing authority"),
    (AgencyKind.TRANSIT, r"transit|railroad|railway|rail|amtrak|metra|bart|septa|marta|airport|airports|aviation|port authority|port of|port|harbor"
                         r"|seaport|waterfront|turnpike|bridge|tunnel|transportation|parking"),
    (AgencyKind.PARK, r"park|parks|forest|preserve|preserves|wildlife|game|fish|fisheries|natural resources|conservation|environmental|ranger|rangers"
                      r"|recreation|beach patrol|water|lake|marine patrol|watershed|zoo|museum"),
    (AgencyKind.COURT, r"court|courts|correction|corrections|correctional|jail|prison|penitentiary|detention|juvenile|probation|parole|capitol|capitolio"
                       r"|capital|legislat\w*|prosecut\w*|attorney|attorneys|coroner|bailiff|inmate|reformatory"),
    (AgencyKind.STATE, r"state|highway patrol|trooper|troopers|bureau of investigation|department of public safety|federal|u s|united states|national guard"
                       r"|tribal|tribe|nation|indian|pueblo|bia|attorney general|taxation|revenue|lottery|gaming|liquor|alcohol|drug|narcotics|task force"
                       r"|fire|animal|humane|motor vehicle"),
    (AgencyKind.COUNTY, r"county|sheriff|sheriffs|parish|constable|constables|borough police of"),
    (AgencyKind.MUNICIPAL, r"police|policia|public safety|marshal|marshals"),
))
DEPARTMENT = re.compile(r"^(.*?\b(?:police|public safety|marshals?)(?: (?:department|dept|bureau|division|office|force|service))?)\b(.*)$")
GENERIC = frozenset((
    "police", "department", "dept", "bureau", "division", "office", "force", "service", "public", "safety", "of", "the", "and", "city", "metropolitan",
    "metro", "town", "township", "village", "borough", "municipal", "marshal", "marshals", "policia", "departamento", "de", "del", "la",
))
HEADQUARTERS = ("headquarters", "comandancia")
BACK_OFFICE = re.compile(r"\b(?:pal|training|academy|impound|records|internal affairs|narcotics|investigat\w*|evidence|property|warrants|liaison|recruit\w*"
                         r"|traffic|mounted|crime scene|special|education|youth|animal)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An agency of the register as matching sees it. County and State are folded."""

    agency: Agency
    kind: AgencyKind
    name: str
    county_key: str
    state_key: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An agency as a list from elsewhere has it; `external` is its id there."""

    external: str
    name: str
    kind: AgencyKind
    raw: str
    e164: str
    address: str
    city: str
    county: str
    state: str
    latitude: float
    longitude: float


LOCAL = (AgencyKind.MUNICIPAL, AgencyKind.COUNTY)
LONGEST = {"ID": 80, "NAME": 200, "TELEPHONE": 40, "ADDRESS": 200, "CITY": 80, "COUNTY": 80}
COLUMNS = ("ID", "NAME", "TELEPHONE", "CITY", "STATE", "COUNTY", "X", "Y")


def listed_of(row: Mapping[str, str], directory: Directory, states: Collection[str]) -> Listed:
    """Read a row of a list with the columns of HIFLD. Raises NotUnderstood, which says what is wrong with it."""
    row = {"X": row.get("lon", ""), "Y": row.get("lat", ""), **row} if "lon" in row else row  # the point of GeoJSON
    if not set(COLUMNS) <= row.keys():
        raise NotUnderstood(Text("import.police-columns", "A list of police agencies has the columns {columns}. Rename those of your list.",
                                 columns=", ".join(COLUMNS)))
    name, city, state = (" ".join(row[column].split()) for column in ("NAME", "CITY", "STATE"))
    if not (row["ID"].strip() and name and city):
        raise NotUnderstood(Text("agency.incomplete", "An agency needs an id, a name and a city."))
    if state not in states:
        raise NotUnderstood(Text("agency.no-state", "{state} is no State of the receiving State.", state=f"“{state[:20]}”"))
    check_lengths(LONGEST, {"ADDRESS": "", **row})
    if row["X"] or row["Y"]:
        check_point(row["Y"], row["X"])
    place = point_of(row["Y"], row["X"])
    directory.outline.check_has(place)
    raw = row["TELEPHONE"].strip()
    e164 = number_of(raw, region_of_calling_code(directory.calling_code))
    for former in directory.former.get(e164, ()):
        if former.emergency:
            raise NotUnderstood(superseded_text(directory, former, e164))
    return Listed(external=row["ID"].strip(), name=name, kind=kind_of(name, city), raw=raw, e164=e164, address=" ".join(row.get("ADDRESS", "").split()),
                  city=city, county=" ".join(row["COUNTY"].split()), state=state, latitude=place.latitude, longitude=place.longitude)


def kind_of(name: str, city: str) -> AgencyKind:
    """What an agency polices, by its name without its city's: Park City's police is no park police."""
    key = f" {fold(name.replace('/', ' '))} ".replace(f" {fold(city)} ", " ")
    return next((kind for kind, pattern in KINDS if pattern.search(key)), AgencyKind.OTHER)


def local_police(candidates: Iterable[Candidate], place: Place) -> tuple[Agency, ...]:
    """The police of a place whose city and State are known: confirmed ones, else the city's own department, else its county's sheriff.

    Of a department's stations the headquarters comes first, else the station nearest to the place. Campus, transit, park, court and State
    agencies are nobody's local police.
    """
    found = list(candidates)
    if confirmed := [candidate for candidate in found if candidate.agency.is_confirmed]:
        return tuple(candidate.agency for candidate in confirmed)
    city = set(fold_city(place.city or "").split())
    for kind in LOCAL:
        fitting = [candidate for candidate in found if candidate.kind is kind and not BACK_OFFICE.search(_parted(candidate.name)[1])
                   and (kind is AgencyKind.COUNTY or _is_of(candidate, city))]
        if fitting:
            return (min(fitting, key=lambda candidate: (*_rank(candidate, city), _away(candidate, place), candidate.name)).agency,)
    return ()


def _parted(name: str) -> tuple[str, str]:
    """The department's own name, and what is said of the station."""
    head, _, tail = name.replace("/", " - ").partition(" - ")
    found = DEPARTMENT.match(fold(head))
    return (found[1], f"{found[2]} {fold(tail)}".strip()) if found else (fold(head), fold(tail))


def own_words(name: str) -> set[str]:
    """The words of an agency's name by which it is told from others."""
    return set(_parted(name)[0].split()) - GENERIC


def _is_of(candidate: Candidate, city: set[str]) -> bool:
    """Whether the department's own name is the city's, or the city's and its county's, or the whole territory's: West Miami is not Miami."""
    words, wanted = own_words(candidate.name), city - GENERIC
    return words == wanted or wanted < words <= wanted | set(candidate.county_key.split()) or words == set(candidate.state_key.split())


def _rank(candidate: Candidate, city: set[str]) -> tuple[bool, bool, int]:
    """The city's own name before one shared with its county; police before marshals; the department, its headquarters, a station."""
    head, station = _parted(candidate.name)
    rank = 0 if not station else 1 if any(word in station for word in HEADQUARTERS) else 2
    return own_words(candidate.name) != city - GENERIC, "polic" not in head, rank


def _away(candidate: Candidate, place: Place) -> float:
    """How far a station is, on the unit sphere: to tell stations of one department apart."""
    here, there = unit_vector(place.latitude, place.longitude), unit_vector(candidate.latitude, candidate.longitude)
    return -sum(a * b for a, b in zip(here, there, strict=True))
