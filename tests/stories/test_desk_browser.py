"""The desk in a real browser: an emergency in thirty keys, a concern sorted in five, what others do seen at once, and all of it without script."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.kills import Program
from tests.stories.running import System, system

pytestmark = pytest.mark.needs("chromium")
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system(tmp_path_factory.mktemp("desk") / "a22") as one:
        yield one


@pytest.fixture
def open_as(chromium: Browser, running: System) -> Iterator[Open]:
    """Somebody of the cast at the desk; a request beyond this machine, or a fault of the script, fails the test."""
    contexts, wrong = [], list[str]()

    def come(name: str, *, with_script: bool = True, width: int = 1440) -> Page:
        context = chromium.new_context(base_url=running.url, viewport={"width": width, "height": 900}, java_script_enabled=with_script)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: wrong.append(request.url) if "localhost" not in request.url and not request.url.startswith("data:") else None)
        page.on("pageerror", lambda fault: wrong.append(f"{fault}"))
        page.goto("/demo/")
        page.get_by_role("button", name=name).click()
        page.goto("/desk/")
        return page

    yield come
    for context in contexts:
        context.close()
    assert wrong == []


class Keys:
    """Presses keys and counts them; a chord counts each of its keys."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += len(key.split("+"))

    def type(self, words: str) -> None:
        for letter in words:
            self.page.keyboard.press(letter)
            self.count += 1


def test_an_emergency_is_on_record_within_thirty_keys_and_says_whom_to_hand_the_caller_to(open_as: Open) -> None:
    page = open_as("Lee Park")
    keys = Keys(page)
    keys.press("n")
    keys.type("va two men at the gate")
    expect(page.locator("#reading")).to_contain_text("Embassy of Valdoria, Washington")
    expect(page.locator("#reading")).to_contain_text("Emergency")
    keys.press("Control+Enter")
    page.wait_for_url("**done=log")
    assert keys.count <= 30
    first = page.locator("#dossier .handover a")
    expect(first).to_have_text(["911", "(202) 566-8434"])
    expect(page.locator("#dossier")).to_contain_text("two men at the gate")
    expect(page.locator("#line")).to_have_value("")


def test_a_concern_is_acknowledged_and_sorted_within_five_keys(open_as: Open, running: System) -> None:
    page = open_as("Dana Reyes")
    Keys(page).press("n")
    page.keyboard.type("mrs nashville man photographs the entrance")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**done=log")
    page.goto("/desk/?kind=concern")
    keys = Keys(page)
    keys.press("j")
    expect(page.locator("#dossier")).to_contain_text("man photographs the entrance")
    keys.press("a")
    page.wait_for_url("**done=acknowledge")
    keys.press("o")
    page.wait_for_url("**/sort/**")
    keys.press("Control+Enter")
    page.wait_for_url("**done=sort")
    assert keys.count <= 5
    expect(page.locator("#record")).to_contain_text("Dana Reyes")
    expect(page.get_by_text("proposed from the words")).to_have_count(0)


def test_what_one_does_another_sees_at_once_and_what_is_typed_is_never_touched(open_as: Open) -> None:
    one, other = open_as("Lee Park"), open_as("Dana Reyes")
    expect(other.locator("#live")).to_contain_text("Live")
    other.keyboard.press("n")
    other.keyboard.type("kes half a")
    one.keyboard.press("n")
    one.keyboard.type("tyr bottle thrown at the wall")
    one.keyboard.press("Control+Enter")
    one.wait_for_url("**done=log")
    expect(other.locator("#queue")).to_contain_text("bottle thrown at the wall", timeout=2000)
    expect(other.locator("#line")).to_have_value("kes half a")
    expect(other.locator("#line")).to_be_focused()
    other.keyboard.type(" line")
    expect(other.locator("#line")).to_have_value("kes half a line")


def test_a_supervisor_hears_only_of_what_its_desk_was_told_of(open_as: Open) -> None:
    one, partner = open_as("Lee Park"), open_as("Omar Quill")
    expect(partner.locator("#live")).to_contain_text("Live")
    heard: list[str] = []
    partner.on("request", lambda request: heard.append(request.url) if request.url.endswith("/desk/") else None)
    for line in ("bma honolulu drone over the roof", "va smoke at the gate"):
        one.keyboard.press("n")
        one.keyboard.type(line)
        one.keyboard.press("Control+Enter")
        one.wait_for_url("**done=log")
        expect(one.locator("#dossier")).to_contain_text(line.partition(" ")[2])
        one.goto("/desk/")
    expect(partner.locator("#queue")).to_contain_text("smoke at the gate", timeout=2000)
    assert "drone over the roof" not in partner.content()


def test_a_stream_that_breaks_goes_on_by_itself(open_as: Open, running: System) -> None:
    page = open_as("Lee Park")
    expect(page.locator("#live")).to_contain_text("Live")
    running.kill("live")
    expect(page.locator("#live")).to_contain_text("Not live", timeout=5000)
    expect(page.locator("#live")).to_contain_text("Live, last change", timeout=20000)


def test_every_key_of_the_list_opens_what_it_says(open_as: Open) -> None:
    page = open_as("Lee Park")
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys .facts")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("w")
    page.wait_for_url(re.compile(r"/desk/26-\d+/"))
    for key, do in (("c", "call"), ("o", "sort"), ("s", "add"), ("i", "note"), ("v", "move"), ("r", "route"), ("m", "merge")):
        page.keyboard.press(key)
        page.wait_for_url(f"**/{do}/**")
        page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.wait_for_url("**/desk/?case=*")


def test_without_script_a_line_is_read_and_logged_and_every_act_is_a_link_or_a_form(open_as: Open) -> None:
    page = open_as("Lee Park", with_script=False)
    page.locator("#line").fill("va man with a bag at the gate")
    page.locator("#line").press("Enter")
    expect(page.get_by_role("heading", name="How the line was read")).to_be_visible()
    page.get_by_role("button", name="Log this call").click()
    expect(page.locator("#dossier .handover a").first).to_have_text("911")
    page.get_by_role("button", name="Acknowledge for my desk").click()
    expect(page.locator("#dossier")).to_contain_text("Acknowledged")
    page.get_by_role("link", name="Add to the story").click()
    page.get_by_label("What happened").fill("He put the bag down.")
    page.locator(".open-form button").click()
    expect(page.locator(".story")).to_contain_text("He put the bag down.")


def test_on_a_phone_a_row_opens_the_case(open_as: Open) -> None:
    page = open_as("Lee Park", width=390)
    page.locator(".case-row").first.click()
    page.wait_for_url(re.compile(r"/desk/26-\d+/"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


NARROW = {
    "Lee Park": ("/desk/", "/desk/{case}/", "/desk/{case}/decide/", "/desk/{case}/route/"),
    "Ida Stone": ("/inspector/", "/inspector/?sample=5&seed=ab", "/inspector/{case}/", "/inspector/{case}/duty/", "/inspector/report/", "/inspector/?size=1"),
    "Priya Nair": ("/administration/", "/administration/lines/", "/administration/lines/CP-01/", "/administration/findings/", "/administration/reports/",
                   "/administration/purges/", "/administration/people/", "{role}", "/register/", "/register/VAL-1/"),
    "Ruth Adler": ("/register/new/", "/register/VAL-1/"), "Ana Ferro": ("/portal/", "/portal/{case}/", "/demo/caught/", "{caught}")}


@pytest.fixture(scope="module")
def endless(running: System) -> str:
    """A case whose words have no place to break."""
    token = running.command("demo", "token", "--role", "representative").stdout.strip()
    body = {"kind": "concern", "summary": f"See https://example.example/{'x' * 120}", "description": "unbroken" * 40, "place": "20008",
            "happened_at": "2026-06-09T10:00:00-04:00", "reporter": {"name": "Ana" * 30}}
    number: str = Program(running.url, token).ask("/cases", "endless", body)["number"]
    return number


@pytest.mark.parametrize("name", NARROW)
def test_no_page_scrolls_sideways_on_a_phone(name: str, open_as: Open, endless: str) -> None:
    page = open_as(name, width=390)
    for path in NARROW[name]:
        if path in ("{role}", "{caught}"):
            page.goto({"{role}": "/administration/people/", "{caught}": "/demo/caught/"}[path])
            page.locator({"{role}": "a[href$='/role/']", "{caught}": "main a[href^='/demo/caught/']"}[path]).first.click()
        else:
            answer = page.goto(path.format(case=endless))
            assert answer
            assert answer.status == (422 if "size" in path else 200), path
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 390, page.url
