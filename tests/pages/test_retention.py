"""What is past its time, proposed with one act; what is on hold, and how a second person lifts it."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from article22.contexts.cases.actions import moving
from article22.contexts.cases.models import Hold, Purge
from article22.contexts.cases.rules.retention import YEAR
from article22.contexts.cases.rules.terms import CaseKind, Status
from article22.ground.wall.session import set_actor
from tests.cases.opening import as_one, concern, demonstration, file
from tests.cast import SYSTEM, TUESDAY, stop_clock
from tests.pages.reading import words_of
from tests.pages.test_desk import page, send

Visit = Callable[..., Client]
PAST, PURGES = "/desk/retention/", "/administration/purges/"


@pytest.fixture
def march(db: None) -> str:
    """A demonstration that was closed two years ago."""
    number = file(demonstration()).number
    moving.move_case(number, Status.CLOSED, name="Dana Reyes", by=as_one("liaison-officer"), at=TUESDAY)
    stop_clock(TUESDAY + 2 * YEAR)
    return number


def test_what_is_past_its_time_is_proposed_with_one_act(march: str, visit: Visit) -> None:
    client = visit("watch-officer")
    assert PAST in page(client, "/desk/")
    html = page(client, PAST)
    said = words_of(html)
    assert f"{march} Embassy of Valdoria" in said
    assert "To be kept until Wed 9 June 2027" in said
    form = re.search(rf'<form method="post" action="/desk/{march}/purge/">(.*?)</form>', html)
    assert form
    given = dict(re.findall(r'name="([a-z]+)" value="([a-z]+)"', form[1]))
    assert send(client, march, "purge", **given)["Location"] == f"{PAST}?done=purge"
    said = words_of(page(client, f"{PAST}?done=purge"))
    assert "A second person has it to decide now" in said
    assert f"{march} Embassy of Valdoria" in said
    assert "Waits for a second person" in said
    assert f"/desk/{march}/purge/" not in page(client, PAST)
    set_actor(SYSTEM)
    assert Purge.objects.get().why == "retention"


def test_where_nothing_is_past_its_time_the_page_says_so_and_how_long_each_kind_is_kept(db: None, visit: Visit) -> None:
    file(concern())
    stop_clock(TUESDAY)
    said, administrator = words_of(page(visit("watch-officer"), PAST)), words_of(page(visit("administrator"), PURGES))
    assert "Nothing is past its time." in said
    assert "Nothing is on hold." in said
    for one in (said, administrator):
        for kind in CaseKind:
            assert kind.label in one
        assert one.count("default: nobody prescribes it") == len(CaseKind) - 1
        assert "28 CFR 23.20(h)" in one


def test_the_desk_without_that_verb_has_no_way_there(march: str, visit: Visit) -> None:
    assert PAST not in page(visit("analyst"), "/desk/")
    html = page(visit("analyst"), f"/desk/{march}/")
    assert "/hold/" not in html
    for act in ("hold", "lift", "purge"):
        send(visit("analyst"), march, act, 404, reason="A claim", why="retention", of="00000000-0000-7000-8000-000000000000")


def test_a_hold_is_placed_with_a_key_and_takes_the_case_from_the_list(march: str, visit: Visit) -> None:
    client = visit("watch-officer")
    html = page(client, f"/desk/{march}/hold/")
    assert 'data-key="h"' in html
    assert "Why it must be kept" in html
    send(client, march, "hold", 422, reason="")
    refused = send(client, march, "hold", 422, reason="A claim before a court", until="2026-06-09T10:00")
    assert "is past. Give an end that is still to come" in words_of(refused.content.decode())
    assert 'value="A claim before a court"' in refused.content.decode()
    send(client, march, "hold", reason="A claim before a court", until="2030-06-09T10:00")
    html = page(client, f"/desk/{march}/")
    assert "/purge/" not in html, "what would be refused is not drawn"
    assert "A claim before a court" in html
    refused = send(client, march, "purge", 409, why="retention")
    assert "is on legal hold" in words_of(refused.content.decode())
    said = words_of(page(client, PAST))
    assert "Nothing is past its time." in said
    assert "A claim before a court" in said
    set_actor(SYSTEM)
    assert Hold.objects.get().until.isoformat() == "2030-06-09T14:00:00+00:00"  # type: ignore[union-attr]  # 10:00 in Washington


def test_a_second_person_lifts_it_or_lets_it_stand(march: str, visit: Visit) -> None:
    desk, administrator = visit("liaison-officer"), visit("administrator")
    send(desk, march, "purge", why="retention")
    send(desk, march, "hold", reason="A claim before a court")
    set_actor(SYSTEM)
    hold, purge = Hold.objects.get().pk, Purge.objects.get().pk
    html = page(administrator, PURGES)
    assert "A claim before a court" in html
    assert f'action="/administration/holds/{hold}/"' not in html, "nobody proposed it"
    assert "Remove the words for good" not in html
    assert administrator.post(f"/administration/purges/{purge}/", {"decide": "approve"}).status_code == 409
    assert send(desk, march, "lift", of=hold, **{"from": "retention"})["Location"] == f"{PAST}?done=lift"
    assert "a second person decides" in words_of(page(desk, PAST))
    assert "Propose to lift it" not in page(desk, PAST)
    send(desk, march, "lift", 409, of=hold)
    assert administrator.post(f"/administration/holds/{hold}/", {"decide": "refuse"}).status_code == 302
    assert "Remove the words for good" not in page(administrator, PURGES)
    assert send(desk, march, "lift", of=hold)["Location"] == f"/desk/{march}/?done=lift"
    assert f'action="/administration/holds/{hold}/"' in page(administrator, PURGES)
    assert visit("inspector").post(f"/administration/holds/{hold}/", {"decide": "approve"}).status_code == 404
    assert administrator.post(f"/administration/holds/{hold}/", {"decide": "approve"}).status_code == 302
    assert "Remove the words for good" in page(administrator, PURGES)
    assert administrator.post(f"/administration/purges/{purge}/", {"decide": "approve"}).status_code == 302
