"""When a mission is to be visited or called again (R-051; missions without a contact in ninety days are the liaison's to see to: domain.md 4)."""

from datetime import date, timedelta

from article22.contexts.missions.rules.terms import CannotNote
from article22.kernel.text import Text

USUAL = timedelta(days=90)  # so long after a contact the next is due where nobody gave a day


def check_contact(happened_on: date, next_on: date | None, *, officer: str, about: str, today: date) -> None:
    """Refuse a contact that is still to come, that nobody had, or that says nothing. Raises CannotNote."""
    if not officer.strip() or not about.strip():
        raise CannotNote(Text("contact.incomplete", "Say who of the liaison it was, and what it was about."))
    if happened_on > today:
        raise CannotNote(Text("contact.to-come", "{day} is still to come. A contact is noted once it has happened.", day=happened_on))
    if next_on is not None and next_on <= happened_on:
        raise CannotNote(Text("contact.next-first", "The next contact would be on {next}, not after this one on {day}. Give a later day.", next=next_on,
                              day=happened_on))


def next_due(happened_on: date | None, next_on: date | None) -> date | None:
    """When the next contact is due after the last one: on the day that was given, else after ninety days. None where there was none yet."""
    return next_on or (happened_on + USUAL if happened_on else None)
