"""The duty as a drawing: a lane for each part of it, a mark for each moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from article22.contexts.cases.rules.duty import Lane, Moment
from article22.kernel.text import Text

LEFT, WIDTH, TOP, STEP = 108, 640, 30, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A mark: where it stands, and of what shape."""

    x: float
    y: int
    shape: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A lane: its name and its height."""

    lane: Lane
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """An instant under the drawing."""

    x: float
    words: Text
    is_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Lanes, marks and ticks in units of 770 by 240."""

    rows: Sequence[Row]
    dots: Sequence[Dot]
    ticks: Sequence[Tick]


def draw(moments: Sequence[Moment], zone: ZoneInfo) -> Drawing | None:
    """The drawing of some moments; None where there are none."""
    if not moments:
        return None
    rows = [Row(lane=lane, y=TOP + STEP * place) for place, lane in enumerate(Lane)]
    first, last = moments[0].at, moments[-1].at
    whole = max(last - first, timedelta(seconds=1))
    heights = {row.lane: row.y for row in rows}
    dots = [Dot(x=round(LEFT + WIDTH * ((moment.at - first) / whole), 1), y=heights[moment.lane], shape=_shape(moment)) for moment in moments]
    ticks = [Tick(x=x, words=Text("moment.day", "{at}", at=at.astimezone(zone)), is_end=is_end)
             for x, at, is_end in ((LEFT, first, False), *([(LEFT + WIDTH, last, True)] if last > first else []))]
    return Drawing(rows=rows, dots=dots, ticks=ticks)


def _shape(moment: Moment) -> str:
    if moment.mark in ("silent", "late"):
        return moment.mark
    return "late" if moment.late else "square" if moment.lane in (Lane.TOLD, Lane.DECIDED, Lane.DONE) else "round"
