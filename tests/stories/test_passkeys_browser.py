"""Passkeys in a real browser, with the authenticator that its protocol offers to tests: registered, used alone and beside a password, removed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.stories.running import System, system

pytestmark = pytest.mark.needs("chromium")
PHRASE = "correct horse battery"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system(tmp_path_factory.mktemp("passkeys") / "a22") as one:
        yield one


@pytest.fixture
def device(chromium: Browser, running: System) -> Iterator[Page]:
    """A browser on a device that keeps passkeys and knows its holder; every request beyond this machine, and every fault of a script, fails the test."""
    context = chromium.new_context(base_url=running.url)
    page = with_authenticator(context)
    outside: list[str] = []
    page.on("request", lambda request: outside.append(request.url) if not request.url.startswith((running.url, "data:")) else None)
    page.on("pageerror", lambda fault: outside.append(f"{fault}"))
    yield page
    context.close()
    assert outside == []


def with_authenticator(context: BrowserContext) -> Page:
    page = context.new_page()
    protocol = context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    protocol.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}})
    return page


def enter_demo_as(page: Page, name: str) -> None:
    page.goto("/demo/")
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def sign_out(page: Page) -> None:
    page.goto("/account/sign-out/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def confirm(page: Page) -> None:
    """What changes how somebody signs in asks for the passkey once more."""
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    page.get_by_role("link", name="With a passkey instead").click()
    page.get_by_role("button", name="Use a passkey").click()


def add_passkey(page: Page, name: str, *, alone: bool) -> None:
    page.goto("/account/passkeys/add/")
    if page.locator("input[name=password]").count():
        page.locator("input[name=password]").fill(PHRASE)
        page.get_by_role("button", name="Confirm").click()
    page.get_by_label("What you call it").fill(name)
    page.get_by_label("Sign in with it alone").set_checked(alone)
    page.get_by_role("button", name="Add it").click()


def test_a_passkey_is_registered_and_signs_in_alone_until_it_is_removed(device: Page) -> None:
    enter_demo_as(device, "Lee Park")
    add_passkey(device, "Desk phone", alone=True)
    confirm(device)
    expect(device.get_by_role("heading", name="Recovery codes")).to_be_visible()
    sign_out(device)
    device.get_by_role("button", name="Sign in with a passkey").click()
    expect(device.get_by_role("link", name="Watch desk")).to_be_visible()  # a second factor and a sign-in at once
    device.goto("/account/passkeys/")
    expect(device.get_by_text("Signs you in alone")).to_be_visible()
    device.get_by_role("link", name="Remove").click()
    confirm(device)
    expect(device.get_by_role("alert")).to_contain_text("Set up another one first")  # an officer's last second factor
    sign_out(device)


def test_whoever_needs_none_removes_theirs_and_it_opens_nothing(device: Page) -> None:
    enter_demo_as(device, "Ana Ferro")
    add_passkey(device, "Telephone", alone=True)
    confirm(device)
    expect(device.get_by_role("heading", name="Recovery codes")).to_be_visible()
    device.goto("/account/passkeys/")
    device.get_by_role("link", name="Remove").click()
    expect(device.get_by_role("heading", name="Remove Telephone")).to_be_visible()
    device.get_by_role("button", name="Remove it").click()
    expect(device.get_by_text("You have no passkey.")).to_be_visible()
    sign_out(device)
    device.get_by_role("button", name="Sign in with a passkey").click()
    expect(device.get_by_text("That passkey opens no account here")).to_be_visible()
    device.goto("/portal/")
    expect(device.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_passkey_is_the_second_factor_beside_a_password(device: Page) -> None:
    enter_demo_as(device, "Priya Nair")
    device.goto("/administration/people/")
    device.get_by_role("row", name="Ines Valk").get_by_role("link", name="Password link").click()
    device.get_by_role("button", name="Make the link").click()
    link = device.locator("pre").inner_text()
    sign_out(device)
    device.goto(link)
    for field in device.locator("input[type=password]").all():
        field.fill(PHRASE)
    device.get_by_role("button", name="Set it").click()
    with_password(device)
    expect(device.get_by_role("heading", name="Second factor")).to_be_visible()  # an officer with a password alone does nothing else
    add_passkey(device, "Key on the ring", alone=False)
    expect(device.get_by_role("heading", name="Recovery codes")).to_be_visible()
    device.goto("/desk/")
    expect(device.get_by_role("heading", name="Second factor")).to_be_visible()
    sign_out(device)
    with_password(device)
    device.get_by_role("button", name="Use a passkey").click()
    expect(device.get_by_role("link", name="Watch desk")).to_be_visible()


def with_password(page: Page) -> None:
    page.goto("/account/sign-in/")
    page.locator("input[name=login]").fill("ines.valk@dss.example")
    page.locator("input[name=password]").fill(PHRASE)
    page.get_by_role("button", name="Sign in", exact=True).click()
