"""What a demo caught is shown to everybody; what a live installation delivers to is armed by two administrators in the browser."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from article22.ground.accounts.queries import list_cast, list_desks
from article22.ground.installation import queries as installation
from article22.ground.outbox.actions import catching
from article22.ground.outbox.rules.messages import Channel
from article22.ground.wall.session import acting, set_actor
from tests.cast import MONDAY, SYSTEM
from tests.database import Server
from tests.outbox.conftest import enqueue, make_live
from tests.pages.reading import words_of

Browser = Callable[..., Client]


def read(answer: Any) -> str:
    return words_of(answer.content.decode())


def test_what_was_caught_is_shown_newest_first_and_escaped(visit: Browser) -> None:
    set_actor(SYSTEM)
    for number in (1, 2):
        one = catching.Catch(message=None, channel=Channel.MAIL, address="omar.quill@usss.example", subject=f"Case {number} <b>",
                             body="Acknowledge: http://localhost:8022/card/\n<script>alert(1)</script>")
        catching.catch([one], by=SYSTEM, at=MONDAY.replace(minute=number))
    page = visit().get("/demo/caught/").content.decode()
    assert page.index("Case 2") < page.index("Case 1")
    first = page.split('<a href="/demo/caught/')[1].split('"')[0]
    shown = visit().get(f"/demo/caught/{first}")
    assert '<a href="http://localhost:8022/card/"' in shown.content.decode()
    assert "<script>alert" not in shown.content.decode()
    assert "To omar.quill@usss.example, mail, 15 June 2026, 13:02 UTC" in read(shown)


def test_a_demo_has_no_page_of_delivery(visit: Browser) -> None:
    client = visit("administrator")
    assert client.get("/administration/delivery/").status_code == 404
    assert "Delivery" not in read(client.get("/administration/"))


@pytest.fixture
def in_live(own_database: Callable[[str], str], server: Server) -> Browser:
    """Browsers of a live installation: signed in while it still was a demo."""
    name = own_database("article22_web")
    clients = {}
    for nth in (0, 1):
        clients[nth] = Client()
        members = [member for member in list_cast() if member.role == "administrator"]
        assert clients[nth].post("/demo/sign-in/", {"member": f"{members[nth].pk}"}).status_code == 302
    make_live(server, name)
    return lambda nth: clients[nth]


def test_two_administrators_arm_an_address_in_the_browser(in_live: Browser) -> None:
    first, second = in_live(0), in_live(1)
    assert "Delivery" in read(first.get("/administration/"))
    assert "to be sent" not in read(first.get("/administration/delivery/"))
    enqueue(2)
    assert "2 messages wait to be sent, the oldest for 0 s. Each is tried again by itself" in read(first.get("/administration/delivery/"))
    assert first.post("/administration/delivery/", {"channel": "mail", "address": "duty"}).status_code == 422
    assert first.post("/administration/delivery/", {"channel": "mail", "address": "duty@usss.example"}).status_code == 302
    page = first.get("/administration/delivery/")
    assert "waits for a second administrator" in read(page)
    assert 'value="arm"' not in page.content.decode()
    path = f"/administration/delivery/{page.content.decode().split('/administration/delivery/')[1].split('/')[0]}/"
    assert first.post(path, {"decide": "arm"}).status_code == 409
    assert second.post(path, {"decide": "wave through"}).status_code == 404
    assert second.post(path, {"decide": "arm"}).status_code == 302
    assert "armed Proposed: Priya Nair" in read(second.get("/administration/delivery/"))
    assert second.post("/administration/delivery/", {"channel": "mail", "address": "DUTY@usss.example"}).status_code == 409
    assert first.post(path, {"decide": "end"}).status_code == 302
    assert "Ended: Priya Nair" in read(first.get("/administration/delivery/"))
    set_desk = {"channel": "webhook", "address": "https://hooks.usss.example/a22", "desk": f"{list_desks()['usss'].organisation}"}
    assert first.post("/administration/delivery/", set_desk | {"channel": "mail", "address": "a@usss.example"}).status_code == 409
    assert first.post("/administration/delivery/", set_desk | {"desk": "nobody"}).status_code == 422
    assert first.post("/administration/delivery/", set_desk).status_code == 302
    assert "webhook, Secret Service waits" in read(second.get("/administration/delivery/"))
    assert first.get("/demo/caught/").status_code == 404
    with acting(SYSTEM):
        assert installation.get_kind() == "live"
