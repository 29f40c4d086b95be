"""That somebody reads how a mission's people are reached is an entry, once an hour of a session for each mission."""

from datetime import datetime

from django.http import HttpRequest

from article22.contexts.missions.actions.representing import read_contacts
from article22.contexts.missions.models import Mission
from article22.ground.accounts.queries import get_contact
from article22.kernel.actor import Actor

READ = "contacts_read"  # the place in the session


def note_reading(request: HttpRequest, mission: Mission, why: str, actor: Actor, at: datetime) -> bool:
    """Put a reading on record that was not within the hour. Whether it may be shown.

    A form that was refused leaves no entry: with it stands in the open only what was read before.
    """
    read, hour = request.session.get(READ, {}), f"{at:%Y-%m-%dT%H}"
    if request.method == "POST":
        return f"{mission.pk}" in read
    if read.get(f"{mission.pk}") == hour:
        return True
    person = get_contact(seen_by=actor)
    read_contacts(mission, why, name=person.name if person else "", by=actor, at=at)
    request.session[READ] = {**{each: when for each, when in read.items() if when == hour}, f"{mission.pk}": hour}
    return True
