"""Opening a transaction for somebody: outside of it nobody sees a walled row."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from article22.ground.wall.rules import reach_of
from article22.kernel.actor import Actor

SET_ACTOR = """SELECT set_config('a22.reach', %s, true), set_config('a22.organisation', %s, true), set_config('a22.person', %s, true),
                   set_config('a22.record', %s, true)"""


def set_actor(actor: Actor) -> None:
    """Tell the open transaction whom it serves. The setting ends with the transaction, so that a pooled connection carries nothing over."""
    with connection.cursor() as cursor:
        cursor.execute(SET_ACTOR, [reach_of(actor).value, f"{actor.organisation or ''}", f"{actor.person or ''}", f"{actor.record or ''}"])


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """A transaction of an actor's own. It must be the outermost: a released savepoint would leak the setting outward."""
    with transaction.atomic(durable=True):
        set_actor(actor)
        yield


def allow_pause(seconds: int) -> None:
    """Let the open transaction rest for so long between two statements, where a long list is read in the middle of it; else the database ends it sooner."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('idle_in_transaction_session_timeout', %s, true)", [f"{seconds}s"])


def allow_work(seconds: int) -> None:
    """Let each statement of the open transaction take so long, where thousands of rows are written at once; else the database ends it sooner."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{seconds}s"])
