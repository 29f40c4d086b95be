"""How a list of representatives differs from those who are held: by its own ids first; then by mission, name, address and number.

Who is told for the same without a question has the same name and an address of their own in common, at the same mission. All else a person decides.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from article22.contexts.missions.rules.imports import Maybe, Noted, Refused, address_key
from article22.contexts.missions.rules.lists_of_people import Listed, ListedWay, name_key, names_alike
from article22.contexts.missions.rules.names import Named, fitting, words_asked
from article22.contexts.missions.rules.representatives import FREE_MAIL, Way, masked
from article22.contexts.missions.rules.terms import NotListed, WayKind
from article22.ground.files.rules.records import NAMED_AGAIN, missing_from, said_otherwise
from article22.kernel.text import Text

SHOWN = 5
ASKS_WHOSE = frozenset(("import.which-mission", "import.mission-told", "import.no-such-mission"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A mission by its number, and by what a row may tell that it is this one: words, streets, telephones and the domains of its people's mail."""

    number: str
    named: Named
    streets: frozenset[str]
    numbers: frozenset[str]
    domains: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A representative who is held, under the words by which a person decides: VAL-1 Ana Ferro."""

    id: UUID
    label: str
    mission: str
    name: str
    ways: Collection[tuple[WayKind, str]]

    @property
    def own(self) -> frozenset[str]:
        """The addresses that no other person has."""
        return frozenset(address for kind, address in self.ways if kind is not WayKind.OFFICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a list is compared with: of the same source what it last said and of whom, those marked as gone, and those who serve no more, by name;
    every mission and everybody who serves; and of the missions of which nobody's word is taken, by number, why."""

    contents: Mapping[str, Mapping[str, Any]]
    of: Mapping[str, UUID]
    gone: frozenset[str]
    ended: Mapping[str, str]
    missions: Sequence[Kept]
    people: Sequence[Person]
    unheard: Mapping[str, Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person decided: these rows are new, those are that representative (VAL-1 Ana Ferro), and whose mission those are."""

    new: frozenset[int] = frozenset()
    join: Mapping[int, str] = field(default_factory=dict)
    missions: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the list by its number (from 1), read."""

    number: int
    listed: Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A row and the mission it is of; `id` is the representative that it tells of, where one is held, under those words, and `otherwise` what it says of
    them that it did not say before."""

    row: Row
    mission: str
    id: UUID | None = None
    label: str = ""
    otherwise: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What taking the list in would change. What is `noted` is of a row, and `notes` are of the whole."""

    rows: int
    new: tuple[Match, ...]
    changed: tuple[Match, ...]
    joined: tuple[Match, ...]
    gone: tuple[str, ...]
    gone_named: tuple[str, ...]
    same: int
    maybe: tuple[Maybe, ...]
    refused: tuple[Refused, ...]
    noted: tuple[Noted, ...]
    notes: tuple[Text, ...]


def content_of(listed: Listed) -> dict[str, Any]:
    """What a row says of somebody, as it is kept and compared."""
    return {"name": listed.name, "position": listed.position, "languages": list(listed.languages), "is_first": listed.is_first,
            "arrives_on": listed.arrives_on and f"{listed.arrives_on}", "departs_on": listed.departs_on and f"{listed.departs_on}",
            "ways": sorted([way.kind.value, way.address] for way in listed.ways)}


def compare(rows: Sequence[Row], refused: Sequence[Refused], held: Held, asked: Asked, *, all_consent: bool) -> Difference:
    """Compare a list with those who are held. Raises NotListed where what a person decided names no row, no mission or nobody."""
    _check_asked(rows, held, asked)
    at_work = _Comparison(held, asked, all_consent=all_consent)
    again: list[Refused] = []
    for row in rows:
        try:
            at_work.take(row)
        except NotListed as fault:
            proposed = fault.number if isinstance(fault, Proposed) else ""
            again.append(Refused(row=row.number, why=fault.text, external=row.listed.external, place=proposed))
    gone, notes = missing_from((external for external, id in held.of.items() if external not in at_work.known | held.gone and id not in at_work.told),
                               {row.external for row in refused})
    return Difference(rows=len(rows) + len(refused), new=tuple(at_work.new), changed=tuple(at_work.changed), joined=tuple(at_work.joined), gone=gone,
                      gone_named=tuple(at_work.by_id[held.of[external]].label for external in gone),
                      same=at_work.same, maybe=tuple(at_work.maybe), noted=tuple(at_work.noted), notes=notes,
                      refused=tuple(sorted((*refused, *again), key=lambda one: one.row)))


CALLED: Mapping[str, str] = {"name": "name", "position": "position", "languages": "languages", "is_first": "whether they come first",
                             "arrives_on": "arrives", "departs_on": "departs", "ways": "by what they are reached"}


def _otherwise(before: Mapping[str, Any], after: Mapping[str, Any], *, is_gone: bool) -> tuple[Text, ...]:
    """What a row says otherwise than before; by what somebody is reached is masked."""
    if (had := before["ways"]) != (has := after["ways"]):
        masks = {name: [masked(Way(kind=WayKind(kind), address=address)) for kind, address in ways] for name, ways in (("before", had), ("after", has))}
        before, after = {**before, "ways": masks["before"]}, {**after, "ways": masks["after"]}
    said = said_otherwise(before, after, CALLED)
    return said + ((NAMED_AGAIN,) if is_gone else ())


class _Comparison:
    """A comparison at work, row by row."""

    def __init__(self, held: Held, asked: Asked, *, all_consent: bool) -> None:
        self.held, self.asked, self.all_consent = held, asked, all_consent
        self.finder = Finder(held.missions)
        self.labels = {person.label: person for person in held.people}
        self.people: dict[str, list[Person]] = {}
        for person in held.people:
            self.people.setdefault(person.mission, []).append(person)
        self.by_id = {person.id: person for person in held.people}
        self.new: list[Match] = []
        self.changed: list[Match] = []
        self.joined: list[Match] = []
        self.maybe: list[Maybe] = []
        self.noted: list[Noted] = []
        self.known: set[str] = set()
        self.told: set[UUID] = set()
        self.same = 0

    def take(self, row: Row) -> None:
        """Sort a row in. Raises NotListed, which says why it is left out."""
        listed = row.listed
        if listed.external in self.known:
            raise NotListed(Text("import.twice", "Another row has the same id, {id}.", id=listed.external))
        self.known.add(listed.external)
        if listed.external in self.held.contents:
            self._take_known(row)
            return
        if (name := self.held.ended.get(listed.external)) and row.number not in self.asked.new:
            self.maybe.append(Maybe(row=row.number, with_=name, why=Text(
                "import.ended-here", "they serve no more, and the list still names them")))
            return
        mission = self.asked.missions.get(row.number) or self.finder.mission_of(listed)
        self._check_heard(mission)
        there = self.people.setdefault(mission, [])
        if one := self._held(row, mission, there):
            self._tell(one, listed)
            self.joined.append(Match(row=row, mission=mission, id=one.id, label=one.label))
        elif row.number not in self.asked.new and (doubt := _doubt(there, listed)):
            self.told.update(person.id for person in there if person.label == doubt[0])
            self.maybe.append(Maybe(row=row.number, with_=doubt[0], why=doubt[1]))
        else:
            _check_new(there, listed, all_consent=self.all_consent)
            self.new.append(Match(row=row, mission=mission))
            there.append(Person(id=UUID(int=0), label=f"row {row.number}", mission=mission, name=listed.name,
                                ways=[(way.kind, way.address) for way in listed.ways]))

    def _take_known(self, row: Row) -> None:
        external, content = row.listed.external, content_of(row.listed)
        one = self.by_id[self.held.of[external]]
        self.told.add(one.id)
        self.noted += self._named_elsewhere(row)
        if self.held.contents[external] == content and external not in self.held.gone:
            self.same += 1
        else:
            self._check_heard(one.mission)
            self._tell(one, row.listed)
            self.changed.append(Match(row=row, mission="", id=one.id, label=one.label, otherwise=_otherwise(
                self.held.contents[external], content, is_gone=external in self.held.gone)))

    def _tell(self, one: Person, listed: Listed) -> None:
        """Note what a row gives of somebody who is held. Raises NotListed where it is another's."""
        _check_shared(self.people[one.mission], listed, of=one.id)
        self.told.add(one.id)
        self.people[one.mission].append(replace(one, ways=[(way.kind, way.address) for way in listed.ways]))

    def _named_elsewhere(self, row: Row) -> Iterator[Noted]:
        """That a list gives somebody to another mission now, where it does so for certain."""
        mission = self.by_id[self.held.of[row.listed.external]].mission
        with suppress(Proposed):
            if (named := self.finder.mission_of(row.listed)) != mission:
                yield Noted(row=row.number, why=Text("import.elsewhere-now", "The list says {named}, and they are held for {mission}, where they stay. "
                                                     "If they serve there now, end them here and name them there.", named=named, mission=mission))

    def _check_heard(self, mission: str) -> None:
        """Nothing changes on the word of a list while it is contested who speaks for a mission (S8). Raises NotListed."""
        if why := self.held.unheard.get(mission):
            raise NotListed(why)

    def _held(self, row: Row, mission: str, there: Sequence[Person]) -> Person | None:
        """Who is held already, as a person decided or for certain. Raises NotListed."""
        if row.number in self.asked.join:
            one = self.labels[self.asked.join[row.number]]
            if one.mission != mission:
                raise NotListed(Text("import.other-mission", "{person} is not of {mission}.", person=one.label, mission=mission))
            return one
        found = next((person for person in there if is_same(person, row.listed)), None)
        if found and found.label.startswith("row "):
            raise NotListed(Text("import.same-person", "The same person stands in {row}, by name and address.", row=found.label))
        return found


class Proposed(NotListed):
    """A row that names no mission by itself, and the number of the one that it may be of; empty where none is likely."""

    def __init__(self, text: Text, number: str = "") -> None:
        super().__init__(text)
        self.number = number


class Finder:
    """The mission that a row names: by its number or its words. What else the row says of a mission is proposed, never taken."""

    def __init__(self, missions: Sequence[Kept]) -> None:
        self.missions = {mission.number: mission for mission in missions}
        self.numbers = {mission.named.id: mission.number for mission in missions}
        self.words: dict[str, list[Named]] = {}
        for mission in missions:
            for word in mission.named.who | mission.named.where:
                self.words.setdefault(word, []).append(mission.named)
        self.found: dict[str, list[str]] = {}

    def mission_of(self, listed: Listed) -> str:
        """Its number. Raises Proposed."""
        if (number := listed.mission.strip().upper()) in self.missions:
            return number
        named = self._named(listed.mission) or self._named(listed.mission.partition(",")[0])  # Embassy of Valdoria, Chancery
        if len(named) == 1:
            return named[0]
        likely = [number for number in named or self.missions if _is_told(self.missions[number], listed)]
        proposed = likely[0] if len(likely) == 1 else ""
        said = f"“{listed.mission[:60]}”"
        if named:
            raise Proposed(Text("import.which-mission", "{words} may be {missions}. Say which.", words=said, missions=tuple(named[:SHOWN])),
                           proposed)
        if proposed:
            raise Proposed(Text("import.mission-told", "{words} is no mission of the register; by its address, telephone or mail the row may be of {mission}. "
                                "Say whose it is.", words=said, mission=proposed), proposed)
        raise Proposed(Text("import.no-such-mission", "{words} is no mission of the register. Say whose the row is.", words=said))

    def _named(self, words: str) -> list[str]:
        """The numbers of the missions that have these words; asked once for all rows of a mission."""
        if words not in self.found:
            asked = words_asked(words)
            whole = {named.id: named for word in asked for named in self.words.get(word, ())}
            found = fitting(asked, whole.values()) if asked else []
            self.found[words] = sorted(self.numbers[id] for id in found)
        return self.found[words]


def _is_told(mission: Kept, listed: Listed) -> bool:
    """Whether a row gives a street, a telephone or a mail domain of a mission."""
    addresses = {way.address for way in listed.ways}
    domains = {address.rpartition("@")[2] for address in addresses if "@" in address} - FREE_MAIL
    streets = {address_key(part) for part in (listed.address, *listed.address.split(", ")) if part}
    return bool(mission.streets & streets or mission.numbers & addresses or mission.domains & domains)


def is_same(person: Person, listed: Listed) -> bool:
    """Whether a row tells of somebody for certain: the same name, and an address of their own in common."""
    return name_key(person.name) == name_key(listed.name) and bool(person.own & _own(listed.ways))


def _doubt(there: Iterable[Person], listed: Listed) -> tuple[str, Text] | None:
    """Who at the same mission a row may tell of, and why: by an address of their own before a name alike."""
    found = min(_doubts(there, listed), key=lambda one: one[0], default=None)
    return found[1:] if found else None


def _doubts(there: Iterable[Person], listed: Listed) -> Iterator[tuple[int, str, Text]]:
    for person in there:
        if shared := person.own & _own(listed.ways):
            way = next(way for way in listed.ways if way.address in shared)
            yield 0, person.label, Text("import.same-address", "the same {kind}, {way}, under another name, {name}", kind=way.kind, way=_masked(way),
                                        name=person.name)
        elif name_key(person.name) == name_key(listed.name):
            yield 1, person.label, Text("import.same-name", "the same name, and nothing in common by which they are reached")
        elif names_alike(person.name, listed.name):
            yield 2, person.label, Text("import.name-alike", "a name alike, {name}", name=person.name)


def _check_new(there: Iterable[Person], listed: Listed, *, all_consent: bool) -> None:
    if not (listed.consents or all_consent):
        raise NotListed(Text("import.no-consent", "The list does not say that {name} agrees to be held here. Fill its column “consents”, or say "
                             "how it is known of all.", name=listed.name))
    _check_shared(there, listed)


def _check_shared(there: Iterable[Person], listed: Listed, *, of: UUID | None = None) -> None:
    """Refuse what another of the same mission is reached by than whom the row tells `of`."""
    if other := next((person for person in there if person.id != of and person.own & _own(listed.ways)), None):
        raise NotListed(Text("import.shared-address", "{name} has the mail address or mobile number of {person}: nobody counts twice. Give each their own.",
                             name=listed.name, person=other.label))


def _own(ways: Iterable[ListedWay]) -> frozenset[str]:
    return frozenset(way.address for way in ways if way.kind is not WayKind.OFFICE)


def _masked(way: ListedWay) -> str:
    return masked(Way(kind=way.kind, address=way.address))


def _check_asked(rows: Sequence[Row], held: Held, asked: Asked) -> None:
    numbers, missions, labels = {row.number for row in rows}, {mission.number for mission in held.missions}, {person.label for person in held.people}
    for number in sorted({*asked.new, *asked.join, *asked.missions} - numbers):
        raise NotListed(Text("import.no-row", "The list has no row {row} that can be read. Rows count from 1, without the header.", row=number))
    for mission in asked.missions.values():
        if mission not in missions:
            raise NotListed(Text("import.no-mission-held", "The register has no present mission {number}.", number=mission))
    for label in asked.join.values():
        if label not in labels:
            raise NotListed(Text("import.no-person", "The register has nobody called {label}. Write it as it was proposed: VAL-1 Ana Ferro.",
                                 label=f"“{label}”"))
