"""The page of what must be seen to: one's own first; a mission sees its own alone."""

from typing import Any

import pytest

from article22.contexts.missions.actions.representing import nominate
from article22.contexts.missions.queries.missions import get_mission
from article22.contexts.missions.rules.terms import WayKind
from article22.ground.wall.session import set_actor
from article22.procedures.minding import mind_tasks
from tests.cast import MONDAY, SYSTEM, stop_clock
from tests.pages.conftest import Visit
from tests.register.people import somebody

PAGE = "/register/tasks/"


@pytest.fixture(autouse=True)
def _monday(db: None) -> None:
    stop_clock(MONDAY)
    set_actor(SYSTEM)
    nominate(get_mission("KES-1"), somebody("x@kestria.example", came_from="kestria@gmail.com", kind=WayKind.MAIL), by=SYSTEM, at=MONDAY)
    mind_tasks(by=SYSTEM, at=MONDAY)


def parts(page: str) -> tuple[str, str]:
    """What is one's own, and what is with others."""
    own, _, others = page.partition('id="others"')
    return own, others


def test_an_officer_sees_their_own_first_and_then_everybodys(visit: Visit) -> None:
    dana, lee = (parts(visit(role).get(PAGE).content.decode()) for role in ("liaison-officer", "watch-officer"))
    assert ("Embassy of Valdoria" in dana[0], "Embassy of Maristan" in dana[0], "Embassy of Kestria" in dana[1]) == (True, True, True)
    assert ("Embassy of Kestria" in lee[0], "Embassy of Valdoria" in lee[1]) == (True, True)
    assert "Officer at x@kestria.example" in lee[0]
    assert 'href="/register/VAL-1/people/"' in dana[0]
    assert "Mon 22 June 2026" in dana[0]


def test_a_mission_sees_its_own_alone(visit: Visit) -> None:
    page = visit("representative").get(PAGE).content.decode()
    own, others = parts(page)
    assert "Nothing is yours to see to." in own
    assert "Dana Reyes" in others
    assert "Kestria" not in page
    assert "Maristan" not in page


def test_late_is_said(visit: Visit) -> None:
    stop_clock(MONDAY.replace(day=23))
    assert 'data-st="late"' in visit("liaison-officer").get(PAGE).content.decode()


def test_the_page_asks_a_fixed_number_of_queries(visit: Visit, django_assert_max_num_queries: Any) -> None:
    dana = visit("liaison-officer")
    with django_assert_max_num_queries(15):
        dana.get(PAGE)


def test_home_leads_there(visit: Visit) -> None:
    assert f'href="{PAGE}"' in visit("representative").get("/home/").content.decode()
    assert f'href="{PAGE}"' not in visit("supervisor").get("/home/").content.decode()
