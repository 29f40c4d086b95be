"""The live stream's own rules: tickets, places, and a wall that is the cases' own."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from article22.contexts.cases.models import Case, Recipient
from article22.doors.live.changes import KEPT, Change, Log, may_hear
from article22.ground.accounts.queries import list_cast
from article22.ground.accounts.rules import Role, actor_for
from article22.ground.wall.rules import Reach, reach_of
from article22.ground.wall.session import set_actor
from article22.threshold.tickets import GOOD_FOR, Ticket, read_ticket, write_ticket
from tests.cases.opening import concern, file
from tests.cast import SYSTEM, member

NOON = datetime(2026, 6, 9, 12, tzinfo=UTC)
SOMEBODY = Ticket(reach=Reach.PARTNER, organisation=uuid4(), until=NOON + GOOD_FOR)


def change(case: UUID | None = None) -> Change:
    return Change(case=case or uuid4(), organisation=None, desks=frozenset())


def test_a_ticket_holds_for_its_minutes_under_any_key_that_still_verifies() -> None:
    given = write_ticket(SOMEBODY, "new")
    assert read_ticket(given, ["newer", "new"], at=NOON) == SOMEBODY
    assert read_ticket(given, ["other"], at=NOON) is None
    assert read_ticket(given, ["new"], at=NOON + GOOD_FOR) is None


@pytest.mark.parametrize("given", ["", ".", "x.y", write_ticket(SOMEBODY, "new")[:-1], "é.é", write_ticket(SOMEBODY, "new").replace(".", "A.")])
def test_what_is_no_ticket_opens_nothing(given: str) -> None:
    assert read_ticket(given, ["new"], at=NOON) is None


def test_who_comes_back_goes_on_where_they_stopped() -> None:
    log = Log("life")
    places = [log.mark(log.add(change())) for _ in range(5)]
    missed = log.since(places[2])
    assert missed is not None
    assert [place for place, _ in missed] == [4, 5]
    assert list(log.since(places[4]) or ()) == []


def test_a_place_of_another_life_before_a_gap_or_too_long_ago_asks_for_everything_anew() -> None:
    log = Log("life")
    first = log.mark(log.add(change()))
    for mark in ("other-1", "", "life", "life-x", "life-99"):
        assert log.since(mark) is None
    log.break_off()
    assert log.since(first) is None
    early = log.mark(log.add(change()))
    for _ in range(KEPT + 1):
        log.add(change())
    assert log.since(early) is None


@pytest.mark.django_db
@pytest.mark.fundamental
def test_the_stream_draws_the_same_wall_as_the_cases() -> None:
    file(concern())
    file(concern(), nth=1, place="2745 Massachusetts Avenue NW, Washington, DC")
    file(concern(), role="liaison-officer", mission="MRS-2", place="Nashville, TN")
    set_actor(SYSTEM)
    changes = [Change(case=case.pk, organisation=case.organisation_id, desks=frozenset(
        Recipient.objects.filter(case=case, dropped_at=None, desk__isnull=False).values_list("desk", flat=True))) for case in Case.objects.all()]
    roles = {member.role for member in list_cast()}
    assert roles == set(Role)
    actors = [member(role, nth=nth) for role in sorted(roles) for nth in range(sum(one.role == role for one in list_cast()))]
    for actor in (*actors, actor_for("public"), SYSTEM):
        set_actor(actor)
        seen = set(Case.objects.visible_to(actor).values_list("pk", flat=True)) & set(Case.objects.values_list("pk", flat=True))
        heard = {one.case for one in changes if may_hear(one, reach_of(actor), actor.organisation)}
        assert heard == seen, actor.role


def test_a_ticket_lasts_minutes() -> None:
    assert timedelta(minutes=15) >= GOOD_FOR
