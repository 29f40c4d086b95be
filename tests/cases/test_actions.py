"""What is done with cases, behind the wall and as each role."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from article22.contexts.cases.actions import answering, moving, story, watching
from article22.contexts.cases.models import Case, Clock, Passage, Recipient, Stage
from article22.contexts.cases.queries import cases
from article22.contexts.cases.queries.desk import Wanted, list_rows
from article22.contexts.cases.rules.decisions import Decision, read_decision
from article22.contexts.cases.rules.pages import Page
from article22.contexts.cases.rules.terms import CannotMerge, CannotMove, CannotOpen, CaseKind, ClockState, NoSuchReason, Priority, Status, Told
from article22.contexts.directory.rules.terms import Need
from article22.ground.accounts.rules import AlreadyDone, NotByYourself
from article22.ground.journal.models import Entry
from article22.ground.outbox.models import Message
from article22.ground.wall.session import set_actor
from article22.kernel.refusal import Absent, NotUnderstood
from article22.kernel.text import unpacked
from article22.procedures import promoting, rerouting
from tests.cases.opening import SATURDAY, as_one, concern, demonstration, emergency, file
from tests.cast import SYSTEM, TUESDAY, minutes

pytestmark = pytest.mark.usefixtures("db")
LADDER = watching.Ladder(person=None, parent="Protective Liaison Division", command_center="Command Center")


def granted(**change: object) -> Decision:
    given = {"measures": "Two posts, 10:00 to 16:00", "offered": "", "ends_at": SATURDAY + timedelta(hours=5)} | change
    return read_decision("granted", ["SZ-1"], **given)  # type: ignore[arg-type]


def recipient(opened_id: object, authority: str) -> Recipient:
    return Recipient.objects.get(case=opened_id, authority=authority)


def states(case: object) -> dict[str, str]:
    return dict(Clock.objects.filter(case=case).values_list("name", "state"))


def said(case: object) -> list[str]:
    return [f"{unpacked(row.said)}" if row.said else f"{row.words}" for row in Passage.objects.filter(case=case).order_by("entered_at", "id")]


def test_each_desk_acknowledges_for_itself_and_the_clock_is_kept_when_all_have() -> None:
    case = file(demonstration())
    dana = as_one("liaison-officer")
    answering.acknowledge(recipient(case.id, "dss").pk, name="Dana Reyes", by=dana, at=TUESDAY + minutes(1))
    assert Case.objects.get(pk=case.id).status == Status.ROUTED
    assert states(case.id)["acknowledge"] == "running"
    with pytest.raises(Absent):
        answering.acknowledge(recipient(case.id, "usss").pk, name="Dana Reyes", by=dana, at=TUESDAY + minutes(2))
    omar = as_one("supervisor")
    answering.acknowledge(recipient(case.id, "usss").pk, name="Omar Quill", by=omar, at=TUESDAY + minutes(18))
    row = Case.objects.get(pk=case.id)
    assert (row.status, row.reached_at, states(case.id)["acknowledge"]) == (Status.ACKNOWLEDGED, TUESDAY + minutes(1), "kept")
    assert said(case.id)[-2:] == ["Omar Quill acknowledged for Secret Service.", "Everybody told has acknowledged."]
    with pytest.raises(AlreadyDone, match="Omar Quill acknowledged"):
        answering.acknowledge(recipient(case.id, "usss").pk, name="Omar Quill", by=omar, at=TUESDAY + minutes(19))


def test_an_officer_records_a_call_back_for_whoever_makes_no_account_and_late_stays_late() -> None:
    case = file(concern(), role="liaison-officer", mission="MRS-2", place="Nashville, TN")
    police, lee = recipient(case.id, "local-police"), as_one("watch-officer")
    answering.record_call(police.pk, name="Sgt Hale", is_answer=False, called_at=TUESDAY + minutes(5), by=lee, at=TUESDAY + minutes(6))
    police.refresh_from_db()
    assert (police.told_how, police.told_at, police.acknowledged_at) == (Told.TELEPHONE, TUESDAY + minutes(5), None)
    answering.record_call(police.pk, name="Sgt Hale", is_answer=True, called_at=TUESDAY + timedelta(days=2), by=lee, at=TUESDAY + timedelta(days=2))
    police.refresh_from_db()
    assert (police.is_late, police.acknowledged_name, police.recorded_by) == (True, "Sgt Hale", lee.person)
    with pytest.raises(CannotMove, match="Say who spoke"):
        answering.record_call(recipient(case.id, "dss").pk, name=" ", is_answer=True, called_at=TUESDAY, by=lee, at=TUESDAY + minutes(6))
    with pytest.raises(CannotMove, match="before they were asked"):
        answering.record_call(recipient(case.id, "dss").pk, name="x", is_answer=True, called_at=TUESDAY - minutes(1), by=lee, at=TUESDAY)


def test_a_decision_is_made_by_another_and_rests_on_a_code() -> None:
    case = file(demonstration())
    omar = as_one("supervisor")
    with pytest.raises(NoSuchReason):
        read_decision("declined-with-advice", ["their slogans are offensive"], measures="", offered="x", ends_at=None)
    answering.decide_case(case.number, granted(), name="Sgt Omar Quill", authority="Secret Service", by=omar, at=TUESDAY + timedelta(days=2))
    row = Case.objects.get(pk=case.id)
    assert (row.status, states(case.id)["decide"], states(case.id)["acknowledge"], states(case.id)["plan"]) == (Status.DECIDED, "kept", "kept-late", "running")
    decision = cases.list_decisions(row, seen_by=as_one("representative"))[0]
    assert (decision.outcome, decision.reasons, decision.decided_name) == ("granted", ["SZ-1"], "Sgt Omar Quill")
    entry = Entry.objects.get(pk=decision.entry)
    assert (entry.verb, entry.organisation, entry.facts["outcome"]) == ("cases.case-decided", row.organisation_id, "granted")


def test_whoever_opened_a_case_does_not_decide_it() -> None:
    case = file(concern(), role="liaison-officer", mission="VAL-1")
    with pytest.raises(NotByYourself):
        answering.decide_case(case.number, granted(), name="Dana Reyes", authority="DSS", by=as_one("liaison-officer"), at=TUESDAY + minutes(5))


def test_a_question_pauses_what_only_the_mission_can_move_and_its_reply_goes_on() -> None:
    case = file(demonstration())
    moving.ask_mission(case.number, "Who opens the gate?", name="Omar Quill", by=as_one("supervisor"), at=TUESDAY + minutes(60))
    assert (states(case.id)["decide"], states(case.id)["acknowledge"]) == ("paused", "running")
    ana = as_one("representative")
    assert [row.words for row in cases.list_passages(Case.objects.get(pk=case.id), seen_by=ana) if row.kind == "question"] == ["Who opens the gate?"]
    moving.reply(case.number, "Luca Brandt", name="Ana Ferro", by=ana, at=TUESDAY + minutes(180))
    clock = Clock.objects.get(case=case.id, name="decide")
    assert (clock.state, clock.due_at) == ("running", SATURDAY - timedelta(hours=24) + minutes(120))
    assert Case.objects.get(pk=case.id).status == Status.UNDER_REVIEW
    with pytest.raises(CannotMove, match="Nothing is asked"):
        moving.reply(case.number, "again", name="Ana Ferro", by=ana, at=TUESDAY + minutes(181))


def test_what_a_case_becomes_is_answered_anew_and_the_earlier_answer_stays_on_record() -> None:
    case = file(concern())
    for who, authority in (("liaison-officer", "dss"), ("supervisor", "usss")):
        answering.acknowledge(recipient(case.id, authority).pk, name=who, by=as_one(who), at=TUESDAY + minutes(1))
    at = TUESDAY + minutes(60)
    asked = recipient(case.id, "dss").pk
    promoting.promote(case.number, CaseKind.THREAT_RECEIVED, name="Omar Quill", by=as_one("supervisor"), present=at)
    lee = as_one("watch-officer")
    set_actor(SYSTEM)
    told = cases.list_asked(Case.objects.get(pk=case.id), seen_by=lee)
    assert [(row.authority, row.added_at, row.told_at, row.acknowledged_at, row.acknowledged_name) for row in told] == [
        ("dss", at, None, None, ""), ("usss", at, None, None, "")]
    assert all(Message.objects.filter(pk__in=row.messages, cause=case.id, subject__contains="Threat received").exists() for row in told)
    before = Recipient.objects.filter(case=case.id, dropped_at=at).order_by("rank")
    assert [(row.authority, row.acknowledged_name, row.acknowledged_at) for row in before] == [
        ("dss", "liaison-officer", TUESDAY + minutes(1)), ("usss", "supervisor", TUESDAY + minutes(1))]
    assert states(case.id)["acknowledge"] == "running"
    with pytest.raises(CannotMove, match="before they were asked"):
        answering.record_call(asked, name="x", is_answer=True, called_at=at - minutes(2), by=lee, at=at + minutes(1))
    for who, authority in (("liaison-officer", "dss"), ("supervisor", "usss")):
        actor = as_one(who)
        row = next(one for one in cases.list_asked(Case.objects.get(pk=case.id), seen_by=actor) if one.authority == authority)
        answering.acknowledge(row.pk, name=who, by=actor, at=at + minutes(5))
    assert row.pk in Recipient.objects.filter(case=case.id, dropped_at=None).values_list("pk", flat=True)
    assert states(case.id)["acknowledge"] == "kept"
    assert said(case.id).count("supervisor acknowledged for Secret Service.") == 2
    promoting.promote(case.number, CaseKind.EMERGENCY, name="Ana Ferro", by=as_one("representative"), present=at + minutes(10))
    set_actor(SYSTEM)
    assert not Recipient.objects.filter(case=case.id, dropped_at=None, acknowledged_at__isnull=False).exists()
    assert states(case.id)["notify"] == "running"


@pytest.mark.parametrize(("outcome", "plan"), [("granted", "running"), ("modified", "running"), ("declined-with-advice", "waiting"), ("referred", "waiting")])
def test_a_plan_is_owed_only_where_something_is_granted_and_whatever_was_decided_somebody_looks_at_it_again(outcome: str, plan: str) -> None:
    case = file(demonstration())
    decision = read_decision(outcome, ["SZ-1"], measures="Two posts", offered="Patrols", ends_at=None)
    answering.decide_case(case.number, decision, name="Omar Quill", authority="Secret Service", by=as_one("supervisor"), at=TUESDAY + minutes(60))
    assert states(case.id)["plan"] == plan
    look = Clock.objects.filter(case=case.id, name="look-again").first()
    assert (look is None) == (plan == "running")
    assert look is None or (look.due_at, Case.objects.get(pk=case.id).next_due_at) == (SATURDAY, SATURDAY)


def test_what_is_reviewed_again_or_opened_again_is_owed_again() -> None:
    case, omar = file(demonstration()), as_one("supervisor")
    answering.decide_case(case.number, granted(), name="Omar Quill", authority="Secret Service", by=omar, at=TUESDAY + minutes(60))
    moving.move_case(case.number, Status.UNDER_REVIEW, name="Omar Quill", by=omar, at=TUESDAY + minutes(120))
    decide, plan = (Clock.objects.filter(case=case.id, name=name).order_by("-started_at") for name in ("decide", "plan"))
    assert [(clock.state, clock.started_at) for clock in decide] == [("running", TUESDAY + minutes(120)), ("kept", TUESDAY)]
    assert [clock.state for clock in plan] == ["void"]
    answering.decide_case(case.number, granted(), name="Omar Quill", authority="Secret Service", by=omar, at=TUESDAY + minutes(180))
    assert sorted(clock.state for clock in plan.all()) == ["running", "void"]

    worry = file(concern(), role="liaison-officer", mission="VAL-1")
    lee = as_one("watch-officer")
    moving.move_case(worry.number, Status.CLOSED, name="Lee Park", by=lee, at=TUESDAY + minutes(60))
    assert Case.objects.get(pk=worry.id).next_due_at is None
    moving.move_case(worry.number, Status.REOPENED, name="Lee Park", by=lee, at=TUESDAY + minutes(70))
    owed = Clock.objects.filter(case=worry.id, state="running").order_by("due_at")
    assert [(clock.name, clock.started_at) for clock in owed] == [("acknowledge", TUESDAY + minutes(70)), ("answer", TUESDAY + minutes(70))]
    assert Case.objects.get(pk=worry.id).next_due_at == owed[0].due_at

    paint = file(concern(kind=CaseKind.INCIDENT), role="liaison-officer", mission="VAL-1")
    for row in Recipient.objects.filter(case=paint.id):
        answering.record_call(row.pk, name="x", is_answer=True, called_at=TUESDAY, by=as_one("watch-officer"), at=TUESDAY)
    for status in (Status.TRIAGED, Status.INVESTIGATING, Status.RESOLVED, Status.CLOSED, Status.REOPENED):
        moving.move_case(paint.number, status, name="Lee Park", by=as_one("watch-officer"), at=TUESDAY + minutes(60))
        assert (Case.objects.get(pk=paint.id).next_due_at is None) == (status is Status.CLOSED), status
    look = Clock.objects.get(case=paint.id, name="look-again", state="running")
    assert look.due_at == TUESDAY + minutes(60) + timedelta(days=30)
    watching.keep_clock(look.pk, "Nothing new", name="Lee Park", by=as_one("watch-officer"), at=TUESDAY + timedelta(days=9))
    assert Clock.objects.get(case=paint.id, name="look-again", state="running").due_at == TUESDAY + timedelta(days=39)


def test_what_is_asked_for_while_it_is_under_way_is_not_called_undecided_at_once() -> None:
    case = file(demonstration(starts_at=TUESDAY - minutes(10)))
    set_actor(SYSTEM)
    watching.watch_clocks(LADDER, by=SYSTEM, at=TUESDAY + minutes(1))
    assert Case.objects.get(pk=case.id).status == Status.ROUTED
    assert {clock.name: clock.due_at for clock in Clock.objects.filter(case=case.id, state="running")} == {
        "acknowledge": TUESDAY + minutes(15), "decide": TUESDAY + minutes(60)}


def test_a_desk_that_is_dropped_is_not_told_again_and_is_waited_for_no_more() -> None:
    case, lee = file(concern()), as_one("watch-officer")
    answering.acknowledge(recipient(case.id, "dss").pk, name="Dana Reyes", by=as_one("liaison-officer"), at=TUESDAY + minutes(1))
    set_actor(lee)
    told = Message.objects.filter(cause=case.id).count()
    assert rerouting.route_again(case.number, Need.CONCERN, place="", drop=[recipient(case.id, "usss").pk], reason="", name="Lee Park", by=lee,
                                 present=TUESDAY + minutes(2)) == ()
    assert said(case.id)[-2:] == ["Nothing more is asked of Secret Service.", "Everybody told has acknowledged."]
    assert Message.objects.filter(cause=case.id).count() == told
    assert (states(case.id)["acknowledge"], Case.objects.get(pk=case.id).status) == ("kept", Status.ACKNOWLEDGED)
    rerouting.route_again(case.number, Need.CONCERN, place="", drop=[recipient(case.id, "dss").pk], reason="", name="Lee Park", by=lee,
                          present=TUESDAY + minutes(3))
    assert [row.authority for row in Recipient.objects.filter(case=case.id, dropped_at=None)] == ["usss"]
    assert Clock.objects.get(case=case.id, name="acknowledge", state="running").started_at == TUESDAY + minutes(3)


def test_a_call_in_the_minute_in_which_a_case_was_opened_counts_from_its_opening() -> None:
    case = file(concern(), at=TUESDAY + timedelta(seconds=42, microseconds=7))
    answering.record_call(recipient(case.id, "usss").pk, name="Sgt Hale", is_answer=True, called_at=TUESDAY, by=as_one("watch-officer"),
                          at=TUESDAY + minutes(2))
    assert recipient(case.id, "usss").acknowledged_at == TUESDAY + timedelta(seconds=42, microseconds=7)


def test_s1_step_5_a_demonstration_becomes_an_emergency_in_the_same_case_and_then_an_incident() -> None:
    case = file(demonstration())
    answering.decide_case(case.number, granted(), name="Omar Quill", authority="Secret Service", by=as_one("supervisor"), at=TUESDAY + minutes(60))
    at = SATURDAY + minutes(125)
    lee = as_one("watch-officer")
    moving.promote_case(case.number, CaseKind.EMERGENCY, name="Lee Park", by=lee, at=at)
    row = Case.objects.get(pk=case.id)
    assert (row.number, row.kind, row.status, row.summary) == (case.number, "emergency", "answered", "A march to our chancery on Saturday")
    assert {name: state for name, state in states(case.id).items() if state == "running"} == dict.fromkeys(
        ("locate", "notify", "tell-mission", "spot-report"), "running")
    for status in (Status.LOCATED, Status.HANDED_OVER, Status.ON_SCENE, Status.STABILISED):
        moving.move_case(case.number, status, name="Lee Park", by=lee, at=at)
    moving.promote_case(case.number, CaseKind.INCIDENT, name="Lee Park", by=lee, at=at + minutes(60))
    assert list(Stage.objects.filter(case=case.id).order_by("began_at").values_list("kind", flat=True)) == ["demonstration", "emergency", "incident"]


def test_nobody_decides_their_own_request_through_a_join_before_or_after() -> None:
    dana, later = as_one("liaison-officer"), TUESDAY + minutes(5)
    own, other, third = file(concern(), role="liaison-officer", mission="VAL-1"), file(concern()), file(concern())
    moving.merge_cases(own.number, other.number, name="Dana Reyes", by=dana, at=later)
    with pytest.raises(NotByYourself, match="or one that is joined to it"):
        answering.decide_case(other.number, granted(), name="Dana Reyes", authority="DSS", by=dana, at=later)
    answering.decide_case(third.number, granted(), name="Dana Reyes", authority="DSS", by=dana, at=later)
    with pytest.raises(NotByYourself, match="Whoever opened this case decided the other one"):
        moving.merge_cases(other.number, third.number, name="Lee Park", by=as_one("watch-officer"), at=later)  # and with it what Dana opened
    assert not Case.objects.filter(pk__in=[own.id, other.id], decisions__isnull=False).exists()


def test_two_missions_reports_of_one_event_are_joined_and_neither_sees_the_others_words() -> None:
    ours = file(demonstration())
    theirs = file(demonstration(summary="We hear of a march", description="Kestria's own words"), nth=1, at=TUESDAY + timedelta(days=1))
    dana = as_one("liaison-officer")
    with pytest.raises(CannotMerge, match="not joined to itself"):
        moving.merge_cases(ours.number, ours.number, name="Dana Reyes", by=dana, at=TUESDAY + timedelta(days=1))
    moving.merge_cases(theirs.number, ours.number, name="Dana Reyes", by=dana, at=TUESDAY + timedelta(days=1, minutes=5))
    with pytest.raises(CannotMerge, match="is ended or joined"):
        moving.merge_cases(ours.number, theirs.number, name="Dana Reyes", by=dana, at=TUESDAY + timedelta(days=1, minutes=6))
    answering.decide_case(ours.number, granted(), name="Omar Quill", authority="Secret Service", by=as_one("supervisor"), at=TUESDAY + timedelta(days=2))
    for nth, (own, other) in enumerate(((ours, theirs), (theirs, ours))):
        rep = as_one("representative", nth)
        seen = cases.get_case(own.number, seen_by=rep)
        assert [row.outcome for row in cases.list_decisions(seen, seen_by=rep)] == ["granted"]
        text = str([row.words or unpacked(row.said) for row in cases.list_passages(seen, seen_by=rep)])
        assert ("Kestria" in text) == (own is theirs)
        assert other.number not in text
        with pytest.raises(Absent):
            cases.get_case(other.number, seen_by=rep)


def test_a_passage_is_struck_with_a_reason_and_stays_and_an_internal_one_is_not_the_missions() -> None:
    case = file(concern())
    ana, row = as_one("representative"), Case.objects.get(pk=case.id)
    story.add_passage(case.number, "About 6,000 people", happened_at=TUESDAY - minutes(10), name="Ana Ferro", by=ana, at=TUESDAY + minutes(1))
    passage = next(one for one in cases.list_passages(row, seen_by=ana) if one.words == "About 6,000 people")
    story.strike_passage(passage.pk, "typing error", name="Ana Ferro", by=ana, at=TUESDAY + minutes(2))
    passage.refresh_from_db()
    assert (passage.words, passage.struck_reason, passage.happened_at) == ("About 6,000 people", "typing error", TUESDAY - minutes(10))
    with pytest.raises(AlreadyDone):
        story.strike_passage(passage.pk, "again", name="Ana Ferro", by=ana, at=TUESDAY + minutes(3))
    with pytest.raises(Absent):
        story.add_passage(case.number, "secret", is_internal=True, name="Ana Ferro", by=ana, at=TUESDAY + minutes(3))
    with pytest.raises(NotUnderstood, match="still to come"):
        story.add_passage(case.number, "x", happened_at=TUESDAY + timedelta(days=1), name="Ana Ferro", by=ana, at=TUESDAY)
    with pytest.raises(CannotOpen, match="more than ten years ago"):
        story.add_passage(case.number, "x", happened_at=datetime(1, 1, 1, tzinfo=TUESDAY.tzinfo), name="Ana Ferro", by=ana, at=TUESDAY)
    dana = as_one("liaison-officer")
    entry = story.add_passage(case.number, "The source is shaky", is_internal=True, name="Dana Reyes", by=dana, at=TUESDAY + minutes(4))
    assert "The source is shaky" in said(case.id)
    as_one("representative")
    assert "The source is shaky" not in said(case.id)
    assert not Entry.objects.filter(pk=entry).exists()


def test_silence_is_seen_warned_of_and_goes_up_until_somebody_acts() -> None:
    case, lee = file(concern(priority=Priority.SECOND)), as_one("watch-officer")
    assert lee.person
    ladder = watching.Ladder(person=(lee.person, "Lee Park"), parent="Protective Liaison Division", command_center="Command Center")

    def watch(at: datetime) -> list[tuple[str, bool, str]]:
        set_actor(SYSTEM)
        return [(lapse.clock.name, lapse.is_warning, lapse.clock.holder_name) for lapse in watching.watch_clocks(ladder, by=SYSTEM, at=at)]

    due = TUESDAY + timedelta(days=1)
    assert watch(TUESDAY + minutes(60)) == []
    assert watch(due - minutes(120)) == [("acknowledge", True, "")]
    assert watch(due - minutes(119)) == [], "nobody is warned twice"
    assert watch(due) == [("acknowledge", False, "Lee Park")]
    assert watch(due + minutes(14)) == []
    assert watch(due + minutes(15)) == [("acknowledge", False, "Protective Liaison Division")]
    clock = Clock.objects.get(case=case.id, name="acknowledge")
    assert (clock.state, Case.objects.get(pk=case.id).next_due_at) == ("late", due)
    watching.take_over(clock.pk, name="Lee Park", by=as_one("watch-officer"), at=due + minutes(16))
    assert watch(due + minutes(30)) == []
    assert watch(due + minutes(31)) == [("acknowledge", False, "Command Center")]
    dana = as_one("liaison-officer")
    answering.acknowledge(recipient(case.id, "dss").pk, name="Dana Reyes", by=dana, at=due + minutes(40))
    omar = as_one("supervisor")
    answering.acknowledge(recipient(case.id, "usss").pk, name="Omar Quill", by=omar, at=due + minutes(41))
    clock.refresh_from_db()
    assert clock.state == "kept-late"
    assert watch(due + minutes(120)) == []
    assert recipient(case.id, "usss").is_late


def test_a_demonstration_that_begins_undecided_says_so_by_itself() -> None:
    case = file(demonstration())
    set_actor(SYSTEM)
    watching.watch_clocks(LADDER, by=SYSTEM, at=SATURDAY)
    assert Case.objects.get(pk=case.id).status == Status.EXPIRED_UNDECIDED
    assert "It began, and nothing was decided." in said(case.id)
    assert set(states(case.id).values()) <= {ClockState.VOID, ClockState.KEPT_LATE}


def test_a_mission_withdraws_with_a_reason_and_then_nothing_is_owed() -> None:
    case, ana = file(concern()), as_one("representative")
    with pytest.raises(CannotMove, match="Say why"):
        moving.move_case(case.number, Status.WITHDRAWN, name="Ana Ferro", by=ana, at=TUESDAY + minutes(1))
    with pytest.raises(Absent):
        moving.move_case(case.number, Status.CLOSED, reason="x", name="Ana Ferro", by=ana, at=TUESDAY + minutes(1))
    moving.move_case(case.number, Status.WITHDRAWN, reason="it was a tourist", name="Ana Ferro", by=ana, at=TUESDAY + minutes(1))
    row = Case.objects.get(pk=case.id)
    assert (row.status, row.closed_at, row.next_due_at, set(states(case.id).values())) == ("withdrawn", TUESDAY + minutes(1), None, {"void"})


def test_an_emergency_is_logged_by_a_watch_officer_and_its_reports_are_ticked_by_hand() -> None:
    case = file(emergency(), role="watch-officer", mission="VAL-1")
    assert [(one.authority, one.office) for one in case.recipients] == [("usss", None), ("dss", "washington")]
    lee = as_one("watch-officer")
    spot = Clock.objects.get(case=case.id, name="spot-report")
    with pytest.raises(CannotMove, match="Say what was done"):
        watching.keep_clock(spot.pk, " ", name="Lee Park", by=lee, at=TUESDAY + minutes(30))
    watching.keep_clock(spot.pk, "Spot report 1 sent to the director.", name="Lee Park", by=lee, at=TUESDAY + minutes(30))
    assert states(case.id)["spot-report"] == "kept"
    with pytest.raises(CannotMove, match="not by hand"):
        watching.keep_clock(Clock.objects.get(case=case.id, name="locate").pk, "x", name="Lee Park", by=lee, at=TUESDAY + minutes(30))


def test_who_has_looked_is_on_record_once_an_hour_and_an_analysts_look_is_not_shown_to_the_mission() -> None:
    case = file(concern())
    for minute in (1, 20, 50):
        for role, name in (("liaison-officer", "Dana Reyes"), ("analyst", "Ines Valk")):
            actor = as_one(role)
            story.note_reading(cases.get_case(case.id, seen_by=actor), name=name, by=actor, at=TUESDAY + minutes(minute))
    row = Case.objects.get(pk=case.id)
    assert sorted(one.name for one in cases.list_readings(row, seen_by=as_one("liaison-officer"))) == ["Dana Reyes"] * 2 + ["Ines Valk"] * 2
    ana = as_one("representative")
    assert [one.name for one in cases.list_readings(row, seen_by=ana)] == ["Dana Reyes"] * 2


def test_what_belongs_to_many_cases_is_gathered_as_far_as_each_may_see_it(django_assert_num_queries: Any) -> None:
    opened = [file(demonstration()) for _ in range(3)]
    answering.decide_case(opened[0].number, granted(), name="Omar Quill", authority="Secret Service", by=as_one("supervisor"), at=TUESDAY + minutes(60))
    ana = as_one("representative")
    found, _ = cases.list_cases(cases.Asked(), seen_by=ana)
    with django_assert_num_queries(3):
        cases.gather_parts(found, seen_by=ana)
        parts = {case.pk: ([row.authority for row in case.recipients.all()], len(case.clocks.all()), len(case.decisions.all())) for case in found}
    assert parts == {one.id: (["dss", "usss"], 4, int(one is opened[0])) for one in opened}


def test_the_queue_is_by_next_clock_and_the_gravest_is_what_is_due_first() -> None:
    first = file(demonstration())
    second = file(emergency(), role="watch-officer", mission="KES-1")
    queue = list_rows(Wanted(), seen_by=as_one("watch-officer"), now=TUESDAY)
    assert [row.case.number for row in queue.rows] == [second.number, first.number]


def test_words_and_a_status_together_lose_no_case_however_many_come_before_it() -> None:
    wanted, *newer = [file(demonstration(), at=TUESDAY + minutes(minute)) for minute in range(3)]
    for case in newer:
        for role, authority in (("liaison-officer", "dss"), ("supervisor", "usss")):
            by = as_one(role)
            answering.acknowledge(recipient(case.id, authority).pk, name="x", by=by, at=TUESDAY + minutes(5))
    ana, asked, found = as_one("representative"), cases.Asked(words="march", statuses=frozenset({"routed"})), []
    page: Page | None = Page(size=1)
    while page is not None:
        rows, page = cases.list_cases(asked, seen_by=ana, page=page)
        found += [row.number for row in rows]
    assert found == [wanted.number]
