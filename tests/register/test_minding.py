"""The worker looks at a mission's tasks when something of it changed, or its instant has come, and at some missions at a time."""

import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from article22.contexts.missions.actions import assigning, registering, representing
from article22.contexts.missions.actions.changing import ask_change
from article22.contexts.missions.models import Mission, Representative, Task
from article22.contexts.missions.queries.liaisons import list_assignments, list_liaisons
from article22.contexts.missions.queries.missions import get_main_premises, get_mission
from article22.contexts.missions.queries.tasks import map_changed
from article22.contexts.missions.rules import representatives as people
from article22.contexts.missions.rules.tasks import LISTED, LOOKED_AT, Item, causes, letter, looked_at_again, turns_of
from article22.contexts.missions.rules.terms import News, PremisesKind, Stand, TaskKind, WayKind
from article22.doors.worker.loop import Duty, Worker
from article22.ground.accounts.actions.people import end_membership
from article22.ground.accounts.queries import list_holders, list_peopled
from article22.ground.accounts.rules import Role
from article22.ground.outbox.models import Message
from article22.ground.wall.session import set_actor
from article22.kernel.actor import Actor
from article22.procedures.minding import mind_tasks
from tests.cast import MONDAY, SYSTEM
from tests.register.people import somebody
from tests.register.test_representatives import appoint, as_, green
from tests.rules.test_representatives import MAIL, MOBILE, NEW_YEAR, noted
from tests.rules.test_representatives import somebody as ruled

DAY = timedelta(days=1)
DAYS = st.integers(-100, 100).map(lambda days: NEW_YEAR + days * DAY)


@st.composite
def officers(draw: st.DrawFn) -> Sequence[people.Representative]:
    """Some people of a mission, who come, leave, lapse and are not reached on whatever days."""
    made = []
    for number in range(draw(st.integers(1, 4))):
        one = replace(ruled(number, draw(st.sampled_from([MAIL, MOBILE])), stand=draw(st.sampled_from([Stand.ACTIVE, Stand.NOMINATED, Stand.SUSPENDED]))),
                      verified_at=draw(DAYS), arrives_at=draw(st.none() | DAYS), departs_at=draw(st.none() | DAYS))
        made.append(noted(one, one.ways[0].address, failed_at=draw(DAYS)) if draw(st.booleans()) else one)
    return made


@given(officers(), DAYS, st.integers(0, 24 * 60 - 1))
def test_until_its_next_look_time_alone_changes_nothing_of_what_must_be_seen_to(who: Sequence[people.Representative], at: datetime, minutes: int) -> None:
    again = looked_at_again((turn for one in who for turn in turns_of(one)), at)
    assert at < again <= at + LOOKED_AT
    assert causes(who, min(at + timedelta(minutes=minutes), again - timedelta(minutes=1))) == causes(who, at)


@pytest.fixture
def dana(db: None) -> Actor:
    return as_("liaison-officer")


@pytest.fixture
def valdoria(dana: Actor) -> Mission:
    """Green, and looked at like every mission."""
    mission = green("VAL-1", dana)
    mind()
    return mission


def mind(days: float = 0) -> bool:
    set_actor(SYSTEM)
    return mind_tasks(by=SYSTEM, at=MONDAY + days * DAY)


def changed(days: float = 0) -> set[str]:
    """The missions that are to be looked at so many days later."""
    set_actor(SYSTEM)
    at = MONDAY + days * DAY
    led = list_liaisons(on=at.date(), seen_by=SYSTEM)
    found = map_changed(100, peopled=list_peopled(Role.REPRESENTATIVE), led=led.keys(), at=at)
    return set(Mission.objects.filter(pk__in=found).values_list("number", flat=True))


def first(mission: Mission) -> Representative:
    return Representative.objects.filter(mission=mission).order_by("nominated_at", "id")[0]


def moves(mission: Mission, dana: Actor) -> None:
    main = replace(get_main_premises(mission, on=MONDAY.date()).place, latitude=30.0)
    registering.add_premises(mission, PremisesKind.CHANCERY, registering.Address(words="1 New Street", place=main), is_main=True, by=dana, at=MONDAY,
                             on=MONDAY.date())


def ends(mission: Mission, dana: Actor) -> None:
    registering.end_mission(mission, by=as_("ofm-officer"), at=MONDAY, on=MONDAY.date())


def is_bounced(mission: Mission, dana: Actor) -> None:
    representing.fail_address("first@valdoria.example", "dsn-5.1.1", by=SYSTEM, at=MONDAY)


def asks_for_another_number(mission: Mission, dana: Actor) -> None:
    ana = as_("representative")
    ask_change(first(mission).pk, somebody("+12025550102", kind=WayKind.MOBILE).ways[0], None, name="Ana Ferro", by=ana, at=MONDAY)


def loses_its_liaison(mission: Mission, dana: Actor) -> None:
    assigning.end_assignment(list_assignments(mission, seen_by=dana)[0].pk, ends_on=MONDAY.date(), by=dana, at=MONDAY)


def loses_its_account(mission: Mission, dana: Actor) -> None:
    administrator = as_("administrator")
    for one in list_holders(Role.REPRESENTATIVE):
        if one.organisation_id == mission.organisation_id:
            end_membership(one.pk, by=administrator, at=MONDAY)


ACTS: Mapping[str, Callable[[Mission, Actor], object]] = {
    "somebody is named": lambda mission, dana: representing.nominate(mission, somebody("third@valdoria.example"), by=dana, at=MONDAY),
    "somebody is suspended": lambda mission, dana: representing.suspend(first(mission).pk, "away", by=dana, at=MONDAY),
    "somebody ends": lambda mission, dana: representing.end(first(mission).pk, "away", by=dana, at=MONDAY),
    "somebody will leave": lambda mission, dana: representing.set_departure(first(mission).pk, date(2026, 8, 14), by=dana, at=MONDAY),
    "another way": lambda mission, dana: representing.put_way(first(mission).pk, somebody("+12025550102", kind=WayKind.OFFICE).ways[0], by=dana, at=MONDAY),
    **{act.__name__: act for act in (moves, ends, is_bounced, asks_for_another_number, loses_its_liaison, loses_its_account)},
}


@pytest.mark.parametrize("act", ACTS)
def test_a_mission_is_looked_at_anew_once_something_of_it_has_changed_and_no_other_is(valdoria: Mission, act: str) -> None:
    assert changed() == set()
    dana = as_("liaison-officer" if act != "moves" else "ofm-officer")
    ACTS[act](valdoria, dana)
    assert changed() == {"VAL-1"}
    mind()
    assert changed() == set()


def test_a_mission_is_looked_at_when_its_instant_has_come_and_every_one_once_a_day(valdoria: Mission) -> None:
    assert (changed(0.9), len(changed(1))) == (set(), Mission.objects.count())
    dana = as_("liaison-officer")
    representing.set_departure(first(valdoria).pk, date(2026, 6, 16), by=dana, at=MONDAY)  # leaves at midnight in Washington
    mind(1.2)
    assert (changed(1.5), changed(1.7)) == (set(), {"VAL-1"})


def test_a_look_at_what_has_not_changed_asks_a_fixed_number_of_questions(valdoria: Mission, django_assert_num_queries: Callable[[int], object]) -> None:
    set_actor(SYSTEM)
    with django_assert_num_queries(12):  # type: ignore[attr-defined]
        assert mind_tasks(by=SYSTEM, at=MONDAY) is False


def test_many_missions_are_looked_at_some_at_a_time_and_each_address_gets_one_letter_at_the_end(
        valdoria: Mission, dana: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("article22.contexts.missions.actions.tasking.AT_ONCE", 4)
    set_actor(SYSTEM)
    letters, steps = Message.objects.filter(kind="register.task"), 0
    before = letters.count()
    while mind(8):
        steps += 1
        assert letters.count() == before
    assert steps == Mission.objects.count() // 4
    sent = list(letters.order_by("id").values_list("address", flat=True))[before:]
    assert len(sent) == len(set(sent)) > 0
    assert Task.objects.filter(closed_at__isnull=True, late_at__isnull=True).count() == 0
    assert not Task.objects.exclude(news="").exists()
    assert (mind(8), letters.count()) == (False, before + len(sent))


def test_missions_own_people_are_written_to_some_at_a_time_each_once(valdoria: Mission, dana: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("article22.procedures.minding.AT_ONCE", 1)
    dana = as_("liaison-officer")
    for number, address in (("VAL-1", "third@valdoria.example"), ("KES-1", "third@kestria.example")):
        appoint(get_mission(number), address, WayKind.MAIL, dana)
        representing.fail_address(address, "dsn-5.1.1", by=SYSTEM, at=MONDAY)
    assert [mind(), mind()] == [True, False]
    own = Message.objects.filter(kind="register.task", organisation__isnull=False).values_list("organisation", flat=True)
    assert {get_mission(number).organisation_id for number in ("VAL-1", "KES-1")} == set(own)


def test_a_letter_says_the_first_things_and_how_many_more_there_are() -> None:
    items = [Item(mission=f"Embassy {number}", kind=TaskKind.BELOW_TWO, news=News.OPENED, due_at=MONDAY) for number in range(LISTED)]
    told = letter(items, 3000, link="https://a22.example/")
    assert f"{told.subject}" == "The register: 3,000 things to see to"
    assert [f"{line}" for line in told.paragraphs[LISTED:]] == [
        "And 2,960 more.", "Here: https://a22.example/", "Each closes by itself when its cause is gone."]


def test_a_duty_that_has_more_to_do_goes_on_once_the_others_had_their_turn() -> None:
    done = list[str]()

    def step() -> bool:
        done.append("step")
        return done.count("step") < 3

    def other() -> None:
        done.append("other")
        if done.count("other") == 4:
            worker.stop()

    worker = Worker([Duty("steps", 3600.0, step), Duty("other", 0.0, other)])
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    worker.run()
    for number, handler in before.items():
        signal.signal(number, handler)
    assert done == ["step", "other"] * 3 + ["other"]

