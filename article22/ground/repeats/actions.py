"""Doing something once."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from article22.ground.repeats.models import Repeat
from article22.ground.repeats.queries import get_repeat
from article22.ground.repeats.rules import Kept, check_same
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id

KEPT_FOR = timedelta(days=3)
CLAIM = "INSERT INTO repeats_repeat (id, person, key, sent, made_at) VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
KEEP = "UPDATE repeats_repeat SET status = %s, headers = %s::jsonb, content = %s WHERE id = %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A key that is one's own in the open transaction, under an id; `kept` is the answer that was given where it was used before."""

    id: UUID
    kept: Kept | None = None


def claim(key: str, sent: bytes, *, by: Actor, machine_now: datetime) -> Claim:
    """Claim a key in the open transaction. Waits for whoever holds it now. Raises OtherContent where something else was sent under it."""
    id = new_id(machine_now)
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [id, by.person, key, sent, machine_now])
        if cursor.rowcount:
            return Claim(id=id)
    row = get_repeat(key, seen_by=by)
    check_same(bytes(row.sent), sent)
    return Claim(id=row.pk, kept=Kept(status=row.status or 0, headers=row.headers or {}, content=bytes(row.content or b"")))


def keep(claimed: Claim, kept: Kept, *, by: Actor) -> None:  # noqa: ARG001  every action says by whom
    """Keep the answer to what was done under a claimed key."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [kept.status, json.dumps(kept.headers), kept.content, claimed.id])


def sweep(*, machine_now: datetime) -> None:
    """Forget what nobody tries again any more."""
    Repeat.objects.filter(made_at__lt=machine_now - KEPT_FOR).delete()
