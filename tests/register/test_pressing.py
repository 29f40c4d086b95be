"""What waits for somebody to decide is said again until somebody did, and goes further after a week."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest

from article22.contexts.cases.actions import holding, purging
from article22.contexts.cases.queries.cases import get_case
from article22.contexts.cases.queries.purges import list_undecided
from article22.contexts.cases.queries.retention import list_unlifted
from article22.contexts.cases.rules.terms import PurgeWhy
from article22.contexts.missions.actions import correcting
from article22.contexts.missions.models import CorrectionPurge
from article22.contexts.missions.queries.missions import get_own_mission
from article22.contexts.missions.rules.corrections import Settled
from article22.ground.accounts.actions import people
from article22.ground.accounts.models import Person
from article22.ground.accounts.queries import find_organisation
from article22.ground.journal.models import Entry
from article22.ground.outbox.models import Message
from article22.ground.wall.session import set_actor
from article22.procedures.correcting import correct
from article22.procedures.pressing import PRESSED, WEEK, press
from tests.cases.opening import concern, file
from tests.cast import MONDAY, SYSTEM, minutes
from tests.register.test_representatives import as_

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
OWNERS = {"priya.nair@dss.example", "max.hollis@dss.example"}
SPILT = "zanzibar"


def filed() -> UUID:
    ana = as_("representative")
    return correct(get_own_mission(ana), None, SPILT, by=ana, at=MONDAY).pk


def proposed() -> CorrectionPurge:
    """A correction whose words are to be removed."""
    correction, ruth = filed(), as_("ofm-officer")
    correcting.propose_purge(correction, name="Ruth Adler", by=ruth, at=MONDAY)
    correcting.settle_correction(correction, Settled.STANDS, by=ruth, at=MONDAY)
    return CorrectionPurge.objects.get()


def pressed(days: float) -> dict[str, str]:
    """Press so many days later: whom it wrote to, and under which subject."""
    set_actor(SYSTEM)
    before = set(Message.objects.filter(kind=PRESSED).values_list("pk", flat=True))
    press(by=SYSTEM, at=MONDAY + days * DAY)
    fresh = [row for row in Message.objects.filter(kind=PRESSED) if row.pk not in before]
    assert SPILT not in "".join(f"{row.subject}{row.body}" for row in fresh)
    assert max(Counter(row.address for row in fresh).values(), default=1) == 1, "one letter each"
    return {row.address: row.subject or "" for row in fresh}


def test_words_to_be_removed_are_said_at_once_and_each_day_until_somebody_decides_and_after_a_week_to_inspection_too() -> None:
    purge = proposed()
    assert pressed(0) == dict.fromkeys(OWNERS, "To decide: words of VAL-1 to be removed")
    assert [set(pressed(days)) for days in (0.1, 0.9, 1, 1.5, 2.5)] == [set(), set(), OWNERS, set(), OWNERS]
    assert set(pressed(7)) == OWNERS | {"ida.stone@oig.example"}
    assert Entry.objects.filter(verb=PRESSED, subject__startswith=f"{purge.pk}").count() == 4
    priya = as_("administrator")
    correcting.decide_purge(purge.pk, is_approved=False, by=priya, at=MONDAY + WEEK)
    assert pressed(30) == {}


def test_a_case_a_hold_and_a_new_administrator_are_pressed_alike_in_one_letter() -> None:
    case, lee = file(concern()).number, as_("watch-officer")
    purging.propose_purge(case, PurgeWhy.SPILL, name="Lee Park", by=lee, at=MONDAY)
    other = file(concern()).number
    set_actor(lee)
    holding.place_hold(other, "a claim", name="Lee Park", by=lee, at=MONDAY)
    set_actor(SYSTEM)
    (hold,) = get_case(other, seen_by=SYSTEM).holds.all()
    set_actor(lee)
    holding.propose_lifting(hold.pk, name="Lee Park", by=lee, at=MONDAY)
    priya = as_("administrator")
    people.propose_administrator(Person.objects.get(name="Dana Reyes").pk, find_organisation("Diplomatic Security Service"), by=priya, at=MONDAY)  # type: ignore[arg-type]
    set_actor(SYSTEM)
    assert (len(list_undecided()), len(list_unlifted())) == (1, 1)
    assert pressed(0) == dict.fromkeys(OWNERS, "3 things to decide")
    body = Message.objects.filter(kind=PRESSED)[0].body or ""
    assert all(said in body for said in (f"words of case {case} to be removed", f"the hold on case {other}", "Dana Reyes as administrator"))


def test_what_a_mission_says_is_wrong_comes_back_each_week_and_to_liaison_until_it_is_settled() -> None:
    correction = filed()
    assert [pressed(days) for days in (0, 6.9)] == [{}, {}]
    assert pressed(7) == dict.fromkeys(("ruth.adler@ofm.example", "dana.reyes@dss.example"), "To decide: what VAL-1 says is wrong of its places")
    assert (set(pressed(8)), len(pressed(14))) == (set(), 2)
    ruth = as_("ofm-officer")
    correcting.settle_correction(correction, Settled.CORRECTED, by=ruth, at=MONDAY + 2 * WEEK + minutes(1))
    assert pressed(21) == {}
