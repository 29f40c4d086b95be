"""A phone in a representative's hand: a mailed link, three taps, then the codes, in under a minute; and an officer who confirms a change with one key."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.stories.running import System, system

pytestmark = pytest.mark.needs("chromium")
MAIL, MOBILE, OFFICE = "second@valdoria.example", "+12025550191", "+12025550192"
CODE = re.compile(r"code is ((?:\d[, ]*){6})")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system(tmp_path_factory.mktemp("again") / "a22") as one:
        yield one


def opened(chromium: Browser, running: System, *, is_phone: bool) -> Iterator[Page]:
    """A browser; a request beyond this machine or a fault of a script fails the test."""
    context = chromium.new_context(base_url=running.url, viewport={"width": 390, "height": 844} if is_phone else {"width": 1280, "height": 800},
                                   has_touch=is_phone, is_mobile=is_phone)
    page = context.new_page()
    wrong: list[str] = []
    page.on("request", lambda request: wrong.append(request.url) if not request.url.startswith((running.url, "data:")) else None)
    page.on("pageerror", lambda fault: wrong.append(f"{fault}"))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    context.close()
    assert wrong == []


@pytest.fixture
def phone(chromium: Browser, running: System) -> Iterator[Page]:
    yield from opened(chromium, running, is_phone=True)


@pytest.fixture
def desk(chromium: Browser, running: System) -> Iterator[Page]:
    """Dana Reyes at her desk."""
    for page in opened(chromium, running, is_phone=False):
        sign_in(page, "Dana Reyes")
        yield page


def sign_in(page: Page, name: str) -> None:
    page.goto("/demo/")
    page.get_by_role("button", name=name).click()
    page.wait_for_url("**/home/")


def press(page: Page, act: str) -> None:
    """The button of a representative's act, on its own page."""
    nadia(page).get_by_role("link", name=act).click()
    page.locator("main form.form button[type=submit]").click()


def nadia(page: Page) -> Locator:
    """What the page of a mission's people holds of her."""
    return page.locator(".card-row", has_text="Nadia Orel")


def name_somebody(page: Page) -> None:
    """An officer puts somebody on record, with three ways, and calls the mission back."""
    page.goto("/register/VAL-1/people/")
    if page.get_by_role("heading", name="Nadia Orel").count():
        return
    page.get_by_text("Name a representative").click()
    for label, words in (("Name", "Nadia Orel"), ("Position", "Attaché"), ("Mail address or telephone number", MAIL)):
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_label("They agree that this is held here").check()
    page.get_by_role("button", name="Name them").click()
    for kind, number in (("mobile telephone", MOBILE), ("office telephone", OFFICE)):
        nadia(page).get_by_role("link", name="Another way to reach them").click()
        page.get_by_label("By what").select_option(label=kind)
        page.get_by_label("Mail address or telephone number").fill(number)
        page.locator("main form.form button[type=submit]").click()
    nadia(page).get_by_role("link", name="I called back and found them").click()
    page.get_by_label("The number at which you called").fill("(202) 555-0100")
    page.locator("main form.form button[type=submit]").click()
    expect(page.get_by_role("heading", name="Nadia Orel")).to_be_visible()


def caught(page: Page, channel: str, to: str, words: re.Pattern[str]) -> str:
    """The newest of what was caught for an address that says something; what it says there."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        page.goto("/demo/caught/")
        for row in page.locator("tbody tr").all():
            cells = row.locator("td").all_inner_texts()
            if cells[1] == channel and to in cells[2]:
                row.get_by_role("link").click()
                found = words.search(page.locator("main").inner_text())
                if found:
                    return found[1]
                page.go_back()
        time.sleep(0.3)
    raise AssertionError(f"nothing was caught for {to}")


def test_a_representative_is_verified_again_with_three_taps_and_the_codes_in_under_a_minute(phone: Page, desk: Page, running: System) -> None:
    name_somebody(desk)
    press(desk, "Ask them again by link")
    link = caught(desk, "mail", MAIL, re.compile(r"(http://\S+/still-here/\S+/)"))
    phone.goto(link)
    expect(phone.get_by_text("Opening this page has done nothing yet.")).to_be_visible()
    began, taps = time.monotonic(), 0
    for words in ("Yes, still me", "Yes, all right"):
        phone.get_by_text(words).tap()
        taps += 1
    phone.get_by_role("button", name="Go on").tap()
    taps += 1
    expect(phone.get_by_role("heading", name="Enter the codes")).to_be_visible()
    assert taps == 3
    reading = time.monotonic()
    codes = {kind: caught(desk, channel, to, CODE) for kind, channel, to in (("e-mail", "mail", MAIL), ("mobile", "SMS", MOBILE), ("office", "voice", OFFICE))}
    for kind, code in codes.items():
        phone.get_by_label(re.compile(kind)).fill("".join(re.findall(r"\d", code)))
    phone.get_by_role("button", name="These are the codes").tap()
    expect(phone.get_by_role("status")).to_contain_text("You are verified until")
    seconds = time.monotonic() - began
    print(f"\nreverification: {taps} taps, then {len(codes)} codes; {seconds:.1f} s, of which {time.monotonic() - reading:.1f} s from the first code on")
    assert seconds < 60
    desk.goto("/register/VAL-1/people/")
    card = nadia(desk)
    expect(card).to_contain_text("active")
    expect(card.get_by_text("answered", exact=True)).to_have_count(3)
    phone.goto(link)
    expect(phone.get_by_role("status")).to_contain_text("You are verified until")


def test_an_officer_confirms_a_change_with_one_key_and_refuses_another_with_a_reason(phone: Page, desk: Page, running: System) -> None:
    name_somebody(desk)
    sign_in(phone, "Ana Ferro")
    for number in ("+12025550195", "+12025550196"):
        phone.goto("/register/VAL-1/people/")
        nadia(phone).get_by_role("link", name="Another way to reach them").tap()
        phone.get_by_label(re.compile("0191")).check()
        phone.get_by_label("By what").select_option(label="mobile telephone")
        phone.get_by_label("Mail address or telephone number").fill(number)
        phone.locator("main form.form button[type=submit]").tap()
        phone.wait_for_url("**/register/VAL-1/people/")
    expect(nadia(phone).get_by_text("waits to be confirmed")).to_have_count(2)
    desk.goto("/register/changes/")
    expect(desk.locator(".pick[aria-current]")).to_contain_text("…95")
    began = time.monotonic()
    desk.keyboard.press("c")
    expect(desk.locator(".pick")).to_have_count(1)
    seconds = time.monotonic() - began
    print(f"\none change confirmed with one key in {seconds:.1f} s")
    assert seconds < 5
    expect(desk.locator(".pick[aria-current]")).to_contain_text("…96")
    desk.keyboard.press("x")
    desk.keyboard.type("the old number said no")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("No change waits.")).to_be_visible()
    phone.goto("/register/VAL-1/people/")
    card = nadia(phone)
    expect(card).to_contain_text("+12025550195")
    expect(card).not_to_contain_text(MOBILE)
    expect(card).not_to_contain_text("+12025550196")
