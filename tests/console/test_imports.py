"""`article22 import` and `article22 missions`, as another program sees them: what each prints for machines, what a person decides in a file, and undo."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from article22.contexts.directory.models import Agency
from article22.contexts.missions.models import Mission
from article22.doors.console import main
from article22.ground.wall.session import acting
from tests.cast import MONDAY, SYSTEM, stop_clock

Run = Callable[..., tuple[int, Any]]
MISSIONS = "qid,sending_state,type,city,address,lat,lon,phone,since\n"
CHAD = "Q1,Chad,embassy,\"Washington, DC\",2401 Massachusetts Avenue NW,38.9141,-77.0527,{phone},{since}\n"
POLICE = "ID,NAME,TELEPHONE,ADDRESS,CITY,STATE,COUNTY,X,Y\n"
NASHVILLE = "{id},NASHVILLE POLICE DEPARTMENT,{phone},1 MAIN STREET,NASHVILLE,TN,DAVIDSON,-86.78,36.16\n"
SAID = ["rows", "new", "changed", "gone", "same", "moved", "maybe", "refused", "notes"]


@pytest.fixture
def run(own_database: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command on a database of its own: its status, and what it prints."""
    own_database("article22_worker")
    monkeypatch.setenv("A22_PROCESS", "console")  # it says so itself, and it is taken back after the test
    monkeypatch.setenv("DATABASE_URL", "postgresql://article22_worker@127.0.0.1:1/a22")  # Django holds the test's own connection
    stop_clock(MONDAY)

    def command(*arguments: str) -> tuple[int, Any]:
        status = main(arguments)
        printed = capsys.readouterr().out
        return status, json.loads(printed) if "--json" in arguments else printed

    return command


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], str]:
    """A file of that name with these words, by its path."""
    def make(name: str, words: str) -> str:
        path = tmp_path / name
        path.write_text(words)
        return f"{path}"

    return make


def test_a_dry_run_changes_nothing_says_all_and_a_move_bears_the_day_of_its_row_else_the_one_given_else_today(run: Run, write: Callable[..., str]) -> None:
    before = CHAD.format(phone="", since="2020-01-01")
    first = write("list_2020.csv", MISSIONS + before)
    status, said = run("import", "premises", first, "--json")
    assert (status, list(said), said["new"], said["moved"]) == (0, SAID, 1, [])
    status, said = run("import", "premises", first, "--apply", "--json")
    assert (status, list(said)) == (0, [*SAID, "id"])
    moved = before.replace("2401 Massachusetts Avenue", "1 A Street")
    for row, on, day in ((moved, (), "2020-01-01"), (moved.replace("2020-01-01", ""), ("--on", "2021-02-03"), "2021-02-03"),
                         (moved.replace("2020-01-01", "2021-03-04"), ("--on", "2021-02-03"), "2021-03-04"),
                         (moved.replace("2020-01-01", ""), (), "2026-06-15")):
        _, said = run("import", "premises", write("list_2021.csv", MISSIONS + row), *on, "--json")
        assert said["moved"] == [{"premises": "Q1", "from": "2401 Massachusetts Avenue NW, Washington, DC (38.91410, -77.05270)",
                                  "to": "1 A Street NW, Washington, DC (38.91410, -77.05270)", "on": day}]
    status, printed = run("import", "premises", write("list_2022.csv", MISSIONS + CHAD.format(phone="202-555-0101", since="")))
    assert status == 0
    assert "row 1, line 2, Embassy of Chad, 2401 Massachusetts Avenue NW, Washington, DC: changed: telephone: – → 202-555-0101" in printed
    other = write("list.csv", MISSIONS + before.replace("Q1", "Q2").replace("Chad", "Peru"))
    assert "TCD-1 Embassy of Chad: named no more; marked, never ended" in run("import", "premises", other)[1]


def test_an_import_is_listed_taken_back_once_and_what_stays_gives_another_status(run: Run, write: Callable[..., str]) -> None:
    _, said = run("import", "agencies", write("hifld_2019.csv", POLICE + NASHVILLE.format(id="A", phone="615-555-0101")), "--apply", "--json")
    assert list(said) == [*SAID, "id"]
    _, listed = run("import", "list", "--json")
    assert [(one["id"], one["kind"], one["source"], one["undone"]) for one in listed] == [(said["id"], "agencies", "hifld", False)]
    assert run("import", "undo", said["id"], "--json") == (0, {"undone": 1, "left": []})
    status, refused = run("import", "undo", said["id"], "--json")
    assert (status, refused["refused"]["code"]) == (2, "import.undone")
    _, said = run("import", "agencies", write("hifld_2019.csv", POLICE + NASHVILLE.format(id="A", phone="615-555-0101")), "--apply", "--json")
    with acting(SYSTEM):
        Agency.objects.update(confirmed_at=MONDAY, confirmed_by=Mission.objects.all()[0].pk)
    assert run("import", "undo", said["id"], "--json") == (1, {
        "undone": 0, "left": [{"what": "NASHVILLE POLICE DEPARTMENT", "why": "somebody changed it since"}]})


def test_what_is_unclear_of_police_is_written_into_a_file_and_decided_there(run: Run, write: Callable[..., str], tmp_path: Path) -> None:
    run("import", "agencies", write("hifld_2019.csv", POLICE + NASHVILLE.format(id="A", phone="615-555-0101")), "--apply", "--json")
    later, decisions = write("hifld_2020.csv", POLICE + NASHVILLE.format(id="B", phone="615-555-0102")), f"{tmp_path / 'decisions.csv'}"
    _, said = run("import", "agencies", later, "--write-decisions", decisions, "--json")
    assert [(one["row"], one["line"], one["with"]) for one in said["maybe"]] == [(1, 2, "hifld A")]
    assert run("import", "agencies", later, "--decisions", decisions, "--json")[1]["changed"] == 1
    assert run("import", "agencies", later, "--join", "1=hifld A", "--json")[1]["changed"] == 1
    assert run("import", "agencies", later, "--new", "1", "--json")[1]["new"] == 1
    status, said = run("import", "agencies", later, "--join", "1=hifld Z", "--json")
    assert (status, said["refused"]["code"]) == (2, "import.no-agency")


def test_missions_that_are_not_green_are_listed_with_why(run: Run) -> None:
    status, listed = run("missions", "--without-two", "--json")
    assert (status, {tuple(one) for one in listed}) == (1, {("mission", "state", "why")})
    assert {one["state"] for one in listed} <= {"red", "amber"}
    assert all(one["why"] for one in listed)
