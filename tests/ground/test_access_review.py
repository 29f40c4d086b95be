"""Who still needs an account: asked for after ninety days without use, answered, suspended, restored."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from article22.doors.worker import duties
from article22.ground.accounts import queries
from article22.ground.accounts.actions import access, people
from article22.ground.accounts.models import AccessReview, Membership, Person
from article22.ground.accounts.rules import (
    ANSWER_WITHIN,
    REVIEW_AFTER,
    AlreadyDone,
    NeedsReason,
    NotByYourself,
    ReviewOutcome,
    Role,
    Suspended,
    whom_to_ask,
)
from article22.ground.journal import actions as journal
from article22.ground.journal.models import Entry, Words
from article22.ground.outbox.models import Message
from article22.ground.wall.session import acting, set_actor
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.refusal import Absent
from article22.procedures.reviewing import review_access
from tests.cast import MONDAY, SYSTEM, member, stop_clock

LATER = MONDAY + REVIEW_AFTER
OVERDUE = LATER + ANSWER_WITHIN


@pytest.fixture
def since_monday(db: None) -> None:
    set_actor(SYSTEM)
    Person.objects.update(needed_at=MONDAY)


def signs_in(name: str, at: datetime, verb: str = "signed-in") -> None:
    person = Person.objects.get(name=name)
    people.note_sign_in(person.pk, verb, by=Actor(role="system", person=person.pk, door="web"), at=at)


def everybody_but(*names: str, at: datetime) -> None:
    for person in Person.objects.exclude(name__in=names):
        signs_in(person.name, at)


def is_suspended(name: str) -> bool:
    return not Person.objects.get(name=name).is_active


def outcomes() -> dict[str, str]:
    return {review.person.name: review.outcome for review in AccessReview.objects.select_related("person")}


def test_an_account_nobody_used_is_asked_for_then_suspended_and_can_be_restored(since_monday: None) -> None:
    everybody_but("Lee Park", at=MONDAY + timedelta(days=80))
    assert review_access(by=SYSTEM, at=LATER - timedelta(seconds=1)) == 0
    assert review_access(by=SYSTEM, at=LATER) == 1
    assert review_access(by=SYSTEM, at=LATER) == 0, "asked for once"
    letters = {message.address: message.body for message in Message.objects.filter(kind="accounts.access")}
    assert set(letters) == {"priya.nair@dss.example", "max.hollis@dss.example", "lee.park@dss.example"}
    assert "Lee Park" in letters["priya.nair@dss.example"]
    assert "/administration/access/" in letters["max.hollis@dss.example"]
    assert "Sign in by" in letters["lee.park@dss.example"]
    lee = Membership.objects.get(person__name="Lee Park")
    token = people.make_token(lee, "a program", until=OVERDUE + timedelta(days=9), scopes=None, by=SYSTEM, at=MONDAY, machine_now=OVERDUE)
    review_access(by=SYSTEM, at=OVERDUE - timedelta(seconds=1))
    assert not is_suspended("Lee Park")
    review_access(by=SYSTEM, at=OVERDUE)
    assert is_suspended("Lee Park")
    assert queries.find_actor_of_token(token, at=OVERDUE, door="api") is None
    assert queries.list_memberships(lee.person_id) == []
    assert outcomes() == {"Lee Park": "suspended"}
    priya = member("administrator")
    set_actor(priya)
    with pytest.raises(NeedsReason):
        access.restore_person(lee.person_id, "  ", by=priya, at=OVERDUE)
    access.restore_person(lee.person_id, "back from leave", by=priya, at=OVERDUE + timedelta(days=1))
    assert queries.find_actor_of_token(token, at=OVERDUE, door="api") is not None
    set_actor(SYSTEM)
    everybody_but("Lee Park", at=OVERDUE)
    assert review_access(by=SYSTEM, at=OVERDUE + timedelta(days=2)) == 0, "it was needed when it was restored"
    verbs = Entry.objects.filter(subject=f"{lee.person_id}", verb__startswith="accounts.").order_by("at", "id").values_list("verb", flat=True)
    assert [verb for verb in verbs if "access" in verb or "suspended" in verb or "restored" in verb] == [
        "accounts.access-asked", "accounts.person-suspended", "accounts.person-restored"]
    assert Words.objects.get(entry__verb="accounts.person-restored").words == "back from leave"


def test_an_act_of_a_program_is_use_and_a_guess_at_a_password_is_none(since_monday: None) -> None:
    everybody_but("Lee Park", "Ines Valk", at=MONDAY + timedelta(days=80))
    signs_in("Lee Park", MONDAY + timedelta(days=85), "sign-in-failed")
    journal.record("cases.case-opened", "x", by=member("analyst", door="api"), at=MONDAY + timedelta(days=60))
    review_access(by=SYSTEM, at=LATER)
    assert outcomes() == {"Lee Park": ""}
    assert Person.objects.get(name="Ines Valk").needed_at == MONDAY + timedelta(days=60)


def test_whoever_was_restored_since_is_not_suspended_for_an_old_question(since_monday: None) -> None:
    everybody_but("Lee Park", at=MONDAY + timedelta(days=80))
    review_access(by=SYSTEM, at=LATER)
    Person.objects.filter(name="Lee Park").update(needed_at=LATER + timedelta(days=3))  # as its agency does, which suspended and restored it
    review_access(by=SYSTEM, at=OVERDUE)
    assert outcomes() == {"Lee Park": ReviewOutcome.USED}
    assert not is_suspended("Lee Park")


def test_whoever_signs_in_has_answered(since_monday: None) -> None:
    everybody_but("Lee Park", at=MONDAY + timedelta(days=80))
    review_access(by=SYSTEM, at=LATER)
    signs_in("Lee Park", OVERDUE - timedelta(minutes=1))
    review_access(by=SYSTEM, at=OVERDUE)
    assert outcomes() == {"Lee Park": ReviewOutcome.USED}
    assert not is_suspended("Lee Park")


def test_an_administrator_answers_for_another_with_a_reason_and_never_for_oneself(since_monday: None) -> None:
    everybody_but("Lee Park", "Priya Nair", at=MONDAY + timedelta(days=80))
    review_access(by=SYSTEM, at=LATER)
    priya = member("administrator")
    set_actor(priya)
    reviews = {review.person.name: review for review in queries.list_reviews(seen_by=priya)}
    with pytest.raises(NotByYourself):
        access.keep_access(reviews["Priya Nair"].pk, "mine", by=priya, at=LATER)
    with pytest.raises(NeedsReason):
        access.keep_access(reviews["Lee Park"].pk, "", by=priya, at=LATER)
    access.keep_access(reviews["Lee Park"].pk, "covers the nights of August", by=priya, at=LATER)
    with pytest.raises(Absent):
        access.keep_access(reviews["Lee Park"].pk, "again", by=priya, at=LATER)
    set_actor(SYSTEM)
    assert review_access(by=SYSTEM, at=LATER + timedelta(days=1)) == 0
    with pytest.raises(IntegrityError, match="review_not_by_its_subject"), transaction.atomic():
        AccessReview.objects.filter(person__name="Lee Park").update(settled_by=Person.objects.get(name="Lee Park"))


def test_nobody_suspends_one_of_the_last_two_administrators_not_even_time(since_monday: None) -> None:
    everybody_but("Priya Nair", at=MONDAY + timedelta(days=80))
    review_access(by=SYSTEM, at=LATER)
    review_access(by=SYSTEM, at=OVERDUE + timedelta(days=30))
    assert outcomes()["Priya Nair"] == ""
    assert not is_suspended("Priya Nair")
    priya, max_hollis = member("administrator"), member("administrator", nth=1)
    set_actor(priya)
    for victim in (priya, max_hollis):
        assert victim.person
        with pytest.raises(NotByYourself, match="Two administrators must remain"):
            access.suspend_person(victim.person, Suspended.DECIDED, reason="x", by=priya, at=OVERDUE)
    dana = member("liaison-officer")
    assert dana.person
    access.suspend_person(dana.person, Suspended.DECIDED, reason="left", by=priya, at=OVERDUE)
    with pytest.raises(AlreadyDone):
        access.suspend_person(dana.person, Suspended.DECIDED, reason="left", by=priya, at=OVERDUE)
    for role in (Role.WATCH_OFFICER, Role.INSPECTOR, Role.REPRESENTATIVE):
        with pytest.raises(Absent):
            access.suspend_person(max_hollis.person, Suspended.DECIDED, reason="x", by=member(role), at=OVERDUE)  # type: ignore[arg-type]


def test_those_of_an_organisation_answer_for_it_else_all_administrators_and_nobody_for_oneself() -> None:
    one, two, three = (new_id(MONDAY) for _ in range(3))
    assert whom_to_ask(one, [two], [two, three]) == {two}
    assert whom_to_ask(one, [one], [one, three]) == {three}
    assert whom_to_ask(one, [], [two, three]) == {two, three}
    assert whom_to_ask(one, [], [one]) == {one}


def test_the_worker_reviews_by_the_installations_clock(own_database: Callable[[str], str]) -> None:
    own_database("article22_worker")
    with acting(SYSTEM):
        Person.objects.update(needed_at=MONDAY)
    with transaction.atomic():
        stop_clock(LATER)
    duties.review_access()
    with acting(SYSTEM):
        assert AccessReview.objects.count() == Person.objects.count()
    with transaction.atomic():
        stop_clock(OVERDUE)
    duties.review_access()
    with acting(SYSTEM):
        assert set(Person.objects.filter(is_active=True).values_list("name", flat=True)) == {"Priya Nair", "Max Hollis"}
