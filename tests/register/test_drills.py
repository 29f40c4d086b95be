"""Drills: never taken for live; each person by each channel accounted for; what failed fails a way, and an answer proves it."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from article22.contexts.missions.actions import drilling, representing
from article22.contexts.missions.models import Drill, DrillCall, Mission, Representative, Reverification, Schedule
from article22.contexts.missions.queries.drills import list_counted
from article22.contexts.missions.queries.missions import get_mission
from article22.contexts.missions.queries.representatives import get_reached
from article22.contexts.missions.queries.tasks import list_tasks
from article22.contexts.missions.rules import drills as rules
from article22.contexts.missions.rules.drills import Audience, Counted, Plan, heat
from article22.contexts.missions.rules.representatives import SAID_WRONG, Way
from article22.contexts.missions.rules.terms import AudienceKind, CannotDrill, Health, Outcome, Recurs, WayKind
from article22.ground.journal.models import Entry
from article22.ground.languages.queries import written
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.models import Message
from article22.ground.outbox.rules.messages import EXERCISE, Channel, Fate, Receipt, Reply, State, told_apart
from article22.ground.wall.session import set_actor
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.procedures import drilling as leading
from article22.procedures import minding, telling
from article22.procedures.links import LinkEnded, Opens, make_drill_link, make_link, read_drill_link, read_link
from tests.cast import MONDAY, SYSTEM, minutes, stop_clock
from tests.outbox import reports
from tests.outbox.conftest import CAUSE, outgoing
from tests.pages.conftest import Browser
from tests.register.people import as_worker, somebody
from tests.register.test_representatives import appoint, as_

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ALL = Audience(kind=AudienceKind.ALL)
PLAN = Plan(audience=ALL, kinds=tuple(WayKind), lasts_hours=4)
WEB = Path(__file__).parents[2] / "article22/doors/web"


@pytest.mark.parametrize(("given", "code"), [
    ({"kinds": ()}, "drill.no-channel"), ({"lasts_hours": 3}, "drill.lasts"), ({"audience": Audience(kind=AudienceKind.STATE)}, "drill.nobody"),
    ({"starts_at": MONDAY - minutes(1)}, "drill.begins-before"),
])
def test_what_cannot_be_carried_out_is_refused(given: dict[str, object], code: str) -> None:
    with pytest.raises(CannotDrill) as refused:
        rules.check_plan(replace(PLAN, **given), MONDAY)  # type: ignore[arg-type]
    assert refused.value.code == code


@pytest.mark.parametrize(("days", "later", "next_"), [(7, 0, 7), (7, 6, 7), (7, 7, 14), (7, 30, 35), (1, 400, 401)])
def test_what_recurs_is_due_once_after_an_outage(days: int, later: int, next_: int) -> None:
    assert rules.next_after(MONDAY, days, MONDAY + later * DAY, ZoneInfo("UTC")) == MONDAY + next_ * DAY


@pytest.mark.parametrize(("due", "after", "later"), [
    (datetime(2026, 10, 30, 13, tzinfo=UTC), datetime(2026, 10, 31, 13, tzinfo=UTC), HOUR),  # both nine in the morning of Washington, in summer
    (datetime(2026, 10, 31, 13, tzinfo=UTC), datetime(2026, 11, 1, 14, tzinfo=UTC), HOUR),  # and the next one in winter
    (datetime(2026, 10, 31, 13, tzinfo=UTC), datetime(2026, 11, 1, 14, tzinfo=UTC), DAY + HOUR / 2),  # an outage that ends in the hour that comes twice
    (datetime(2027, 3, 13, 14, tzinfo=UTC), datetime(2027, 3, 14, 13, tzinfo=UTC), HOUR),
    (datetime(2027, 3, 13, 14, tzinfo=UTC), datetime(2027, 3, 15, 13, tzinfo=UTC), DAY - HOUR / 2)])
def test_what_recurs_keeps_its_hour_over_a_change_of_the_clocks(due: datetime, after: datetime, later: timedelta) -> None:
    assert rules.next_after(due, 1, due + later, ZoneInfo("America/New_York")) == after


def test_an_answer_changes_nothing_that_was_learned_after_it_came_nor_a_way_that_is_somebody_elses() -> None:
    way = Way(kind=WayKind.MAIL, address="a", proved_at=MONDAY, failed_at=MONDAY + HOUR)
    assert [rules.is_news(MONDAY + hours * HOUR, way) for hours in (0, 1, 2)] == [False, False, True]
    assert not rules.is_news(MONDAY + DAY, replace(way, is_wrong=True))


@pytest.mark.parametrize(("answered", "of", "warm"), [(0, 0, 0), (0, 800, 0), (1, 800, 1), (267, 800, 2), (799, 800, 3), (800, 800, 4)])
def test_some_is_never_drawn_as_none_nor_as_all(answered: int, of: int, warm: int) -> None:
    assert rules.Cell(answered=answered, of=of).heat == warm


def test_the_heat_map_counts_each_call_once_by_channel_mission_and_hour() -> None:
    begins = datetime(2026, 6, 14, 23, 40, tzinfo=UTC)
    hours = rules.hours_of(begins, begins + 2 * HOUR)
    assert [hour.hour for hour in hours] == [23, 0, 1]

    def some(number: str, kind: WayKind, outcome: Outcome, count: int, hour: datetime | None = None) -> Counted:
        return Counted(mission=f"Embassy {number}", number=number, kind=kind, outcome=outcome, hour=hour, count=count)

    channels, missions = heat([
        some("A-1", WayKind.MAIL, Outcome.ANSWERED, 2, hours[0]), some("A-1", WayKind.MOBILE, Outcome.ANSWERED, 1, hours[2]),
        some("A-1", WayKind.MOBILE, Outcome.SILENT, 1), some("B-1", WayKind.MAIL, Outcome.BOUNCED, 2), some("B-1", WayKind.MOBILE, Outcome.NO_WAY, 2),
    ], (WayKind.MAIL, WayKind.MOBILE), hours)
    assert [(line.of, line.total.answered, line.total.of, [cell.answered for cell in line.by_hour]) for line in channels] == [
        ("mail", 2, 4, [2, 0, 0]), ("mobile", 1, 4, [0, 0, 1])]
    assert [(line.number, [(cell.answered, cell.of) for cell in line.by_kind]) for line in missions] == [("B-1", [(0, 2), (0, 2)]), ("A-1", [(2, 2), (1, 2)])]


# Never taken for live, by construction.

@pytest.mark.parametrize("kind", WayKind)
def test_whatever_a_drill_sends_begins_and_ends_with_the_word_or_says_at_once_that_nobody_is_in_danger(kind: WayKind) -> None:
    subject, body = written(rules.letter("Embassy of Valdoria, Washington", kind, link="https://a22.example/drill/answer/x/", until=MONDAY), "")
    for words in (subject, body):
        assert words.startswith(EXERCISE)
        assert "nobody is in danger" in words.casefold()[:80]
    assert ("/drill/answer/x/" in body) == (kind is not WayKind.OFFICE)


@given(st.text(" \t\n", max_size=3), st.sampled_from(["EXERCISE", "Exercise", "exercise"]), st.text(max_size=30))
def test_nothing_live_can_begin_like_a_drill_and_no_word_of_it_is_lost(space: str, word: str, more: str) -> None:
    said = told_apart(f"{space}{word}{more}", "case.told")
    assert not said.lstrip().casefold().startswith(EXERCISE.casefold())
    assert said.endswith(told_apart(more, "drill.call"))


@pytest.mark.parametrize(("kind", "subject", "body"), [
    ("drill.call", "Are you there?", "EXERCISE. x"), ("drill.call", "EXERCISE. x", "x"), ("case.told", "EXERCISE. x", "x"), ("case.told", "x", "EXERCISE. x")])
def test_the_database_refuses_a_drill_that_does_not_say_so_and_anything_else_that_does(db: None, kind: str, subject: str, body: str) -> None:
    set_actor(SYSTEM)
    with pytest.raises(IntegrityError, match="a_drill_says_so"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO outbox_message (id, cause, kind, channel, address, subject, body, enqueued_at) "
                       "VALUES (gen_random_uuid(), %s, %s, 'mail', 'a@b.example', %s, %s, now())", [CAUSE, kind, subject, body])


def test_a_live_message_that_somebody_made_begin_like_a_drill_leaves_as_live(db: None) -> None:
    set_actor(SYSTEM)
    (id,) = outbox.enqueue([replace(outgoing(), subject="Exercise at the gate", body=" EXERCISE, they said")], by=SYSTEM, at=MONDAY)
    sent = Message.objects.get(pk=id)
    assert (sent.subject, sent.body) == ("Live: Exercise at the gate", "Live:  EXERCISE, they said")


def test_no_link_of_a_drill_opens_anything_live_and_no_live_link_answers_a_drill(db: None) -> None:
    set_actor(SYSTEM)
    drill, live = (link.rstrip("/").rpartition("/") for link in (
        make_drill_link(CAUSE, until=MONDAY), make_link(Opens(case=CAUSE, recipient=CAUSE), until=MONDAY)))
    assert (drill[0].endswith("/drill/answer"), live[0].endswith("/answer"), "drill" in live[0]) == (True, True, False)
    for read, signed in ((read_link, drill[2]), (read_drill_link, live[2])):
        with pytest.raises(Absent):
            read(signed, at=MONDAY - DAY)  # type: ignore[operator]
    with pytest.raises(LinkEnded, match="Nobody is in danger") as ended:
        read_drill_link(drill[2], at=MONDAY)
    assert ended.value.code == "drill.link-ended"


BAND = '{% if request.path|slice:":7" == "/drill/" %}{% include "drills/_band.html" %}{% endif %}'  # of all that is said under its path


def test_the_band_the_colour_and_the_heading_of_a_drill_are_on_every_page_of_one_and_on_no_other() -> None:
    for path in sorted(WEB.glob("*/templates/**/*.html")):
        text, is_drill = path.read_text("utf-8"), path.parent.name == "drills"
        assert is_drill or not re.search(r'band drill|drills/_band|btn drill|data-st="drill"', text.replace(BAND, "")), path
        if is_drill and not path.name.startswith("_"):
            assert text.startswith('{% extends "base.html" %}'), path
            assert all("rill" in heading for heading in re.findall(r"<h[12][^>]*>.*?</h[12]>", text)), path


# Led from its beginning to its end.

@pytest.fixture
def dana(db: None) -> Actor:
    return as_("liaison-officer")


@pytest.fixture
def two(dana: Actor) -> tuple[Mission, Mission]:
    """Valdoria: two people, each by mail, mobile and office telephone; Kestria: one by mail alone, one who was never called back."""
    valdoria, kestria = get_mission("VAL-1"), get_mission("KES-1")
    for nth in (1, 2):
        row = appoint(valdoria, f"{nth}@valdoria.example", WayKind.MAIL, dana)
        for kind, address in ((WayKind.MOBILE, f"+1202555010{nth}"), (WayKind.OFFICE, f"+1202555011{nth}")):
            representing.put_way(row.pk, representing.Given(kind=kind, raw=address, address=address), by=dana, at=MONDAY)
            representing.prove_way(row.ways.get(address=address).pk, by=dana, at=MONDAY)
    appoint(kestria, "1@kestria.example", WayKind.MAIL, dana)
    representing.nominate(kestria, somebody("2@kestria.example"), by=dana, at=MONDAY)
    return valdoria, kestria


def begun(by: Actor, plan: Plan = PLAN) -> Drill:
    as_("liaison-officer")
    drill = drilling.plan_drill(plan, by=by, at=MONDAY)
    return leading.start_drill(drill.pk, by=by, at=MONDAY)


def calls(drill: Drill) -> Mapping[str, DrillCall]:
    """The calls of a drill that went somewhere, by the address they went to."""
    set_actor(SYSTEM)
    return {call.way.address: call for call in DrillCall.objects.filter(drill=drill).select_related("way") if call.way}


def counted(drill: Drill) -> Counter[str]:
    set_actor(SYSTEM)
    return Counter(DrillCall.objects.filter(drill=drill).values_list("outcome", flat=True))


def lead(at: datetime) -> None:
    with as_worker():
        leading.lead_drills(by=SYSTEM, at=at)


def come(replies: Mapping[str, tuple[Fate, str]], drill: Drill) -> None:
    """What the next servers and gateways say to messages, by address; the others stay in the outbox."""
    ids = {address: call.message for address, call in calls(drill).items() if address in replies}
    with as_worker():
        tries = {one.id: one.tries for one in outbox.claim(100)}
        telling.settle([Reply(message=id, tries=tries[id], fate=replies[address][0], fault=replies[address][1]) for address, id in ids.items() if id],
                       by=SYSTEM, at=MONDAY + minutes(1))
        Message.objects.filter(state=State.SENDING.value).update(state=State.WAITING.value)


def test_each_person_by_each_channel_is_asked_by_messages_that_say_what_they_are(two: tuple[Mission, Mission], dana: Actor) -> None:
    drill = begun(dana)
    assert counted(drill) == {"waiting": 7, "no-way": 2}
    set_actor(SYSTEM)
    sent = Message.objects.filter(cause=drill.pk)
    assert {(one.kind, one.subject[:8], one.body[:8]) for one in sent if one.subject and one.body} == {("drill.call", EXERCISE, EXERCISE)}
    assert Counter(message.channel for message in sent) == {Channel.MAIL: 3, Channel.SMS: 2, Channel.VOICE: 2}
    entry = Entry.objects.get(verb="missions.drill-started")
    assert (entry.facts["people"], entry.facts["calls"], entry.facts["messages"]) == (3, 9, 7)


def test_every_outcome_is_accounted_for_and_their_sum_is_what_was_planned(two: tuple[Mission, Mission], dana: Actor) -> None:
    valdoria = two[0]
    drill = begun(dana)
    come({"1@valdoria.example": (Fate.ACCEPTED, ""), "2@valdoria.example": (Fate.ACCEPTED, ""), "+12025550101": (Fate.ACCEPTED, ""),
          "+12025550102": (Fate.REFUSED, "http-400"), "+12025550111": (Fate.ACCEPTED, ""), "+12025550112": (Fate.NOT_ARMED, "not-armed")}, drill)
    asked = calls(drill)
    stop_clock(MONDAY + minutes(10))
    link = re.search(r"(/drill/answer/\S+)", Message.objects.get(pk=asked["1@valdoria.example"].message).body or "")
    assert link
    page = Browser().get(link[1])
    assert (page.status_code, "band drill" in page.content.decode(), counted(drill)["answered"]) == (200, True, 0)
    assert Browser().post(link[1]).status_code == 302
    assert "You are reached." in Browser().get(link[1]).content.decode()
    assert Browser().post(link[1]).status_code == 200, "answered once"
    with as_worker():
        telling.take_receipt(asked["+12025550111"].message, Receipt.ANSWERED, "", by=SYSTEM, at=MONDAY + minutes(20))  # type: ignore[arg-type]
        raw = reports.POSTFIX_FAILED.replace(b"ana.ferro@valdoria.example", b"2@valdoria.example")
        telling.take_report(asked["2@valdoria.example"].message, raw, by=SYSTEM, at=MONDAY + minutes(30))  # type: ignore[arg-type]
    lead(MONDAY + 4 * HOUR - minutes(1))
    assert counted(drill) == {"answered": 2, "bounced": 1, "refused": 1, "waiting": 3, "no-way": 2}
    lead(MONDAY + 4 * HOUR)
    assert counted(drill) == {"answered": 2, "bounced": 1, "refused": 1, "silent": 1, "kept-back": 1, "expired": 1, "no-way": 2}
    assert sum(one.count for one in list_counted(drill)) == Entry.objects.get(verb="missions.drill-started").facts["calls"] == 9
    assert Entry.objects.get(verb="missions.drill-ended").facts == {
        "answered": 2, "bounced": 1, "refused": 1, "silent": 1, "kept-back": 1, "expired": 1, "no-way": 2}
    assert set(Message.objects.filter(cause=drill.pk).values_list("state", flat=True)) == {"handed", "delivered", "bounced", "failed", "cancelled"}
    ways = {way.address: way for one in Representative.objects.all() for way in one.ways.all()}
    assert {address: ways[address].fault for address in ways if ways[address].failed_at} == {
        "2@valdoria.example": "dsn-5.1.1", "+12025550101": "drill", "+12025550102": "http-400"}
    assert (ways["1@valdoria.example"].proved_at, ways["+12025550111"].proved_at) == (MONDAY + minutes(10), MONDAY + minutes(20))
    assert get_reached(valdoria, seen_by=SYSTEM, at=MONDAY + 4 * HOUR).health is Health.AMBER
    minding.mind_tasks(by=SYSTEM, at=MONDAY + 4 * HOUR)
    assert [(task.kind, task.holder) for task in list_tasks(seen_by=SYSTEM, mission=valdoria)] == [("way-failed", "mission")] * 2


def test_an_answer_that_comes_late_still_proves_the_way(two: tuple[Mission, Mission], dana: Actor) -> None:
    drill = begun(dana)
    come(dict.fromkeys(calls(drill), (Fate.ACCEPTED, "")), drill)
    lead(MONDAY + 4 * HOUR)
    assert counted(drill) == {"silent": 7, "no-way": 2}
    call = calls(drill)["1@kestria.example"]
    drilling.answer_call(call.pk, by=SYSTEM, at=MONDAY + 5 * HOUR)
    lead(MONDAY + 5 * HOUR)
    assert counted(drill) == {"answered": 1, "silent": 6, "no-way": 2}
    assert call.way
    call.way.refresh_from_db()
    assert (call.way.proved_at, call.way.failed_at) == (MONDAY + 5 * HOUR, MONDAY + 4 * HOUR)
    assert Entry.objects.get(verb="missions.drill-answered").facts["is_late"] is True


def test_a_way_that_was_given_up_meanwhile_troubles_nobody(two: tuple[Mission, Mission], dana: Actor) -> None:
    drill = begun(dana, replace(PLAN, kinds=(WayKind.MAIL,)))
    come(dict.fromkeys(calls(drill), (Fate.ACCEPTED, "")), drill)
    answered, silent = (calls(drill)[f"{nth}@valdoria.example"] for nth in (1, 2))
    for call in (answered, silent):
        assert call.way
        representing.put_way(call.representative_id, somebody(f"new-{call.way.address}").ways[0], instead_of=call.way_id, by=SYSTEM, at=MONDAY)
    drilling.answer_call(answered.pk, by=SYSTEM, at=MONDAY + HOUR)
    lead(MONDAY + 4 * HOUR)
    assert counted(drill) == {"answered": 1, "silent": 2}


def test_a_bounce_that_comes_after_the_end_is_still_a_bounce(two: tuple[Mission, Mission], dana: Actor) -> None:
    drill = begun(dana, replace(PLAN, kinds=(WayKind.MAIL,)))
    come(dict.fromkeys(calls(drill), (Fate.ACCEPTED, "")), drill)
    lead(MONDAY + 4 * HOUR)
    with as_worker():
        raw = reports.POSTFIX_FAILED.replace(b"ana.ferro@valdoria.example", b"1@kestria.example")
        telling.take_report(calls(drill)["1@kestria.example"].message, raw, by=SYSTEM, at=MONDAY + DAY)  # type: ignore[arg-type]
    assert counted(drill) == {"bounced": 1, "silent": 2}


def test_a_way_that_was_proved_otherwise_while_the_drill_ran_is_not_failed_by_it(two: tuple[Mission, Mission], dana: Actor) -> None:
    drill = begun(dana, replace(PLAN, kinds=(WayKind.MAIL,)))
    come(dict.fromkeys(calls(drill), (Fate.ACCEPTED, "")), drill)
    way = calls(drill)["1@kestria.example"].way
    assert way
    representing.prove_way(way.pk, by=SYSTEM, at=MONDAY + HOUR)
    lead(MONDAY + 4 * HOUR)
    way.refresh_from_db()
    assert way.failed_at is None


@pytest.mark.parametrize(("audience", "people"), [
    (ALL, 3), (Audience(kind=AudienceKind.STATE, of=("XE",)), 1), (Audience(kind=AudienceKind.CHOSEN, of=("VAL-1", "BMA-1")), 2),
    (Audience(kind=AudienceKind.OFFICE, of=("washington",)), 3), (Audience(kind=AudienceKind.OFFICE, of=("houston",)), 0),
])
def test_a_drill_asks_its_audience_and_nobody_else(two: tuple[Mission, Mission], dana: Actor, audience: Audience, people: int) -> None:
    drill = begun(dana, replace(PLAN, audience=audience, kinds=(WayKind.MAIL,)))
    assert len(calls(drill)) == people


def test_a_drill_begins_at_its_hour_is_cut_short_and_one_that_was_cancelled_never_begins(two: tuple[Mission, Mission], dana: Actor) -> None:
    at_three, never = (drilling.plan_drill(replace(PLAN, starts_at=MONDAY + 3 * HOUR), by=dana, at=MONDAY) for _ in range(2))
    drilling.cancel_drill(never.pk, by=dana, at=MONDAY)
    lead(MONDAY + 2 * HOUR)
    assert not DrillCall.objects.exists()
    lead(MONDAY + 3 * HOUR)
    assert set(DrillCall.objects.values_list("drill", flat=True)) == {at_three.pk}
    as_("liaison-officer")
    for act, id in ((drilling.cancel_drill, at_three.pk), (drilling.cut_short, never.pk)):
        with pytest.raises(CannotDrill):
            act(id, by=dana, at=MONDAY + 3 * HOUR)
    drilling.cut_short(at_three.pk, by=dana, at=MONDAY + 4 * HOUR)
    lead(MONDAY + 4 * HOUR)
    assert counted(at_three) == {"expired": 7, "no-way": 2}
    assert Drill.objects.get(pk=at_three.pk).ended_at == MONDAY + 4 * HOUR


def test_an_office_says_how_often_and_the_worker_starts_it_until_it_recurs_no_more(two: tuple[Mission, Mission], dana: Actor) -> None:
    schedule = drilling.set_schedule(Recurs.DRILL, replace(PLAN, starts_at=MONDAY + HOUR), 7, by=dana, at=MONDAY)
    lead(MONDAY)
    assert not Drill.objects.exists()
    for days, drills in ((0, 1), (6, 1), (7, 2), (30, 3)):
        lead(MONDAY + HOUR + days * DAY)
        assert Drill.objects.filter(schedule=schedule, started_at__isnull=False).count() == drills
    assert Schedule.objects.get().next_at == MONDAY + HOUR + 35 * DAY
    as_("liaison-officer")
    drilling.end_schedule(schedule.pk, by=dana, at=MONDAY + 31 * DAY)
    with pytest.raises(Absent):
        drilling.end_schedule(schedule.pk, by=dana, at=MONDAY + 31 * DAY)
    lead(MONDAY + 60 * DAY)
    assert Drill.objects.count() == 3


def test_people_are_asked_again_as_often_as_an_office_says(two: tuple[Mission, Mission], dana: Actor) -> None:
    drilling.set_schedule(Recurs.ASK_AGAIN, replace(PLAN, audience=Audience(kind=AudienceKind.STATE, of=("XV",))), 30, by=dana, at=MONDAY)
    for days, asked in ((0, 2), (1, 2), (30, 4)):
        lead(MONDAY + days * DAY)
        assert Reverification.objects.filter(why="asked").count() == asked
    assert not Drill.objects.exists()
    assert {message.address for message in Message.objects.filter(kind="representative.asked")} == {"1@valdoria.example", "2@valdoria.example"}


def test_what_its_owner_says_is_wrong_is_tried_by_no_drill_and_whoever_answers_there_proves_nothing(two: tuple[Mission, Mission], dana: Actor) -> None:
    plan = replace(PLAN, kinds=(WayKind.MAIL,))
    before = begun(dana, plan)
    call = calls(before)["1@valdoria.example"]
    assert call.way
    call.way.failed_at, call.way.fault = MONDAY, SAID_WRONG
    call.way.save()
    drilling.answer_call(call.pk, by=SYSTEM, at=MONDAY + HOUR)
    lead(MONDAY + HOUR)
    call.way.refresh_from_db()
    assert (call.way.fault, call.way.proved_at) == (SAID_WRONG, MONDAY)
    after = begun(dana, plan)
    assert set(calls(after)) == {"2@valdoria.example", "1@kestria.example"}
    assert counted(after) == {"waiting": 2, "no-way": 1}


def test_numbers_that_no_present_mission_bears_are_refused_by_name_and_what_recurs_goes_on_without_them(two: tuple[Mission, Mission], dana: Actor) -> None:
    some = replace(PLAN, audience=Audience(kind=AudienceKind.CHOSEN, of=("VAL-1", "VAL-77", "KES-1")))
    for act in (lambda: drilling.plan_drill(some, by=dana, at=MONDAY), lambda: drilling.set_schedule(Recurs.DRILL, some, 7, by=dana, at=MONDAY)):
        with pytest.raises(CannotDrill, match="no present mission VAL-77") as refused:
            act()
        assert refused.value.code == "drill.no-mission"
    drilling.set_schedule(Recurs.DRILL, replace(some, audience=Audience(kind=AudienceKind.CHOSEN, of=("VAL-1", "KES-1"))), 7, by=dana, at=MONDAY)
    set_actor(SYSTEM)
    Mission.objects.filter(number="KES-1").update(ended_on=MONDAY.date())
    lead(MONDAY)
    assert {call.mission_id for call in DrillCall.objects.all()} == {two[0].pk}


def test_a_mission_that_closes_while_a_drill_runs_is_accounted_for_and_troubles_nobody(two: tuple[Mission, Mission], dana: Actor) -> None:
    drill = begun(dana, replace(PLAN, kinds=(WayKind.MAIL,)))
    come(dict.fromkeys(calls(drill), (Fate.ACCEPTED, "")), drill)
    Mission.objects.filter(number="KES-1").update(ended_on=MONDAY.date())
    lead(MONDAY + 4 * HOUR)
    assert counted(drill) == {"silent": 3}
    minding.mind_tasks(by=SYSTEM, at=MONDAY + 4 * HOUR)
    assert list_tasks(seen_by=SYSTEM, mission=two[1]) == []


@pytest.mark.parametrize("role", ["representative", "analyst", "supervisor", "administrator", "ofm-officer"])
def test_only_who_calls_representatives_leads_drills_and_sees_them(two: tuple[Mission, Mission], dana: Actor, role: str) -> None:
    begun(dana)
    other = as_(role)
    with pytest.raises(Absent):
        drilling.plan_drill(PLAN, by=other, at=MONDAY)
    assert not Drill.objects.visible_to(other).exists()
    if role == "representative":
        assert (Drill.objects.count(), DrillCall.objects.count()) == (0, 0)


def test_a_link_opens_one_call_and_nothing_beside_it(two: tuple[Mission, Mission], dana: Actor) -> None:
    drill = begun(dana)
    call = calls(drill)["1@valdoria.example"]
    holder = read_drill_link(make_drill_link(call.pk, until=MONDAY + DAY).rstrip("/").rpartition("/")[2], at=MONDAY)
    set_actor(holder)
    assert ([one.pk for one in DrillCall.objects.all()], Drill.objects.count(), Representative.objects.count(), Message.objects.count()) == ([call.pk], 1, 0, 0)
