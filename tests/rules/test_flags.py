"""Registrations for priority response by the rules alone: sent, confirmed, asked again after 180 days, anew at another address (R-070)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from article22.contexts.missions.rules import flags
from article22.contexts.missions.rules.flags import ANSWERED_WITHIN, HOLDS, MOVES, NONE, Registration, Standing
from article22.contexts.missions.rules.terms import AgencyWord, CannotFlag, Flag, MissionKind, PremisesKind

T = datetime(2026, 6, 15, 13, tzinfo=UTC)
DAY = timedelta(days=1)
HERE, THERE = "414 Union Street", "12 Broadway"
SENT = flags.send(NONE, HERE, T)
CONFIRMED = flags.answer(SENT, AgencyWord.FLAGGED, "", T + DAY)
HONOLULU, EASTERN, UTC_ZONE = ZoneInfo("Pacific/Honolulu"), ZoneInfo("America/New_York"), ZoneInfo("UTC")


def standing(one: Registration, address: str, at: datetime, zone: ZoneInfo = UTC_ZONE) -> Standing:
    """How a location stands whose clocks are those of `zone`."""
    return flags.standing(one, address, at, zone)


@pytest.mark.parametrize(("one", "days", "flag", "owed"), [
    (NONE, 0, Flag.TO_REGISTER, True), (SENT, 1, Flag.SENT, False), (SENT, 29.9, Flag.SENT, False), (SENT, 30, Flag.SENT, True),
    (CONFIRMED, 2, Flag.CONFIRMED, False), (CONFIRMED, 180.9, Flag.CONFIRMED, False), (CONFIRMED, 181, Flag.DUE, True),
    (flags.answer(SENT, AgencyWord.NOT_OURS, "the county's", T + DAY), 2, Flag.RETURNED, True), (flags.fail(SENT), 1, Flag.RETURNED, True),
    (flags.send(CONFIRMED, HERE, T + 100 * DAY), 101, Flag.CONFIRMED, False), (flags.send(CONFIRMED, HERE, T + 100 * DAY), 181, Flag.SENT, True),
    (flags.send(CONFIRMED, HERE, T + 180 * DAY), 200, Flag.SENT, False), (flags.send(CONFIRMED, THERE, T + 2 * DAY), 3, Flag.TO_REGISTER, True),
])
def test_a_location_stands_as_what_people_did_and_time_make_it(one: Registration, days: float, flag: Flag, owed: bool) -> None:
    found = standing(one, HERE, T + days * DAY)
    assert (found.flag, found.is_owed(T + days * DAY)) == (flag, owed)
    assert found.wants_sending(T + days * DAY) is (owed and flag is not Flag.RETURNED)


@given(days=st.floats(-10, 400))
def test_nothing_is_confirmed_for_longer_than_180_days_nor_at_another_address(days: float) -> None:
    at = T + DAY + days * DAY
    assert (standing(CONFIRMED, HERE, at).flag is Flag.CONFIRMED) is (days < HOLDS.days)
    assert standing(CONFIRMED, THERE, at).flag is Flag.TO_REGISTER


def test_a_confirmation_counts_on_while_the_agency_is_asked_again_and_falls_with_its_word() -> None:
    again = flags.send(CONFIRMED, HERE, T + 170 * DAY)
    assert standing(again, HERE, T + 180 * DAY).flag is Flag.CONFIRMED
    wrong = flags.answer(again, AgencyWord.WRONG, "the gate is in the lane", T + 172 * DAY)
    assert (standing(wrong, HERE, T + 173 * DAY).flag, wrong.confirmed_at) == (Flag.RETURNED, None)
    assert flags.send(wrong, HERE, T + 174 * DAY).confirmed_at is None


def test_an_agency_answers_once_and_a_form_held_for_dead_may_still_arrive() -> None:
    with pytest.raises(CannotFlag, match="answered before"):
        flags.answer(CONFIRMED, AgencyWord.FLAGGED, "", T)
    assert flags.answer(flags.fail(SENT), AgencyWord.FLAGGED, "", T + DAY).flag is Flag.CONFIRMED
    with pytest.raises(CannotFlag, match="answered before"):
        flags.answer(flags.withdraw(SENT), AgencyWord.FLAGGED, "", T)


@pytest.mark.parametrize("word", [AgencyWord.NOT_OURS, AgencyWord.WRONG])
def test_a_word_other_than_yes_says_what(word: AgencyWord) -> None:
    with pytest.raises(CannotFlag, match="few words"):
        flags.answer(SENT, word, "  ", T)


@pytest.mark.parametrize(("who", "called", "code"), [
    (" ", T, "flag.no-name"), ("Sgt. Cole, 4411", T + DAY, "flag.called-when"), ("Sgt. Cole, 4411", T - HOLDS, "flag.called-when")])
def test_a_call_has_a_name_and_a_time(who: str, called: datetime, code: str) -> None:
    with pytest.raises(CannotFlag) as refused:
        flags.confirm_by_call(NONE, HERE, who, called, T)
    assert refused.value.code == code
    assert flags.confirm_by_call(NONE, HERE, "Sgt. Cole, 4411", T - DAY, T).confirmed_at == T - DAY


def test_a_place_without_an_address_is_not_sent() -> None:
    with pytest.raises(CannotFlag, match="no address"):
        flags.send(NONE, " ", T)


@pytest.mark.parametrize("flag", [flag for flag in Flag if flag is not Flag.DUE])
def test_the_table_of_moves_is_kept(flag: Flag) -> None:
    one = Registration(flag=flag, address=HERE, sent_at=T, confirmed_at=T)
    for to, act in ((Flag.SENT, lambda: flags.send(one, HERE, T)), (Flag.CONFIRMED, lambda: flags.confirm_by_call(one, HERE, "x", T, T)),
                    (Flag.WITHDRAWN, lambda: flags.withdraw(one))):
        if to in MOVES[flag]:
            assert act().flag is to
        else:
            with pytest.raises(CannotFlag, match="cannot become"):
                act()


def test_whoever_is_sent_there_reads_whether_they_may_enter() -> None:
    assert "head of mission" in f"{flags.entry_rule(MissionKind.EMBASSY, PremisesKind.RESIDENCE)}"
    assert "fire" in f"{flags.entry_rule(MissionKind.CONSULATE, PremisesKind.CONSULATE)}"
    assert "fire" not in f"{flags.entry_rule(MissionKind.EMBASSY, PremisesKind.CHANCERY)}"
    assert "VCCR 59" in f"{flags.entry_rule(MissionKind.HONORARY_CONSULATE, PremisesKind.CONSULATE)}"


def test_an_answer_that_is_late_counts_when_it_comes() -> None:
    late = T + ANSWERED_WITHIN + DAY
    assert standing(flags.answer(SENT, AgencyWord.FLAGGED, "", late), HERE, late + DAY).due_at == late + HOLDS


@pytest.mark.parametrize(("zone", "confirmed", "said", "due"), [
    (EASTERN, datetime(2026, 6, 16, 2, tzinfo=UTC), "Mon 15 June 2026", date(2026, 12, 12)),
    (EASTERN, datetime(2026, 1, 16, 4, 30, tzinfo=UTC), "Thu 15 January 2026", date(2026, 7, 14)),  # 23:30 in winter: not 00:30 of the next day in summer
    (HONOLULU, datetime(2026, 6, 16, 6, tzinfo=UTC), "Mon 15 June 2026", date(2026, 12, 12)),
])
def test_a_confirmation_holds_for_180_days_to_the_day_on_the_clocks_of_the_place(zone: ZoneInfo, confirmed: datetime, said: str, due: date) -> None:
    one = flags.answer(SENT, AgencyWord.FLAGGED, "", confirmed)
    found = standing(one, HERE, confirmed + DAY, zone)
    assert found.due_at is not None
    assert (f"Confirmed on {said}." == f"{found.why}", found.due_at.date(), found.due_at.tzinfo) == (True, due, zone)
    assert (standing(one, HERE, found.due_at - timedelta(seconds=1), zone).flag, standing(one, HERE, found.due_at, zone).flag) == (Flag.CONFIRMED, Flag.DUE)
    assert said in f"{standing(one, HERE, found.due_at, zone).why}"


def test_a_standing_says_since_when_a_confirmation_counts_that_counts() -> None:
    assert (standing(NONE, HERE, T).confirmed_at, standing(SENT, HERE, T + DAY).confirmed_at) == (None, None)
    assert standing(CONFIRMED, HERE, T + 2 * DAY).confirmed_at == T + DAY
    assert standing(CONFIRMED, HERE, T + 181 * DAY).confirmed_at is None
    assert standing(CONFIRMED, THERE, T + 2 * DAY).confirmed_at is None
    again = flags.send(CONFIRMED, HERE, T + 170 * DAY)
    assert standing(again, HERE, T + 171 * DAY).confirmed_at == T + DAY


def test_a_form_that_did_not_arrive_takes_no_confirmation_away() -> None:
    lost = flags.fail(flags.send(CONFIRMED, HERE, T + 100 * DAY))
    found = standing(lost, HERE, T + 101 * DAY)
    assert (found.flag, found.is_owed(T + 101 * DAY), found.confirmed_at) == (Flag.RETURNED, True, T + DAY)
    again = flags.send(lost, HERE, T + 102 * DAY)
    assert standing(again, HERE, T + 103 * DAY).flag is Flag.CONFIRMED
    assert flags.send(lost, THERE, T + 102 * DAY).confirmed_at is None


def test_a_form_that_arrives_after_all_waits_for_its_answer_again() -> None:
    here = flags.arrive(flags.fail(SENT))
    assert (here.flag, here.word, standing(here, HERE, T + DAY).flag) == (Flag.SENT, None, Flag.SENT)
    for one in (SENT, CONFIRMED, flags.answer(SENT, AgencyWord.WRONG, "the gate", T)):
        assert flags.arrive(one) == one


def test_the_same_address_written_otherwise_is_no_other_address() -> None:
    assert standing(CONFIRMED, "414 UNION STREET.", T + 2 * DAY).flag is Flag.CONFIRMED
    assert flags.send(CONFIRMED, "414 Union street", T + 2 * DAY).confirmed_at == T + DAY
    assert standing(CONFIRMED, "414 Union Street, Suite 4", T + 2 * DAY).flag is Flag.TO_REGISTER


def test_an_older_call_does_not_undo_what_the_agency_said_since() -> None:
    wrong = flags.answer(SENT, AgencyWord.WRONG, "the gate is in the lane", T + 2 * DAY)
    for one in (wrong, flags.answer(SENT, AgencyWord.FLAGGED, "", T + 2 * DAY)):
        with pytest.raises(CannotFlag) as refused:
            flags.confirm_by_call(one, HERE, "Sgt. Cole, 4411", T + DAY, T + 3 * DAY)
        assert refused.value.code == "flag.said-since"
        assert flags.confirm_by_call(one, HERE, "Sgt. Cole, 4411", T + 3 * DAY, T + 3 * DAY).confirmed_at == T + 3 * DAY
    assert flags.confirm_by_call(wrong, THERE, "Sgt. Cole, 4411", T + DAY, T + 3 * DAY).flag is Flag.CONFIRMED, "that was of another address"
