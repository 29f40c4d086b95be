"""route() per second on one core, over the rows of the routing table."""

import time
from datetime import date

from article22.contexts.directory.queries import packs
from article22.contexts.directory.rules.questions import need_of
from article22.contexts.directory.rules.routes import route
from article22.contexts.directory.rules.table import row_of
from article22.ground.places.queries import get_place

ROUNDS = 5


def main() -> None:
    """Print a table."""
    directory = packs.get_pack_directory("us", today=date(2026, 6, 9))
    rows = [row_of(row, lambda words: get_place(words, "us"), directory) for row in packs.list_routing_rows("us")]
    best = 0.0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for row in rows:
            route(directory, row.place, need_of(row.need), row.at, row.as_of, known=row.known)
        best = max(best, len(rows) / (time.perf_counter() - began))
    print(f"| rows | route() a second, best of {ROUNDS} |\n|---|---|\n| {len(rows)} | {best:,.0f} |")
