"""A reachability drill to 400 missions, two people each, by three channels, through the worker to sinks of this machine: every outcome is accounted for."""

import logging
import os

import structlog

from tests.conftest import STATE, point_django_at
from tests.database import Server

MISSIONS, SEED = 400, 22


def main() -> None:
    """Print a table; fail where an outcome is not the one that was drawn, or a word that arrived is not a drill's."""
    from tests.register.drilled import FATES, check, run_drill

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))  # what is refused and put off was drawn
    server = Server("embedded", STATE)
    columns = [*(outcome.value for outcome in FATES), "no-way"]
    print(f"| missions | planned | {' | '.join(columns)} | sum | ways failed | started, s | handed over, s | answered and ended, s |")
    print("|---|---|" + "---|" * (len(columns) + 5))
    name = f"a22_bench_{os.getpid()}"
    server.clone(name)
    point_django_at(server, name, role="article22_worker")
    report = run_drill(MISSIONS, SEED)
    check(report)
    print(f"| {report.missions} | {report.calls:,} | {' | '.join(f'{report.found[one]:,}' for one in columns)} | {sum(report.found.values()):,} "
          f"| {report.failed_ways} | {report.began:.1f} | {report.handed:.1f} | {report.ended:.1f} |")
    point_django_at(server, "postgres", role="article22_worker")
    server.drop(name)
