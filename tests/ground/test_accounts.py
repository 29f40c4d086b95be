"""People, roles and the two who are needed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from article22.ground.accounts import queries
from article22.ground.accounts.actions import people as actions
from article22.ground.accounts.models import Grant, Membership, Person, Token
from article22.ground.accounts.rules import (
    VERBS,
    AlreadyDone,
    CannotMakeToken,
    NotByYourself,
    Role,
    Scope,
    actor_for,
    needs_second_factor,
    scopes_in,
    scopes_of,
    verbs_of,
)
from article22.ground.journal.models import Entry
from article22.ground.wall.rules import REACH_OF
from article22.ground.wall.session import set_actor
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from tests.cast import MONDAY, SYSTEM, member, minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def priya() -> Actor:
    actor = member("administrator")
    set_actor(actor)
    return actor


@pytest.fixture
def max_hollis() -> Actor:
    return member("administrator", nth=1)


def newcomer(by: Actor) -> Person:
    return actions.add_person("Noa Berg", "noa.berg@dss.example", by=by, at=MONDAY)


def dss() -> "object":
    return queries.find_organisation("Diplomatic Security Service")


def test_an_administrator_is_proposed_by_one_and_granted_by_another(priya: Actor, max_hollis: Actor) -> None:
    grant = actions.propose_administrator(newcomer(priya).pk, dss(), by=priya, at=MONDAY)  # type: ignore[arg-type]
    with pytest.raises(NotByYourself, match="A second person must approve"):
        actions.decide_administrator(grant.pk, is_granted=True, by=priya, at=MONDAY)
    assert queries.count_administrators() == 2
    actions.decide_administrator(grant.pk, is_granted=True, by=max_hollis, at=MONDAY + minutes(1))
    assert queries.count_administrators() == 3
    with pytest.raises(AlreadyDone):
        actions.decide_administrator(grant.pk, is_granted=False, by=max_hollis, at=MONDAY + minutes(2))
    verbs = list(Entry.objects.filter(verb__startswith="accounts.administrator").order_by("at").values_list("verb", flat=True))
    assert verbs == ["accounts.administrator-proposed", "accounts.administrator-granted"]


def test_nobody_grants_themselves(priya: Actor, max_hollis: Actor) -> None:
    grant = actions.propose_administrator(max_hollis.person, dss(), by=priya, at=MONDAY)  # type: ignore[arg-type]
    with pytest.raises(NotByYourself):
        actions.decide_administrator(grant.pk, is_granted=True, by=max_hollis, at=MONDAY)


def test_the_database_too_refuses_one_person_for_both_steps(priya: Actor) -> None:
    grant = actions.propose_administrator(newcomer(priya).pk, dss(), by=priya, at=MONDAY)  # type: ignore[arg-type]
    with pytest.raises(IntegrityError, match="grant_by_two_people"), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(decided_by=priya.person, decided_at=MONDAY)


def test_an_administrator_cannot_be_made_in_one_step(priya: Actor) -> None:
    with pytest.raises(NotByYourself, match="proposed by one administrator and granted by another"):
        actions.add_membership(newcomer(priya), dss(), Role.ADMINISTRATOR, by=priya, at=MONDAY)  # type: ignore[arg-type]


def test_two_administrators_remain(priya: Actor, max_hollis: Actor) -> None:
    with pytest.raises(NotByYourself, match="Two administrators must remain"):
        actions.end_membership(max_hollis.membership, by=priya, at=MONDAY)  # type: ignore[arg-type]


def test_a_role_that_ended_opens_nothing(priya: Actor) -> None:
    ines = member("analyst")
    token = actions.make_token(Membership.objects.get(pk=ines.membership), "a program", until=MONDAY + timedelta(days=1), scopes=None, by=SYSTEM, at=MONDAY,
                               machine_now=MONDAY)
    assert queries.find_actor_of_token(token, at=MONDAY, door="api") is not None
    actions.end_membership(ines.membership, by=priya, at=MONDAY)  # type: ignore[arg-type]
    assert queries.find_actor_of_token(token, at=MONDAY, door="api") is None
    with pytest.raises(Absent):
        actions.end_membership(ines.membership, by=priya, at=MONDAY)  # type: ignore[arg-type]


def test_a_token_is_kept_as_a_digest_ends_and_may_be_narrowed(priya: Actor) -> None:
    dana = member("liaison-officer")
    token = actions.make_token(Membership.objects.get(pk=dana.membership), "reads", until=MONDAY + timedelta(hours=1),
                               scopes=frozenset({"mission.see", "directory.approve"}), by=dana, at=MONDAY, machine_now=MONDAY)
    assert not Token.objects.filter(digest=token.encode()).exists()
    found = queries.find_actor_of_token(token, at=MONDAY, door="api")
    assert found is not None
    assert found.verbs == {"mission.see"}  # a scope gives nothing that the role does not
    assert queries.find_actor_of_token(token, at=MONDAY + timedelta(hours=2), door="api") is None
    set_actor(dana)
    actions.revoke_token(Token.objects.get(label="reads").pk, by=dana, at=MONDAY)
    assert queries.find_actor_of_token(token, at=MONDAY, door="api") is None
    assert queries.find_actor_of_token("a22_guess", at=MONDAY, door="api") is None


def test_nobody_makes_a_token_for_another_nor_revokes_anothers_nor_one_without_an_end_or_a_purpose(priya: Actor) -> None:
    dana, lee = member("liaison-officer"), member("watch-officer")
    own = Membership.objects.get(pk=dana.membership)

    def make(by: Actor, label: str = "reads", days: int = 366, scopes: frozenset[str] | None = frozenset({"case.list"})) -> str:
        return actions.make_token(own, label, until=MONDAY + timedelta(days=days), scopes=scopes, by=by, at=MONDAY, machine_now=MONDAY)

    for other in (priya, lee):
        with pytest.raises(Absent):
            make(other)
    for given, match in (({"label": " "}, "what the token is for"), ({"days": 0}, "within a year"), ({"days": 367}, "within a year"),
                         ({"scopes": frozenset()}, "at least one thing")):
        with pytest.raises(CannotMakeToken, match=match):
            make(dana, **given)  # type: ignore[arg-type]
    token = make(dana)
    row = Token.objects.get()
    with pytest.raises(Absent):
        actions.revoke_token(row.pk, by=lee, at=MONDAY)
    assert queries.find_actor_of_token(token, at=MONDAY, door="api") is not None
    actions.revoke_token(row.pk, by=SYSTEM, at=MONDAY)
    assert queries.find_actor_of_token(token, at=MONDAY, door="api") is None
    with pytest.raises(Absent):
        actions.revoke_token(row.pk, by=SYSTEM, at=MONDAY)


def test_a_role_is_offered_what_it_may_and_no_more() -> None:
    assert scopes_of(Role.REPRESENTATIVE) == (Scope.READ_CASES, Scope.OPEN_CASES, Scope.READ_MISSIONS)
    assert scopes_of(Role.INSPECTOR) == (Scope.READ_CASES, Scope.READ_MISSIONS, Scope.READ_CHANGES)
    assert scopes_in(verbs_of([Scope.READ_CASES, Scope.READ_CHANGES])) == (Scope.READ_CASES, Scope.READ_CHANGES)
    assert all(scopes_of(role) for role in Role)


def test_an_address_signs_in_once(priya: Actor) -> None:
    newcomer(priya)
    with pytest.raises(AlreadyDone, match="signs in with NOA.BERG@dss.example already"):
        actions.add_person("Other", "NOA.BERG@dss.example", by=priya, at=MONDAY)


def test_every_role_has_its_verbs_and_its_reach() -> None:
    assert set(VERBS) == {"public", "system", "link-holder", "provisioner", *Role} == set(REACH_OF)
    assert [role for role in Role if not needs_second_factor(role)] == [Role.REPRESENTATIVE]
    assert not actor_for("public").may("mission.see")
    with pytest.raises(KeyError):
        actor_for("janitor")


def test_a_refused_step_leaves_no_trace(priya: Actor) -> None:
    before = Entry.objects.count()
    with pytest.raises(Absent):
        actions.propose_administrator(member("analyst").person, dss(), by=member("analyst"), at=MONDAY)  # type: ignore[arg-type]
    assert Entry.objects.count() == before


def test_the_cast_is_brought_in_once() -> None:
    from article22.procedures import casting

    before = Person.objects.count()
    set_actor(SYSTEM)
    casting.cast(by=SYSTEM, at=MONDAY)
    assert Person.objects.count() == before == len(casting.CAST)
