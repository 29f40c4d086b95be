"""The page of what must be seen to: one's own first; a mission sees its own alone."""

from typing import Any

import pytest

from article22.contexts.missions.actions.representing import Given, nominate, verify
from article22.contexts.missions.models import Task, WayChange
from article22.contexts.missions.queries.changes import get_change
from article22.contexts.missions.queries.missions import get_mission
from article22.contexts.missions.rules.terms import Holder, TaskKind, WayKind
from article22.ground.accounts.rules import actor_for
from article22.ground.journal.models import Entry
from article22.ground.wall.session import set_actor
from article22.kernel.ids import new_id
from article22.procedures.changing import ask_change
from article22.procedures.minding import mind_tasks
from tests.cast import MONDAY, SYSTEM, member, stop_clock
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


def passed_on(number: str, to: Holder) -> WayChange:
    """A change of somebody of a mission that the old telephone does not confirm, and the task of it with somebody."""
    set_actor(SYSTEM)
    row = nominate(get_mission(number), somebody(f"two@{number.lower()}.example", kind=WayKind.MAIL), by=SYSTEM, at=MONDAY)
    verify(row.pk, "202-555-0199", by=SYSTEM, at=MONDAY)
    change = ask_change(row.pk, Given(kind=WayKind.MOBILE, raw="202-555-0177", address="+12025550177"), None, name="Ana Ferro", by=SYSTEM, at=MONDAY)
    Task.objects.filter(mission=row.mission).update(closed_at=MONDAY)
    Task.objects.create(id=new_id(MONDAY), mission=row.mission, kind=TaskKind.CHANGE.value, representative=row, holder=to.value, opened_at=MONDAY,
                        due_at=MONDAY, news="")
    return change


def test_a_watch_officer_decides_the_change_that_came_to_the_command_center_and_no_other(visit: Visit) -> None:
    theirs, others = passed_on("VAL-1", Holder.COMMAND_CENTER), passed_on("KES-1", Holder.OFFICE)
    lee = visit("watch-officer")
    assert 'href="/register/changes/"' in parts(lee.get(PAGE).content.decode())[0]
    page = lee.get("/register/changes/").content.decode()
    assert ("Embassy of Valdoria" in page, "Embassy of Kestria" in page) == (True, False)
    assert lee.post("/register/changes/", {"change": f"{others.pk}", "decide": "confirm", "called": "202-555-0199"}).status_code == 404
    assert lee.post("/register/changes/", {"change": f"{theirs.pk}", "decide": "confirm", "called": "202-555-0199"}).status_code == 302
    set_actor(SYSTEM)
    assert [get_change(one.pk, seen_by=SYSTEM).state for one in (theirs, others)] == ["confirmed", "waiting"]
    entry = Entry.objects.get(verb="missions.way-change-called-back")
    assert (entry.role, entry.person) == ("watch-officer", member("watch-officer").person)


def test_what_came_to_them_lets_a_watch_officer_call_that_missions_people_back_and_refuse_and_nobody_elses(visit: Visit) -> None:
    theirs, others = passed_on("VAL-1", Holder.COMMAND_CENTER), passed_on("KES-1", Holder.OFFICE)
    lee = visit("watch-officer")
    act = "/register/people/{}/suspend/"
    assert lee.post(act.format(others.representative_id), {"words": "called away"}).status_code == 404
    assert lee.post("/register/changes/", {"change": f"{theirs.pk}", "decide": "refuse", "reason": "they know nothing of it"}).status_code == 302
    assert lee.post(act.format(theirs.representative_id), {"words": "called away"}).status_code == 302
    set_actor(SYSTEM)
    Task.objects.filter(kind=TaskKind.CHANGE.value).update(closed_at=MONDAY)
    assert lee.post(act.format(theirs.representative_id), {"words": "again"}).status_code == 404, "and no longer"


def test_nobody_under_a_broken_glass_inherits() -> None:
    assert "representative.inherit" not in actor_for("watch-officer", glass=new_id(MONDAY)).verbs
