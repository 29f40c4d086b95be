"""`article22 database`: prepare a PostgreSQL of one's own, bring it up to date."""

from argparse import Namespace
from datetime import UTC, datetime
from typing import Any

from article22.doors.console.connecting import DatabaseAway, connected
from article22.doors.console.printing import add_command, add_json, print_json
from article22.ground.wall import prepare
from article22.kernel.text import Text


def describe(commands: Any) -> None:
    """Declare the commands and their options."""
    parser = add_command(commands, "database", "prepare a PostgreSQL of your own; bring it up to date")
    parts = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")
    preparing = add_command(parts, "prepare", "the SQL that makes roles, database and rights")
    preparing.add_argument("--print", action="store_true", required=True, help="print it, for a database administrator to run with psql")
    preparing.set_defaults(run=run_prepare)
    migrating = add_command(parts, "migrate", "bring the tables up to date, as the owner (DATABASE_OWNER_URL)")
    add_json(migrating)
    migrating.set_defaults(run=run_migrate)
    settling = add_command(parts, "settle", "migrate, and put pack and demo cast in place; article22 run does this by itself")
    settling.add_argument("--bare", action="store_true", help="of a demo, the cast alone: nobody has been called back, and no place is registered with police")
    add_json(settling)
    settling.set_defaults(run=run_settle)


def run_prepare(_options: Namespace) -> int:
    """Print the SQL."""
    print(prepare.script())
    return 0


def run_migrate(options: Namespace) -> int:
    """Migrate, and say how many steps that took."""
    with connected("owner"):
        count = migrate()
    return _said(options, {"migrated": count}, f"{count} migrations applied." if count else "The tables are up to date.")


def run_settle(options: Namespace) -> int:
    """Everything that must be in place before the first page."""
    with connected("owner") as environment:
        from django.core.management import call_command

        from article22.procedures import settling

        call_command("check")  # what the web would stumble over is said here, once
        count = migrate()
        settling.settle(environment.kind, machine_now=datetime.now(UTC), is_bare=options.bare)
    return _said(options, {"migrated": count}, "Everything is in place.")


def migrate() -> int:
    """Apply what is missing; how many migrations that were. Two starts at once wait for each other."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with connection.cursor() as cursor:
        _check_owner(cursor)
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = '60s'; SELECT pg_advisory_lock(%s)", [prepare.MIGRATING])
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            call_command("migrate", interactive=False, verbosity=0)
        cursor.execute("SELECT pg_advisory_unlock(%s)", [prepare.MIGRATING])
    return len(missing)


def _check_owner(cursor: Any) -> None:
    """Refuse a role that row-level security does not bind: the tables would be its own, and the wall none to whoever has it."""
    cursor.execute("SELECT rolsuper OR rolbypassrls, rolname FROM pg_roles WHERE rolname = current_user")
    is_unbound, name = cursor.fetchone()
    if is_unbound:
        raise DatabaseAway(Text("database.unbound-owner", "{role} goes round row-level security, and must not own the tables. Set DATABASE_OWNER_URL to "
                                "article22_owner, which article22 database prepare --print makes.", role=name))


def _said(options: Namespace, content: dict[str, Any], words: str) -> int:
    if options.json:
        print_json(content)
    else:
        print(words)
    return 0
