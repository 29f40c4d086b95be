"""Who speaks for a mission, when a contact is due, and what is missing of a mission."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from article22.contexts.missions.rules.claims import Claim, check_speaks, heard, is_contested, recognised
from article22.contexts.missions.rules.completeness import Held, Part, Spot, completeness_of
from article22.contexts.missions.rules.contacts import check_contact, next_due
from article22.contexts.missions.rules.terms import CannotNote, Health, NotRecognised

DAY = timedelta(days=1)
TODAY = date(2026, 7, 14)
LONG_AGO = date(2024, 1, 1)


def claim(name: str = "Ines Duarte", **days: date | None) -> Claim:
    return Claim(**{"id": uuid4(), "name": name, "starts_on": LONG_AGO} | days)  # type: ignore[arg-type]


ACCREDITED, PRETENDER = claim("Ines Duarte", accredited_on=LONG_AGO), claim("Rui Teles")


def test_only_the_one_on_the_accredited_list_speaks_and_both_claims_are_kept() -> None:
    both = (PRETENDER, ACCREDITED)
    assert recognised(both, TODAY) is ACCREDITED
    assert is_contested(both, TODAY)
    check_speaks(both, ACCREDITED.id, TODAY)
    with pytest.raises(NotRecognised, match="Rui Teles is not on the accredited list"):
        check_speaks(both, PRETENDER.id, TODAY)
    with pytest.raises(NotRecognised, match="Only Ines Duarte is on the accredited list"):
        check_speaks(both, None, TODAY)


@pytest.mark.parametrize("claims", [(), (ACCREDITED,), (PRETENDER,), (ACCREDITED, claim(ends_on=TODAY)), (ACCREDITED, claim(starts_on=TODAY + DAY))])
def test_where_nobody_contests_it_no_word_need_be_named(claims: tuple[Claim, ...]) -> None:
    assert not is_contested(claims, TODAY)
    check_speaks(claims, None, TODAY)


def test_while_it_is_contested_what_a_missions_people_say_of_whose_word_it_is_counts_for_nothing() -> None:
    both = (PRETENDER, ACCREDITED)
    assert heard(both, ACCREDITED.id, TODAY, is_own=True) is None
    assert heard(both, ACCREDITED.id, TODAY, is_own=False) == ACCREDITED.id
    assert heard((ACCREDITED,), ACCREDITED.id, TODAY, is_own=True) == ACCREDITED.id


def test_where_the_list_names_none_of_several_nothing_is_done_on_anybodys_word() -> None:
    both = (PRETENDER, claim("Ana Sol"))
    assert recognised(both, TODAY) is None
    with pytest.raises(NotRecognised, match="names none of them"):
        check_speaks(both, None, TODAY)


def test_one_who_is_alone_but_not_on_the_list_is_not_heard_in_their_own_name() -> None:
    with pytest.raises(NotRecognised):
        check_speaks((PRETENDER,), PRETENDER.id, TODAY)


@pytest.mark.parametrize(("on", "speaks"), [(LONG_AGO, True), (TODAY - DAY, True), (TODAY, False)])
def test_an_accreditation_holds_from_its_first_day_until_the_day_on_which_it_ends(on: date, speaks: bool) -> None:
    assert (recognised([claim(accredited_on=LONG_AGO, accredited_until=TODAY)], on) is not None) is speaks


@given(st.lists(st.tuples(st.integers(0, 40), st.one_of(st.none(), st.integers(0, 40)), st.integers(1, 40)), max_size=5), st.integers(0, 60),
       st.integers(0, 5))
def test_nobody_whom_the_list_does_not_name_is_ever_heard(rows: list[tuple[int, int | None, int]], on: int, nth: int) -> None:
    claims = [claim(starts_on=LONG_AGO + start * DAY, accredited_on=None if since is None else LONG_AGO + since * DAY,
                    accredited_until=None if since is None else LONG_AGO + (since + long) * DAY) for start, since, long in rows]
    day = LONG_AGO + on * DAY
    asked: UUID | None = claims[nth].id if nth < len(claims) else None
    try:
        check_speaks(claims, asked, day)
    except NotRecognised:
        return
    assert asked is None or claims[nth].is_accredited(day)
    assert asked is not None or not is_contested(claims, day)


@pytest.mark.parametrize(("given", "match"), [
    ({"officer": " "}, "who of the liaison"), ({"about": ""}, "what it was about"), ({"happened_on": TODAY + DAY}, "still to come"),
    ({"next_on": TODAY - DAY}, "Give a later day"), ({"next_on": TODAY}, "Give a later day")])
def test_a_contact_that_cannot_be_is_refused(given: dict[str, object], match: str) -> None:
    right = {"happened_on": TODAY, "next_on": TODAY + DAY, "officer": "Dana Reyes", "about": "The gate", "today": TODAY}
    check_contact(**right)  # type: ignore[arg-type]
    with pytest.raises(CannotNote, match=match):
        check_contact(**right | given)  # type: ignore[arg-type]


def test_the_next_contact_is_due_when_somebody_said_so_else_after_ninety_days() -> None:
    assert next_due(TODAY, TODAY + 9 * DAY) == TODAY + 9 * DAY
    assert next_due(TODAY, None) == TODAY + 90 * DAY
    assert next_due(None, None) is None


def held(**given: object) -> Held:
    spot = Spot(is_main=True, is_checked=True, precision_km=0.05, has_address=True, has_phone=True)
    return Held(**{"spots": [spot], "unconfirmed": 0, "health": Health.GREEN, "offices": 1, "has_liaison": True, "has_authority": True, "is_contested": False,  # type: ignore[arg-type]
                   "contact_due_on": TODAY} | given)


@pytest.mark.parametrize(("given", "parts"), [
    ({}, []),
    ({"health": Health.AMBER}, []),
    ({"health": None}, []),
    ({"health": Health.RED}, [Part.PEOPLE]),
    ({"offices": 2}, [Part.OFFICES]),
    ({"has_liaison": False}, [Part.LIAISON]),
    ({"has_authority": False}, [Part.AUTHORITY]),
    ({"is_contested": True}, [Part.AUTHORITY]),
    ({"contact_due_on": TODAY - DAY}, [Part.CONTACTS]),
    ({"contact_due_on": None}, [Part.CONTACTS]),
    ({"spots": [Spot(is_main=True, is_checked=False, precision_km=1.0, has_address=False, has_phone=False)]}, [Part.PLACES] * 4),
    ({"spots": []}, [*[Part.PLACES] * 5, Part.FLAGS]),
    ({"unconfirmed": 1}, [Part.FLAGS]),
])
def test_each_thing_that_is_missing_is_listed_with_where_it_is_mended(given: dict[str, object], parts: list[Part]) -> None:
    found = completeness_of(held(**given), TODAY)
    assert [gap.part for gap in found.gaps] == parts
    assert found.held + len(parts) == found.of == (11 if given.get("health", Health.GREEN) is None else 12)
