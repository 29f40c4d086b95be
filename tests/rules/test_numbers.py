"""Two numbers in one field are never taken for one."""

import pytest

from article22.contexts.directory.rules.numbers import number_of, several_in
from article22.kernel.refusal import NotUnderstood


@pytest.mark.parametrize(("raw", "second"), [
    ("310-235-7937/9", "310-235-7939"), ("202-555-0100/01", "202-555-0101"), ("202-555-0100 / 202-555-0101", "202-555-0101"),
    ("202-555-0100 or 0101", "202-555-0101"), ("202-555-0100; 202-555-0101", "202-555-0101"), ("202-555-0100\n202-555-0101", "202-555-0101"),
    ("202-555-0100 202-555-0101", "202-555-0101"), ("+1 202 555 0100 & +44 20 7946 0000", "+44 20 7946 0000"),
])
def test_two_numbers_in_one_field_are_told_apart_and_refused(raw: str, second: str) -> None:
    assert several_in(raw, "US")[1] == second
    with pytest.raises(NotUnderstood) as refusal:
        number_of(raw, "US")
    assert (refusal.value.code, second in f"{refusal.value}") == ("number.several", True)


@pytest.mark.parametrize(("raw", "e164"), [
    ("202/555-0100", "+12025550100"), ("202-555-0100 ext. 12", "+12025550100"), ("tel:+1-202-555-0100;ext=12", "+12025550100"),
    ("+1 (202) 895-1800", "+12028951800"), ("202-555-0100,,12#", "+12025550100"),
])
def test_one_number_is_one(raw: str, e164: str) -> None:
    assert several_in(raw, "US") == ()
    assert number_of(raw, "US") == e164
