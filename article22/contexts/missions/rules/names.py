"""How missions are found by words: by State, kind, city, number or street, before any city is tried."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from article22.ground.places.rules import fold

# Words that say nothing about whose mission it is.
COMMON = frozenset(["of", "the", "in", "at", "and", "a", "mission", "missions", "republic", "state", "states", "kingdom"])
LONG_ENOUGH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A mission as words find it: `who` tells whose it is, `where` what and where; both are folded words."""

    id: UUID
    who: frozenset[str]
    where: frozenset[str]


def words_asked(text: str) -> tuple[str, ...]:
    """The words of a question that count."""
    return tuple(word for word in fold(text).split() if word not in COMMON)


def key_of(*names: str) -> str:
    """The folded words of some names, once each, to be kept and searched."""
    return " ".join(dict.fromkeys(word for name in names for word in fold(name).split() if word not in COMMON))


def slips_of(word: str) -> tuple[str, ...]:
    """A word, then what it may have been meant to be: with two neighbouring letters changed about. Trigrams find other slips, but these hardly."""
    swapped = (word[:at] + word[at + 1] + word[at] + word[at + 2:] for at in range(len(word) - 1))
    return tuple(dict.fromkeys((word, *swapped))) if len(word) >= LONG_ENOUGH else (word,)


def fitting(asked: Sequence[str], missions: Iterable[Named]) -> list[UUID]:
    """The missions whose words hold every word asked for, at least one of them of whose mission it is.

    A word may be the beginning of a longer one, unless some mission has all of them whole.
    """
    whole: list[UUID] = []
    begun: list[UUID] = []
    for mission in missions:
        words = mission.who | mission.where
        if not any(_fits(word, mission.who) for word in asked):
            continue
        if all(word in words for word in asked) and any(word in mission.who for word in asked):
            whole.append(mission.id)
        elif all(_fits(word, words) for word in asked):
            begun.append(mission.id)
    return whole or begun


def _fits(word: str, words: frozenset[str]) -> bool:
    return word in words or (len(word) >= LONG_ENOUGH and any(other.startswith(word) for other in words))
