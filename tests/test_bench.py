"""What a measurement proves, it can also refute: a message that came twice without a kill is named."""

from dataclasses import replace
from uuid import UUID

import pytest

from bench.kills import Kill
from bench.twice import list_unexplained

ONCE, TWICE = UUID(int=1), UUID(int=2)
KILL, LATER = (Kill(part="database", at=at, replaced_at=at + 1.0, recovery=1.0) for at in (100.0, 140.0))


@pytest.mark.parametrize(("came", "written", "is_explained"), [
    ((99.5, 129.5), 129.6, True),  # handed over, and killed before that was written down
    ((100.5, 130.0), 130.1, True),  # handed over while the killed one fell
    ((99.5, 129.5), 99.9, False),  # written down before the kill: nothing was in flight
    ((97.0, 129.5), 129.6, False),  # longer in flight than anything that was not disturbed
    ((101.5, 131.5), 131.6, False),  # come when the kill was over
    ((50.0, 99.0), 131.6, False),  # come again before the kill
    ((99.5, 139.5, 169.5), 169.6, True),  # two kills, two repeats
    ((99.5, 129.5, 129.6), 129.7, False),  # one kill, two repeats
])
def test_a_message_that_came_twice_was_in_flight_at_a_kill_or_is_named(came: tuple[float, ...], written: float, is_explained: bool) -> None:
    undisturbed = (120.0, 122.0)
    found = list_unexplained({ONCE: undisturbed[:1], TWICE: came}, {ONCE: undisturbed[1], TWICE: written}, [KILL, LATER])
    assert [f"{TWICE}" in one for one in found] == ([] if is_explained else [True])


@pytest.mark.parametrize(("came", "is_explained"), [((75.0, 129.5), True), ((69.0, 129.5), False)])
def test_what_a_killed_worker_had_handed_over_was_in_flight_as_long_as_its_lease_ran(came: tuple[float, ...], is_explained: bool) -> None:
    found = list_unexplained({ONCE: (120.0,), TWICE: came}, {ONCE: 122.0, TWICE: 129.6}, [replace(KILL, part="worker")])
    assert bool(found) == (not is_explained)


def test_without_a_kill_nothing_may_come_twice_and_the_lease_bounds_what_is_in_flight() -> None:
    arrivals, written = {ONCE: (10.0,), TWICE: (60.0, 160.0)}, {ONCE: 60.0, TWICE: 161.0}
    assert len(list_unexplained(arrivals, written, [])) == 1
    assert len(list_unexplained(arrivals, written, [KILL])) == 1  # 40 s before it, where the slowest took 50
