"""What every test has: the shipped directory read on a fixed day, and a database behind the wall."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import django
import pytest

PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "alone")
STATE = Path(__file__).parents[1] / ".state/tests" / PROCESS
for name in [name for name in os.environ if name.startswith(("DATABASE_", "A22_")) and name not in ("A22_REQUIRE", "A22_SHARED")]:
    del os.environ[name]
os.environ |= {"A22_STATE": f"{STATE}", "DJANGO_SETTINGS_MODULE": "article22.settings"}
django.setup()  # here, not by pytest-django: it would read the settings before this environment
del os.environ["DJANGO_SETTINGS_MODULE"]  # or pytest-django does just that in each further process, which inherits this one's

from article22 import keys  # noqa: E402  the environment comes first
from article22.contexts.directory.queries import packs  # noqa: E402
from article22.contexts.directory.rules.directories import Directory  # noqa: E402
from tests import needs  # noqa: E402
from tests.database import POSTGRESQL_15, Server  # noqa: E402

TODAY = date(2026, 6, 9)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--server", choices=("embedded", "15"), default="embedded", help="15: the fundamental tests, on a PostgreSQL 15 of the machine")


def pytest_configure(config: pytest.Config) -> None:
    keys.ensure_keys(STATE / "keys")
    needs.HAS["postgresql-15"] = POSTGRESQL_15.is_dir
    if config.getoption("--server") == "15":
        config.option.markexpr = "fundamental"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--server") == "15":
        for item in items:
            item.add_marker(pytest.mark.needs("postgresql-15"))
    needs.deselect_what_lacks(config, items)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """One of several processes tells the first what it deselected."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["lacked"] = dict(needs.counted(session.config))


def pytest_testnodedown(node: Any) -> None:
    """The first process hears it; all of them deselect the same."""
    needs.count(node.config, node.workeroutput.get("lacked", {}) if hasattr(node, "workeroutput") else {})


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in needs.summary_of(config):
        terminalreporter.write_line(line)


@pytest.fixture
def required_but_lacking() -> None:
    pytest.fail("A22_REQUIRE=all, but this machine lacks what the test needs.")


@pytest.fixture(scope="session")
def directory() -> Directory:
    """The shipped U.S. directory, read on Tuesday 9 June 2026."""
    return packs.get_pack_directory("us", today=TODAY)


@pytest.fixture
def pack_with(tmp_path: Path) -> Callable[[str, str, str], str]:
    """Copies the shipped pack with one text of one file replaced, and gives its folder."""

    def change(file: str, old: str, new: str) -> str:
        shutil.copytree(str(packs.get_pack_folder("us")), tmp_path / "pack", dirs_exist_ok=True)
        text = (tmp_path / "pack" / file).read_text("utf-8")
        assert old in text
        (tmp_path / "pack" / file).write_text(text.replace(old, new, 1), "utf-8")
        return f"{tmp_path / 'pack'}"

    return change


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Server:
    """The tests' own PostgreSQL."""
    return Server(request.config.getoption("--server"), STATE)


def point_django_at(server: Server, database: str, *, role: str) -> None:
    """Connect Django to a database as a role."""
    from django.db import connections

    connections["default"].close()
    connections["default"].settings_dict.update({"NAME": database, "USER": "article22", "HOST": f"{server.cluster.sockets}"})
    connections["default"].settings_dict["OPTIONS"] = {"options": f"-c role={role}" if role != "article22_owner" else ""}
    if role == "article22_owner":
        connections["default"].settings_dict["USER"] = role


@pytest.fixture(scope="session")
def django_db_setup(server: Server, django_db_blocker: Any) -> Iterator[None]:
    """pytest-django's own: here a clone of the template, as the web's role."""
    name = f"a22_test_{os.getpid()}"
    server.clone(name)
    with django_db_blocker.unblock():
        point_django_at(server, name, role="article22_web")
        yield
        from django.db import connections

        connections["default"].close()
    server.drop(name)


@pytest.fixture
def own_database(server: Server, django_db_setup: None, django_db_blocker: Any) -> Iterator[Callable[[str], str]]:
    """A database of the test's own, in which transactions are committed; call it with a role to act as that one."""
    name, shared = f"a22_own_{uuid4().hex[:12]}", f"a22_test_{os.getpid()}"
    server.clone(name)

    def act_as(role: str) -> str:
        point_django_at(server, name, role=role)
        return name

    with django_db_blocker.unblock():
        act_as("article22_web")
        try:
            yield act_as
        finally:
            point_django_at(server, shared, role="article22_web")
    server.drop(name)
