"""Drills at the browser: planned, started, answered, read; and how often they recur."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings

from article22.contexts.missions.models import Drill, DrillCall, Schedule
from article22.contexts.missions.queries.missions import get_mission
from article22.contexts.missions.rules.terms import WayKind
from article22.ground.wall.session import set_actor
from article22.procedures.drilling import lead_drills
from article22.procedures.links import make_drill_link
from tests.cast import MONDAY, SYSTEM, stop_clock
from tests.pages.conftest import Visit
from tests.pages.reading import words_of
from tests.register.people import as_worker
from tests.register.test_representatives import appoint, as_

PAGE, SCHEDULES = "/drill/", "/register/schedules/"
GIVEN = {"audience": "all", "kinds": ["mail", "mobile"], "lasts_hours": "4"}


@pytest.fixture(autouse=True)
def _two_people(db: None) -> None:
    stop_clock(MONDAY)
    dana = as_("liaison-officer")
    appoint(get_mission("VAL-1"), "1@valdoria.example", WayKind.MAIL, dana)
    appoint(get_mission("KES-1"), "+12025550101", WayKind.MOBILE, dana)


def plan(dana: Any, **given: str) -> str:
    answer = dana.post(PAGE, GIVEN | given)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_an_officer_plans_starts_and_reads_a_drill_in_two_clicks(visit: Visit) -> None:
    dana = visit("liaison-officer")
    page = plan(dana)
    assert "This drill has not begun." in dana.get(page).content.decode()
    assert dana.post(f"{page}start/").status_code == 302
    assert dana.post(f"{page}start/").status_code == 409
    set_actor(SYSTEM)
    call = DrillCall.objects.get(outcome="waiting", mission__number="VAL-1")
    DrillCall.objects.filter(pk=call.pk).update(outcome="answered", answered_at=MONDAY)
    said = dana.get(page).content.decode()
    assert re.search(r"All that was planned</dt><dd><b>4</b>", said)
    assert '<td data-heat="2">1 / 2</td>' in said
    assert "From Mon 15 June 2026, 09:00 to Mon 15 June 2026, 13:00" in words_of(said), "on the clocks of the capital"
    assert re.search(r'<th scope="col">(<[^>]+>)*09:00', said)
    assert said.index("KES-1") < said.index("VAL-1"), "those that answered least first"
    assert "Officer at +12025550101" in said
    assert "they count as not reached" in said
    dana.post(f"{page}end/")
    ending = dana.get(page).content.decode()
    assert ("over: what became of each is put together now" in ending, "End the drill now" in ending) == (True, False)
    with as_worker():
        lead_drills(by=SYSTEM, at=MONDAY)
    assert "over" in dana.get(page).content.decode()
    listed = dana.get(PAGE).content.decode()
    assert "1 of 4 answered." in listed


def test_every_page_of_a_drill_bears_its_band_and_its_own_address(visit: Visit) -> None:
    dana = visit("liaison-officer")
    for path in (PAGE, plan(dana)):
        assert path.startswith("/drill/")
        assert 'class="band drill"' in dana.get(path).content.decode()


def test_what_is_refused_under_the_path_of_a_drill_bears_its_band_as_well_and_nothing_live_does(visit: Visit) -> None:
    set_actor(SYSTEM)
    ended = make_drill_link(UUID(int=1), until=MONDAY - timedelta(days=1)).removeprefix(settings.ENVIRONMENT.public_url)
    for client, path, status in ((visit(), ended, 409), (visit(), f"{ended[:-2]}x/", 404), (visit("representative"), PAGE, 404)):
        answer = client.get(path)
        assert (answer.status_code, 'class="band drill"' in answer.content.decode()) == (status, True)
    assert "This drill is over" in words_of(visit().get(ended).content.decode())
    assert 'class="band drill"' not in visit("representative").get("/portal/mission/").content.decode()


def test_who_was_not_reached_folds_on_a_phone(visit: Visit) -> None:
    dana = visit("liaison-officer")
    page = plan(dana)
    dana.post(f"{page}start/")
    assert 'class="missed folds" role="table"' in dana.get(page).content.decode()


@pytest.mark.parametrize(("given", "said"), [
    ({"kinds": []}, "at least one channel"), ({"audience": "state"}, "needs at least one"), ({"starts": "2026-06-14T09:00"}, "before now")])
def test_what_is_refused_is_said_where_it_was_written(visit: Visit, given: dict[str, Any], said: str) -> None:
    answer = visit("liaison-officer").post(PAGE, GIVEN | {"missions": "VAL-1"} | given)
    assert (answer.status_code, said in answer.content.decode(), "VAL-1" in answer.content.decode()) == (409, True, True)


def test_an_hour_is_on_the_clocks_of_the_capital_and_numbers_are_read_as_people_write_them(visit: Visit) -> None:
    plan(visit("liaison-officer"), audience="chosen", missions="val-1 KES-1", starts="2026-06-15T23:00")
    set_actor(SYSTEM)
    drill = Drill.objects.get()
    assert (drill.audience_of, drill.starts_at and drill.starts_at.isoformat()) == (["VAL-1", "KES-1"], "2026-06-16T03:00:00+00:00")


def test_a_drill_that_was_planned_is_cancelled(visit: Visit) -> None:
    dana = visit("liaison-officer")
    page = plan(dana)
    dana.post(f"{page}cancel/")
    assert "cancelled" in dana.get(page).content.decode()
    assert dana.post(f"{page}nonsense/").status_code == 404


def test_an_office_says_how_often(visit: Visit) -> None:
    dana = visit("watch-officer")
    assert dana.post(SCHEDULES, GIVEN | {"recurs": "drill", "every_days": "30"}).status_code == 302
    assert "Every 30 days." in dana.get(SCHEDULES).content.decode()
    set_actor(SYSTEM)
    dana.post(f"{SCHEDULES}{Schedule.objects.get().pk}/end/")
    assert "Nothing recurs by itself." in dana.get(SCHEDULES).content.decode()


def test_the_pages_ask_a_fixed_number_of_queries(visit: Visit, django_assert_max_num_queries: Any) -> None:
    dana = visit("liaison-officer")
    pages = [plan(dana) for _ in range(3)]
    dana.post(f"{pages[0]}start/")
    with django_assert_max_num_queries(16):
        dana.get(PAGE)
    with django_assert_max_num_queries(16):
        dana.get(pages[0])
