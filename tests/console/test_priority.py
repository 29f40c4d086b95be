"""`article22 priority`, as another program sees it: every official location, what waits, and by its status whether anything does."""

import json
from collections.abc import Callable

import pytest

from article22.contexts.missions.models import Mission
from article22.doors.console import main
from article22.ground.wall.session import acting
from tests.cast import MONDAY, SYSTEM, member, stop_clock
from tests.register.flags import name_desk, place_in, send_city

KEYS = ["premises", "mission", "kind", "address", "city", "region", "state", "why", "agency", "owner", "due", "owed"]


@pytest.fixture
def printed(own_database: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """The command on a database of its own, in which nothing was sent to anybody: its status, and what it prints."""
    own_database("article22_worker")
    monkeypatch.setenv("A22_PROCESS", "console")  # it says so itself, and it is taken back after the test
    monkeypatch.setenv("DATABASE_URL", "postgresql://article22_worker@127.0.0.1:1/a22")  # Django holds the test's own connection
    stop_clock(MONDAY)

    def command(*options: str) -> tuple[int, str]:
        status = main(["priority", *options])
        return status, capsys.readouterr().out

    return command


def test_every_location_is_listed_with_how_it_stands_and_whose_it_is(printed: Callable[..., tuple[int, str]]) -> None:
    dana = member("liaison-officer")
    with acting(dana):
        name_desk(by=dana)
        sent = place_in("Nashville", by=dana)
        send_city("Nashville", by=dana)
    status, out = printed("--json")
    rows = {row["premises"]: row for row in json.loads(out)}
    assert status == 1, "places wait for somebody"
    assert all(list(row) == KEYS and row["owner"] for row in rows.values())
    assert {row["state"] for row in rows.values()} == {"to-register", "sent"}
    one = rows[f"{sent.premises}"]
    assert (one["mission"], one["city"], one["region"], one["owed"]) == (sent.number, "Nashville", "TN", False)
    assert one["agency"] == "Nashville Police, dispatch records"
    assert one["due"].startswith("2026-")
    status, out = printed("--owed", "--json")
    assert (status, {row["premises"] for row in json.loads(out)}) == (1, {id for id, row in rows.items() if row["owed"]})
    status, out = printed()
    assert (status, len(out.splitlines())) == (1, len(rows))
    assert any(line.startswith(f"{sent.number}  sent  ") for line in out.splitlines())


def test_where_nothing_waits_the_status_is_none(printed: Callable[..., tuple[int, str]]) -> None:
    with acting(SYSTEM):
        Mission.objects.update(ended_on=MONDAY.date())
    assert printed("--owed", "--json") == (0, "[]\n")
    assert printed("--owed") == (0, "")


def test_an_option_that_it_does_not_have_is_refused(printed: Callable[..., tuple[int, str]]) -> None:
    with pytest.raises(SystemExit) as refused:
        printed("--late")
    assert refused.value.code == 2
