"""Visits, calls and letters are noted, and when the next is due (R-051, R-084)."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from article22.contexts.missions.models import Contact, Mission
from article22.contexts.missions.rules.contacts import check_contact
from article22.contexts.missions.rules.terms import CannotNote, ContactKind
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.text import Text


@transaction.atomic
def note_contact(mission: Mission, kind: ContactKind, *, happened_on: date, officer: str, met: str, about: str, next_on: date | None, by: Actor, at: datetime,
                 today: date) -> UUID:
    """Note that an officer and a mission met. Returns the entry. Raises CannotNote."""
    by.check_may("contact.note")
    if mission.ended_on and happened_on > mission.ended_on:
        raise CannotNote(Text("contact.mission-ended", "{mission} had ended by then.", mission=mission.name))
    check_contact(happened_on, next_on, officer=officer, about=about, today=today)
    row = Contact.objects.create(id=new_id(at), mission=mission, kind=kind.value, happened_on=happened_on, officer=officer.strip(), met=met.strip(),
                                 about=about.strip(), next_on=next_on, noted_by=by.person, noted_at=at)
    return journal.record("missions.contact-noted", row.pk, by=by, at=at, organisation=mission.organisation_id, mission=mission.pk, kind=kind,
                          happened_on=happened_on, next_on=next_on)
