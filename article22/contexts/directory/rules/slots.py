"""The lines of a directory one by one: what each gave and gives, in which period, and who says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.terms import Citation, Contact, Kind, Line, Office, Site, Status
from article22.kernel.period import Period
from article22.kernel.refusal import Absent
from article22.kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A value that a line has for a period. `values` are what a program compares."""

    raw: str
    values: tuple[str, ...]
    valid: Period
    source: Citation
    status: Status
    finding: str | None
    is_emergency: bool
    superseded_by: tuple[str, ...] = ()

    def status_on(self, day: date) -> Status:
        """What a value is on a day: one that ends later is until then what its source makes it."""
        has_ended = self.valid.until is not None and self.valid.until <= day
        return self.source.document.status if self.status is Status.SUPERSEDED and not has_ended else self.status


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place for a value: a contact point (`CP-08`), or one kind of line of an office's site (`houston/voice`)."""

    id: str
    who: Text
    kind: Kind
    purposes: tuple[str, ...]
    held: tuple[Held, ...]

    def on(self, day: date) -> Held | None:
        """The value of a day."""
        return next((held for held in self.held if day in held.valid), None)

    @property
    def last(self) -> Held:
        """The newest value, whether it is in force or not."""
        return max(self.held, key=lambda held: held.valid.start)

    @property
    def is_emergency(self) -> bool:
        """Whether its newest value is to be called in danger."""
        return self.last.is_emergency


def slots_of(directory: Directory) -> Iterator[Slot]:
    """Every line that prints a value: contact points, then offices by their id."""
    for id, versions in sorted(directory.contacts.items()):
        printed = tuple(_of_contact(contact) for contact in versions if contact.raw)
        if printed:
            newest = versions[-1]
            yield Slot(id=id, who=newest.who, kind=newest.kind, purposes=newest.purposes, held=printed)
    for office in directory.offices:
        for site in office.sites:
            for kind in (Kind.VOICE, Kind.FAX, Kind.EMAIL):
                if lines := [line for line in site.lines if line.kind is kind]:
                    yield _of_site(office, site, kind, lines, directory.office_purposes)


def get_slot(directory: Directory, id: str) -> Slot:
    """A line by its id. Raises Absent."""
    slot = next((slot for slot in slots_of(directory) if slot.id == id), None)
    if slot is None:
        raise Absent(Text("line.unknown", "The directory has no line {id}. Its lines are listed under Administration.", id=f"“{id[:60]}”"))
    return slot


def _of_contact(contact: Contact) -> Held:
    return Held(raw=contact.raw or "", values=(contact.value,) if contact.value else (), valid=contact.valid, source=contact.source,
                status=contact.status, finding=contact.finding, is_emergency=contact.emergency, superseded_by=contact.superseded_by)


def _of_site(office: Office, site: Site, kind: Kind, lines: list[Line], purposes: tuple[str, ...]) -> Slot:
    held = tuple(Held(raw=line.raw, values=line.numbers or (line.raw,), valid=line.valid, source=line.source, status=line.status,
                      finding=line.finding, is_emergency=False) for line in lines)
    return Slot(id=f"{site.id}/{kind}", who=Text("who.site", "{office} ({address})", office=office.who, address=site.address), kind=kind,
                purposes=purposes, held=held)
