"""A directory from a pack's tables."""

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from article22.contexts.directory.packs.files import BadPack
from article22.contexts.directory.packs.tables import (
    CalendarTable,
    ContactTable,
    DocumentTable,
    LineTable,
    OfficeTable,
    OtherwiseTable,
    Pack,
    RulebookTable,
    WeeklyTable,
)
from article22.contexts.directory.rules.consistency import inconsistencies_of
from article22.contexts.directory.rules.directories import Directory, former_values
from article22.contexts.directory.rules.offices import Atlas
from article22.contexts.directory.rules.regions import outline_of, region_of
from article22.contexts.directory.rules.terms import (
    Always,
    Citation,
    Contact,
    Document,
    Finding,
    Group,
    Hours,
    Line,
    Office,
    Otherwise,
    Override,
    Rulebook,
    Severity,
    Site,
    Weekly,
    first_day_of,
)
from article22.kernel.period import Period
from article22.kernel.text import Text, named

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def directory_of(pack: Pack, *, origin: str, today: date) -> Directory:
    """The directory that a pack makes, read on a day. Raises BadPack where it contradicts itself."""
    builder = _Builder(pack)
    directory = builder.directory(origin=origin, today=today)
    for finding in inconsistencies_of(directory):
        if finding.severity is Severity.ERROR:
            raise BadPack(finding.text)
    return directory


def said(kind: str, words: str) -> Text:
    """Words of a pack, which translations know by their English."""
    return named(f"pack.{kind}", words)


class _Builder:
    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.documents = {row.id: _document(row) for row in pack.pack.document}
        self.authorities = {row.id: said("authority", row.name) for row in pack.pack.authority}

    def directory(self, *, origin: str, today: date) -> Directory:
        pack, rules = self.pack.pack, self.pack.rulebooks
        contacts: dict[str, tuple[Contact, ...]] = {}
        for row in sorted(self.pack.contacts.contact, key=lambda row: (row.id, row.valid_from)):
            contacts[row.id] = (*contacts.get(row.id, ()), self._contact(row))
        offices = [self._office(row) for row in self.pack.offices.office]
        by_id = {office.id for office in offices}
        for override in pack.override:
            self._known(override.office, by_id, "office")
        overrides = [Override(states=frozenset(row.states), office=row.office, source=row.source) for row in pack.override if row.on]
        local = pack.local_office
        for id in pack.settings.lapses:
            self._known(id, contacts, "contact point")
        return Directory(
            origin=origin, pack=pack.id, version=pack.version, today=today, verified_by=pack.verified_by,
            capital=ZoneInfo(pack.capital_zone), capital_name=pack.capital, calling_code=pack.calling_code,
            authorities=self.authorities, documents=self.documents, emergency_first=pack.settings.emergency_first,
            lapses=pack.settings.lapses,
            contacts=contacts, alternates=self.pack.contacts.alternates,
            guidance={(need, None if regime == "anywhere" else regime): said("guidance", words)
                      for need, by_regime in rules.guidance.items() for regime, words in by_regime.items()},
            pointers={id: frozenset(regimes) for id, regimes in rules.pointer_without_mission.items()},
            label_rule=self._citation(local.document, local.label, local.line),
            nearest_rule=self._citation(local.document, local.nearest, local.line),
            office_purposes=local.purposes, rulebooks=tuple(_rulebook(row) for row in rules.rulebook),
            region=region_of(self.pack.region, inside=pack.region.inside, outside=pack.region.outside, name=said("region", pack.region.name),
                             error_km=pack.region.error_km, source=pack.region.source),
            outline=outline_of(self.pack.outline),
            atlas=Atlas(offices, overrides, kinds=frozenset({"field"}) if pack.settings.offices == "field" else None),
            findings=tuple(Finding(code=row.id, severity=Severity.WARNING if row.open else Severity.INFO, where="findings.toml",
                                   text=said("finding", f"{row.finding} {row.handling}"), is_open=row.open, is_misprint=row.misprint)
                           for row in self.pack.findings.finding),
            former=former_values(contacts))

    def _known(self, id: str, known: Mapping[str, object] | set[str], what: str) -> None:
        if id not in known:
            raise BadPack(Text(
                "pack.unknown-reference", "The pack names the {what} {id}, which it does not describe. Known: {known}.",
                what=what, id=id, known=", ".join(sorted(known))))

    def _citation(self, document: str, quote: str, line: int | None) -> Citation:
        self._known(document, self.documents, "document")
        return Citation(document=self.documents[document], quote=quote, line=line)

    def _hours(self, row: ContactTable) -> Hours:
        match row.hours:
            case None:
                return None
            case "always":
                return Always()
            case OtherwiseTable(otherwise=contact):
                return Otherwise(contact=contact)
            case WeeklyTable() as weekly:
                self._known(weekly.calendar, self.pack.calendars, "calendar")
                calendar = self.pack.calendars[weekly.calendar]
                return Weekly(days=frozenset(DAYS.index(day) for day in weekly.days), opens=weekly.opens, closes=weekly.closes,
                              zone=ZoneInfo(weekly.zone), closed=self._closed_days(calendar), known_until=calendar.until)

    def _closed_days(self, calendar: CalendarTable) -> Mapping[date, str]:
        closed = dict(calendar.holidays) if self.pack.pack.settings.federal_holidays == "closed" else {}
        return closed | {row.on: row.name for row in calendar.closure}

    def _contact(self, row: ContactTable) -> Contact:
        self._known(row.authority, self.authorities, "authority")
        document = self._citation(row.document, row.quote, row.line)
        return Contact(
            id=row.id, who=said("who", row.who), authority=row.authority, kind=row.kind, role=row.role, raw=row.raw, e164=row.e164, email=row.email,
            purposes=row.purposes, emergency=row.emergency, hours=self._hours(row), geography=row.geography,
            status=row.status or document.document.status, valid=_period(row), superseded_by=row.superseded_by, source=document,
            because=said("because", row.because), finding=row.finding, note=row.note)

    def _office(self, row: OfficeTable) -> Office:
        self._known(row.authority, self.authorities, "authority")
        sites = tuple(Site(
            id=site.id, address=", ".join(part for part in (site.building, site.street, f"{site.city}, {site.state} {site.postal_code}") if part),
            latitude=site.latitude, longitude=site.longitude, error_km=site.error_km, zone=ZoneInfo(site.zone),
            lines=tuple(self._line(line) for line in site.line)) for site in row.site)
        who = Text("who.office", "{authority}, {city} office", authority=self.authorities[row.authority], city=row.city)
        return Office(id=row.id, who=who, authority=row.authority, label=row.label, city=row.city, state=row.state, kind=row.kind, sites=sites)

    def _line(self, row: LineTable) -> Line:
        source = self._citation(row.document, row.quote, row.line)
        return Line(kind=row.kind, raw=row.raw, numbers=row.numbers, status=row.status or source.document.status, valid=_period(row),
                    source=source, finding=row.finding)


def _document(row: DocumentTable) -> Document:
    return Document(id=row.id, title=row.title, short=row.short, issuer=row.issuer, printed=row.printed,
                    speaks_from=first_day_of(row.printed), status=row.status)


def _period(row: ContactTable | LineTable) -> Period:
    return Period(start=first_day_of(row.valid_from), until=first_day_of(row.valid_until) if row.valid_until else None)


def _rulebook(row: RulebookTable) -> Rulebook:
    return Rulebook(
        valid=Period(start=row.start, until=row.until), regimes=row.regimes,
        needs={need: {None if regime == "anywhere" else regime: tuple(
            (group, reference) for group in Group for reference in groups.get(group, ()))
            for regime, groups in by_regime.items()} for need, by_regime in row.need.items()})
