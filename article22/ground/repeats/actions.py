"""Doing something once."""

from datetime import datetime, timedelta

from django.db import connection

from article22.ground.repeats.models import Repeat
from article22.ground.repeats.queries import get_repeat
from article22.ground.repeats.rules import Kept, check_same
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id

KEPT_FOR = timedelta(days=3)
CLAIM = "INSERT INTO repeats_repeat (id, person, key, sent, made_at) VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"


def claim(key: str, sent: bytes, *, by: Actor, machine_now: datetime) -> Kept | None:
    """Claim a key in the open transaction: None where it is free, else the answer that was given. Waits for whoever holds it now.

    Raises OtherContent where something else was sent under it.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [new_id(machine_now), by.person, key, sent, machine_now])
        if cursor.rowcount:
            return None
    row = get_repeat(key, seen_by=by)
    check_same(bytes(row.sent), sent)
    return Kept(status=row.status or 0, headers=row.headers or {}, content=bytes(row.content or b""))


def keep(key: str, kept: Kept, *, by: Actor) -> None:
    """Keep the answer to what was done under a claimed key."""
    row = get_repeat(key, seen_by=by)
    row.status, row.headers, row.content = kept.status, kept.headers, kept.content
    row.save(update_fields=["status", "headers", "content"])


def sweep(*, machine_now: datetime) -> None:
    """Forget what nobody tries again any more."""
    Repeat.objects.filter(made_at__lt=machine_now - KEPT_FOR).delete()
