"""A real browser on the running system: the tour is walked, and the card is kept for when there is no network."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.stories.running import System, system

pytestmark = pytest.mark.needs("chromium")
NASHVILLE = "/card/?place=Nashville%2C+TN&need=concern"

KEPT = """async (path) => {
  const end = Date.now() + 10000;
  while (Date.now() < end) {
    if (await caches.match(location.origin + path)) return true;
    await new Promise((next) => setTimeout(next, 50));
  }
  return false;
}"""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system(tmp_path_factory.mktemp("browser") / "a22") as one:
        yield one


@pytest.fixture
def tab(chromium: Browser, running: System) -> Iterator[Page]:
    """A new visitor, whose every request beyond this machine fails the test."""
    context = chromium.new_context(base_url=running.url, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    beyond: list[str] = []
    page.on("request", lambda request: beyond.append(request.url) if not request.url.startswith((running.url, "data:")) else None)
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(f"{fault}"))
    yield page
    context.close()
    print(running.printed()[-4000:])  # shown where the test failed
    assert (beyond, faults) == ([], [])


def test_the_arrow_keys_lead_through_the_tour(tab: Page) -> None:
    tab.goto("/tour")
    expect(tab.locator("h1")).to_have_text("Two papers, one number")
    expect(tab.locator("mark.was")).to_have_text("202-634-2234")
    tab.keyboard.press("ArrowRight")
    expect(tab.locator("h1")).to_have_text("One question, two answers")
    expect(tab.get_by_role("heading", name="Diplomatic Security Service, Atlanta office")).to_be_visible()
    expect(tab.get_by_role("img", name="Straight lines from Consulate of Maristan, Nashville, TN")).to_be_visible()
    tab.keyboard.press("ArrowLeft")
    expect(tab.locator("h1")).to_have_text("Two papers, one number")


def test_the_tour_runs_whole_within_a_minute(tab: Page) -> None:
    began = time.monotonic()
    tab.goto("/tour/2/")
    tab.keyboard.press("ArrowRight")
    tab.get_by_role("button", name="File it as Ana Ferro").click()
    expect(tab.locator("h1")).to_have_text("On record, and two authorities told")
    expect(tab.locator(".folio")).to_contain_text("26-")
    expect(tab.locator("li", has_text="Diplomatic Security Service").locator(".st")).to_contain_text("Dana Reyes")
    expect(tab.locator("li", has_text="Secret Service").locator(".st")).not_to_contain_text("Acknowledged")
    expect(tab.locator(".receipt")).to_contain_text("Valid: ")
    tab.keyboard.press("ArrowRight")
    tab.get_by_role("button", name="Skip to the deadline").click()
    expect(tab.locator(".note.due")).to_contain_text("Late, and with Lee Park now")
    summary = tab.locator("summary", has_text="LATE")
    for _ in range(40):  # the worker sends it, and the catcher takes it in
        if summary.count():
            break
        tab.wait_for_timeout(250)
        tab.reload()
    summary.click()
    expect(tab.locator("pre")).to_contain_text("To: lee.park@dss.example")
    tab.keyboard.press("ArrowRight")
    tab.get_by_role("link", name="Change one byte on a copy").click()
    expect(tab.locator(".note.refused")).to_contain_text("was altered.")
    expect(tab.locator(".receipt")).to_contain_text("Valid: cases.case-opened")
    tab.keyboard.press("ArrowRight")
    expect(tab.get_by_role("heading", name="Whom to call")).to_be_visible()
    assert time.monotonic() - began < 60


def test_without_a_network_the_card_keeps_its_answer_and_claims_no_hour(tab: Page) -> None:
    tab.goto(NASHVILLE)
    assert tab.evaluate(KEPT, NASHVILLE)
    expect(tab.locator(".offline")).to_be_hidden()
    tab.context.set_offline(True)
    tab.reload()
    expect(tab.locator(".offline")).to_contain_text("This answer was kept on")
    expect(tab.locator(".offline time")).not_to_be_empty()
    expect(tab.get_by_role("heading", name="Diplomatic Security Service, Atlanta office")).to_be_visible()
    assert tab.locator(".hour:visible").count() == 0
    tab.goto("/card/?place=Chicago%2C+IL&need=concern")
    expect(tab.locator("h1")).to_have_text("No network")
    expect(tab.locator(".strip a").first).to_have_attribute("href", "tel:911")


def test_an_answer_kept_longer_than_30_days_gives_way_to_911(tab: Page) -> None:
    tab.goto(NASHVILLE)
    assert tab.evaluate(KEPT, NASHVILLE)
    tab.evaluate("""async (path) => {
      const old = new Response("<html lang=\\"en\\">old</html>", { headers: { "A22-Kept-Since": new Date(Date.now() - 31 * 86400000).toISOString() } });
      await (await caches.open("a22-card")).put(location.origin + path, old);
    }""", NASHVILLE)
    tab.context.set_offline(True)
    tab.reload()
    expect(tab.locator("h1")).to_have_text("No network")


def test_what_a_signed_in_person_sees_is_not_kept(tab: Page) -> None:
    tab.goto("/demo/")
    tab.get_by_role("button", name="Ana Ferro").click()
    answer = tab.goto("/card/?place=VAL-1&need=concern")
    assert answer
    assert answer.headers["cache-control"] == "no-store"
    expect(tab.get_by_text("Dana Reyes").first).to_be_visible()
    tab.evaluate("navigator.serviceWorker.ready.then(() => true)")
    tab.context.set_offline(True)
    tab.goto("/card/?place=VAL-1&need=concern")
    expect(tab.locator("h1")).to_have_text("No network")
