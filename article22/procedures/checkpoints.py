"""The day's checkpoint goes to every mission: what it holds, nobody can rewrite without contradicting it."""

from datetime import UTC, datetime, time

from django.conf import settings
from django.db import transaction

from article22.contexts.missions.queries.representatives import map_languages
from article22.ground.accounts.queries import list_holders
from article22.ground.accounts.rules import Role
from article22.ground.journal import actions as journal
from article22.ground.journal.models import Seal
from article22.ground.journal.queries import get_last_checkpoint_of
from article22.ground.languages.rules import Letter
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.rules.messages import Channel
from article22.kernel.actor import Actor
from article22.kernel.text import Text
from article22.procedures.telling import message

MAILED = "journal.checkpoint-mailed"


@transaction.atomic
def mail_checkpoint(*, by: Actor, machine_now: datetime) -> int:
    """Write the last checkpoint of the days before this one, in UTC, to every representative, in their language; once a day, whoever asks.

    Returns how many letters. Seals bear the machine's time, in a demo as well.
    """
    today = machine_now.astimezone(UTC).date()
    seal = get_last_checkpoint_of(datetime.combine(today, time(), UTC))
    if seal is None or not journal.is_first(MAILED, f"{today}"):
        return 0
    people = {one.person.email: one.organisation_id for one in list_holders(Role.REPRESENTATIVE)}
    cause = journal.record(MAILED, f"{today}", by=by, at=machine_now, size=seal.size, letters=len(people))
    letter, chosen = _letter(seal), map_languages(people)
    outbox.enqueue([message(Channel.MAIL, address, letter, chosen.get(address, ""), kind="journal.checkpoint", cause=cause, organisation=mission)
                    for address, mission in people.items()], by=by, at=machine_now)
    return len(people)


def _letter(seal: Seal) -> Letter:
    size, address = seal.size, f"{settings.ENVIRONMENT.public_url}/receipts/"
    return Letter(subject=Text("checkpoint.subject", "Checkpoint of the journal, {size} entries", size=size), paragraphs=(
        Text("checkpoint.what", "Keep this mail. It says, signed, what the journal of Article 22 held at {at}: {size} entries.", at=seal.sealed_at, size=size),
        Text("checkpoint.note", "{note}", note=seal.note.strip()),
        Text("checkpoint.why", "Whoever changed, added or removed anything in those entries afterwards would have to contradict it. Nothing is asked of you."),
        Text("checkpoint.how", "To check a receipt of yours against it: open the receipt ({address}…), give {size:d} as the size, keep the file, save the five"
             " lines above as another, and run tools/verify_receipt.py RECEIPT CHECKPOINT.", address=address, size=size)))
