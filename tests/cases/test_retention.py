"""What is past its time stands in a list; what is on legal hold does not, and nobody removes it before two people lifted the hold."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from article22.contexts.cases.actions import holding, moving, purging
from article22.contexts.cases.models import Hold
from article22.contexts.cases.queries.purges import list_purges
from article22.contexts.cases.queries.retention import list_holds, list_past
from article22.contexts.cases.rules.opening import Report
from article22.contexts.cases.rules.retention import YEAR
from article22.contexts.cases.rules.terms import CannotMove, CaseKind, OnHold, PurgeWhy, Status
from article22.ground.accounts.rules import AlreadyDone, NotByYourself
from article22.ground.journal.models import Entry
from article22.ground.wall.session import acting
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.procedures.reporting import Sent, file_case
from tests.cases.opening import concern, demonstration
from tests.cases.test_purging import SPILT, places_of
from tests.cast import SYSTEM, TUESDAY, member, minutes
from tests.database import Server

pytestmark = pytest.mark.usefixtures("own_database")
LATER = TUESDAY + 2 * YEAR


def dana() -> Actor:
    return member("liaison-officer")


def priya() -> Actor:
    return member("administrator")


def filed(report: Report) -> str:
    ana = member("representative")
    with acting(ana):
        return file_case(Sent(report=report, place="20008"), name="Ana Ferro", by=ana, present=TUESDAY).number


def close(number: str, at: datetime = TUESDAY) -> str:
    with acting(dana()):
        moving.move_case(number, Status.CLOSED, name="Dana Reyes", by=dana(), at=at)
    return number


def past(at: datetime, **given: int) -> list[str]:
    with acting(dana()):
        return [row.case.number for row in list_past(seen_by=dana(), now=at, **given)[0]]


def hold(number: str, until: datetime | None = None, at: datetime = TUESDAY) -> Hold:
    with acting(dana()):
        holding.place_hold(number, f"A claim before the court of {SPILT}", until=until, name="Dana Reyes", by=dana(), at=at)
    with acting(dana()):
        return next(one for one in list_holds(seen_by=dana(), now=at) if one.number == number)


def lift(one: Hold, at: datetime = LATER) -> None:
    with acting(dana()):
        holding.propose_lifting(one.pk, name="Dana Reyes", by=dana(), at=at)
    with acting(priya()):
        holding.decide_lifting(one.pk, is_approved=True, by=priya(), at=at)


def propose(number: str, at: datetime = LATER, why: PurgeWhy = PurgeWhy.RETENTION) -> None:
    with acting(dana()):
        purging.propose_purge(number, why, name="Dana Reyes", by=dana(), at=at)


def approve(at: datetime = LATER) -> None:
    with acting(priya()):
        purging.decide_purge(list_purges(seen_by=priya())[0].pk, is_approved=True, by=priya(), at=at)


def test_a_closed_case_stands_in_the_list_when_the_time_of_its_kind_is_over() -> None:
    march, worry, open_ = close(filed(demonstration())), close(filed(concern()), TUESDAY - timedelta(days=1)), filed(demonstration())
    assert past(TUESDAY + YEAR - minutes(1)) == []
    assert past(TUESDAY + YEAR) == [march]
    assert past(TUESDAY + 3 * YEAR) == [worry, march], "closed first first"
    assert past(TUESDAY + 3 * YEAR, most=1) == [worry]
    assert open_ not in past(TUESDAY + 50 * YEAR)
    for early, code in ((march, "purge.too-early"), (open_, "purge.not-closed")):
        with pytest.raises(CannotMove) as refused:
            propose(early, at=TUESDAY + minutes(1))
        assert refused.value.code == code


def test_only_who_may_propose_a_purge_sees_the_list() -> None:
    for role in ("representative", "analyst", "supervisor", "administrator", "inspector"):
        actor = member(role)
        with pytest.raises(Absent), acting(actor):
            list_past(seen_by=actor, now=LATER)


def test_what_is_proposed_says_so_and_what_is_purged_is_gone_from_the_list() -> None:
    march = close(filed(demonstration()))
    propose(march)
    with acting(dana()):
        (row,), _ = list_past(seen_by=dana(), now=LATER)
    assert (row.is_proposed, row.kind, row.kept_until) == (True, CaseKind.DEMONSTRATION, TUESDAY + YEAR)
    approve()
    assert past(LATER) == []


def test_what_was_joined_to_another_case_is_kept_as_long_as_that_one() -> None:
    march, goes_on = filed(demonstration()), filed(concern())
    with acting(dana()):
        moving.merge_cases(march, goes_on, name="Dana Reyes", by=dana(), at=TUESDAY)
    assert past(LATER) == []
    with pytest.raises(CannotMove, match="is open"):
        propose(march)
    close(goes_on)
    assert past(LATER) == []
    assert set(past(TUESDAY + 3 * YEAR)) == {march, goes_on}
    one = hold(goes_on)
    assert past(TUESDAY + 3 * YEAR) == [], "a hold of the case that goes on holds what was joined to it"
    with pytest.raises(OnHold):
        propose(march, at=TUESDAY + 3 * YEAR)
    lift(one, at=TUESDAY + 3 * YEAR)
    assert set(past(TUESDAY + 3 * YEAR)) == {march, goes_on}


@pytest.mark.parametrize("why", list(PurgeWhy))
def test_a_case_on_hold_is_not_in_the_list_and_its_purge_is_refused(why: PurgeWhy) -> None:
    march = close(filed(demonstration()))
    one = hold(march)
    assert past(LATER) == []
    with pytest.raises(OnHold):
        propose(march, why=why)
    lift(one)
    assert past(LATER) == [march]
    propose(march, why=why)


def test_a_hold_that_comes_after_the_proposal_stops_the_purge() -> None:
    march = close(filed(demonstration()))
    propose(march)
    one = hold(march, at=LATER)
    with pytest.raises(OnHold):
        approve()
    lift(one)
    approve()


def test_a_hold_ends_by_itself_on_its_day() -> None:
    march = close(filed(demonstration()))
    hold(march, until=LATER)
    assert past(LATER - minutes(1)) == []
    assert past(LATER) == [march]


def test_lifting_takes_two_people_and_every_step_is_an_entry() -> None:
    one = hold(close(filed(demonstration())))
    with acting(priya()), pytest.raises(AlreadyDone, match="Nobody proposes"):
        holding.decide_lifting(one.pk, is_approved=True, by=priya(), at=LATER)
    with acting(dana()):
        holding.propose_lifting(one.pk, name="Dana Reyes", by=dana(), at=LATER)
    with acting(dana()), pytest.raises(AlreadyDone):
        holding.propose_lifting(one.pk, name="Dana Reyes", by=dana(), at=LATER)
    for actor in (dana(), member("representative"), member("inspector")):
        with pytest.raises(Absent), acting(actor):
            holding.decide_lifting(one.pk, is_approved=True, by=actor, at=LATER)
    with acting(priya()):
        holding.decide_lifting(one.pk, is_approved=False, by=priya(), at=LATER)
    assert past(LATER) == [], "let stand"
    lift(one)
    with acting(priya()), pytest.raises(AlreadyDone):
        holding.decide_lifting(one.pk, is_approved=True, by=priya(), at=LATER)
    with acting(SYSTEM):
        found = list(Entry.objects.filter(verb__startswith="cases.hold").order_by("id"))
        assert {entry.subject for entry in found} == {f"{one.case_id}"}
        assert sorted(entry.verb for entry in found) == [
            "cases.hold-lifted", "cases.hold-lifting-proposed", "cases.hold-lifting-proposed", "cases.hold-placed", "cases.hold-upheld"]
        lifted = next(entry for entry in found if entry.verb == "cases.hold-lifted")
        assert (lifted.person, lifted.facts["second"]) == (priya().person, f"{dana().person}")
        assert all(SPILT not in f"{entry.facts}" for entry in found), "the reason stands where it can be purged"


def test_whoever_holds_both_roles_does_not_lift_alone() -> None:
    one = hold(close(filed(demonstration())))
    both = Actor(role="administrator", verbs=priya().verbs | dana().verbs, person=priya().person, membership=priya().membership,
                 organisation=priya().organisation, door="test")
    with acting(both):
        holding.propose_lifting(one.pk, name="Priya Nair", by=both, at=LATER)
    with acting(both), pytest.raises(NotByYourself):
        holding.decide_lifting(one.pk, is_approved=True, by=both, at=LATER)


def test_what_is_gone_cannot_be_held() -> None:
    march = close(filed(demonstration()))
    propose(march)
    approve()
    with acting(dana()), pytest.raises(AlreadyDone):
        holding.place_hold(march, "Too late", name="Dana Reyes", by=dana(), at=LATER)


def test_the_database_itself_keeps_what_is_held_and_changes_nothing_of_a_hold(own_database: Callable[[str], str], server: Server) -> None:
    march = close(filed(demonstration()))
    one = hold(march)
    name = own_database("article22_web")
    for sql in ("UPDATE cases_hold SET reason = 'other'", "UPDATE cases_hold SET until = now()", "DELETE FROM cases_hold"):
        with pytest.raises(ProgrammingError, match="permission denied"), acting(dana()), connection.cursor() as cursor:
            cursor.execute(sql)
    with pytest.raises(IntegrityError, match="hold_lifted_by_two_people"), acting(dana()), transaction.atomic():
        Hold.objects.filter(pk=one.pk).update(lifting_by=dana().person, lifted_by=dana().person, lifted_at=LATER)
    with pytest.raises(IntegrityError, match="legal hold"), acting(dana()), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET purged_at = %s WHERE number = %s", [LATER, march])
    assert set(places_of(SPILT, server, name)) == {"cases_hold", "journal_words"}
    lift(one)
    propose(march)
    approve()
    assert places_of(SPILT, server, name) == [], "the reason goes with the case"
