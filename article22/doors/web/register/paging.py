"""Long lists, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import QueryDict

Row = TypeVar("Row")
AT_ONCE, LONGEST = 50, 6  # rows on a page, and how many digits the number of one has


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a list by its number, from 1: its first and last row, of how many."""

    number: int
    first: int
    last: int
    count: int

    @property
    def before(self) -> int:
        """The number of the page before; 0 where there is none."""
        return self.number - 1

    @property
    def after(self) -> int:
        """The number of the next page; 0 where there is none."""
        return self.number + 1 if self.last < self.count else 0


def page_of(rows: Sequence[Row], asked: str | None, at_once: int = AT_ONCE) -> tuple[Page, Sequence[Row]]:
    """The page that was asked for, the last one where there are fewer, and its rows."""
    last = max(1, -(-len(rows) // at_once))
    number = min(max(int(asked), 1), last) if asked and asked.isascii() and asked.isdigit() and len(asked) <= LONGEST else 1
    shown = rows[(number - 1) * at_once:number * at_once]
    return Page(number=number, first=(number - 1) * at_once + 1, last=(number - 1) * at_once + len(shown), count=len(rows)), shown


def address_with(asked: QueryDict, **change: Any) -> str:
    """An address's own parameters with some of them changed; the page is the first again unless it is given."""
    return urlencode({name: value for name, value in (asked.dict() | {"page": ""} | change).items() if value})


def turned(asked: QueryDict, page: Page) -> dict[str, str]:
    """The addresses of the pages before and after one, by these names; empty where there is none."""
    return {"before": address_with(asked, page=page.before) if page.before else "", "after": address_with(asked, page=page.after) if page.after else ""}
