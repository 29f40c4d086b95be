"""What must be seen to so that missions can be reached: opened with its cause, mailed, late, passed on, and closed by itself."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from article22.contexts.missions.actions import assigning, representing
from article22.contexts.missions.actions.changing import ask_change, confirm_by_call, withdraw
from article22.contexts.missions.models import Mission, Representative, Task
from article22.contexts.missions.queries.liaisons import list_assignments
from article22.contexts.missions.queries.missions import get_mission
from article22.contexts.missions.queries.representatives import get_reached
from article22.contexts.missions.queries.tasks import list_tasks
from article22.contexts.missions.rules import representatives as people
from article22.contexts.missions.rules import tasks as rules
from article22.contexts.missions.rules.terms import CannotAppoint, Health, Holder, Stand, TaskKind, WayKind
from article22.ground.journal.models import Entry, Words
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.models import Message
from article22.ground.outbox.rules.messages import Fate, Reply
from article22.ground.wall.session import set_actor
from article22.kernel.actor import Actor
from article22.procedures import minding, telling
from tests.cast import MONDAY, SYSTEM
from tests.outbox import reports
from tests.outbox.conftest import outgoing
from tests.register.people import as_worker, somebody
from tests.register.test_representatives import appoint, as_, green
from tests.rules.test_representatives import MAIL, MOBILE, NEW_YEAR, TWO, noted
from tests.rules.test_representatives import somebody as ruled

DAY = timedelta(days=1)
LEAVES = people.depart(TWO[1], NEW_YEAR + 60 * DAY)
BOTH = replace(ruled(2, MAIL, MOBILE), verified_at=NEW_YEAR)


@pytest.mark.parametrize(("who", "later", "kinds"), [
    (TWO, 0, []),
    (TWO[:1], 0, ["below-two"]),
    ((TWO[0], noted(TWO[1], "2 mobile", failed_at=NEW_YEAR + DAY)), 1, ["below-two", "way-failed"]),
    ((TWO[0], noted(BOTH, "2 mail", failed_at=NEW_YEAR + DAY)), 1, ["way-failed"]),
    ((TWO[0], LEAVES), 29, []),
    ((TWO[0], LEAVES), 30, ["successor"]),  # thirty days before
    ((*TWO[:1], LEAVES, ruled(3, MOBILE)), 30, []),  # two are left
    ((TWO[0], LEAVES), 60, ["below-two"]),  # gone
    ((*TWO, replace(ruled(3, MAIL, stand=Stand.NOMINATED), held_why="free-mail")), 0, ["nomination-held"]),
    ((*TWO, replace(noted(ruled(3, MAIL), "3 mail", failed_at=NEW_YEAR + DAY), stand=Stand.ENDED)), 1, []),
    ((*TWO, ruled(3, MAIL, stand=Stand.NOMINATED)), 0, ["call-back"]),  # in the portal, and nobody calls
    ((TWO[0], ruled(3, MAIL, stand=Stand.NOMINATED)), 0, ["below-two", "call-back"]),
    ((*TWO, replace(ruled(3, MAIL), verified_at=NEW_YEAR - 90 * DAY)), 0, ["lapsed"]),
    ((*TWO, people.depart(ruled(3, MAIL), NEW_YEAR)), 0, ["left"]),
    ((*TWO, ruled(3, MAIL, stand=Stand.SUSPENDED)), 0, ["suspended"]),
    ((TWO[0], ruled(3, MAIL, stand=Stand.SUSPENDED)), 0, ["below-two"]),  # all of it is in the one
    ((*TWO, replace(ruled(3, MAIL), ways=(people.Way(kind=MAIL, address="new"),))), 0, ["way-failed"]),  # changed by an officer, and not tried yet
    ((*TWO, replace(ruled(3, MAIL), arrives_at=NEW_YEAR + DAY)), 0, []),
    ((TWO[0], LEAVES, replace(ruled(3, MOBILE), arrives_at=NEW_YEAR + 60 * DAY)), 30, []),  # the successor comes in time
    ((TWO[0], LEAVES, replace(ruled(3, MOBILE), arrives_at=NEW_YEAR + 61 * DAY)), 30, ["successor"]),
])
def test_each_cause_asks_for_its_task(who: Sequence[people.Representative], later: int, kinds: list[str]) -> None:
    assert [cause.kind for cause in rules.causes(who, NEW_YEAR + later * DAY)] == kinds


def test_a_transfer_turns_a_mission_amber_the_same_day_and_stays_so_until_it_is_on_record() -> None:
    three = (*TWO, people.depart(ruled(3, MAIL), NEW_YEAR + DAY))
    assert [people.reached(three, NEW_YEAR + days * DAY).health for days in (0, 1, 40)] == [Health.AMBER] * 3
    assert people.reached(TWO, NEW_YEAR + DAY).health is Health.GREEN


@pytest.mark.parametrize(("holder", "is_long", "has_people", "has_liaison", "after"), [
    (Holder.MISSION, False, True, True, Holder.MISSION), (Holder.MISSION, False, False, True, Holder.LIAISON),
    (Holder.MISSION, True, True, False, Holder.OFFICE), (Holder.LIAISON, False, True, False, Holder.OFFICE), (Holder.LIAISON, True, True, True, Holder.OFFICE),
    (Holder.OFFICE, True, True, True, Holder.COMMAND_CENTER), (Holder.COMMAND_CENTER, True, True, True, Holder.COMMAND_CENTER),
])
def test_a_task_always_has_a_holder(holder: Holder, is_long: bool, has_people: bool, has_liaison: bool, after: Holder) -> None:
    assert rules.holder_after(holder, is_long=is_long, has_people=has_people, has_liaison=has_liaison) is after


@pytest.fixture
def dana(db: None) -> Actor:
    return as_("liaison-officer")


@pytest.fixture
def valdoria(dana: Actor) -> Mission:
    """Green: two people on two channels."""
    return green("VAL-1", dana)


def mind(mission: Mission, days: float = 0) -> dict[str, str]:
    """Mind the register so many days later: what is open of a mission, and who holds it."""
    set_actor(SYSTEM)
    minding.mind_tasks(by=SYSTEM, at=MONDAY + days * DAY)
    return {task.kind: task.holder for task in list_tasks(seen_by=SYSTEM, mission=mission)}


def mails(about: str) -> list[tuple[str, str]]:
    """To whom the register wrote about a mission alone, and under which subject."""
    set_actor(SYSTEM)
    rows = Message.objects.filter(kind="register.task", body__contains=about).order_by("id")
    return [(row.address, row.subject.partition(":")[0]) for row in rows if row.subject]


def first(mission: Mission) -> Representative:
    return Representative.objects.filter(mission=mission).order_by("nominated_at", "id")[0]


def test_a_mission_below_two_is_its_liaisons_then_the_offices_and_closes_itself(valdoria: Mission, dana: Actor) -> None:
    assert mind(valdoria) == {}
    as_("liaison-officer")
    way = first(valdoria).ways.get()
    representing.suspend(first(valdoria).pk, "called away", by=dana, at=MONDAY)
    assert [mind(valdoria, days) for days in (0, 6.9, 7, 13.9)] == [{"below-two": "liaison"}] * 4
    assert mails("Embassy of Valdoria") == [("dana.reyes@dss.example", "To see to"), ("dana.reyes@dss.example", "The register")]
    assert mind(valdoria, 14) == {"below-two": "office"}
    assert mind(valdoria, 27.9) == {"below-two": "office"}
    assert mind(valdoria, 28) == {"below-two": "command-center"}
    assert mails("Embassy of Valdoria")[-1] == ("lee.park@dss.example", "The register")
    as_("liaison-officer")
    representing.verify(first(valdoria).pk, "(202) 555-0100", by=dana, at=MONDAY + 29 * DAY)
    representing.prove_way(way.pk, by=dana, at=MONDAY + 29 * DAY)
    assert mind(valdoria, 29) == {}
    entries = Entry.objects.filter(verb__startswith="missions.task-", facts__mission=f"{valdoria.pk}").order_by("id")
    assert [entry.verb for entry in entries] == [f"missions.task-{what}" for what in ("opened", "late", "further", "further", "closed")]
    assert {entry.organisation for entry in entries} == {valdoria.organisation_id}


def test_where_nobody_is_assigned_it_is_the_offices_and_when_an_assignment_ends_it_goes_there(valdoria: Mission, dana: Actor) -> None:
    kestria, maristan = get_mission("KES-1"), get_mission("MRS-1")
    assert (mind(kestria), mind(maristan)) == ({"below-two": "liaison"}, {"below-two": "office"})
    as_("liaison-officer")
    (assignment,) = list_assignments(kestria, seen_by=dana)
    assigning.end_assignment(assignment.pk, ends_on=MONDAY.date() + 2 * DAY, by=dana, at=MONDAY)
    assert (mind(kestria, 1), mind(kestria, 2)) == ({"below-two": "liaison"}, {"below-two": "office"})


def test_one_sweep_writes_one_letter_to_each_address_and_says_no_name(valdoria: Mission) -> None:
    mind(valdoria)
    set_actor(SYSTEM)
    letter = Message.objects.get(kind="register.task", address="dana.reyes@dss.example")
    assert letter.subject == "The register: 7 things to see to"
    assert "Embassy of Maristan" in letter.body
    assert "Officer" not in letter.body


def send(address: str, fate: Fate, fault: str = "") -> Message:
    """A mail to an address, and what the next server says to it."""
    set_actor(SYSTEM)
    (id,) = outbox.enqueue([replace(outgoing(), address=address)], by=SYSTEM, at=MONDAY)
    with as_worker():
        telling.take(100, by=SYSTEM, at=MONDAY)
        telling.settle([Reply(message=id, tries=1, fate=fate, fault=fault)], by=SYSTEM, at=MONDAY + DAY)
    return Message.objects.get(pk=id)


def bounce(address: str) -> None:
    """A mail to an address comes back."""
    message = send(address, Fate.ACCEPTED)
    raw = reports.POSTFIX_FAILED.replace(b"ana.ferro@valdoria.example", address.encode())
    with as_worker():
        assert telling.take_report(message.pk, raw, by=SYSTEM, at=MONDAY + DAY)


@pytest.mark.parametrize("comes_back", [True, False])
def test_what_bounces_or_is_refused_fails_the_way_the_same_day_and_is_a_task_of_the_mission(valdoria: Mission, comes_back: bool) -> None:
    if comes_back:
        bounce("First@Valdoria.example")
    else:
        send("first@valdoria.example", Fate.REFUSED, "smtp-550")
    way = first(valdoria).ways.get()
    assert (way.failed_at, way.fault) == (MONDAY + DAY, "dsn-5.1.1" if comes_back else "smtp-550")
    assert get_reached(valdoria, seen_by=SYSTEM, at=MONDAY + DAY).health is Health.RED
    assert mind(valdoria, 1) == {"below-two": "liaison", "way-failed": "mission"}
    assert ("ana.ferro@valdoria.example", "To see to") in mails("somebody was not reached")
    assert mind(valdoria, 15)["way-failed"] == "liaison"


def test_with_a_third_person_a_bounce_is_amber_and_a_task_alone(valdoria: Mission, dana: Actor) -> None:
    as_("liaison-officer")
    appoint(valdoria, "third@valdoria.example", WayKind.MAIL, dana)
    bounce("third@valdoria.example")
    assert get_reached(valdoria, seen_by=SYSTEM, at=MONDAY + DAY).health is Health.AMBER
    assert mind(valdoria, 1) == {"way-failed": "mission"}


def test_a_successor_is_asked_for_thirty_days_before_and_no_more_once_there_is_one(valdoria: Mission, dana: Actor) -> None:
    as_("liaison-officer")
    representing.set_departure(first(valdoria).pk, date(2026, 8, 14), by=dana, at=MONDAY)
    assert (mind(valdoria, 30), mind(valdoria, 31)) == ({}, {"successor": "mission"})
    assert mails("a successor is asked for") == [("ana.ferro@valdoria.example", "To see to")]
    as_("liaison-officer")
    appoint(valdoria, "next@valdoria.example", WayKind.MAIL, dana)
    assert mind(valdoria, 32) == {}


def test_an_impostors_nomination_is_somebodys_to_ask_about_and_rejected_it_stays_on_record(valdoria: Mission, dana: Actor) -> None:
    as_("liaison-officer")
    row = representing.nominate(valdoria, somebody("x@valdoria.example", came_from="embassy.valdoria@gmail.com"), by=dana, at=MONDAY)
    assert mind(valdoria) == {"nomination-held": "liaison"}
    as_("liaison-officer")
    with pytest.raises(CannotAppoint, match="whom you asked"):
        representing.reject_nomination(row.pk, " ", by=dana, at=MONDAY)
    with pytest.raises(CannotAppoint):
        representing.reject_nomination(first(valdoria).pk, "nobody knows him", by=dana, at=MONDAY)
    entry = representing.reject_nomination(row.pk, "the switchboard knows nobody of that name", by=dana, at=MONDAY)
    assert mind(valdoria) == {}
    said = Entry.objects.get(pk=entry)
    assert (said.verb, said.facts["held"], said.facts["is_suspicious"]) == ("missions.nomination-rejected", "free-mail", True)
    assert Words.objects.get(entry=entry).words == "the switchboard knows nobody of that name"


def test_a_change_that_waits_is_an_officers_at_once_where_nobody_else_can_confirm_it_and_else_after_a_day(valdoria: Mission, dana: Actor) -> None:
    mail, mobile = Representative.objects.filter(mission=valdoria).order_by("ways__kind")
    as_("liaison-officer")
    representing.put_way(mobile.pk, somebody("+12025550102", kind=WayKind.OFFICE).ways[0], by=dana, at=MONDAY)
    ana = as_("representative")
    silent = ask_change(mail.pk, somebody("new@valdoria.example").ways[0], mail.ways.get().pk, name="Ana Ferro", by=ana, at=MONDAY)
    new = somebody("+12025550103", kind=WayKind.OFFICE).ways[0]
    unasked = ask_change(mobile.pk, new, mobile.ways.get(kind="office").pk, name="Ana Ferro", by=ana, at=MONDAY)
    assert (silent.asks and silent.asks.kind, unasked.asks) == ("mail", None)
    assert mind(valdoria) == {"change-waits": "liaison"}
    set_actor(SYSTEM)
    assert Task.objects.get(kind="change-waits").representative_id == mobile.pk
    assert mails("a change of how somebody is reached") == [("dana.reyes@dss.example", "The register")]
    as_("representative")
    withdraw(unasked.pk, by=ana, at=MONDAY)
    assert [mind(valdoria, days) for days in (0, 0.99)] == [{}, {}]
    assert [mind(valdoria, days) for days in (1, 15, 29)] == [{"change-waits": holder} for holder in ("liaison", "office", "command-center")]
    as_("liaison-officer")
    confirm_by_call(silent.pk, "(202) 555-0100", by=dana, at=MONDAY + 30 * DAY)
    assert "change-waits" not in mind(valdoria, 30)


def test_nothing_is_opened_twice_and_what_ended_has_no_tasks(valdoria: Mission) -> None:
    mind(valdoria)
    set_actor(SYSTEM)
    count = Task.objects.count()
    assert minding.mind_tasks(by=SYSTEM, at=MONDAY) == 0
    assert Task.objects.count() == count
    kestria = get_mission("KES-1")
    kestria.ended_on = MONDAY.date()
    kestria.save(update_fields=["ended_on"])
    assert mind(kestria, 1) == {}
    assert TaskKind.BELOW_TWO in {task.kind_words for task in Task.objects.filter(mission=kestria, closed_at__isnull=False)}
