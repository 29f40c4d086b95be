"""People at their browsers, in stories too."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.pages.conftest import visit

__all__ = ["visit"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium, which asks nobody outside for anything; its event loop ends with the module, or Django would refuse all later tests here."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-background-networking"])
        yield browser
        browser.close()
