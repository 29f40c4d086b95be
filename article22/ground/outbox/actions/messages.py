"""Enqueue, claim, settle, hold, release and cancel."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now

from article22.ground.journal import actions as journal
from article22.ground.journal.rules.entries import Told
from article22.ground.outbox.models import OPEN, Message
from article22.ground.outbox.rules.messages import (
    LEASE,
    NO_TRY,
    Channel,
    Outgoing,
    Reply,
    Sending,
    Settled,
    State,
    after,
    check_move,
    rows_of,
)
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent

# Leases are kept by the database's clock, the only one that all workers share.
# A part of a statement that begins `WITH given AS (SELECT …::jsonb AS g)`: what causes messages can write them in the same one.
INSERTS = """
message AS (
  INSERT INTO outbox_message (id, organisation, cause, kind, channel, address, subject, body, language, enqueued_at)
  SELECT r.id, r.organisation, r.cause, r.kind, r.channel, r.address, r.subject, r.body, r.language, r.enqueued_at
    FROM given, jsonb_to_recordset(g -> 'messages')
      AS r (id uuid, organisation uuid, cause uuid, kind text, channel text, address text, subject text, body text, language text,
            enqueued_at timestamptz))"""
INSERT = f"WITH given AS (SELECT %s::jsonb AS g), {INSERTS} SELECT 1"
CLAIM = """
WITH due AS (SELECT id FROM outbox_message WHERE state IN ('waiting', 'sending') AND due_at <= statement_timestamp()
              ORDER BY due_at, id LIMIT %s FOR UPDATE SKIP LOCKED)
UPDATE outbox_message AS message SET state = 'sending', tries = message.tries + 1, due_at = clock_timestamp() + %s * interval '1 second'
  FROM due WHERE message.id = due.id
RETURNING message.id, message.tries, channel, address, coalesce(subject, ''), body, kind, cause, enqueued_at, language
"""
RENEW = "UPDATE outbox_message SET due_at = clock_timestamp() + %s * interval '1 second' WHERE id = ANY(%s) AND state = 'sending'"
SETTLE = """
UPDATE outbox_message AS message
   SET state = reply.state, tries = message.tries - reply.untried, due_at = clock_timestamp() + reply.wait * interval '1 second',
       fault = reply.fault, settled_at = %s
  FROM jsonb_to_recordset(%s::jsonb) AS reply (id uuid, tries int, state text, untried int, wait float8, fault text)
 WHERE message.id = reply.id AND message.state = 'sending' AND message.tries = reply.tries
RETURNING message.id, message.state, kind, channel, cause, organisation, message.tries, message.fault
"""
COME_BACK = """
UPDATE outbox_message SET state = %s, fault = %s, settled_at = %s WHERE id = %s AND state = 'handed'
RETURNING id, state, kind, channel, cause, organisation, tries, fault
"""


def enqueue(messages: Sequence[Outgoing], *, by: Actor, at: datetime) -> Sequence[UUID]:  # noqa: ARG001  every action says by whom
    """Enqueue messages in the transaction of their cause. Returns their ids, in the same order."""
    rows = rows_of(messages, at=at)
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [json.dumps({"messages": rows})])
    return [UUID(row["id"]) for row in rows]


def claim(most: int, *, lease: timedelta = LEASE) -> Sequence[Sending]:
    """Take what is due, the longest due first, and what a dead worker's lease no longer covers. Two workers never take the same."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [most, lease.total_seconds()])
        return [Sending(id=id, tries=tries, channel=Channel(channel), address=address, subject=subject, body=body, kind=kind, cause=cause,
                        enqueued_at=enqueued_at, language=language)
                for id, tries, channel, address, subject, body, kind, cause, enqueued_at, language in cursor.fetchall()]


def renew(messages: Sequence[UUID], *, lease: timedelta = LEASE) -> None:
    """Prolong the lease of what is still being sent."""
    with connection.cursor() as cursor:
        cursor.execute(RENEW, [lease.total_seconds(), list(messages)])


def settle(replies: Sequence[Reply], *, by: Actor, at: datetime) -> Sequence[Settled]:
    """Write back what became of tries, with an entry for each message that will not be tried again or waits for a person.

    A reply under a lease that ended and was taken over changes nothing: whoever holds the message now settles it.
    """
    rows = []
    for reply in replies:
        state, wait = after(reply)
        rows.append({"id": f"{reply.message}", "tries": reply.tries, "state": state.value, "untried": int(reply.fate in NO_TRY),
                     "wait": wait.total_seconds(), "fault": reply.fault})
    return _settled(SETTLE, [at, json.dumps(rows)], by=by, at=at)


def note_bounce(message: UUID, fault: str, *, by: Actor, at: datetime) -> Settled | None:
    """A message that was handed over came back; `fault` is a short code. None where it was not out: never sent, delivered, or back already."""
    return next(iter(_settled(COME_BACK, [State.BOUNCED.value, fault[:40], at, message], by=by, at=at)), None)


def note_delivery(message: UUID, *, by: Actor, at: datetime) -> Settled | None:
    """A gateway reports that a message it took has arrived. None where it was not out."""
    return next(iter(_settled(COME_BACK, [State.DELIVERED.value, "", at, message], by=by, at=at)), None)


def _settled(sql: str, given: list[Any], *, by: Actor, at: datetime) -> Sequence[Settled]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        found = [Settled(id=id, state=State(state), kind=kind, channel=Channel(channel), cause=cause, organisation=organisation, tries=tries, fault=fault)
                 for id, state, kind, channel, cause, organisation, tries, fault in cursor.fetchall()]
    journal.record_all([
        Told(verb=f"outbox.{each.state}", subject=each.id, organisation=each.organisation,
             facts={"cause": each.cause, "kind": each.kind, "channel": each.channel, "tries": each.tries, "fault": each.fault})
        for each in found if each.is_at_end or each.state is State.HELD], by=by, at=at)
    return found


@transaction.atomic
def hold_all(fault: str, *, by: Actor, at: datetime) -> int:
    """Hold everything that has not been handed over, for a person's release. Returns how many."""
    for state in OPEN:
        check_move(State(state), State.HELD)
    count = Message.objects.filter(state__in=OPEN).update(state=State.HELD.value, fault=fault)
    if count:
        journal.record("outbox.all-held", fault, by=by, at=at, count=count)
    return count


def release(messages: Sequence[UUID] | None, *, by: Actor, at: datetime) -> int:
    """Let held messages go on; all of them where none is named. Returns how many. One that nobody armed an address for will be held again."""
    return _decide(messages, State.WAITING, "released", by=by, at=at)


def cancel(messages: Sequence[UUID] | None, *, by: Actor, at: datetime) -> int:
    """Cancel messages that are held or wait; all held ones where none is named. Returns how many."""
    return _decide(messages, State.CANCELLED, "cancelled", by=by, at=at)


@transaction.atomic
def _decide(messages: Sequence[UUID] | None, to: State, verb: str, *, by: Actor, at: datetime) -> int:
    by.check_may("message.release")
    rows = Message.objects.visible_to(by).select_for_update().order_by("id")
    rows = rows.filter(state=State.HELD.value) if messages is None else rows.filter(pk__in=messages)
    found = list(rows.only("id", "state", "organisation", "cause", "kind"))
    if messages is not None and len(found) < len(set(messages)):
        raise Absent
    for row in found:
        check_move(State(row.state), to)
    Message.objects.filter(pk__in=[row.pk for row in found]).update(
        state=to.value, fault="", due_at=Now(), settled_at=at if to is State.CANCELLED else None)
    journal.record_all([Told(verb=f"outbox.{verb}", subject=row.pk, organisation=row.organisation, facts={"cause": row.cause, "kind": row.kind})
                        for row in found], by=by, at=at)
    return len(found)


def purge_messages(cause: UUID, *, mark: UUID) -> None:
    """Remove the text of everything that something caused to be sent; what was not sent is cancelled, what a demo caught is emptied too.

    `mark` is an entry of the journal, `….purged`, whose subject is the cause and which names two people; the database checks that.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT a22_purge_messages(%s, %s)", [cause, mark])
