"""A mission's correction goes to whoever keeps the register."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from article22.contexts.missions.actions.correcting import file_correction
from article22.contexts.missions.models import Correction, Mission, Premises
from article22.contexts.missions.rules.corrections import letter
from article22.ground.accounts.queries import list_addresses_of
from article22.ground.accounts.rules import Role
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.rules.messages import Channel, Outgoing
from article22.kernel.actor import Actor


@transaction.atomic
def correct(mission: Mission, premises: Premises | None, words: str, *, by: Actor, at: datetime) -> Correction:
    """File what a mission says is wrong, and write to the Office of Foreign Missions' officers. Raises CannotCorrect."""
    row = file_correction(mission, premises, words, by=by, at=at)
    subject, body = letter(mission.number, address=f"{settings.ENVIRONMENT.public_url}/register/corrections/")
    outbox.enqueue([Outgoing(channel=Channel.MAIL, address=address, subject=subject, body=body, kind="missions.correction", cause=row.pk,
                             organisation=mission.organisation_id) for address in list_addresses_of(Role.OFM_OFFICER)], by=by, at=at)
    return row
