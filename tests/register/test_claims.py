"""S8.3: a second government claims to speak for the embassy; both claims are kept, and only the accredited authority changes representatives."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from article22.contexts.missions import models
from article22.contexts.missions.actions import claiming, representing
from article22.contexts.missions.actions.contacting import note_contact
from article22.contexts.missions.models import Mission
from article22.contexts.missions.queries.claims import list_claims
from article22.contexts.missions.queries.contacts import list_contacts
from article22.contexts.missions.queries.missions import get_mission
from article22.contexts.missions.rules.terms import CannotClaim, CannotNote, ContactKind, NotRecognised
from article22.ground.accounts.rules import AlreadyDone
from article22.ground.journal.models import Entry
from article22.ground.wall.session import set_actor
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.procedures import changing
from tests.cast import MONDAY, SYSTEM, member
from tests.register.people import somebody, somebodys_claim

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = MONDAY.date()


def as_(role: str, nth: int = 0) -> Actor:
    """One of the cast, acting from now on."""
    set_actor(SYSTEM)
    actor = member(role, nth=nth)
    set_actor(actor)
    return actor


@pytest.fixture
def valdoria(db: None) -> Mission:
    as_("liaison-officer")
    return get_mission("VAL-1")


@pytest.fixture
def contested(valdoria: Mission) -> tuple[models.Claim, models.Claim]:
    """Whom the accredited list names, and whoever claims to speak beside them."""
    ruth = as_("ofm-officer")
    ours = claiming.record_claim(valdoria, somebodys_claim(), by=ruth, at=MONDAY)
    claiming.accredit(ours.pk, "Diplomatic List, spring 2026", on=date(2026, 3, 9), by=ruth, at=MONDAY)
    theirs = claiming.record_claim(valdoria, somebodys_claim("Rui Teles", government="National Council of Valdoria", source="Letter without letterhead"),
                                   by=ruth, at=MONDAY)
    return ours, theirs


def test_only_the_accredited_authority_changes_representatives_and_both_claims_are_kept(
        valdoria: Mission, contested: tuple[models.Claim, models.Claim]) -> None:
    ours, theirs = contested
    dana = as_("liaison-officer")
    with pytest.raises(NotRecognised, match="Rui Teles is not on the accredited list"):
        representing.nominate(valdoria, somebody("new@valdoria.example", claim=theirs.pk), by=dana, at=MONDAY)
    with pytest.raises(NotRecognised, match="Only Ines Duarte"):
        representing.nominate(valdoria, somebody("new@valdoria.example"), by=dana, at=MONDAY)
    row = representing.nominate(valdoria, somebody("new@valdoria.example", claim=ours.pk), by=dana, at=MONDAY)
    assert [one.name for one in list_claims(valdoria, seen_by=dana)] == ["Ines Duarte", "Rui Teles"]
    ana = as_("representative")
    for change in _changes_of(row, ana):
        with pytest.raises(NotRecognised):
            change()
    representing.set_departure(row.pk, TODAY + 40 * DAY, by=as_("liaison-officer"), at=MONDAY)


def _changes_of(row: models.Representative, by: Actor) -> list[Callable[[], object]]:
    another = representing.Given(kind=somebody("x").ways[0].kind, raw="x@valdoria.example", address="x@valdoria.example")
    return [lambda: representing.nominate(row.mission, somebody("b@valdoria.example"), by=by, at=MONDAY),
            lambda: representing.set_departure(row.pk, TODAY, by=by, at=MONDAY), lambda: representing.end(row.pk, "we say so", by=by, at=MONDAY),
            lambda: changing.put_way(row, another, None, name="Ana Ferro", by=by, at=MONDAY)]


def test_while_nobody_contests_it_a_missions_people_change_what_is_theirs(valdoria: Mission) -> None:
    claiming.record_claim(valdoria, somebodys_claim(), by=as_("liaison-officer"), at=MONDAY)
    assert representing.nominate(valdoria, somebody("b@valdoria.example"), by=as_("representative"), at=MONDAY).stand == "nominated"


def test_the_list_names_one_at_a_time_and_says_by_which_source(valdoria: Mission, contested: tuple[models.Claim, models.Claim]) -> None:
    ours, theirs = contested
    ruth = as_("ofm-officer")
    with pytest.raises(CannotClaim, match="The list names Ines Duarte then"):
        claiming.accredit(theirs.pk, "Note", on=TODAY, by=ruth, at=MONDAY)
    with pytest.raises(CannotClaim, match="by which source"):
        claiming.withdraw_accreditation(ours.pk, " ", stands_still=True, on=TODAY, by=ruth, at=MONDAY)
    with pytest.raises(CannotClaim, match="Give a later day"):
        claiming.withdraw_accreditation(ours.pk, "Note 26-1", stands_still=True, on=date(2026, 3, 9), by=ruth, at=MONDAY)
    with pytest.raises(CannotClaim, match="names Ines Duarte. Record first"):
        claiming.end_claim(ours.pk, "Note 26-1", on=TODAY, by=ruth, at=MONDAY)
    claiming.withdraw_accreditation(ours.pk, "Note 26-1", stands_still=True, on=TODAY, by=ruth, at=MONDAY)
    claiming.accredit(theirs.pk, "Note 26-2", on=TODAY, by=ruth, at=MONDAY)
    dana = as_("liaison-officer")
    assert representing.nominate(valdoria, somebody("b@valdoria.example", claim=theirs.pk), by=dana, at=MONDAY)
    with pytest.raises(NotRecognised, match="Ines Duarte is not on the accredited list"):
        representing.nominate(valdoria, somebody("c@valdoria.example", claim=ours.pk), by=dana, at=MONDAY)
    with pytest.raises(AlreadyDone):
        claiming.accredit(ours.pk, "Note 26-3", on=TODAY + DAY, by=as_("ofm-officer"), at=MONDAY)
    set_actor(SYSTEM)
    assert [entry.verb for entry in Entry.objects.filter(subject=f"{ours.pk}").order_by("at", "id")] == [
        "missions.claim-recorded", "missions.claim-accredited", "missions.accreditation-withdrawn"]


def test_nobody_is_accredited_from_before_they_claim_it(valdoria: Mission) -> None:
    ruth = as_("ofm-officer")
    claim = claiming.record_claim(valdoria, somebodys_claim(), by=ruth, at=MONDAY)
    with pytest.raises(CannotClaim, match="cannot name them before"):
        claiming.accredit(claim.pk, "Note", on=claim.starts_on - DAY, by=ruth, at=MONDAY)
    claiming.accredit(claim.pk, "Note", on=claim.starts_on, by=ruth, at=MONDAY)
    claiming.withdraw_accreditation(claim.pk, "Note", stands_still=False, on=claim.starts_on + DAY, by=ruth, at=MONDAY)


def test_one_who_is_followed_claims_it_no_more(valdoria: Mission, contested: tuple[models.Claim, models.Claim]) -> None:
    ours, _ = contested
    claiming.withdraw_accreditation(ours.pk, "Note 26-1", stands_still=False, on=TODAY, by=as_("ofm-officer"), at=MONDAY)
    ours.refresh_from_db()
    assert ours.ends_on == ours.accredited_until == TODAY


def test_the_database_keeps_two_from_being_accredited_at_once(contested: tuple[models.Claim, models.Claim]) -> None:
    _, theirs = contested
    theirs.accredited_on, theirs.accredited_by = TODAY, "a bug"
    with pytest.raises(IntegrityError, match="one_accredited_at_a_time"), transaction.atomic():
        theirs.save()


def test_who_may_not_record_or_accredit_finds_nothing_there(valdoria: Mission, contested: tuple[models.Claim, models.Claim]) -> None:
    _, theirs = contested
    for role in ("representative", "supervisor", "analyst", "administrator"):
        with pytest.raises(Absent):
            claiming.record_claim(valdoria, somebodys_claim(), by=as_(role), at=MONDAY)
    for role in ("liaison-officer", "watch-officer", "representative"):
        with pytest.raises(Absent):
            claiming.accredit(theirs.pk, "Note", on=TODAY, by=as_(role), at=MONDAY)
    assert list_claims(valdoria, seen_by=as_("representative", 1)) == []


def test_a_contact_is_noted_and_its_mission_reads_it(valdoria: Mission) -> None:
    dana = as_("liaison-officer")

    def visit(day: date, about: str) -> None:
        note_contact(valdoria, ContactKind.VISIT, happened_on=day, officer="Dana Reyes", met="Ana Ferro", about=about, next_on=None, by=dana, at=MONDAY,
                     today=TODAY)

    visit(TODAY - 30 * DAY, "The gate")
    visit(TODAY, "The camera")
    with pytest.raises(CannotNote):
        visit(TODAY + DAY, "x")
    assert [row.about for row in list_contacts(valdoria, seen_by=as_("representative"))] == ["The camera", "The gate"]
    assert list_contacts(valdoria, seen_by=as_("representative", 1)) == []
    with pytest.raises(Absent):
        note_contact(valdoria, ContactKind.CALL, happened_on=TODAY, officer="x", met="", about="x", next_on=None, by=as_("representative"), at=MONDAY,
                     today=TODAY)
