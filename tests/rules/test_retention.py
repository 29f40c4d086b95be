"""How long a closed case is kept, and when that is over."""

from datetime import timedelta

import pytest

from article22.contexts.cases.rules.retention import KEEPING, LONGEST_REASON, YEAR, check_hold, check_not_held, check_past, closed_by, kept_until
from article22.contexts.cases.rules.terms import CannotMove, CaseKind, OnHold
from article22.kernel.refusal import NotUnderstood
from tests.cast import TUESDAY

MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(("kind", "years", "is_prescribed"), [
    (CaseKind.CONCERN, 3, False), (CaseKind.DEMONSTRATION, 1, False), (CaseKind.INCIDENT, 5, False), (CaseKind.THREAT_RECEIVED, 5, True),
    (CaseKind.EMERGENCY, 5, False)])
def test_each_kind_has_its_time_and_says_whether_anybody_prescribes_it(kind: CaseKind, years: int, is_prescribed: bool) -> None:
    assert (KEEPING[kind].years, KEEPING[kind].is_prescribed) == (years, is_prescribed)
    assert ("28 CFR 23.20(h)" in f"{KEEPING[kind].source}") is is_prescribed
    assert kept_until(kind, TUESDAY) == TUESDAY + years * YEAR


@pytest.mark.parametrize("kind", list(CaseKind))
def test_a_case_is_past_its_time_at_the_instant_and_not_before(kind: CaseKind) -> None:
    over = kept_until(kind, TUESDAY)
    check_past(kind, TUESDAY, over)
    with pytest.raises(CannotMove, match="is kept until"):
        check_past(kind, TUESDAY, over - MOMENT)
    assert closed_by(kind, over) == TUESDAY, "the list and the rule agree"


def test_an_open_case_has_no_time_yet() -> None:
    with pytest.raises(CannotMove, match="is open"):
        check_past(CaseKind.CONCERN, None, TUESDAY + 100 * YEAR)


def test_what_is_held_is_not_removed() -> None:
    check_not_held(is_held=False)
    with pytest.raises(OnHold, match="legal hold") as refused:
        check_not_held(is_held=True)
    assert refused.value.code == "case.on-hold"


@pytest.mark.parametrize(("reason", "until", "code"), [
    ("", None, "hold.no-reason"), ("  ", None, "hold.no-reason"), ("x" * (LONGEST_REASON + 1), None, "hold.no-reason"), ("A claim", TUESDAY, "hold.ended")])
def test_a_hold_has_a_reason_and_an_end_to_come(reason: str, until: object, code: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        check_hold(reason, until, TUESDAY)  # type: ignore[arg-type]  # None or an instant
    assert refused.value.code == code
    check_hold("A claim", None, TUESDAY)
    check_hold("A claim", TUESDAY + MOMENT, TUESDAY)
