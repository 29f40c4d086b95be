"""The commands, as another program sees them."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from article22.doors.console import main

NASHVILLE = ["route", "--need", "concern", "--lat", "36.16", "--lon", "-86.78", "--at", "2026-03-12T10:10:00-05:00", "--json"]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, Any]]:
    def command(*arguments: str) -> tuple[int, Any]:
        status = main(arguments)
        printed = capsys.readouterr().out
        return status, json.loads(printed) if "--json" in arguments else printed

    return command


def test_the_worked_example_of_the_contract(run: Callable[..., tuple[int, Any]]) -> None:
    status, answer = run(*NASHVILLE)
    assert status == 0
    assert list(answer) == ["need", "place", "at", "as_of", "regime", "directory", "steps", "warnings"]
    assert answer["place"] == {"text": "36.16, -86.78", "lat": 36.16, "lon": -86.78, "city": None, "state": None, "precision_km": 0.0}
    assert answer["directory"] == {"from": "pack", "version": "2024-04-16.1"}
    step = answer["steps"][0]
    assert list(step) == ["rank", "group", "regime", "authority", "who", "office", "site", "contact", "line", "open_now", "opens_at", "because",
                          "rule", "source", "distance_km", "runner_up"]
    assert (step["office"], step["line"]["e164"], step["distance_km"], step["runner_up"]) == (
        "atlanta", "+14048790134", 341.1, {"office": "st-louis", "distance_km": 409.7})
    assert step["rule"] == {"document": "note-24-704", "date": "2024-04-16",
                            "quote": "their closest DS Field Office and local law enforcement agencies"}
    assert step["source"] == {"document": "brochure-2012", "date": "2012-07", "quote": "Tel: 404-879-0134"}
    assert [step["rank"] for step in answer["steps"]] == [1, 2, 3]


@pytest.mark.parametrize(("change", "code"), [
    (["--need", "help"], "need.unknown"), (["--need", ""], "need.unknown"),
    (["--at", "2026-03-12T10:10:00"], "route.no-zone"), (["--at", "2026-02-31T10:00:00Z"], "at.unreadable"),
    (["--at", "noon"], "at.unreadable"), (["--as-of", "2019-02-31"], "day.unreadable"), (["--lat", "91"], "place.impossible"),
    (["--lat", "-86.78", "--lon", "36.16"], "place.swapped"), (["--lat", "nan"], "place.not-finite"), (["--lat", "x"], "place.not-a-number"),
    (["--place", "Nashville, TN"], "place.how"), (["--lat", "43.65", "--lon", "-79.38"], "place.outside"),
])
def test_bad_input_is_refused_with_a_code(change: list[str], code: str, run: Callable[..., tuple[int, Any]]) -> None:
    status, answer = run(*NASHVILLE, *change)
    assert status == 2
    assert answer["refused"]["code"] == code
    assert answer["refused"]["text"]


@pytest.mark.parametrize(("where", "code"), [
    (["--place", "Nashville"], "place.which"), (["--place", "Atlantis, GA"], "place.unknown"), (["--place", ""], "place.unknown"),
    (["--mission", "VAL-1"], "mission.no-register"), ([], "place.how"), (["--lat", "36.16"], "place.how"),
    (["--place", "37203", "--mission", "VAL-1"], "place.how"), (["--place", "S\udce3o Paulo"], "text.unwritable"),
    (["--mission", "VAL-1\0"], "text.unwritable"),
])
def test_a_place_is_named_in_one_way(where: list[str], code: str, run: Callable[..., tuple[int, Any]]) -> None:
    status, answer = run("route", "--need", "concern", "--json", *where)
    assert (status, answer["refused"]["code"]) == (2, code)


def test_a_refusal_is_one_sentence_for_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["route", "--need", "concern", "--place", "Atlantis, GA"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("No place called Atlantis, GA is known here.")
    assert "Traceback" not in printed.err


def test_the_card_at_a_terminal_marks_what_is_closed(run: Callable[..., tuple[int, Any]]) -> None:
    _, card = run("route", "--need", "information", "--place", "Honolulu, HI", "--at", "2026-07-10T11:00:00-10:00")
    assert "Protective Liaison Division: 202-895-3600  CLOSED. It is closed at 17:00 there" in card
    assert "Opens Mon 13 July 2026, 08:00 EDT." in card
    assert card.index("571-345-3146") < card.index("202-895-3600")


def test_a_zone_whose_plus_was_lost_in_an_address_is_understood(run: Callable[..., tuple[int, Any]]) -> None:
    _, answer = run("route", "--need", "concern", "--place", "37203", "--at", "2026-03-12T15:10:00 00:00", "--json")
    assert answer["at"] == "2026-03-12T15:10:00+00:00"


def test_check_says_that_all_is_well(run: Callable[..., tuple[int, Any]]) -> None:
    status, answer = run("check", "--json")
    assert (status, answer["ok"]) == (0, True)
    assert [finding["code"] for finding in answer["findings"]] == ["meaning-changed"]


def test_pack_check_lists_the_18_findings_and_the_one_contradiction(run: Callable[..., tuple[int, Any]]) -> None:
    status, answer = run("pack", "check", "--json")
    assert (status, answer["ok"]) == (0, True)
    codes = [finding["code"] for finding in answer["findings"]]
    assert codes[0] == "meaning-changed"
    assert codes[1:] == [f"DQ-{number:02}" for number in range(1, 19)]
    assert {finding["code"] for finding in answer["findings"] if finding["severity"] == "warning"} == {"DQ-01", "DQ-02", "DQ-03", "DQ-16"}


def test_pack_check_names_what_is_wrong(run: Callable[..., tuple[int, Any]], pack_with: Callable[[str, str, str], str]) -> None:
    status, answer = run("pack", "check", pack_with("rulebooks.toml", '["CP-15"]', '["CP-99"]'), "--json")
    assert (status, answer["refused"]["code"]) == (2, "pack.unknown-reference")
    assert "CP-99" in answer["refused"]["text"]


def test_pack_diff_shows_2234_leaving_emergency(run: Callable[..., tuple[int, Any]]) -> None:
    status, answer = run("pack", "diff", "us@2012-07-01", "us", "--routes", "--at", "2026-03-12T10:10:00-05:00", "--json")
    assert status == 0
    leaving = {change["place"] for change in answer["routes"] if change["need"] == "emergency" and "202-634-2234" in change["left"]}
    assert {"Washington, DC", "Nashville, TN", "Honolulu, HI"} <= leaving
    _, printed = run("pack", "diff", "us@2012-07-01", "us", "--routes")
    assert "leaves emergency: 202-634-2234" in printed


def test_every_command_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    for words in ([], ["route"], ["check"], ["pack"], ["pack", "check"], ["pack", "diff"], ["outbox"], ["outbox", "list"], ["outbox", "release"]):
        with pytest.raises(SystemExit) as stopped:
            main([*words, "--help"])
        assert stopped.value.code == 0
        assert "usage: article22" in capsys.readouterr().out
