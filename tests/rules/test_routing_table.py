"""The routing table holds, and can fail."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from article22.contexts.directory.queries import packs
from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.table import answer_to, failing_rows, row_of
from article22.ground.places.queries import get_place
from article22.kernel.place import Place

ROWS = packs.list_routing_rows("us")
EXAMPLES = 21
RULED = {1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19}  # X-09, the strength of the duty, routes nothing


def find(words: str) -> Place:
    return get_place(words, "us")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["why"])
def test_each_row_gives_its_answer(row: Mapping[str, Any], directory: Directory) -> None:
    assert [str(finding.text) for finding in failing_rows(directory, [row], find)] == []


def test_the_table_covers_what_it_must() -> None:
    reasons = [row["why"] for row in ROWS]
    assert len(ROWS) >= 300
    assert len(set(reasons)) == len(reasons)
    assert {int(found[1]) for why in reasons if (found := re.match(r"worked example (\d+):", why))} == set(range(1, EXAMPLES + 1))
    assert {int(number) for why in reasons for number in re.findall(r"X-(\d\d)", why)} >= RULED


@pytest.mark.parametrize("field", ["regime", "first", "when_safe", "then", "warnings", "nearest"])
def test_a_row_that_expects_something_else_fails(field: str, directory: Directory) -> None:
    row = {**next(row for row in ROWS if "nearest" in row), field: "nonsense"}
    assert len(list(failing_rows(directory, [row], find))) == 1


def test_a_row_with_an_unknown_field_is_refused(directory: Directory) -> None:
    with pytest.raises(ValueError, match="unknown fields"):
        row_of({**ROWS[0], "hope": "yes"}, find, directory)


@pytest.mark.parametrize(("old", "new", "least"), [
    ('emergency_first = "911"', 'emergency_first = ""', 10),
    ('offices = "any"', 'offices = "field"', 50),  # Honolulu would go to California
    ('federal_holidays = "closed"', 'federal_holidays = "open"', 10),  # DQ-18
    ("on = false", "on = true", 1),  # Chicago's area of responsibility
    ("error_km = 1.5", "error_km = 0.0", 5),
])
def test_every_setting_of_the_pack_changes_answers(old: str, new: str, least: int, pack_with: Any) -> None:
    changed = packs.get_pack_directory(pack_with("pack.toml", old, new), today=date(2026, 6, 9))
    assert len(list(failing_rows(changed, ROWS, find))) >= least


def test_the_strict_reading_sends_honolulu_to_california(pack_with: Any) -> None:
    strict = packs.get_pack_directory(pack_with("pack.toml", 'offices = "any"', 'offices = "field"'), today=date(2026, 6, 9))
    row = {"why": "X-07", "place": "Honolulu, HI", "need": "liaison", "at": "2026-03-12T10:10:00-05:00"}
    assert answer_to(strict, row_of(row, find, strict))["first"].startswith(("CP-17@san-francisco", "CP-17@los-angeles"))


