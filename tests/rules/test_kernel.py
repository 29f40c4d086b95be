"""The values that every floor shares."""

from datetime import UTC, date, datetime, timedelta
from uuid import RFC_4122
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from article22.kernel.actor import PUBLIC, Actor
from article22.kernel.ids import new_id
from article22.kernel.period import Period
from article22.kernel.refusal import Absent
from article22.kernel.term import Term
from article22.kernel.text import Speaker, Text


class Colour(Term):
    DARK_RED = "dark-red", "dark red"
    BLUE = "blue"


def test_a_text_says_each_kind_of_value() -> None:
    at = datetime(2026, 6, 9, 14, 20, tzinfo=ZoneInfo("America/New_York"))
    text = Text("t", "{colour} and {colours}; {day}, {at}, {at:clock}, {at:day}, {day:weekday}; {many}, {near:.0f} km, {name}; {inner}",
                colour=Colour.DARK_RED, colours=frozenset(Colour), day=date(2026, 6, 9), at=at, many=1234567, near=341.6, name="{x}",
                inner=Text("i", "inside"))
    assert str(text) == ("dark red and blue, dark red; Tue 9 June 2026, Tue 9 June 2026, 14:20, 14:20, Tue 9 June 2026, Tuesday; "
                         "1,234,567, 342 km, {x}; inside")


def test_a_speaker_translates_words_and_marks_figures() -> None:
    class Loud(Speaker):
        def words(self, english: str) -> str:
            return {"{n} of {colour}": "{colour}: {n}", "blue": "BLAU"}.get(english, english)

        def figures(self, words: str) -> str:
            return f"<{words}>"

    assert Loud().say(Text("t", "{n} of {colour}", n=2, colour=Colour.BLUE)) == "BLAU: <2>"


@pytest.mark.parametrize("value", [None, True, object()])
def test_a_text_does_not_guess_how_to_say_a_thing(value: object) -> None:
    with pytest.raises(TypeError):
        str(Text("t", "{value}", value=value))


@given(st.datetimes(datetime(1971, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  the zone is given beside it
def test_ids_are_version_7_and_sort_by_their_instant(at: datetime) -> None:
    earlier, later = new_id(at), new_id(at + timedelta(milliseconds=1))
    assert earlier < later
    assert (earlier.version, earlier.variant) == (7, "specified in RFC 4122")
    assert earlier != new_id(at)


def test_a_period_is_half_open() -> None:
    brochure, note = Period(start=date(2012, 7, 1), until=date(2024, 4, 16)), Period(start=date(2024, 4, 16))
    assert date(2012, 7, 1) in brochure
    assert date(2024, 4, 15) in brochure
    assert date(2024, 4, 16) not in brochure
    assert not brochure.meets(note)
    assert not note.covers(brochure)
    assert Period(start=date(2000, 1, 1)).covers(brochure)


def test_what_a_role_may_not_do_looks_absent() -> None:
    Actor(role="administrator", verbs=frozenset({"directory.propose"})).check_may("directory.propose")
    with pytest.raises(Absent, match="There is nothing here"):
        PUBLIC.check_may("directory.propose")


def test_ids_of_one_instant_sort_by_the_order_of_making() -> None:
    at = datetime(2026, 6, 9, 18, 20, tzinfo=UTC)
    made = [new_id(at) for _ in range(4000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {(one.version, one.variant) for one in made} == {(7, RFC_4122)}
