"""Representatives are asked again by a link, and prove each of their ways by a code that goes there: peers.md, workflow 10."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from article22.contexts.missions.actions import reverifying
from article22.contexts.missions.models import Reverification
from article22.contexts.missions.queries.representatives import as_ruled, list_people, zone_of
from article22.contexts.missions.queries.reverifications import get_reverification, list_codes, list_last_asked, list_unanswered
from article22.contexts.missions.rules import reverifying as rules
from article22.contexts.missions.rules.representatives import SAID_WRONG
from article22.contexts.missions.rules.terms import AskedWhy, Entered, WayKind
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.rules.messages import Outgoing
from article22.kernel.actor import Actor
from article22.procedures import codes
from article22.procedures.links import Asks, make_reverification_link
from article22.procedures.telling import CHANNEL_OF, message

WATCH = 22_964  # the advisory lock of the one that asks
ASKED = "representative.asked"


@transaction.atomic
def ask_again(*, by: Actor, at: datetime) -> int:
    """Ask everybody who must be asked at an instant, and remind who has not answered. Returns how many letters. Safe to run twice at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [WATCH])
        if not cursor.fetchone()[0]:
            return 0
    asked = list_last_asked(seen_by=by)
    letters = [letter for _, people in list_people(seen_by=by) for one in people if (why := rules.is_to_be_asked(one, asked.get(one.id), at))
               for letter in _letters(reverifying.ask(one.id, why, by=by, at=at))]
    letters += [letter for row in list_unanswered(seen_by=by, at=at) if row.reminders < rules.reminders_due(row.until, at)
                and reverifying.remind(row.pk, by=by, at=at) for letter in _letters(row)]
    if letters:
        outbox.enqueue(letters, by=by, at=at)
    return len(letters)


@transaction.atomic
def ask(representative: UUID, why: AskedWhy, *, by: Actor, at: datetime) -> Reverification:
    """Ask one of them now. Raises CannotAppoint."""
    row = reverifying.ask(representative, why, by=by, at=at)
    outbox.enqueue(_letters(row), by=by, at=at)
    return row


def _letters(row: Reverification) -> Sequence[Outgoing]:
    """By what reaches them, else by whatever carries a link."""
    mission, zone = row.representative.mission, zone_of(row.representative.mission)
    ways = as_ruled(row.representative, zone).ways
    link = make_reverification_link(Asks(asked=row.pk, representative=row.representative_id), until=row.until)
    letter = rules.letter(f"{mission}", AskedWhy(row.why), link=link, until=row.until.astimezone(zone))
    short = rules.short_letter(f"{mission}", link=link)
    return [message(CHANNEL_OF[way.kind], way.address, letter if way.kind is WayKind.MAIL else short, row.representative.language, kind=ASKED,
                    cause=row.pk, organisation=mission.organisation_id)
            for way in rules.by_link([way for way in ways if way.reaches]) or rules.by_link(ways)]


@transaction.atomic
def send_codes(id: UUID, *, by: Actor, at: datetime) -> None:
    """They are still there: a code goes to every way that has not been proved by this link. Raises CannotAppoint, Absent."""
    row = get_reverification(id, seen_by=by)
    proved = {code.way_id for code in list_codes(row, at=at) if code.entered_at}
    ways = [way for way in row.representative.ways.filter(ended_at__isnull=True).exclude(fault=SAID_WRONG).order_by(
        "kind", "address") if way.pk not in proved]
    letter, one = rules.code_letter(), row.representative
    messages = outbox.enqueue([message(CHANNEL_OF[WayKind(way.kind)], way.address, letter, one.language, kind=codes.KIND, cause=row.pk,
                                       organisation=one.mission.organisation_id) for way in ways], by=by, at=at)
    reverifying.note_codes(id, dict(zip(messages, ways, strict=True)), by=by, at=at)


def enter_codes(given: Mapping[UUID, str], *, by: Actor, at: datetime) -> Mapping[UUID, Entered]:
    """What became of each code that was entered, by the message that carried it. Raises CannotAppoint, Absent."""
    return {code: reverifying.enter_code(code, is_right=codes.is_code(code, entered), by=by, at=at) for code, entered in given.items()}

