"""`article22 demo clock`: what the demo's clock shows, and days forward."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from article22.doors.console import main
from tests.cast import MONDAY, stop_clock


@pytest.fixture
def clock(own_database: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., datetime]:
    """What the command prints, on a database of its own."""
    own_database("article22_worker")
    monkeypatch.setenv("A22_PROCESS", "console")
    monkeypatch.setenv("DATABASE_URL", "postgresql://article22_worker@127.0.0.1:1/a22")  # Django holds the test's own connection
    stop_clock(MONDAY)

    def shown(*options: str) -> datetime:
        assert main(["demo", "clock", "--json", *options]) == 0
        return datetime.fromisoformat(json.loads(capsys.readouterr().out)["now"])

    return shown


def test_the_demos_clock_goes_forward_by_days_and_never_back(clock: Callable[..., datetime], capsys: pytest.CaptureFixture[str]) -> None:
    before = clock()
    assert clock("--days", "30") - before >= timedelta(days=30)
    for wrong in ("0", "-1", "401", "soon"):
        with pytest.raises(SystemExit):
            main(["demo", "clock", f"--days={wrong}"])
        assert "say a number of days from 1 to 400" in capsys.readouterr().err
