"""Cases: moves, clocks, business time, decisions, what words speak for, and the ladder of silence."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from article22.contexts.cases.actions.watching import DONE_BY_HAND
from article22.contexts.cases.rules import clocks, decisions, escalation, facts, moves, opening
from article22.contexts.cases.rules.business import BusinessHours
from article22.contexts.cases.rules.clocks import Clock, Event, Timing
from article22.contexts.cases.rules.terms import (
    Basis,
    CannotDecide,
    CannotMove,
    CannotOpen,
    CaseKind,
    ClockName,
    ClockState,
    Conduct,
    Harm,
    LawLevel,
    NoSuchReason,
    OfficialLink,
    PersonStatus,
    Status,
)
from article22.ground.accounts.rules import NotByYourself
from article22.kernel.ids import new_id
from article22.kernel.text import Text, packed, unpacked

WASHINGTON = ZoneInfo("America/New_York")
OFFICE = BusinessHours(zone=WASHINGTON, closed={date(2026, 6, 19): "Juneteenth"})
TUESDAY = datetime(2026, 6, 9, 14, 20, tzinfo=WASHINGTON)
SATURDAY = datetime(2026, 6, 13, 11, 0, tzinfo=WASHINGTON)


def timing(at: datetime = TUESDAY, starts_at: datetime | None = None, priority: int = 3) -> Timing:
    return Timing(began_at=at, priority=priority, starts_at=starts_at, office=OFFICE)


@pytest.mark.parametrize(("start", "days", "end"), [
    ("2026-06-09T14:20", 1, "2026-06-10T14:20"),   # S1
    ("2026-06-12T16:00", 1, "2026-06-15T16:00"),   # over a week-end
    ("2026-06-13T11:00", 1, "2026-06-15T17:00"),   # asked on a Saturday: the whole of Monday
    ("2026-06-18T12:00", 1, "2026-06-22T12:00"),   # Juneteenth and a week-end between
    ("2026-06-09T07:00", 1, "2026-06-09T17:00"),   # before opening: the same day
    ("2026-06-09T17:00", 1, "2026-06-10T17:00"),   # at closing: the next
    ("2026-10-30T12:00", 1, "2026-11-02T12:00"),   # over the clock change of 1 November
    ("2026-06-09T14:20", 5, "2026-06-16T14:20"),
])
def test_business_days_count_only_hours_at_which_the_office_works(start: str, days: int, end: str) -> None:
    begun = datetime.fromisoformat(start).replace(tzinfo=WASHINGTON)
    assert OFFICE.after(begun, OFFICE.day * days) == datetime.fromisoformat(end).replace(tzinfo=WASHINGTON)


@given(start=st.integers(0, 2 * 365 * 24 * 60).map(lambda minute: TUESDAY.astimezone(UTC) + timedelta(minutes=minute)), minutes=st.integers(0, 60 * 9 * 20))
def test_an_end_in_business_time_is_never_before_the_start_and_always_in_hours(start: datetime, minutes: int) -> None:
    end = OFFICE.after(start, timedelta(minutes=minutes))
    assert end >= start
    assert OFFICE.is_working(end.date())
    assert OFFICE.opens <= end.time() <= OFFICE.closes
    assert OFFICE.after(start, timedelta(minutes=minutes + 1)) > end


@pytest.mark.parametrize(("starts_at", "due"), [
    (SATURDAY, "2026-06-10T14:20"), (TUESDAY + timedelta(hours=20), "2026-06-09T16:20"), (TUESDAY - timedelta(minutes=1), "2026-06-09T14:35"),
])
def test_an_acknowledgement_is_due_sooner_the_nearer_the_event(starts_at: datetime, due: str) -> None:
    span = clocks.acknowledgement(timing(starts_at=starts_at))
    assert span.due_at == datetime.fromisoformat(due).replace(tzinfo=WASHINGTON)


@pytest.mark.parametrize(("hours", "before"), [(93, 24), (72, 24), (48, 16), (24, 8), (3, 1), (0, -1), (-5, -6)])
def test_a_decision_is_due_a_day_before_or_when_two_thirds_of_the_time_have_gone_or_within_the_hour(hours: int, before: float) -> None:
    starts_at = TUESDAY + timedelta(hours=hours)
    assert clocks.decision(timing(starts_at=starts_at)).due_at == starts_at - timedelta(hours=before)


def test_a_warning_stands_at_three_quarters() -> None:
    assert clocks.decision(timing(starts_at=SATURDAY)).warn_at == TUESDAY + (SATURDAY - timedelta(hours=24) - TUESDAY) * 0.75
    assert clocks.within(timedelta(hours=4))(timing()).warn_at == TUESDAY + timedelta(hours=3)


@pytest.mark.parametrize("kind", CaseKind)
def test_every_kind_begins_with_clocks_that_run_and_ends_with_none(kind: CaseKind) -> None:
    wound = clocks.wind(kind, timing(starts_at=SATURDAY))
    assert any(clock.state is ClockState.RUNNING for clock in wound)
    assert len({clock.name for clock in wound}) == len(wound)
    ended = [clocks.strike(clock, kind, [Event.ENDED], timing(TUESDAY + timedelta(hours=1), SATURDAY)) for clock in wound]
    assert clocks.next_due(ended) is None


@pytest.mark.parametrize("kind", CaseKind)
def test_every_clock_is_started_and_stopped_by_something_that_happens(kind: CaseKind) -> None:
    happen = {event for events in clocks.EVENTS_OF.values() for event in events} | {
        Event.OPENED, Event.ASKED, Event.GRANTED, Event.ONE_ACKNOWLEDGED, Event.ALL_ACKNOWLEDGED, Event.DONE}
    for rule in clocks.CLOCKS[kind]:
        assert rule.starts <= happen
        assert rule.stops & happen


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Where a case may be: its clocks that stand, and how many of its two desks are silent."""

    kind: CaseKind
    status: Status
    clocks: frozenset[tuple[ClockName, ClockState]]
    silent: int

    @property
    def owed(self) -> frozenset[ClockName]:
        return frozenset(name for name, state in self.clocks if state in clocks.OWED)

    def turned(self, events: frozenset[Event], *, status: Status | None = None, silent: int | None = None) -> tuple["Node", frozenset[ClockName]]:
        """Where it is after something happened, and the clocks that were kept by it."""
        status = status or self.status
        held = [Clock(name=name, state=state, started_at=TUESDAY, due_at=SATURDAY, warn_at=SATURDAY) for name, state in sorted(self.clocks)]
        struck, begun = clocks.turn(held, self.kind, events, timing(starts_at=SATURDAY), is_open=moves.is_open(status))
        return replace(self, status=status, clocks=standing(struck + begun), silent=self.silent if silent is None else silent), frozenset(
            clock.name for clock in struck if clock.state in (ClockState.KEPT, ClockState.KEPT_LATE))


def standing(of: Iterable[Clock]) -> frozenset[tuple[ClockName, ClockState]]:
    return frozenset((clock.name, clock.state) for clock in of if clock.state in clocks.STANDING)


def steps(node: Node) -> Iterator[tuple[Node, frozenset[ClockName]]]:
    """All that may happen to a case next, as the actions do it."""
    nothing = frozenset[Event]()
    for to in moves.MOVES[node.kind].get(node.status, nothing):
        asked = frozenset({Event.ASKED}) if to is Status.REOPENED and node.silent else nothing
        for more in ((nothing, frozenset({Event.GRANTED})) if to is Status.DECIDED else (asked,)):
            after, kept = node.turned(clocks.events_of(to) | more, status=to)
            if to is Status.INFO_NEEDED:
                after = replace(after, clocks=frozenset((name, ClockState.PAUSED if name in clocks.PAUSED_BY_A_QUESTION else state)
                                                        for name, state in after.clocks))
            yield after, kept
    for to_kind in moves.PROMOTIONS[node.kind]:
        with suppress(CannotMove):
            moves.check_promotion(node.kind, node.status, to_kind)
            held = (clocks.strike(Clock(name=name, state=state), to_kind, [Event.MOVED], timing(starts_at=SATURDAY)) for name, state in node.clocks)
            left = standing(held)
            fresh = standing(clock for clock in clocks.wind(to_kind, timing(starts_at=SATURDAY)) if clock.name not in dict(left))
            yield Node(kind=to_kind, status=moves.FIRST[to_kind], clocks=left | fresh, silent=2), frozenset()
    if not moves.is_open(node.status):
        return
    if node.silent:
        said = {Event.ONE_ACKNOWLEDGED} | ({Event.ALL_ACKNOWLEDGED} if node.silent == 1 else set())
        yield node.turned(frozenset(said), silent=node.silent - 1)
        yield node.turned(frozenset({Event.ALL_ACKNOWLEDGED} if node.silent == 1 else ()), silent=max(1, node.silent - 1) if node.silent == 2 else 0)
    yield node.turned(frozenset({Event.ASKED}), silent=min(2, node.silent + 1))
    for name, _state in node.clocks & {(name, state) for name in DONE_BY_HAND for state in clocks.OWED}:
        rest = replace(node, clocks=frozenset(one for one in node.clocks if one[0] is not name))
        yield rest.turned(nothing)[0], frozenset({name})


def test_an_open_case_always_owes_something_and_somebody_can_stop_each_clock() -> None:
    firsts = [Node(kind=kind, status=moves.FIRST[kind], clocks=standing(clocks.wind(kind, timing(starts_at=SATURDAY))), silent=2) for kind in CaseKind]
    ways, waiting = dict[Node, list[tuple[Node, frozenset[ClockName]]]](), firsts
    while waiting:
        node = waiting.pop()
        if node not in ways:
            ways[node] = list(steps(node))
            waiting += [after for after, _kept in ways[node]]
    can_stop = {node: frozenset[ClockName]() for node in ways}
    has_changed = True
    while has_changed:
        has_changed = False
        for node, after in ways.items():
            stops = can_stop[node].union(*(kept | can_stop[to] for to, kept in after if moves.is_open(to.status)))
            has_changed |= stops != can_stop[node]
            can_stop[node] = stops
    for node in ways:
        assert bool(node.owed) == moves.is_open(node.status), node
        assert node.owed <= can_stop[node] or not moves.is_open(node.status), node
        assert node.silent or ClockName.ACKNOWLEDGE not in node.owed, node
        assert node.kind is not CaseKind.DEMONSTRATION or node.status is not Status.PLANNED or ClockName.PLAN not in node.owed


def test_the_plan_is_owed_once_it_is_decided_and_what_was_due_later_is_kept_late() -> None:
    wound = {clock.name: clock for clock in clocks.wind(CaseKind.DEMONSTRATION, timing(starts_at=SATURDAY))}
    friday = datetime(2026, 6, 12, 12, 0, tzinfo=WASHINGTON)
    struck = {name: clocks.strike(clock, CaseKind.DEMONSTRATION, [Event.DECIDED, Event.GRANTED], timing(friday, SATURDAY)) for name, clock in wound.items()}
    assert struck[ClockName.DECIDE].state is ClockState.KEPT_LATE
    assert struck[ClockName.PLAN].state is ClockState.RUNNING
    assert struck[ClockName.PLAN].due_at == SATURDAY - timedelta(hours=11.5)
    assert struck[ClockName.REVIEW].state is ClockState.WAITING


@given(asked=st.integers(0, 60 * 24 * 3), replied=st.integers(1, 60 * 24 * 14))
def test_a_pause_gives_back_what_was_left_two_business_days_at_the_most_and_never_past_the_start(asked: int, replied: int) -> None:
    wound = next(clock for clock in clocks.wind(CaseKind.DEMONSTRATION, timing(starts_at=SATURDAY)) if clock.name is ClockName.DECIDE)
    paused = clocks.pause(wound, TUESDAY + timedelta(minutes=min(asked, 60 * 24 * 2)), OFFICE)
    assert paused.paused_at
    assert paused.resumes_at
    assert wound.due_at
    resumed = clocks.resume(paused, paused.paused_at + timedelta(minutes=replied), not_after=SATURDAY)
    assert resumed.due_at
    assert resumed.warn_at
    stood = min(paused.paused_at + timedelta(minutes=replied), paused.resumes_at) - paused.paused_at
    assert resumed.due_at == min(wound.due_at + stood, SATURDAY)
    assert wound.due_at <= resumed.due_at <= SATURDAY
    assert resumed.warn_at <= resumed.due_at


@pytest.mark.parametrize(("was", "now", "after", "due"), [
    (3, 1, 60, 90),    # graver an hour later: half an hour from then
    (3, 2, 230, 240),  # never later than it was
    (1, 4, 10, 240),   # less grave: four hours from the beginning
    (3, 4, 60, 240), (2, 1, 10, 30),  # the limit is the same
])
def test_another_priority_reckons_sorting_anew_and_nothing_else(was: int, now: int, after: int, due: int) -> None:
    wound = clocks.wind(CaseKind.INCIDENT, timing(priority=was))
    changed = timing(TUESDAY + timedelta(minutes=after), priority=now)
    reckoned = {clock.name: clocks.reckon(clock, CaseKind.INCIDENT, was, changed) for clock in wound}
    sorting = reckoned.pop(ClockName.TRIAGE)
    assert sorting.due_at == TUESDAY + timedelta(minutes=due)
    assert sorting.warn_at is not None
    assert sorting.warn_at < sorting.due_at
    assert tuple(reckoned.values()) == wound[1:]


def test_what_was_late_stays_late_whatever_the_priority_becomes() -> None:
    late = replace(clocks.wind(CaseKind.INCIDENT, timing(priority=1))[0], state=ClockState.LATE)
    assert clocks.reckon(late, CaseKind.INCIDENT, 1, timing(TUESDAY + timedelta(hours=1), priority=4)) == late


def test_a_clock_that_is_late_is_not_paused_any_more() -> None:
    late = Clock(name=ClockName.DECIDE, state=ClockState.LATE, started_at=TUESDAY, due_at=TUESDAY, warn_at=TUESDAY)
    assert clocks.pause(late, TUESDAY, OFFICE) == late


@pytest.mark.parametrize("kind", CaseKind)
def test_from_every_status_that_a_kind_reaches_there_is_a_way_to_an_end(kind: CaseKind) -> None:
    reached, waiting = set[Status](), {moves.FIRST[kind]}
    while waiting:
        status = waiting.pop()
        reached.add(status)
        waiting |= moves.MOVES[kind].get(status, frozenset()) - reached
    for status in reached:
        seen, ahead = set[Status](), {status}
        while ahead:
            one = ahead.pop()
            seen.add(one)
            ahead |= moves.MOVES[kind].get(one, frozenset()) - seen
        assert seen & moves.ENDED, status
    assert moves.MOVES[kind].keys() <= reached | moves.ENDED


@given(kind=st.sampled_from(CaseKind), starts_at=st.datetimes(timezones=st.timezones()) | st.none(), ends_at=st.datetimes(timezones=st.timezones()) | st.none(),
       happened_at=st.datetimes(timezones=st.timezones()) | st.none(), near=st.integers(-60 * 24 * 800, 60 * 24 * 800), length=st.integers(-90, 90))
def test_a_report_whose_times_are_taken_in_can_be_kept(kind: CaseKind, starts_at: datetime | None, ends_at: datetime | None, happened_at: datetime | None,
                                                       near: int, length: int) -> None:
    nearly = TUESDAY + timedelta(minutes=near)
    for start, end, when in ((starts_at, ends_at, happened_at), (nearly, nearly + timedelta(days=length), nearly)):
        report = opening.Report(kind=kind, summary="x", happened_at=when, starts_at=start, ends_at=end, reporter={}, details={})
        try:
            opening.check_report(report, at=TUESDAY)
        except CannotOpen:
            continue
        else:
            assert not (start and end) or start < end
            assert all(abs(one.astimezone(UTC) - TUESDAY) < timedelta(days=3651) for one in (start, end, when) if one)


def test_a_move_that_the_table_does_not_allow_says_which_it_does() -> None:
    with pytest.raises(CannotMove, match="“Sent on” cannot become “Planned”. It can become: Acknowledged"):
        moves.check_move(CaseKind.DEMONSTRATION, Status.ROUTED, Status.PLANNED)
    with pytest.raises(CannotMove, match="This case is ended: Withdrawn"):
        moves.check_move(CaseKind.CONCERN, Status.WITHDRAWN, Status.CLOSED)


def test_an_emergency_becomes_an_incident_only_once_nobody_is_in_danger() -> None:
    with pytest.raises(CannotMove, match="not stabilised"):
        moves.check_promotion(CaseKind.EMERGENCY, Status.ON_SCENE, CaseKind.INCIDENT)
    moves.check_promotion(CaseKind.EMERGENCY, Status.STABILISED, CaseKind.INCIDENT)
    with pytest.raises(CannotMove, match="cannot become Concern"):
        moves.check_promotion(CaseKind.INCIDENT, Status.TRIAGED, CaseKind.CONCERN)
    with pytest.raises(CannotMove, match="is ended"):
        moves.check_promotion(CaseKind.CONCERN, Status.WITHDRAWN, CaseKind.EMERGENCY)


def read(outcome: str = "granted", reasons: tuple[str, ...] = ("SZ-1",), measures: str = "Two posts", offered: str = "",
         ends_at: datetime | None = None) -> decisions.Decision:
    return decisions.read_decision(outcome, reasons, measures=measures, offered=offered, ends_at=ends_at)


@pytest.mark.parametrize("reasons", [(), ("their slogans are offensive",), ("SZ-1", "their slogans are offensive")])
def test_a_viewpoint_is_no_reason_and_its_attempt_is_remembered(reasons: tuple[str, ...]) -> None:
    with pytest.raises(NoSuchReason, match="rests on safety or on resources") as refused:
        read(reasons=reasons)
    assert refused.value.recorded


@pytest.mark.parametrize("outcome", ["modified", "declined-with-advice", "referred"])
def test_whoever_gets_less_is_offered_something_instead(outcome: str) -> None:
    with pytest.raises(CannotDecide, match="say what is offered instead"):
        read(outcome)
    assert read(outcome, offered="No stopping from 08:00").offered


def test_a_grant_says_what_is_granted_and_an_outcome_is_one_of_four() -> None:
    with pytest.raises(CannotDecide, match="Say what is granted"):
        read(measures=" ")
    with pytest.raises(CannotDecide, match="one of Granted"):
        read("perhaps")


def test_nobody_decides_what_they_asked_for_themselves_nor_what_is_decided_nor_for_a_time_that_is_over() -> None:
    who, other = new_id(TUESDAY), new_id(TUESDAY)
    with pytest.raises(NotByYourself):
        decisions.check_decision(read(), Status.ROUTED, opened_by=[None, who], decided_by=who, at=TUESDAY)
    with pytest.raises(CannotDecide, match="is not to be decided"):
        decisions.check_decision(read(), Status.CLOSED, opened_by=[None, who], decided_by=other, at=TUESDAY)
    with pytest.raises(CannotDecide, match="ended"):
        decisions.check_decision(read(ends_at=TUESDAY), Status.ROUTED, opened_by=[None, who], decided_by=other, at=TUESDAY)
    decisions.check_decision(read(), Status.ROUTED, opened_by=[None, who], decided_by=None, at=TUESDAY)  # by a link: nobody who signs in
    decisions.check_joining(opened_by=[None, who], decided_by=None)


@pytest.mark.parametrize(("kind", "words", "harm", "conduct"), [
    (CaseKind.INCIDENT, "Somebody threw red paint at the wall", {Harm.DAMAGE}, set()),
    (CaseKind.CONCERN, "A man photographing the entrance for three days", {Harm.DISTURBANCE}, {Conduct.HARASSING}),
    (CaseKind.EMERGENCY, "Intruder with a knife climbed over the wall", {Harm.INTRUSION, Harm.PERSON}, {Conduct.INTIMIDATING}),
    (CaseKind.THREAT_RECEIVED, "Three voicemails: he will kill the ambassador", set(), {Conduct.THREATENING}),
])
def test_words_propose_harm_and_conduct(kind: CaseKind, words: str, harm: set[Harm], conduct: set[Conduct]) -> None:
    matter = facts.propose_matter(kind, words, is_consular=False, has_premises=True)
    assert harm <= set(matter.harm)
    assert conduct <= set(matter.conduct)


def test_a_demonstration_is_lawful_until_something_happens() -> None:
    matter = facts.propose_matter(CaseKind.DEMONSTRATION, "They will block the gate and threaten us", is_consular=True, has_premises=True)
    assert (matter.harm, matter.conduct, matter.law, matter.basis) == ((Harm.DISTURBANCE,), (), (), (Basis.VCCR_31,))


def test_persons_and_an_event_away_from_the_premises_are_seen() -> None:
    matter = facts.propose_matter(CaseKind.CONCERN, "A reception at the museum, the ambassador attends", is_consular=False, has_premises=False)
    assert (matter.link, matter.persons, matter.basis) == (OfficialLink.EVENT, (PersonStatus.DIPLOMATIC_AGENT,), (Basis.VCDR_22, Basis.VCDR_29))
    assert facts.propose_matter(CaseKind.CONCERN, "Hello", is_consular=False, has_premises=False).link is OfficialLink.NONE
    assert LawLevel.FEDERAL in facts.propose_matter(CaseKind.INCIDENT, "bomb threat", is_consular=False, has_premises=True).law


def test_the_ladder_goes_up_step_by_step_and_stays_on_its_last() -> None:
    who, seen, step = (new_id(TUESDAY), "Lee Park"), list[str](), 0
    for _ in range(4):
        to = escalation.escalate(step, CaseKind.CONCERN, 3, person=who, parent="Protective Liaison", command_center="Command Center", at=TUESDAY)
        seen.append(to.name)
        step = to.step
    assert seen == ["Lee Park", "Protective Liaison", "Command Center", "Command Center"]
    nobody = escalation.escalate(0, CaseKind.EMERGENCY, 1, person=None, parent="Protective Liaison", command_center="x", at=TUESDAY)
    assert (nobody.name, nobody.goes_on_at - TUESDAY) == ("Protective Liaison", timedelta(minutes=5))


def test_a_text_that_was_kept_says_the_same_later() -> None:
    said = Text("x", "{whom} at {at:clock}, {day}, {count}, {state}, {several}", whom=Text("y", "{name}", name="Dana"), at=TUESDAY, day=date(2026, 6, 9),
                count=3, state=Status.ROUTED, several=("a", Text("z", "b")))
    assert f"{unpacked(packed(said))}" == f"{said}" == "Dana at 14:20, Tue 9 June 2026, 3, Sent on, a, b"
