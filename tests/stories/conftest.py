"""People at their browsers, in stories too."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright

from tests.pages.conftest import visit

__all__ = ["visit"]


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The machine's own Chromium, which asks nobody outside for anything."""
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-background-networking"])
    yield browser
    browser.close()
