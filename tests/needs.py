"""What a machine may lack. A test that needs it is deselected there with a printed count; with A22_REQUIRE=all its lack is a failure."""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.bare_root import find_isolation

SHARED = Path(os.environ.get("A22_SHARED", Path(__file__).parents[2] / "shared"))
REQUIRED = os.environ.get("A22_REQUIRE") == "all"

HAS: dict[str, Callable[[], bool]] = {
    "shared": (SHARED / "data").is_dir,
    "chromium": lambda: shutil.which("chromium") is not None,
    "root-of-its-own": lambda: find_isolation() is not None,
}
LACKED = pytest.StashKey[Counter[str]]()


def deselect_what_lacks(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests whose needs this machine does not meet."""
    lacked: Counter[str] = Counter()
    config.stash[LACKED] = lacked
    kept = []
    for item in items:
        missing = [name for mark in item.iter_markers("needs") for name in mark.args if not HAS[name]()]
        if missing and REQUIRED:
            item.add_marker(pytest.mark.usefixtures("required_but_lacking"))
        if missing and not REQUIRED:
            lacked.update(missing)
        else:
            kept.append(item)
    if len(kept) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


def counted(config: pytest.Config) -> Counter[str]:
    """How many tests lacked what."""
    return config.stash.get(LACKED, Counter())


def count(config: pytest.Config, lacked: Mapping[str, int]) -> None:
    """Know what another process, which deselected the same tests, lacked."""
    config.stash[LACKED] = Counter(lacked)


def summary_of(config: pytest.Config) -> list[str]:
    """A line for each thing that was missing."""
    return [f"{count} tests deselected: this machine has no {name}" for name, count in sorted(counted(config).items())]
