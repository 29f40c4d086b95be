"""WCAG 2.2 AA by axe in a real browser: the pages that somebody meets in the middle of a case, on a telephone and at a desk, by day and by night."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from tests.stories.running import System, system

pytestmark = pytest.mark.needs("chromium")
Come = Callable[[str], Page]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = (390, 1280)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system(tmp_path_factory.mktemp("accessible") / "a22") as one:
        yield one


@pytest.fixture
def come(chromium: Browser, running: System) -> Iterator[Come]:
    """Somebody of the cast at a browser; nobody of it where no name is given."""
    contexts = []

    def sign_in(name: str) -> Page:
        contexts.append(chromium.new_context(base_url=running.url))
        page = contexts[-1].new_page()
        if name:
            page.goto("/demo/")
            page.get_by_role("button", name=name).click()
        return page

    yield sign_in
    for context in contexts:
        context.close()


def call_log(come: Come) -> Iterator[Page]:
    page = come("Lee Park")
    for line in ("va two men at the gate", "somebody shouts"):  # whose call it is is clear, and is not
        page.goto("/desk/")
        page.locator("#line").fill(line)
        expect(page.locator("#reading")).not_to_be_empty()
        yield page
        page.locator("button[value=read]").evaluate("button => button.form.requestSubmit(button)")
        expect(page.get_by_role("heading", name="How the line was read")).to_be_visible()
        yield page


def decision(come: Come) -> Iterator[Page]:
    number, page = filed(come), come("Omar Quill")
    page.goto(f"/desk/{number}/decide/")
    yield page
    page.locator(".open-form form").evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    expect(page.locator(".open-form .errorlist").first).to_be_visible()
    yield page


def purge(come: Come) -> Iterator[Page]:
    number, officer, administrator = filed(come), come("Dana Reyes"), come("Priya Nair")
    administrator.goto("/administration/purges/")
    yield administrator
    officer.goto(f"/desk/{number}/purge/")
    yield officer
    officer.locator(".open-form input[type=radio]").first.check()
    officer.locator(".open-form button").click()
    officer.wait_for_url("**done=purge")
    administrator.reload()
    expect(administrator.get_by_text("Waits for a second person")).to_be_visible()
    yield administrator
    administrator.get_by_role("button", name="Remove the words for good").click()
    expect(administrator.locator(".st[data-st=done]")).to_be_visible()
    yield administrator
    officer.goto(f"/desk/{number}/")
    yield officer


def answer_by_link(come: Come) -> Iterator[Page]:
    number, page = filed(come), come("")
    letter = page.get_by_role("link", name=number).first
    for _ in range(40):  # the worker sends it, and the catcher takes it in
        page.goto("/demo/caught/")
        if letter.count():
            break
        page.wait_for_timeout(250)
    yield page
    letter.click()
    yield page
    link = re.search(r"(/answer/\S+)", page.locator("main").inner_text())
    assert link
    page.goto(link[1])
    yield page
    page.get_by_label("Your name").fill("Sgt Quill")
    page.get_by_role("button", name="I have it").click()
    expect(page.get_by_role("status")).to_contain_text("Sgt Quill")
    yield page
    page.goto("/answer/nobody-signed-this/")
    yield page


def tour(come: Come) -> Iterator[Page]:
    page = come("")
    page.goto("/tour/3/")
    yield page
    number = filed(come)
    for path in (f"/tour/3/{number}/", f"/tour/4/{number}/", f"/tour/5/{number}/", f"/tour/5/{number}/?changed"):
        page.goto(path)
        yield page
    page.goto(f"/tour/4/{number}/")
    page.get_by_role("button", name="Skip to the deadline").click()
    expect(page.locator(".note.due")).to_contain_text("Late")
    yield page


def filed(come: Come) -> str:
    """The number of a case that the tour files as Ana Ferro."""
    page = come("")
    page.goto("/tour/3/")
    page.get_by_role("button", name="File it as Ana Ferro").click()
    page.wait_for_url(re.compile(r"/tour/3/\d"))
    return page.url.split("/")[-2]


def register(come: Come) -> Iterator[Page]:
    page = come("Dana Reyes")
    for path in ("", "tasks/", "lists/", "exports/", "officers/", "changes/", "recalls/", "schedules/", "VAL-1/", "VAL-1/people/", "TYR-1/contacts/",
                 "priority/"):
        page.goto(f"/register/{path}")
        yield page
    page.get_by_role("link", name="Embassy of Tyrsenia").click()  # its police have a long mail address
    expect(page.get_by_role("heading", name="What to do")).to_be_visible()
    yield page
    page.goto("/drill/")
    page.locator("main details summary").first.click()
    yield page


def own_mission(come: Come) -> Iterator[Page]:
    page = come("Ana Ferro")
    for path in ("/portal/mission/", "/register/VAL-1/", "/register/VAL-1/people/"):
        page.goto(path)
        yield page


def police_list(come: Come) -> Iterator[Page]:
    header = "ID,NAME,TELEPHONE,ADDRESS,CITY,STATE,COUNTY,X,Y\n"
    first = [f"{number},TOWN {number} POLICE DEPARTMENT,615-555-0101,1 MAIN STREET,TOWN {number},TN,DAVIDSON,-86.78,36.16\n" for number in range(120)]
    later = [first[0].replace("0101", "0102"), first[1].replace("1,", "M1,", 1).replace("0101", "0103"), first[2].replace("615-555-0101", "none"), *first[3:60]]
    page = come("Priya Nair")
    for edition, rows in (("2019", first), ("2020", later)):
        page.goto("/register/lists/")
        page.get_by_label("What it lists").select_option("agencies")
        page.locator("input[type=file]").set_input_files({"name": f"towns_{edition}.csv", "mimeType": "text/csv", "buffer": (header + "".join(rows)).encode()})
        page.get_by_role("button", name="Show what it would change").click()
        expect(page.get_by_role("button", name="Take it in")).to_be_visible()
        yield page
        page.get_by_role("link", name="The next ones").first.click()
        expect(page.get_by_role("link", name="The ones before")).to_be_visible()
        yield page
        page.get_by_role("link", name="All of it").click()
        page.get_by_role("button", name="Take it in").click()
        expect(page.get_by_role("button", name="Take towns back").first).to_be_visible()
        yield page


WALKS = (call_log, decision, purge, answer_by_link, tour, register, own_mission, police_list)
BEYOND = """() => {
  const found = [], width = document.documentElement.clientWidth, range = document.createRange();
  const words = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    range.selectNodeContents(words.currentNode);
    let up = words.currentNode.parentElement;
    while (up.tagName != 'MAIN' && getComputedStyle(up).overflowX == 'visible') up = up.parentElement;
    if (up.tagName == 'MAIN' && [...range.getClientRects()].some(box => box.width > 1 && (box.right > width - 8 || box.left < 8)))
      found.push(words.currentNode.textContent.trim());
  }
  return found;
}"""
"""Words in the margin or beyond it that are not in a box which scrolls or cuts them."""


def looks(page: Page) -> Iterator[tuple[str, list[str]]]:
    """The page as it stands, on each width by day and by night, with the rules to ask of it: by night only colours differ."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for light, rules in (("dark", ["color-contrast"]), ("light", WCAG)):
            page.emulate_media(color_scheme=light)  # type: ignore[arg-type]  # one of the two
            yield f"{page.url} {width} {light}", rules


def faults_of(page: Page, rules: list[str]) -> list[str]:
    """What axe finds, each with its place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("rules => axe.run({ runOnly: rules, resultTypes: ['violations'] })", rules)["violations"]
    return [f"{one['id']}: {node['html'][:160]} {node['failureSummary']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_nobody_is_kept_out(walk: Callable[[Come], Iterator[Page]], come: Come) -> None:
    faults = {}
    for page in walk(come):
        for look, rules in looks(page):
            found = faults_of(page, rules)
            found += [f"in the margin: {one}" for one in page.evaluate(BEYOND)]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append("it is wider than the screen")
            if found:
                faults[look] = found
    assert faults == {}
