"""What must hold before a line gets another value (X-01, S4): a source, and for an emergency line a newer one and a second person."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.numbers import region_of_calling_code, value_of
from article22.contexts.directory.rules.slots import Held, Slot, get_slot
from article22.contexts.directory.rules.terms import Contact, Document, Need, Status
from article22.ground.places.rules import fold
from article22.kernel.refusal import Refusal
from article22.kernel.text import Text

FAR_AHEAD = timedelta(days=730)


class CannotChange(Refusal):
    """A change of the directory that the sources do not allow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Another value for a line from a day on, and whose words it rests on. Days are those of the capital."""

    slot: str
    raw: str
    starts_on: date
    title: str
    issuer: str
    printed_on: date
    quote: str

    def document(self) -> Document:
        """The source, under an id made of its title and date: two changes by one note share it."""
        id = f"{re.sub(r'[^a-z0-9]+', '-', fold(self.title)).strip('-')[:40]}-{self.printed_on}"
        return Document(id=id, title=self.title, short=self.title, issuer=self.issuer, printed=f"{self.printed_on}",
                        speaks_from=self.printed_on, status=Status.CURRENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A proposal that may stand: what a program compares of its value, and whether a second person must approve it."""

    slot: Slot
    value: str | None
    needs_two: bool


def check_proposal(directory: Directory, proposal: Proposal) -> Checked:
    """Refuse what the sources do not allow. Raises CannotChange, NotUnderstood, Absent."""
    slot = get_slot(directory, proposal.slot)
    value = value_of(slot.kind, proposal.raw, region_of_calling_code(directory.calling_code))
    check_source(directory, proposal, slot.last)
    if slot.is_emergency:
        check_emergency_value(directory, value or proposal.raw, proposal.printed_on)
        if proposal.printed_on <= slot.last.source.document.speaks_from:
            raise CannotChange(Text(
                "change.needs-newer-source", "{raw} is an emergency line, by {document} of {day}: {quote}. It changes only by a source dated after "
                "that day. Give the newer source.", raw=slot.last.raw, document=slot.last.source.document.short,
                day=slot.last.source.document.speaks_from, quote=f"“{slot.last.source.quote}”"))
    return Checked(slot=slot, value=value, needs_two=slot.is_emergency)


def check_source(directory: Directory, proposal: Proposal, last: Held) -> None:
    """Refuse a source that is empty, undated or older than what it would replace, and a beginning that its dates do not allow."""
    if not (proposal.title.strip() and proposal.issuer.strip() and proposal.quote.strip()):
        raise CannotChange(Text("change.needs-source", "A change needs its source: title, issuer, date and the words that say it."))
    if proposal.printed_on > directory.today:
        raise CannotChange(Text("change.future-source", "{day} is still to come. Give the date that the source bears.", day=proposal.printed_on))
    if proposal.printed_on < last.source.document.speaks_from:
        raise CannotChange(Text(
            "change.older-source", "{raw} rests on {document} of {newer}. A source of {older} is older, and cannot replace it.", raw=last.raw,
            document=last.source.document.short, newer=last.source.document.speaks_from, older=proposal.printed_on))
    if not max(proposal.printed_on, last.valid.start) <= proposal.starts_on <= directory.today + FAR_AHEAD or proposal.starts_on == last.valid.start:
        raise CannotChange(Text(
            "change.starts-when", "The new value can begin on {first} at the earliest, and within two years. {day} is not in that time.",
            first=max(proposal.printed_on, last.valid.start + timedelta(days=1)), day=proposal.starts_on))


def check_emergency_value(directory: Directory, value: str, printed_on: date) -> None:
    """Refuse a number that a newer source took out of emergencies, unless the source at hand is newer still (X-01)."""
    for former in directory.former.get(value, ()):
        until = former.valid.until
        if former.emergency and until and printed_on <= until:
            raise CannotChange(superseded_text(directory, former, value))


def superseded_text(directory: Directory, former: Contact, value: str) -> Text:
    """Why a number is no emergency line: what said so, and what ended it."""
    after = [contact for id in former.superseded_by for contact in directory.contacts.get(id, ()) if contact.raw]
    same = next((contact for contact in after if contact.value == value), None)
    newer = same or next(iter(after), None)
    words = {"raw": former.raw or value, "old": former.source.document.short, "older": f"“{former.source.quote}”",
             "day": former.valid.until or former.valid.start}
    if newer is None:
        return Text("number.superseded", "{raw} was an emergency number by {old} ({older}) until {day}. It is not one now. Only a source dated "
                    "after that day can make it one again.", **words)
    return Text("number.superseded", "{raw} was an emergency number by {old} ({older}) until {day}. Since then {new} says: {newer}. It is not an "
                "emergency line. Only a source dated after that day can make it one again.",
                **words, new=newer.source.document.short, newer=f"“{newer.source.quote}”")


def changes_emergencies(old: Directory, new: Directory) -> bool:
    """Whether an edition touches what people call in danger: a line, its hours, its dates, or the lists that name it."""
    return _emergencies_of(old) != _emergencies_of(new)


def check_emergency_lines(old: Directory, new: Directory) -> None:
    """Refuse an edition that makes a superseded emergency number one again without a source that is newer."""
    known = {(contact.id, contact.value, contact.valid.start) for contact in _emergency_contacts(old)}
    for contact in _emergency_contacts(new):
        if contact.value and (contact.id, contact.value, contact.valid.start) not in known:
            check_emergency_value(old, contact.value, contact.source.document.speaks_from)


def _emergency_contacts(directory: Directory) -> tuple[Contact, ...]:
    return tuple(contact for id in sorted(directory.contacts) for contact in directory.contacts[id] if contact.emergency)


def _emergencies_of(directory: Directory) -> object:
    lines = tuple((contact.id, contact.value, contact.valid, f"{contact.hours}") for contact in _emergency_contacts(directory))
    books = tuple((book.valid, book.needs[Need.EMERGENCY]) for book in directory.rulebooks)
    return lines, books, directory.emergency_first, directory.alternates, directory.region.area.wkb
