"""A whole directory: what one pack, or the database, says at one version."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from article22.contexts.directory.rules.offices import Atlas
from article22.contexts.directory.rules.regions import Outline, Region
from article22.contexts.directory.rules.terms import Citation, Contact, Document, Finding, Kind, Line, Need, Office, Rulebook, Site, Weekly
from article22.kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Directory:
    """Everything that `route()` reads.

    `today` is the day, in the capital, on which it was read: what ended by then is past. `contacts` holds for each id its values in
    the order of their validity; `alternates` groups of contact points of which the first is preferred while open; `pointers` the
    regimes in which a step points to a liaison although no mission is known; `lapses` the contact points to which a lapsed clock goes;
    `former` the superseded values, by number or address.
    """

    origin: str
    pack: str
    version: str
    today: date
    capital: ZoneInfo
    capital_name: str
    verified_by: str
    calling_code: str
    authorities: Mapping[str, Text]
    documents: Mapping[str, Document]
    emergency_first: str
    lapses: tuple[str, ...]
    contacts: Mapping[str, tuple[Contact, ...]]
    alternates: Mapping[str, tuple[str, ...]]
    pointers: Mapping[str, frozenset[str]]
    guidance: Mapping[tuple[Need, str | None], Text]
    label_rule: Citation
    nearest_rule: Citation
    office_purposes: tuple[str, ...]
    rulebooks: tuple[Rulebook, ...]
    region: Region
    outline: Outline
    atlas: Atlas
    findings: tuple[Finding, ...]
    former: Mapping[str, tuple[Contact, ...]]

    def day_of(self, at: datetime) -> date:
        """The date of an instant in the capital."""
        return at.astimezone(self.capital).date()

    def rulebook_of(self, as_of: date) -> Rulebook | None:
        """The rules that were known on a day; None before the first source."""
        return next((book for book in self.rulebooks if as_of in book.valid), None)

    def contact(self, id: str, as_of: date) -> Contact:
        """A contact point's value on a day."""
        return _values_on(self, as_of)[id]

    def lines_of(self, site: Site, as_of: date) -> tuple[Line, ...]:
        """The voice lines of a site on a day."""
        return tuple(line for line in site.lines if line.kind is Kind.VOICE and as_of in line.valid)

    def former_of(self, value: str) -> tuple[Contact, ...]:
        """What gave a number or an address and has ended by today: what will end one day is still what it is."""
        return tuple(contact for contact in self.former.get(value, ()) if contact.valid.until and contact.valid.until <= self.today)

    @property
    def closures(self) -> Mapping[date, str]:
        """The days on which whatever keeps weekly hours is closed, and why: holidays and dated closures."""
        hours = (contact.hours for versions in self.contacts.values() for contact in versions)
        return next((weekly.closed for weekly in hours if isinstance(weekly, Weekly)), {})

    @property
    def offices(self) -> tuple[Office, ...]:
        """Every office, by its id."""
        return tuple(self.atlas.by_id[id] for id in sorted(self.atlas.by_id))


@lru_cache(maxsize=64)
def _values_on(directory: Directory, day: date) -> Mapping[str, Contact]:
    return {id: contact for id, versions in directory.contacts.items() for contact in versions if day in contact.valid}


def former_values(contacts: Mapping[str, tuple[Contact, ...]]) -> Mapping[str, tuple[Contact, ...]]:
    """The contact points that end, by the number or address that they give."""
    former: dict[str, tuple[Contact, ...]] = {}
    for versions in contacts.values():
        for contact in versions:
            if contact.valid.until and contact.value:
                former[contact.value] = (*former.get(contact.value, ()), contact)
    return former
