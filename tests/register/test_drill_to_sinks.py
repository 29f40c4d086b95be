"""A drill through the worker to a mail server and a gateway of the tests' own. Four hundred missions: python -m bench drill."""

from collections.abc import Callable

import pytest

from article22.contexts.missions.rules.terms import Outcome
from tests.register.drilled import FATES, check, run_drill

pytestmark = pytest.mark.fundamental


def test_a_drill_ends_with_every_outcome_accounted_for(own_database: Callable[[str], str]) -> None:
    own_database("article22_worker")
    report = run_drill(25, seed=22)
    check(report)
    assert set(report.found) == {outcome.value for outcome in (*FATES, Outcome.NO_WAY)}, "each outcome was seen"
    assert report.calls == 25 * 2 * 3
