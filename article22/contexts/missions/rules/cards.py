"""The wallet card: what it states, whether it still holds, and what became of each of its lines."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Fact = Mapping[str, str]

CHECK_AFTER = timedelta(days=365)
LETTERS = 6
SIDES = ("danger", "rest")
DESK = ("authority", "contact", "office")
COMPARED = (*DESK, "value", "hours")  # how a source writes a number is kept, and does not make it another


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A line of a card of today, and what a printed one has for it; None where it has nothing."""

    was: Fact | None
    now: Fact

    @property
    def holds(self) -> bool:
        """Whether the line is as it was."""
        return self.was is not None and _parts(self.was, COMPARED) == _parts(self.now, COMPARED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One side of a printed card beside today's: the lines of today in their order, and what the printed one has beyond them."""

    pairs: Sequence[Pair]
    gone: Sequence[Fact]

    @property
    def holds(self) -> bool:
        """Whether nothing became different."""
        return not self.gone and all(pair.holds for pair in self.pairs)


def serial_of(number: str, facts: Mapping[str, Any], issued_on: date) -> str:
    """The serial of a card: the mission's number, and letters that another card of the same mission does not have."""
    digest = hashlib.sha256(json.dumps([facts, f"{issued_on}"], sort_keys=True, ensure_ascii=False).encode()).digest()
    return f"{number}-{base64.b32encode(digest).decode()[:LETTERS]}"


def is_current(printed: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether every fact of a card is what a card of today would state."""
    return printed["place"] == now["place"] and all(compare(printed[side], now[side]).holds for side in SIDES)


def compare(printed: Sequence[Fact], now: Sequence[Fact]) -> Compared:
    """Match the lines of two cards: those that are alike first, then those that lead to the same desk."""
    left, found = list(printed), dict[int, Fact]()
    for parts in (COMPARED, DESK):
        for nth, fact in enumerate(now):
            if nth not in found and (was := next((old for old in left if _parts(old, parts) == _parts(fact, parts)), None)):
                left.remove(was)
                found[nth] = was
    return Compared(pairs=[Pair(was=found.get(nth), now=fact) for nth, fact in enumerate(now)], gone=left)


def _parts(fact: Fact, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(fact[name] for name in names)
