"""A real browser of a phone's size: a concern is told in few taps, and what was written survives whatever happens on the way."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.stories.running import System, system

pytestmark = pytest.mark.needs("chromium")
MOST_TAPS = 12


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system(tmp_path_factory.mktemp("portal") / "a22") as one:
        yield one


@pytest.fixture
def phone(chromium: Browser, running: System) -> Iterator[Page]:
    """Ana Ferro's telephone; a request beyond this machine or a fault of a script fails the test."""
    context = chromium.new_context(base_url=running.url, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    wrong: list[str] = []
    page.on("request", lambda request: wrong.append(request.url) if not request.url.startswith((running.url, "data:")) else None)
    page.on("pageerror", lambda fault: wrong.append(f"{fault}"))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    sign_in(page)
    yield page
    context.close()
    assert wrong == []


def sign_in(page: Page, name: str = "Ana Ferro") -> None:
    page.goto("/demo/")
    page.get_by_role("button", name=name).click()


def number_of(page: Page) -> str:
    page.wait_for_url(re.compile(r"/portal/\d\d-\d+/"))
    found = re.search(r"/portal/(\d\d-\d+)/", page.url)
    assert found, page.url
    return found[1]


def lose_the_answer(route: Route) -> None:
    """What was sent arrives, and its answer does not."""
    if route.request.method == "POST":
        route.fetch(max_redirects=0)
        route.abort()
    else:
        route.continue_()


class Finger:
    """Counts what a finger does; words that are typed do not count."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tap(self, name: str, role: str = "link") -> None:
        self.page.get_by_role(role, name=name).first.tap()  # type: ignore[arg-type]  # one of the roles
        self.taps += 1

    def write(self, label: str, words: str) -> None:
        self.page.get_by_label(label).tap()
        self.taps += 1
        self.page.keyboard.type(words)


def test_a_concern_is_told_from_a_phone_in_few_taps(phone: Page) -> None:
    phone.goto("/portal/")
    finger = Finger(phone)
    finger.tap("Something worries us")
    finger.write("What is it, in one line?", "A man photographs the rear gate")
    finger.write("What did you see?", "For three days now.")
    finger.tap("Put it on record and tell them", "button")
    expect(phone.get_by_role("status")).to_contain_text(f"On record as {number_of(phone)}. Who is told: Diplomatic Security Service, Secret Service.")
    assert finger.taps <= MOST_TAPS, finger.taps
    assert phone.evaluate("Object.keys(localStorage)") == [], "what was filed is kept on the device no more"
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_was_written_survives_a_reload_an_ended_session_and_another_person(phone: Page, chromium: Browser) -> None:
    phone.goto("/portal/tell/demonstration/")
    phone.get_by_label("It starts").fill("2026-06-13T11:00")
    phone.get_by_label("A counter-demonstration is likely").check()
    phone.get_by_text("More, if you know it").tap()
    phone.get_by_label("What else must they know?").fill("We ask for presence at the gate.")
    phone.reload()
    expect(phone.get_by_text("was kept on this device, and stands here again")).to_be_visible()
    expect(phone.get_by_label("It starts")).to_have_value("2026-06-13T11:00")
    expect(phone.get_by_label("A counter-demonstration is likely")).to_be_checked()
    expect(phone.get_by_label("What else must they know?")).to_have_value("We ask for presence at the gate.")
    phone.context.clear_cookies(name="a22-session")
    phone.get_by_label("It ends").fill("2026-06-13T15:00")
    phone.get_by_role("button", name="Put it on record and tell them").tap()
    expect(phone).to_have_url(re.compile("/account/sign-in/"))
    sign_in(phone, "Bran Osk")
    phone.goto("/portal/tell/demonstration/")
    expect(phone.get_by_label("It starts")).to_have_value("")
    phone.goto("/account/sign-out/")
    phone.context.clear_cookies(name="a22-session")
    sign_in(phone)
    phone.goto("/portal/")
    expect(phone.locator("[data-kept]:visible")).to_have_count(1)
    phone.get_by_role("link", name="A protest is planned begun, kept on this device").tap()
    expect(phone.get_by_label("It ends")).to_have_value("2026-06-13T15:00")
    phone.get_by_role("button", name="Put it on record and tell them").tap()
    expect(phone.get_by_role("status")).to_contain_text("On record as")
    phone.goto("/portal/tell/demonstration/")
    expect(phone.get_by_label("It starts")).to_have_value("")


def test_what_is_refused_stays_in_the_form_and_on_the_device_until_it_is_discarded(phone: Page) -> None:
    phone.goto("/portal/tell/concern/")
    phone.get_by_label("What is it, in one line?").fill("Somebody follows our driver")
    phone.get_by_label("Or at another place").fill("Xyzzyplugh")
    phone.get_by_role("button", name="Put it on record and tell them").tap()
    expect(phone.get_by_role("alert")).to_contain_text("Nothing was sent yet")
    expect(phone.get_by_label("What is it, in one line?")).to_have_value("Somebody follows our driver")
    phone.goto("/portal/tell/concern/")
    expect(phone.get_by_label("What is it, in one line?")).to_have_value("Somebody follows our driver")
    phone.get_by_role("button", name="Discard it").tap()
    expect(phone.get_by_label("What is it, in one line?")).to_have_value("")
    phone.get_by_label("What is it, in one line?").fill("Sent, and the answer was lost")
    phone.route("**/portal/tell/concern/", lose_the_answer)
    with phone.expect_event("requestfailed"):
        phone.get_by_role("button", name="Put it on record and tell them").tap()
    phone.unroute("**/portal/tell/concern/")
    phone.goto("/portal/tell/concern/")
    expect(phone.get_by_label("What is it, in one line?")).to_have_value("Sent, and the answer was lost")
    expect(phone.get_by_text("It may have arrived already")).to_be_visible()
    phone.get_by_role("button", name="Put it on record and tell them").tap()
    expect(phone.get_by_role("status")).to_contain_text("On record as")
    phone.goto("/portal/?words=answer+was+lost")
    assert phone.get_by_role("article").count() == 1, "sent again, it is the same case"


def test_without_script_all_works(chromium: Browser, running: System) -> None:
    context = chromium.new_context(base_url=running.url, viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    page.goto("/portal/")
    page.get_by_role("link", name="It happened").click()
    page.get_by_label("What is it, in one line?").fill("Paint on the perimeter wall")
    page.get_by_role("button", name="Put it on record and tell them").click()
    number = number_of(page)
    page.get_by_label("What is to be added?").fill("The guard saw two people")
    page.get_by_role("button", name="Add to it").click()
    expect(page.get_by_role("status")).to_contain_text("It stands in the story.")
    page.get_by_role("link", name="It is getting dangerous").click()
    expect(page.locator("main .dial").first).to_have_text("911")
    page.get_by_role("button", name="Make it an emergency").click()
    expect(page.get_by_role("status")).to_contain_text(f"{number} is an emergency on record now.")
    context.close()
