"""Times on the clocks of a place: left out, twice, or once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from article22.contexts.cases.rules.terms import CannotOpen
from article22.contexts.cases.rules.times import Twice, Which, instant_at

WASHINGTON, HONOLULU, PHOENIX = ZoneInfo("America/New_York"), ZoneInfo("Pacific/Honolulu"), ZoneInfo("America/Phoenix")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(("wall", "zone", "instant"), [
    ("2026-06-09T14:20", WASHINGTON, "2026-06-09T18:20+00:00"),
    ("2026-12-09T14:20", WASHINGTON, "2026-12-09T19:20+00:00"),
    ("2026-11-01T01:30", HONOLULU, "2026-11-01T11:30+00:00"),
    ("2026-03-08T02:30", PHOENIX, "2026-03-08T09:30+00:00"),
    ("2026-11-01T00:59", WASHINGTON, "2026-11-01T04:59+00:00"),
    ("2026-11-01T02:00", WASHINGTON, "2026-11-01T07:00+00:00"),
    ("2026-03-08T03:00", WASHINGTON, "2026-03-08T07:00+00:00"),
])
def test_most_times_come_once(wall: str, zone: ZoneInfo, instant: str) -> None:
    assert instant_at(at(wall), zone) == at(instant)


def test_where_the_clocks_go_back_somebody_says_which_is_meant() -> None:
    wall = at("2026-11-01T01:30")
    with pytest.raises(Twice, match="comes twice"):
        instant_at(wall, WASHINGTON)
    first, second = instant_at(wall, WASHINGTON, Which.EARLIER), instant_at(wall, WASHINGTON, Which.LATER)
    assert (first.astimezone(UTC), second.astimezone(UTC)) == (at("2026-11-01T05:30+00:00"), at("2026-11-01T06:30+00:00"))


def test_what_the_clocks_leave_out_is_no_time() -> None:
    with pytest.raises(CannotOpen, match="does not exist"):
        instant_at(at("2026-03-08T02:30"), WASHINGTON, Which.EARLIER)


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2100, 1, 1)), st.sampled_from([WASHINGTON, HONOLULU, PHOENIX]),  # noqa: DTZ001
       st.sampled_from(Which))
def test_the_clocks_of_the_place_show_the_time_that_was_given(wall: datetime, zone: ZoneInfo, which: Which) -> None:
    try:
        instant = instant_at(wall, zone, which)
    except CannotOpen:
        before, after = ((wall.replace(tzinfo=zone) + shift).utcoffset() for shift in (timedelta(hours=-3), timedelta(hours=3)))
        assert before != after
    else:
        assert instant.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall
