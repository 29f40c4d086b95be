"""Signing in at one's own agency, through the browser and a real provider on this machine; what cannot be relied on opens nothing."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.stories.agencies import provider, write_agency
from tests.stories.running import System, system

pytestmark = pytest.mark.needs("chromium")
PEOPLE = (
    {"sub": "dana", "name": "Dana Reyes", "email": "Dana.Reyes@dss.example", "email_verified": True, "amr": ["pwd", "mfa"]},
    {"sub": "lee", "name": "Lee Park", "email": "lee.park@dss.example", "email_verified": True, "amr": ["pwd"]},
    {"sub": "bran", "name": "Bran Osk", "email": "bran.osk@kestria.example", "email_verified": True, "amr": ["mfa"]},
    {"sub": "ines", "name": "Ines Valk", "email": "ines.valk@dss.example", "email_verified": False, "amr": ["mfa"]},
    {"sub": "noa", "name": "Noa Berg", "email": "noa.berg@dss.example", "email_verified": True, "amr": ["mfa"]},
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    folder = tmp_path_factory.mktemp("oidc")
    with provider(PEOPLE) as issuer, system(folder / "a22", A22_OIDC=write_agency(folder / "oidc.toml", issuer)) as one:
        yield one


def is_beyond(url: str) -> bool:
    return urlsplit(url).hostname not in ("localhost", None)


@pytest.fixture
def tab(chromium: Browser, running: System) -> Iterator[Page]:
    context = chromium.new_context(base_url=running.url)
    tab = context.new_page()
    beyond: list[str] = []
    context.route(is_beyond, lambda route: route.abort())  # the provider's own page asks for a style sheet
    tab.on("request", lambda request: beyond.append(request.url) if is_beyond(request.url) and request.frame.url.startswith(running.url) else None)
    yield tab
    context.close()
    assert beyond == []


def begin(tab: Page) -> None:
    tab.goto("/account/sign-in/")
    tab.get_by_role("button", name="Sign in at DSS").click()
    expect(tab.get_by_role("heading", name="Authorize Client")).to_be_visible()


def come_as(tab: Page, who: str) -> None:
    begin(tab)
    tab.get_by_role("button", name=who, exact=True).click()


def test_whoever_has_an_account_and_whose_agency_asked_for_two_factors_is_in(tab: Page) -> None:
    come_as(tab, "dana")
    expect(tab.get_by_role("link", name="Watch desk")).to_be_visible()
    tab.goto("/desk/")
    expect(tab.locator("h1").first).to_be_visible()
    tab.goto("/account/sign-out/")
    tab.get_by_role("button", name="Sign out").click()
    come_as(tab, "dana")  # found by the subject now
    expect(tab.get_by_role("link", name="Watch desk")).to_be_visible()


def test_an_officer_whose_agency_asked_for_a_password_alone_needs_a_second_factor_here(tab: Page) -> None:
    come_as(tab, "lee")
    expect(tab.get_by_role("heading", name="Second factor")).to_be_visible()
    tab.goto("/desk/")
    expect(tab.get_by_role("heading", name="Second factor")).to_be_visible()


@pytest.mark.parametrize(("who", "why"), [("bran", "you have no role of it here"), ("ines", "did not say which verified mail address")])
def test_whoever_has_no_role_of_that_agency_or_no_verified_address_is_not_in(tab: Page, who: str, why: str) -> None:
    come_as(tab, who)
    expect(tab.get_by_role("alert")).to_contain_text(why)
    tab.goto("/home/")
    expect(tab.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_subject_nobody_knows_waits_for_an_administrator(tab: Page) -> None:
    for _ in range(2):
        come_as(tab, "noa")
        expect(tab.get_by_role("heading", name="Your account waits for an administrator")).to_be_visible()
        tab.goto("/home/")
        expect(tab.get_by_role("heading", name="Sign in")).to_be_visible()
    tab.goto("/demo/")
    tab.get_by_role("button", name="Priya Nair").click()
    tab.goto("/administration/access/")
    expect(tab.get_by_text("Came from an agency, and waits for a role")).to_be_visible()
    tab.goto("/administration/people/")
    tab.get_by_role("row", name="Noa Berg").get_by_role("link", name="Add a role").click()
    tab.locator("select[name=role]").select_option("analyst")
    tab.locator("input[name=organisation]").fill("Diplomatic Security Service")
    tab.get_by_role("button", name="Add").click()
    tab.get_by_role("row", name="Noa Berg").get_by_role("link", name="Restore").click()
    tab.get_by_label("Why").fill("DSS confirmed the transfer")
    tab.get_by_role("button", name="Restore it").click()
    tab.goto("/account/sign-out/")
    tab.get_by_role("button", name="Sign out").click()
    come_as(tab, "noa")
    expect(tab.get_by_role("link", name="Watch desk")).to_be_visible()


def test_an_answer_with_another_nonce_opens_nothing(tab: Page) -> None:
    begin(tab)
    parts = urlsplit(tab.url)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert len(asked["nonce"]) > 20
    tab.goto(parts._replace(query=urlencode({**asked, "nonce": "another"})).geturl())
    tab.get_by_role("button", name="dana", exact=True).click()
    refused(tab)


def test_an_answer_with_another_state_or_one_that_was_given_before_opens_nothing(tab: Page) -> None:
    tab.goto("/account/agency/dss/back/?state=made-up&code=abc")
    refused(tab)
    taken: list[str] = []
    tab.on("request", lambda request: taken.append(request.url) if "/back/?" in request.url else None)
    come_as(tab, "dana")
    expect(tab.get_by_role("link", name="Watch desk")).to_be_visible()
    tab.context.clear_cookies()
    tab.goto(taken[-1])
    refused(tab)


def test_whoever_says_no_there_is_told_so_here(tab: Page) -> None:
    begin(tab)
    tab.get_by_role("button", name="Deny").click()
    refused(tab)


def refused(tab: Page) -> None:
    expect(tab.get_by_role("alert")).to_contain_text("cannot be relied on")
    tab.goto("/home/")
    expect(tab).to_have_url(re.compile("/account/sign-in/"))
