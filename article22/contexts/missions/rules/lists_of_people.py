"""Somebody else's list of representatives, read: whose mission a row names, who it is, and by what they are reached (domain.md 5.6)."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from article22.contexts.directory.rules.numbers import email_of, number_of
from article22.contexts.missions.rules.registers import day_of
from article22.contexts.missions.rules.terms import NotListed, WayKind
from article22.ground.files.rules.records import check_lengths
from article22.ground.places.rules import fold
from article22.kernel.text import Text

AGAIN = re.compile(r"\s*\(\d+\)$|\s*\b\d+\b")  # Telephone (2), E-mail 2 Address
LONGEST = {"Id": 120, "Name": 120, "Position": 120, "Languages": 120, "Way": 254}
# The columns of lists, of Outlook's and Google's exports, and the properties of a vCard, by what they say of a person.
COLUMNS: Mapping[str, frozenset[str]] = {what: frozenset(names.split("|")) for what, names in (
    ("id", "id|uid|key"), ("mission", "mission|mission number|org|organisation|organization|organization name|company|embassy"),
    ("name", "name|full name|fn|representative|display name"), ("given", "given|given name|first name"), ("family", "family|family name|last name|surname"),
    ("parts", "n"), ("position", "position|title|job title|role|organization title"),
    ("mail", "mail|email|e mail|email address|e mail address|mail address|e mail value"),
    ("mobile", "mobile|mobile phone|mobile telephone|cell|cell phone|tel cell"),
    ("office", "office|office telephone|office phone|telephone|phone|business phone|work phone|tel|tel work|phone value"),
    ("languages", "languages|language|lang"), ("first", "first|first to be called"), ("arrives", "arrives|arrives on|arrival"),
    ("departs", "departs|departs on|departure|leaves|leaves on"), ("consents", "consents|consent"), ("address", "address|adr|business street"))}
OF_COLUMN: Mapping[str, str] = {name: what for what, names in COLUMNS.items() for name in names}
NOT_HELD = frozenset(("tel fax", "tel home", "tel pager", "fax", "home phone", "pager", "business fax"))
SILENT = frozenset(("kind",))  # of a vCard: that it is of a person
YES = frozenset(("yes", "y", "true", "1", "x", "on"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedWay:
    """A way as a list gives it, and as it is used: mail in lower case, a number in E.164."""

    kind: WayKind
    raw: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A person as a list has them. `external` is their id there; `mission` the words for whose they are."""

    external: str
    mission: str
    address: str
    name: str
    position: str
    languages: tuple[str, ...]
    is_first: bool
    arrives_on: date | None
    departs_on: date | None
    consents: bool
    ways: tuple[ListedWay, ...]


def columns_unread(names: Sequence[str]) -> tuple[str, ...]:
    """The columns that nobody reads, so that a person may rename one. Those that are not held are said with each row."""
    keys = {name: _key(name) for name in names}
    return tuple(name for name, key in keys.items() if key not in OF_COLUMN and key not in NOT_HELD and key not in SILENT)


def listed_of(row: Mapping[str, str], region: str) -> tuple[Listed, tuple[Text, ...]]:
    """Read a row, and say what of it is not held. Numbers without a country's code are read in `region`. Raises NotUnderstood."""
    said = _said(row)
    notes = [Text("import.not-held", "{column} is not held here, and was left out.", column=f"“{column}”") for column, written in row.items()
             if written.strip() and _key(column) in NOT_HELD]
    one, name = {what: words[0] for what, words in said.items()}, named_in(row)
    if not name:
        raise NotListed(Text("import.no-name", "The row names nobody. A column is called “name”, or “first name” and “last name”."))
    ways = tuple(dict.fromkeys(_ways(said, region)))
    if not ways:
        raise NotListed(Text("import.no-way", "{name} cannot be reached by anything that the row says: a mail address, a mobile or an office telephone.",
                             name=name))
    languages = tuple(part for words in said.get("languages", ()) for part in re.split(r"[,;\s]+", words) if part)
    check_lengths(LONGEST, {"Id": one.get("id", ""), "Name": name, "Position": one.get("position", ""), "Languages": " ".join(languages),
                            "Way": max((words for way in ways for words in (way.raw, way.address)), key=len)})
    listed = Listed(
        external=one.get("id") or _made_id(one.get("mission", ""), name, ways), mission=one.get("mission", ""), address=one.get("address", ""), name=name,
        position=one.get("position", ""), languages=languages,
        is_first=_is_yes(one.get("first", "")), arrives_on=day_of(one.get("arrives", "")), departs_on=day_of(one.get("departs", "")),
        consents=_is_yes(one.get("consents", "")), ways=ways)
    return listed, tuple(notes)


def id_of(row: Mapping[str, str]) -> str:
    """The id that a row gives itself; empty where it gives none, or holds nothing that can be read."""
    return next(iter(_said(row).get("id", ())), "")


def named_in(row: Mapping[str, str]) -> str:
    """Whom a row names; empty where it names nobody."""
    one = {what: words[0] for what, words in _said(row).items()}
    return one.get("name") or _joined(one.get("given", ""), one.get("family", "")) or _of_parts(one.get("parts", ""))


def _said(row: Mapping[str, str]) -> Mapping[str, Sequence[str]]:
    """What the columns say that are read here, by what they say of a person."""
    said: dict[str, list[str]] = {}
    for column, written in row.items():
        if (words := " ".join(written.split())) and (what := OF_COLUMN.get(_key(column))):
            said.setdefault(what, []).append(words)
    return said


def _key(column: str) -> str:
    return " ".join(AGAIN.sub("", fold(column)).split())


def _joined(*names: str) -> str:
    return " ".join(name for name in names if name)


def _of_parts(name: str) -> str:
    """The name of a vCard's N: family; given; more; before; after."""
    parts = [part.strip() for part in name.split(";")]
    return _joined(*(parts[at] for at in (3, 1, 2, 0, 4) if at < len(parts)))


def _ways(said: Mapping[str, Sequence[str]], region: str) -> Iterator[ListedWay]:
    for kind in WayKind:
        for raw in said.get(kind.value, ()):
            yield ListedWay(kind=kind, raw=raw, address=email_of(raw).casefold() if kind is WayKind.MAIL else number_of(raw, region))


def _made_id(mission: str, name: str, ways: Sequence[ListedWay]) -> str:
    """The id of a row that has none: its own address, else its mission and name; as a digest, so that it tells nobody who it is."""
    own = next((way.address for way in ways if way.kind is not WayKind.OFFICE), f"{fold(mission)} {name_key(name)}")
    return hashlib.sha256(f"{fold(mission)} {own}".encode()).hexdigest()[:32]


def name_key(name: str) -> str:
    """A name as it is compared: FERRO, Ana is Ana Ferro."""
    return " ".join(sorted(word for word in fold(name).split() if word not in TITLES))


def names_alike(one: str, other: str) -> bool:
    """Whether two names may be one person's: the same words, one with fewer, or with an initial for a word."""
    words, others = sorted((name_key(one).split(), name_key(other).split()), key=len)
    if not words or len(words) == 1 != len(others):
        return False
    left = [*others]
    for word in sorted(words, key=len, reverse=True):
        found = next((other for other in left if other == word or (1 in (len(other), len(word)) and other[0] == word[0])), None)
        if found is None:
            return False
        left.remove(found)
    return any(len(word) > 1 and word in others for word in words)


TITLES = frozenset(("mr", "mrs", "ms", "dr", "prof", "col", "lt", "maj", "capt", "gen", "ambassador", "he"))


def _is_yes(words: str) -> bool:
    return words.casefold() in YES
