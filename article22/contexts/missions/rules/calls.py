"""Which mission a line names that was typed in a hurry: by its number, the letters of its State, or the beginning of a name, in any place of the line."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from article22.contexts.missions.rules.terms import CONSULAR, MissionKind
from article22.ground.places.rules import fold

SHORTEST = 2
BEGINNING = 3  # letters of a word of a city or a kind
# Words that begin a line and are nobody's letters.
COMMON = frozenset([
    "a", "an", "and", "as", "at", "be", "by", "do", "for", "from", "go", "he", "if", "in", "is", "it", "man", "men", "my", "no", "not", "of", "on",
    "or", "our", "she", "so", "the", "there", "they", "two", "up", "us", "we", "who",
])
FIRST_OF_A_STATE = (MissionKind.EMBASSY, MissionKind.DELEGATION, MissionKind.INTERESTS_SECTION, MissionKind.REPRESENTATIVE_OFFICE, MissionKind.ORGANIZATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """A mission as a line may name it."""

    id: UUID
    number: str
    letters: str
    names: tuple[str, ...]
    kind: MissionKind
    city: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The mission that a line names, likeliest first where it may be several; `rest` is the line without what only names it."""

    ids: tuple[UUID, ...]
    is_sure: bool
    rest: str


def name_in(line: str, missions: Sequence[Stood]) -> Named:
    """Read a line. `missions` are all that stand in the register now."""
    words = line.split()
    folded = [fold(word.strip(",.;:")) for word in words]
    for place, found in _tries(folded, missions):
        rest = " ".join(word for nth, word in enumerate(words) if nth not in place)
        ranked = _ranked(found, folded)
        return Named(ids=tuple(mission.id for mission in ranked), is_sure=_is_sure(ranked, folded), rest=rest)
    return Named(ids=(), is_sure=False, rest=line.strip())


def _tries(folded: Sequence[str], missions: Sequence[Stood]) -> "list[tuple[range, list[Stood]]]":
    """Where the line names a mission and which it may be, the surest way first."""
    ends = list(dict.fromkeys((0, len(folded) - 1))) if folded else []
    everywhere = range(len(folded))
    ways: list[tuple[range, list[Stood]]] = [
        *((range(nth, nth + 1), [one for one in missions if fold(one.number) == folded[nth]]) for nth in everywhere),
        *((range(nth, nth + 1), [one for one in missions if one.letters.casefold() == folded[nth]]) for nth in ends),
        *((range(nth, nth + length), [one for one in missions if " ".join(folded[nth:nth + length]) in one.names])
          for nth in everywhere for length in (4, 3, 2, 1) if nth + length <= len(folded)),
        *((range(nth, nth + 1), [one for one in missions if _begins(folded[nth], one)]) for nth in ends),
    ]
    return [(place, found) for place, found in ways if found]


def _begins(word: str, mission: Stood) -> bool:
    if len(word) < SHORTEST or word in COMMON:
        return False
    return mission.letters.casefold().startswith(word) or any(part.startswith(word) for name in mission.names for part in name.split())


def _ranked(found: Sequence[Stood], folded: Sequence[str]) -> list[Stood]:
    return sorted(found, key=lambda one: (-_fit(one, folded), one.kind not in FIRST_OF_A_STATE, one.kind in CONSULAR, one.number))


def _fit(mission: Stood, folded: Sequence[str]) -> int:
    """How many words of the line speak for one mission of a State: of its city, or of its kind."""
    own = [*fold(mission.city).split(), *fold(mission.kind.label).split()]
    return sum(any(len(word) >= BEGINNING and part.startswith(word) for part in own) for word in folded if word not in COMMON)


def _is_sure(ranked: Sequence[Stood], folded: Sequence[str]) -> bool:
    """Whether the first is meant: the only one, the one that the words speak for, or the one embassy of the only State."""
    if len(ranked) == 1:
        return True
    first, second = ranked[0], ranked[1]
    if _fit(first, folded) > _fit(second, folded):
        return True
    is_one_state = len({mission.letters for mission in ranked}) == 1
    return is_one_state and _fit(first, folded) == _fit(second, folded) and first.kind in FIRST_OF_A_STATE and second.kind not in FIRST_OF_A_STATE
