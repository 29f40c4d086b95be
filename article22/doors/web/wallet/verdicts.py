"""A card of today line by line, and beside it what a printed one says otherwise."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.routes import Step
from article22.contexts.missions.rules.cards import Compared, Pair, compare
from article22.doors.web.card.cards import Line, lines_on_paper
from article22.kernel.text import Text
from article22.procedures.cards import Stated, who_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: what the printed card has and is no longer right, and what is right today; None where there is nothing more."""

    who: Text
    line: Line | None
    struck: Sequence[str]
    is_new: bool = False
    has_new_hours: bool = False


def rows_of(stated: Stated, printed: Mapping[str, Any], *, would_dial: bool) -> Mapping[str, Sequence[Row]]:
    """The lines of today in their order, for each side of the card; after them what the printed one has beyond."""
    sides = {"danger": stated.danger, "rest": stated.rest}
    return {side: list(_rows(stated.directory, steps, compare(printed[side], stated.facts[side]), would_dial)) for side, steps in sides.items()}


def _rows(directory: Directory, steps: Sequence[Step], compared: Compared, would_dial: bool) -> Iterator[Row]:
    pairs = iter(compared.pairs)
    for line in lines_on_paper(steps, directory, would_dial=would_dial):
        yield _row(line, list(islice(pairs, len(line.values))))
    for fact in compared.gone:
        yield Row(who=who_of(fact, directory), line=None, struck=[fact["raw"]])


def _row(line: Line, pairs: Sequence[Pair]) -> Row:
    """A line has a value for each of its steps, in their order."""
    printed = [(pair.was, pair.now) for pair in pairs if pair.was]
    return Row(who=line.who, line=line, is_new=not printed, struck=list(dict.fromkeys(was["raw"] for was, now in printed if was["value"] != now["value"])),
               has_new_hours=any(was["hours"] != now["hours"] for was, now in printed))
