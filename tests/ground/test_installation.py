"""Born demo or live, for ever; and a demo's clock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from article22.ground.installation import actions, queries
from article22.ground.installation.rules import DEMO_BEGINS, BornOtherwise, DemoClock, Kind, check_kind

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CLOCK = DemoClock(machine=START, shown=DEMO_BEGINS, seen=START)


def test_the_demos_clock_starts_on_tuesday_9_june_2026_at_14_20_in_washington() -> None:
    assert CLOCK.now(START).isoformat() == "2026-06-09T14:20:00-04:00"
    assert CLOCK.now(START + timedelta(hours=2)) == DEMO_BEGINS + timedelta(hours=2)


def test_a_later_start_goes_on_from_the_latest_instant() -> None:
    ran = DemoClock(machine=START, shown=DEMO_BEGINS, seen=START + timedelta(hours=1))
    tomorrow = START + timedelta(days=1)
    assert ran.restarted(tomorrow, None).now(tomorrow) == DEMO_BEGINS + timedelta(hours=1)
    later = DEMO_BEGINS + timedelta(hours=5)
    assert ran.restarted(tomorrow, later).now(tomorrow) == later


def test_a_second_process_leaves_a_running_clock_alone() -> None:
    second = CLOCK.restarted(START + timedelta(seconds=5), None)
    assert (second.machine, second.shown) == (CLOCK.machine, CLOCK.shown)


@given(st.lists(st.tuples(st.integers(-3600, 7200), st.booleans()), max_size=20))
def test_the_clock_never_goes_back_whatever_the_machine_does(steps: list[tuple[int, bool]]) -> None:
    clock, machine, shown = CLOCK, START, CLOCK.now(START)
    for seconds, restarts in steps:
        machine += timedelta(seconds=seconds)
        running = DemoClock(machine=clock.machine, shown=clock.shown, seen=max(clock.seen, machine))
        clock = clock.restarted(machine, shown) if restarts else running
        assert clock.now(machine) >= shown
        shown = clock.now(machine)


def test_an_installation_cannot_become_another() -> None:
    with pytest.raises(BornOtherwise, match="was born demo and cannot become live"):
        check_kind(Kind.DEMO, "live")


@pytest.mark.django_db
@pytest.mark.parametrize("sql", ["UPDATE installation_installation SET kind = 'live'", "DELETE FROM installation_installation"])
def test_not_even_by_hand(sql: str) -> None:
    with pytest.raises((ProgrammingError, IntegrityError), match="permission denied|append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_starting_again_changes_nothing_but_the_clock(own_database: Callable[[str], str]) -> None:
    own_database("article22_owner")
    born = queries.get_installation()
    assert born.kind == "demo"
    with pytest.raises(BornOtherwise):
        actions.start("live", machine_now=START, latest=None)
    actions.see_clock_run(machine_now=datetime.now(UTC))
    assert queries.get_now(datetime.now(UTC)) >= DEMO_BEGINS


def test_a_clock_makes_no_demo_of_a_live_installation(own_database: Callable[[str], str]) -> None:
    own_database("article22_owner")
    assert queries.get_clock() is not None
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE installation_installation DISABLE TRIGGER USER; UPDATE installation_installation SET kind = 'live'")
    assert queries.get_clock() is None
    assert queries.get_now(START) == START
