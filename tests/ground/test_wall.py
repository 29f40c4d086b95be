"""The second wall: every table is of a kind, and behind it nobody sees another's rows, even through a query that forgot its filter."""

import re
from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection

from article22.ground.wall import prepare, tables
from article22.ground.wall.session import acting
from article22.kernel.actor import Actor
from tests.cast import PUBLIC, SYSTEM, member
from tests.database import Server
from tests.ground.walled_rows import FOR_KEEPERS, IN_LIVE_ONLY, OWNER_OF, SHOWN_TO_POLICE, make_rows

pytestmark = pytest.mark.fundamental
OFFICERS = ("watch-officer", "liaison-officer", "analyst", "chief-analyst", "supervisor", "ofm-officer", "administrator")


def rows(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def test_every_table_is_listed_once_and_as_what_it_is(db: None) -> None:
    kinds = (tables.WALLED, tables.SIGN_IN, tables.MACHINERY, tables.PUBLIC)
    listed = [table for kind in kinds for table in kind]
    assert len(listed) == len(set(listed))
    found = {name: (walled, forced) for name, walled, forced in rows(
        "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace")}
    assert set(listed) == set(found)
    assert {name for name in tables.WALLED if found[name] != (True, True)} == set()
    assert {name for name in tables.MACHINERY | tables.PUBLIC if found[name] != (False, False)} == set()
    people = {"accounts_person", "accounts_membership", "accounts_token", "accounts_grant", "accounts_glass", "accounts_agencytoken"}
    assert {name for name in tables.SIGN_IN if found[name] == (True, True)} == people
    assert {model._meta.db_table for model in apps.get_models() if model._meta.managed} <= set(listed)


def test_neither_of_the_programs_roles_owns_anything_or_can_go_round_the_wall(db: None) -> None:
    roles = "('article22', 'article22_web', 'article22_worker')"
    assert rows(f"SELECT relname FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner WHERE rolname IN {roles}") == []
    assert rows(f"SELECT rolname FROM pg_roles WHERE rolname IN {roles} AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)") == []
    assert rows("SELECT current_user::text") == [("article22_web",)]


def test_no_table_can_be_truncated_and_only_sign_in_and_what_is_swept_forget(db: None) -> None:
    may = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND has_table_privilege('{role}', oid, '{what}')"
    for role in ("article22_web", "article22_worker"):
        assert rows(may.format(role=role, what="TRUNCATE")) == []
        assert {name for (name,) in rows(may.format(role=role, what="DELETE"))} <= {
            "web_cache", "django_session", "usersessions_usersession", "mfa_authenticator", "account_emailaddress", "socialaccount_socialaccount",
            "socialaccount_socialtoken", "repeats_repeat", "missions_listdraft",
            *(("outbox_caught",) if role == "article22_worker" else ())}


def test_every_walled_table_is_tested_in_one_way() -> None:
    ways = (set(OWNER_OF), set(FOR_KEEPERS), set(tables.SHOWN_TO_ALL), IN_LIVE_ONLY)
    assert set().union(*ways) == tables.WALLED
    assert sum(map(len, ways)) == len(tables.WALLED)


@pytest.mark.parametrize("table", sorted(tables.SHOWN_TO_ALL))
def test_what_everybody_sees_is_empty_without_an_actor_and_nobody_writes_it_from_outside(table: str, own_database: Callable[[str], str]) -> None:
    own_database("article22_web")
    make_rows()
    count = f"SELECT count(*) FROM {table}"
    with acting(PUBLIC):
        assert rows(count) != [(0,)]
    assert rows(count) == [(0,)]
    if table != "missions_walletcard":  # whoever asks for a card makes one
        for actor in (PUBLIC, member("representative")):
            with pytest.raises(ProgrammingError, match="row-level security"), acting(actor), connection.cursor() as cursor:
                cursor.execute(f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1")


@pytest.mark.parametrize("table", sorted(FOR_KEEPERS))
def test_what_is_for_keepers_no_mission_sees(table: str, own_database: Callable[[str], str]) -> None:
    own_database("article22_web")
    make_rows()
    count = f"SELECT count(*) FROM {table}"
    with acting(member(FOR_KEEPERS[table])):
        assert rows(count) != [(0,)]
    for actor in (PUBLIC, member("representative"), *(() if table in SHOWN_TO_POLICE else (member("supervisor"),))):
        with acting(actor):
            assert rows(count) == [(0,)]
    assert rows(count) == [(0,)]


@pytest.mark.parametrize("table", sorted(OWNER_OF))
def test_no_walled_table_shows_another_missions_rows_nor_any_without_an_actor(
        table: str, own_database: Callable[[str], str], server: Server) -> None:
    name = own_database("article22_web")
    own, others = make_rows()
    count = f"SELECT count(*) FROM {table} WHERE {OWNER_OF[table]}"
    with server.admin(name) as admin:
        assert admin.execute(count.format(organisation=own.organisation, person=own.person)).fetchone() != (0,), "the test needs rows of one mission"
        assert admin.execute(count.format(organisation=others.organisation, person=others.person)).fetchone() != (0,), "and rows of another"
    with acting(own):
        assert rows(count.format(organisation=own.organisation, person=own.person)) != [(0,)]
        assert rows(count.format(organisation=others.organisation, person=others.person)) == [(0,)]
    assert rows(f"SELECT count(*) FROM {table}") == [(0,)]
    with acting(PUBLIC):
        assert rows(count.format(organisation=own.organisation, person=own.person)) == [(0,)]


def test_a_mission_sees_no_person_of_another_once_it_is_known(own_database: Callable[[str], str]) -> None:
    ana = member("representative")
    with acting(ana):
        assert rows("SELECT name FROM accounts_person") == [("Ana Ferro",)]
        assert rows("SELECT DISTINCT role FROM accounts_membership") == [("representative",)]
    with acting(member("administrator")):
        assert len(rows("SELECT name FROM accounts_person")) > 5


@pytest.mark.parametrize("actor", [PUBLIC, *(None,)])
def test_a_row_of_another_organisation_cannot_be_written(actor: Actor | None, own_database: Callable[[str], str]) -> None:
    ana = member("representative")
    with pytest.raises(ProgrammingError, match="row-level security|permission denied"), acting(actor or ana), connection.cursor() as cursor:
        cursor.execute("INSERT INTO accounts_membership (id, person_id, organisation_id, role, began_at) "
                       "SELECT gen_random_uuid(), %s, %s, 'administrator', now()", [ana.person, ana.organisation])


def test_what_a_transaction_was_opened_for_ends_with_it(own_database: Callable[[str], str]) -> None:
    with acting(SYSTEM):
        assert rows("SELECT a22_reach()") == [("system",)]
    assert rows("SELECT a22_reach()") == [("none",)]


def test_an_actor_is_set_in_the_outermost_transaction_only(own_database: Callable[[str], str]) -> None:
    with acting(SYSTEM), pytest.raises(RuntimeError, match="durable"), acting(PUBLIC):
        pass


@pytest.mark.parametrize("role", OFFICERS)
def test_every_role_of_the_cast_reaches_something(role: str, own_database: Callable[[str], str]) -> None:
    with acting(member(role)):
        assert rows("SELECT a22_reach()") != [("none",)]


def test_the_sql_for_a_database_administrator_says_what_it_means(db: None) -> None:
    (asked,) = re.findall(r"^SELECT '.*(?= WHERE NOT EXISTS)", prepare.script(), re.MULTILINE)
    with connection.cursor() as cursor:
        cursor.execute(asked)
        assert cursor.fetchone() == (prepare.CREATE_DATABASE,)


def test_a_role_that_goes_round_the_wall_may_not_own_the_tables(server: Server, own_database: Callable[[str], str]) -> None:
    from article22.doors.console.connecting import DatabaseAway
    from article22.doors.console.database import _check_owner

    with server.admin(own_database("article22_web")) as admin, admin.cursor() as cursor:
        with pytest.raises(DatabaseAway, match="goes round row-level security"):
            _check_owner(cursor)
        cursor.execute("SET ROLE article22_owner")
        _check_owner(cursor)
