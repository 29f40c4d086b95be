"""Around a backup and a restore: what is in it, and that every seal still holds."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.db import connection

from article22.ground.accounts.rules import actor_for
from article22.ground.journal import actions as journal
from article22.ground.journal import queries
from article22.ground.journal.rules.verification import Fault
from article22.ground.outbox.actions import messages as outbox
from article22.ground.wall.session import acting
from article22.kernel.refusal import Refusal
from article22.kernel.text import Text

ACTOR = actor_for("system", door="console")


class NotEmpty(Refusal):
    """A restore into a database that holds something."""


def count_sealed() -> int:
    """How many sealed entries a backup taken now holds at least."""
    seal = queries.get_checkpoint()
    return seal.size if seal else 0


def check_empty() -> None:
    """Refuse to restore over anything."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('journal_entry') IS NOT NULL")
        has_tables = cursor.fetchone()[0]
        if has_tables:
            cursor.execute("SELECT EXISTS (SELECT FROM journal_entry)")
            if cursor.fetchone()[0]:
                raise NotEmpty(Text("restore.not-empty", "The database holds records. Restore into an empty one: drop this one, or give another."))


def empty() -> None:
    """Remove tables without content, so that the backup can bring its own."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO article22_web, article22_worker")


def after_restore(folder: Path, *, at: datetime) -> tuple[Sequence[Fault], int]:
    """Begin a new epoch, put the restore on record, hold what was not sent, and check everything: faults, and how many messages are held.

    What was purged is no fault. What the backup holds as unsent may have been sent since: a person decides.
    """
    with acting(ACTOR):
        epoch = journal.begin_epoch()
        journal.record("installation.restored", f"epoch {epoch}", by=ACTOR, at=at, epoch=epoch)
        held = outbox.hold_all("restored", by=ACTOR, at=at)
    with acting(ACTOR):
        faults = queries.list_faults(folder=folder, machine_now=at, seen_by=ACTOR)
        return [fault for fault in faults if fault.grade != "info"], held
