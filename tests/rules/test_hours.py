"""Lines open and close to the second."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest

from article22.contexts.directory.queries import packs
from article22.contexts.directory.rules import hours
from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.terms import Contact, Weekly

START, END = date(2026, 1, 1), date(2036, 1, 1)
SECOND = timedelta(seconds=1)


def weekly_lines(directory: Directory) -> Iterator[tuple[Contact, Weekly]]:
    for versions in directory.contacts.values():
        for contact in versions:
            if isinstance(contact.hours, Weekly):
                yield contact, contact.hours


def days() -> Iterator[date]:
    return (START + timedelta(days=number) for number in range((END - START).days))


def federal_days_off(year: int) -> set[date]:
    """Federal holidays by the library, and Inauguration Day by 5 USC 6103(c), worked out anew."""
    off = set(holidays.country_holidays("US", years=(year, year + 1)))
    if year % 4 == 1:
        day = date(year, 1, 20)
        off.add(day + timedelta(days=day.weekday() == 6))
    return off


def test_every_opening_and_closing_of_ten_years_one_second_either_side(directory: Directory) -> None:
    lines = list(weekly_lines(directory))
    assert lines
    for _, weekly in lines:
        for day in days():
            works = day.weekday() in weekly.days and day not in federal_days_off(day.year)
            opens, closes = (datetime.combine(day, clock, weekly.zone).astimezone(UTC) for clock in (weekly.opens, weekly.closes))
            seen = [hours.is_open(weekly, at) for at in (opens - SECOND, opens, closes - SECOND, closes)]
            assert seen == [False, works, works, False], day


def test_every_clock_change_and_holiday_names_its_reason_and_its_next_opening(directory: Directory) -> None:
    for _, weekly in weekly_lines(directory):
        changes = [day for day in days() if _offset(weekly.zone, day) != _offset(weekly.zone, day + timedelta(days=1))]
        assert len(changes) == 20
        for day in {*changes, *(day for day in weekly.closed if START <= day < END)}:
            for at in (datetime.combine(day, time(12), weekly.zone) + sign * SECOND for sign in (-1, 0, 1)):
                assert not hours.is_open(weekly, at) or weekly.closed.get(day) is None
                if not hours.is_open(weekly, at):
                    opens = hours.next_opening(weekly, at)
                    assert opens is not None
                    assert hours.is_open(weekly, opens)
                    assert not hours.is_open(weekly, opens - SECOND)
                    assert str(hours.why_closed(weekly, at))
                    quarters = range(int((opens - at) / timedelta(minutes=15)))
                    assert not any(hours.is_open(weekly, at + timedelta(minutes=15 * quarter)) for quarter in quarters)


def _offset(zone: ZoneInfo, day: date) -> timedelta | None:
    return datetime.combine(day, time(0), zone).utcoffset()


def test_a_holiday_gives_its_name(directory: Directory) -> None:
    weekly = next(weekly_lines(directory))[1]
    assert str(hours.why_closed(weekly, datetime(2026, 5, 25, 10, tzinfo=weekly.zone))) == "It is closed today: Memorial Day."
    assert str(hours.why_closed(weekly, datetime(2026, 7, 11, 10, tzinfo=weekly.zone))) == "It is closed on Saturdays."
    assert str(hours.why_closed(weekly, datetime(2026, 7, 10, 17, 0, 1, tzinfo=weekly.zone))) == (
        "It is closed at 17:00 there; its hours are 08:00 to 17:00.")


def test_the_frozen_holidays_are_those_of_the_library() -> None:
    calendar = packs.get_pack("us").calendars["us-federal"]
    assert calendar.holidays == {day: name for year in range(2012, calendar.until.year + 1)
                                 for day, name in holidays.country_holidays("US", years=year).items() if day < calendar.until}


def test_the_dated_closures_are_working_days_with_a_source() -> None:
    calendar = packs.get_pack("us").calendars["us-federal"]
    for closure in calendar.closure:
        assert closure.on.weekday() < 5
        assert closure.on not in calendar.holidays
        assert closure.source
    ordered = {day for day in holidays.country_holidays("US", years=range(2012, 2027), categories=("government",)) if day not in calendar.holidays}
    assert {closure.on for closure in calendar.closure if closure.name != "Inauguration Day"} == ordered - {date(2015, 12, 24)}  # half a day


@pytest.mark.parametrize(("at", "is_open"), [
    ("2026-07-10T10:59:59-10:00", True), ("2026-07-10T11:00:00-10:00", False), ("2026-12-11T11:30:00-10:00", True),  # S3
])
def test_honolulu_sees_washington_close(at: str, is_open: bool, directory: Directory) -> None:
    assert hours.is_open(next(weekly_lines(directory))[1], datetime.fromisoformat(at)) is is_open
