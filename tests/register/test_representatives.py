"""Representatives on record: nominated, called back, asked again, failed and gone; S8; and who may see them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from article22.contexts.missions import models
from article22.contexts.missions.actions import representing, reverifying
from article22.contexts.missions.actions.changing import ask_change
from article22.contexts.missions.models import Mission
from article22.contexts.missions.queries.missions import get_mission
from article22.contexts.missions.queries.representatives import get_reached, list_reached, list_representatives
from article22.contexts.missions.rules.terms import AskedWhy, CannotAppoint, Health, Stand, WayKind
from article22.ground.journal.models import Entry
from article22.ground.wall.session import set_actor
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from tests.cast import MONDAY, SYSTEM, member, minutes
from tests.register.people import somebody

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def dana(db: None) -> Actor:
    """The liaison officer, acting."""
    return as_("liaison-officer")


@pytest.fixture
def valdoria(dana: Actor) -> Mission:
    return get_mission("VAL-1")


def as_(role: str, nth: int = 0) -> Actor:
    """One of the cast, acting from now on."""
    set_actor(SYSTEM)
    actor = member(role, nth=nth)
    set_actor(actor)
    return actor


def appoint(mission: Mission, address: str, kind: WayKind, by: Actor) -> models.Representative:
    """Nominated, called back and proved."""
    row = representing.nominate(mission, somebody(address, kind=kind), by=by, at=MONDAY)
    representing.verify(row.pk, "(202) 555-0100", by=by, at=MONDAY)
    for way in row.ways.all():
        representing.prove_way(way.pk, by=by, at=MONDAY)
    return row


def green(number: str, by: Actor) -> Mission:
    """A mission with two people on two channels."""
    mission = get_mission(number)
    appoint(mission, "first@valdoria.example", WayKind.MAIL, by)
    appoint(mission, "+12025550101", WayKind.MOBILE, by)
    return mission


def health(mission: Mission, by: Actor, days: float = 0) -> Health:
    return get_reached(mission, seen_by=by, at=MONDAY + days * DAY).health


def test_two_who_were_called_back_on_two_channels_make_a_mission_green_until_one_of_them_fails(valdoria: Mission, dana: Actor) -> None:
    assert health(valdoria, dana) is Health.RED
    appoint(valdoria, "first@valdoria.example", WayKind.MAIL, dana)
    assert health(valdoria, dana) is Health.RED
    second = appoint(valdoria, "+12025550101", WayKind.MOBILE, dana)
    assert health(valdoria, dana) is Health.GREEN
    way = second.ways.get()
    representing.fail_way(way.pk, "dsn-5.1.1", by=dana, at=MONDAY + minutes(5))
    assert health(valdoria, dana, 1) is Health.RED
    representing.prove_way(way.pk, by=dana, at=MONDAY + minutes(10))
    assert health(valdoria, dana, 1) is Health.GREEN
    assert health(valdoria, dana, 80) is Health.AMBER
    assert health(valdoria, dana, 90) is Health.RED


def test_somebody_leaves_at_the_end_of_their_last_day_on_the_clocks_of_the_mission(valdoria: Mission, dana: Actor) -> None:
    appoint(valdoria, "first@valdoria.example", WayKind.MAIL, dana)
    second = appoint(valdoria, "+12025550101", WayKind.MOBILE, dana)
    representing.set_departure(second.pk, date(2026, 6, 20), by=dana, at=MONDAY)
    midnight = MONDAY.replace(day=21, hour=4)  # of Washington
    assert [get_reached(valdoria, seen_by=dana, at=midnight - minutes(early)).health for early in (1, 0)] == [Health.AMBER, Health.RED]


def test_whoever_is_called_back_before_they_come_counts_from_the_morning_of_that_day(valdoria: Mission, dana: Actor) -> None:
    appoint(valdoria, "first@valdoria.example", WayKind.MAIL, dana)
    second = representing.nominate(valdoria, somebody("+12025550101", kind=WayKind.MOBILE, arrives_on=date(2026, 6, 20)), by=dana, at=MONDAY)
    representing.verify(second.pk, "(202) 555-0100", by=dana, at=MONDAY)
    representing.prove_way(second.ways.get().pk, by=dana, at=MONDAY)
    midnight = MONDAY.replace(day=20, hour=4)  # of Washington
    assert [get_reached(valdoria, seen_by=dana, at=midnight - minutes(early)).health for early in (1, 0)] == [Health.RED, Health.GREEN]
    assert [dict(list_reached(seen_by=dana, at=midnight - minutes(early)))[valdoria].health for early in (1, 0)] == [Health.RED, Health.GREEN]


def test_a_day_that_has_passed_is_no_departure_for_then_a_reason_would_be_asked_for_by_nobody(valdoria: Mission, dana: Actor) -> None:
    row = appoint(valdoria, "first@valdoria.example", WayKind.MAIL, dana)
    with pytest.raises(CannotAppoint) as refused:
        representing.set_departure(row.pk, date(2026, 6, 14), by=dana, at=MONDAY)
    assert refused.value.code == "representative.day-passed"
    evening = MONDAY.replace(hour=1) + DAY  # still Monday in Washington
    representing.set_departure(row.pk, date(2026, 6, 15), by=dana, at=evening)


def test_s8_transfer_season(valdoria: Mission, dana: Actor) -> None:
    first = appoint(valdoria, "first@valdoria.example", WayKind.MAIL, dana)
    second = appoint(valdoria, "second@valdoria.example", WayKind.MAIL, dana)
    representing.put_way(first.pk, representing.Given(kind=WayKind.MOBILE, raw="+12025550101", address="+12025550101"), by=dana, at=MONDAY)
    representing.prove_way(first.ways.get(kind="mobile").pk, by=dana, at=MONDAY)
    assert health(valdoria, dana) is Health.GREEN
    representing.fail_way(second.ways.get().pk, "drill", by=dana, at=MONDAY + minutes(1))
    assert health(valdoria, dana, 1) is Health.RED
    third = appoint(valdoria, "third@valdoria.example", WayKind.MAIL, dana)
    with pytest.raises(CannotAppoint, match="successor"):
        representing.end(first.pk, "", by=dana, at=MONDAY + DAY)
    entry = representing.end(first.pk, "recalled", by=dana, at=MONDAY + DAY)
    set_actor(SYSTEM)
    assert Entry.objects.get(pk=entry).facts["below_two"] is True
    set_actor(dana)
    assert {row.pk for row in list_representatives(valdoria, seen_by=dana)} == {second.pk, third.pk}
    impostor = representing.nominate(valdoria, somebody("new@valdoria.example", came_from="Valdoria.Embassy@gmail.com"), by=dana, at=MONDAY + DAY)
    with pytest.raises(CannotAppoint, match="anybody can open"):
        representing.verify(impostor.pk, "(202) 555-0100", by=dana, at=MONDAY + DAY)
    set_actor(SYSTEM)
    assert Entry.objects.get(verb="missions.representative-nominated", subject=f"{impostor.pk}").facts["held"] == "free-mail"
    set_actor(dana)
    representing.release_nomination(impostor.pk, "the switchboard knows her", by=dana, at=MONDAY + DAY)
    representing.verify(impostor.pk, "(202) 555-0100", by=dana, at=MONDAY + DAY)


@pytest.mark.parametrize(("given", "code"), [
    ({"name": " "}, "representative.unreachable"), ({"ways": ()}, "representative.unreachable"), ({"consents": False}, "representative.no-consent"),
])
def test_nobody_is_held_without_a_name_a_way_and_their_consent(valdoria: Mission, dana: Actor, given: dict[str, object], code: str) -> None:
    with pytest.raises(CannotAppoint) as refused:
        representing.nominate(valdoria, somebody("a@valdoria.example", **given), by=dana, at=MONDAY)
    assert refused.value.code == code
    assert not models.Representative.objects.filter(mission=valdoria).exists()


def test_one_person_serves_two_missions_and_counts_once_in_each(valdoria: Mission, dana: Actor) -> None:
    kestria = get_mission("KES-1")
    here = appoint(valdoria, "both@valdoria.example", WayKind.MAIL, dana)
    there = appoint(kestria, "both@valdoria.example", WayKind.MAIL, dana)
    assert there.human == here.human
    with pytest.raises(CannotAppoint) as refused:
        representing.nominate(valdoria, somebody("both@valdoria.example"), by=dana, at=MONDAY)
    assert refused.value.code == "representative.held-already"
    other = appoint(valdoria, "other@valdoria.example", WayKind.MAIL, dana)
    shared = representing.Given(kind=WayKind.MAIL, raw="both@valdoria.example", address="both@valdoria.example")
    with pytest.raises(CannotAppoint, match="Officer at both@valdoria.example has that mail address"):
        representing.put_way(other.pk, shared, by=dana, at=MONDAY)
    mobile = representing.Given(kind=WayKind.MOBILE, raw="+12025550109", address="+12025550109")
    representing.put_way(there.pk, mobile, by=dana, at=MONDAY)
    with pytest.raises(CannotAppoint, match="one of their own"):  # by a number of that person's at another mission
        representing.nominate(valdoria, somebody("+12025550109", kind=WayKind.MOBILE), by=dana, at=MONDAY)
    representing.put_way(here.pk, mobile, by=dana, at=MONDAY)


def test_an_office_telephone_is_shared_and_what_somebody_left_behind_is_the_successors(valdoria: Mission, dana: Actor) -> None:
    first = appoint(valdoria, "+12025550101", WayKind.OFFICE, dana)
    second = appoint(valdoria, "+12025550101", WayKind.MOBILE, dana)
    assert first.human != second.human
    representing.end(second.pk, "moved on", by=dana, at=MONDAY)
    assert appoint(valdoria, "+12025550101", WayKind.MOBILE, dana).human != second.human


def test_whoever_is_gone_is_reached_by_nothing_more_and_what_waited_of_them_waits_no_longer(valdoria: Mission, dana: Actor) -> None:
    row = appoint(valdoria, "first@valdoria.example", WayKind.MAIL, dana)
    asked = reverifying.ask(row.pk, AskedWhy.ASKED, by=dana, at=MONDAY)
    given = representing.Given(kind=WayKind.MOBILE, raw="+12025550101", address="+12025550101")
    change = ask_change(row.pk, given, None, name="Ana Ferro", by=as_("representative"), at=MONDAY)
    dana = as_("liaison-officer")
    representing.end(row.pk, "moved on", by=dana, at=MONDAY + DAY)
    for waited in (asked, change):
        waited.refresh_from_db()
    assert (asked.ended_at, change.state, change.decided_at) == (MONDAY + DAY, "withdrawn", MONDAY + DAY)
    for act in (lambda: representing.put_way(row.pk, given, by=dana, at=MONDAY + DAY),
                lambda: ask_change(row.pk, given, None, name="x", by=dana, at=MONDAY + DAY)):
        with pytest.raises(CannotAppoint, match="no representative any more"):
            act()


def test_a_way_is_dropped_for_good_and_a_mission_drops_what_does_not_work(valdoria: Mission, dana: Actor) -> None:
    row = appoint(valdoria, "first@valdoria.example", WayKind.MAIL, dana)
    representing.put_way(row.pk, representing.Given(kind=WayKind.MOBILE, raw="+12025550101", address="+12025550101"), by=dana, at=MONDAY)
    mail, mobile = row.ways.get(kind="mail"), row.ways.get(kind="mobile")
    ana = as_("representative")
    with pytest.raises(CannotAppoint) as refused:
        representing.drop_way(row.pk, mail.pk, by=ana, at=MONDAY)
    assert refused.value.code == "representative.way-works"
    representing.drop_way(row.pk, mobile.pk, by=ana, at=MONDAY)
    assert [way.kind for way in list_representatives(valdoria, seen_by=ana)[0].ways.all()] == ["mail"]
    bran = as_("representative", 1)
    for who, way in ((bran, mail), (as_("liaison-officer"), mobile)):
        with pytest.raises(Absent):
            representing.drop_way(row.pk, way.pk, by=who, at=MONDAY)


def test_a_mission_names_its_own_people_and_an_officer_alone_verifies(valdoria: Mission, dana: Actor) -> None:
    row = appoint(valdoria, "first@valdoria.example", WayKind.MAIL, dana)
    ana = as_("representative")
    assert [one.pk for one in list_representatives(valdoria, seen_by=ana)] == [row.pk]
    second = representing.nominate(valdoria, somebody("+12025550101", kind=WayKind.MOBILE), by=ana, at=MONDAY)
    for act in (lambda: representing.verify(second.pk, "x", by=ana, at=MONDAY), lambda: representing.prove_way(row.ways.get().pk, by=ana, at=MONDAY)):
        with pytest.raises(Absent):
            act()
    bran = as_("representative", 1)
    assert list_representatives(valdoria, seen_by=bran) == []
    with pytest.raises(Absent):
        representing.end(row.pk, "x", by=bran, at=MONDAY)


@pytest.mark.parametrize("role", ["supervisor", "analyst", "ofm-officer", "administrator"])
def test_only_liaison_and_the_watch_see_a_missions_people(valdoria: Mission, dana: Actor, role: str) -> None:
    appoint(valdoria, "first@valdoria.example", WayKind.MAIL, dana)
    other = as_(role)
    assert list_representatives(valdoria, seen_by=other) == []


def test_every_mission_is_told_red_amber_or_green_in_a_fixed_number_of_queries(
        valdoria: Mission, dana: Actor, django_assert_num_queries: Callable[[int], object]) -> None:
    appoint(valdoria, "first@valdoria.example", WayKind.MAIL, dana)
    appoint(valdoria, "+12025550101", WayKind.MOBILE, dana)
    with django_assert_num_queries(4):  # type: ignore[attr-defined]
        found = {mission.number: one.health for mission, one in list_reached(seen_by=dana, at=MONDAY)}
    assert (found.pop("VAL-1"), set(found.values())) == (Health.GREEN, {Health.RED})


def test_stands_that_time_makes_are_never_kept(valdoria: Mission, dana: Actor) -> None:
    row = appoint(valdoria, "first@valdoria.example", WayKind.MAIL, dana)
    assert models.Representative.objects.get(pk=row.pk).stand == Stand.ACTIVE
