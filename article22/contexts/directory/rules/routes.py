"""Whom does this place call, for this need, at this hour, and who says so?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from article22.contexts.directory.rules import hours
from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.offices import LocalOffice
from article22.contexts.directory.rules.terms import (
    NOTHING,
    Citation,
    Contact,
    Group,
    Kind,
    Known,
    Need,
    Otherwise,
    Role,
    Rulebook,
    Weekly,
)
from article22.kernel.period import Period
from article22.kernel.place import Place
from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text

GROUP_ORDER = {group: order for order, group in enumerate(Group)}
LOCAL_OFFICE = "local-office"


class NoZone(NotUnderstood):
    """A time without a zone names no instant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One number, address or person to turn to. `standing` says why a line is closed, or that it points to somebody."""

    group: Group
    regime: str | None
    authority: str
    who: Text
    kind: Kind
    role: Role | None
    raw: str | None
    e164: str | None
    email: str | None
    purposes: tuple[str, ...]
    contact: str | None
    office: str | None
    site: str | None
    is_open: bool | None
    opens_at: datetime | None
    because: Text
    standing: Text | None
    rule: Citation
    source: Citation | None
    finding: str | None
    is_confirmed: bool = True
    distance_km: float | None = None
    runner_up: tuple[str, float] | None = None

    @property
    def value(self) -> str:
        """What makes a step a repeat of another: its number, its address, or whom it points to."""
        return self.e164 or self.email or self.raw or f"{self.role}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The answer: steps in the order in which to try them, and what to beware of. `doubt` says why the place itself may be wrong."""

    need: Need
    place: Place
    at: datetime
    as_of: date
    regime: str | None
    origin: str
    version: str
    steps: tuple[Step, ...]
    warnings: tuple[Text, ...]
    doubt: Text | None = None

    @property
    def is_historical(self) -> bool:
        """Whether this is an answer about the past, from which nobody should call."""
        return any(warning.code == "historical" for warning in self.warnings)


def route(directory: Directory, place: Place, need: Need, at: datetime, as_of: date | None = None, *, known: Known = NOTHING) -> Route:
    """Answer from one directory.

    `at` is the hour (with a zone); `as_of` the day, in the capital, whose sources count: that of `at` by default.
    `known` is what the registers hold of the mission that asks and of the police at its place.

    Raises NoZone, and NoSuchPlace for a place outside the receiving State. Sources: R-028 to R-045, X-01 to X-19.
    """
    if at.tzinfo is None:
        raise NoZone(Text("route.no-zone", "A time without a zone names no instant. Write it with its zone, as 2026-03-12T10:10:00-05:00."))
    directory.outline.check_has(place)
    today = directory.day_of(at)
    day = as_of or today
    book = directory.rulebook_of(day)
    regime = other = None
    steps: list[Step] = []
    if book:
        if book.regimes:
            regime, other = directory.region.locate(place)
        steps = _Asking(directory, book, place, at, day, known).answer(need, regime, other)
    doubts = [Text("unverified", "{why}", why=known.doubt)] if known.doubt and book else []
    warnings = tuple(dict.fromkeys([*doubts, *_warnings_of(directory, book, need, day, today, other, steps)]))
    return Route(need=need, place=place, at=at, as_of=day, regime=regime, origin=directory.origin, version=directory.version,
                 steps=tuple(steps), warnings=warnings, doubt=known.doubt)


class _Asking:
    """One question, so that the local office is looked for once, and only when a step needs it."""

    def __init__(self, directory: Directory, book: Rulebook, place: Place, at: datetime, day: date, known: Known) -> None:
        self.directory, self.book, self.place, self.at, self.day, self.known = directory, book, place, at, day, known
        self._local: LocalOffice | None = None

    def answer(self, need: Need, regime: str | None, other: str | None) -> list[Step]:
        """The steps for a need, of both regimes where the line between them is too near."""
        by_regime = self.book.needs[need]
        if None in by_regime:
            found = self._steps(by_regime[None], None)
        else:
            found = self._steps(by_regime[regime], regime)
            if other:
                found = sorted([*found, *self._steps(by_regime[other], other)], key=lambda step: GROUP_ORDER[step.group])
        if need is Need.EMERGENCY and self.directory.emergency_first:
            first = self.directory.emergency_first
            found.sort(key=lambda step: (GROUP_ORDER[step.group], step.group is Group.FIRST and step.authority != first))
        return _without_repeats(found)

    def _steps(self, listed: Iterable[tuple[Group, str]], regime: str | None) -> list[Step]:
        return [step for group, reference in listed for step in self._expand(reference, group, regime)]

    def _expand(self, reference: str, group: Group, regime: str | None) -> Iterable[Step]:
        if reference == LOCAL_OFFICE:
            local = self._local_office()
            rule = self.directory.label_rule if local.by_label else self.directory.nearest_rule
            return self._office_steps(local, None, rule, self.directory.office_purposes, group, regime)
        if reference in self.directory.alternates:
            return self._alternates(reference, group, regime)
        contact = self.directory.contact(reference, self.day)
        match contact.role:
            case None:
                return (self._contact_step(contact, group, regime),)
            case Role.LOCAL_OFFICE:
                return self._office_steps(self._local_office(), contact.id, contact.source, contact.purposes, group, regime)
            case Role.USUAL_OFFICE:
                return self._office_steps(self._usual_office(), contact.id, contact.source, contact.purposes, group, regime)
            case Role.LOCAL_POLICE:
                return self._police_steps(contact, group, regime)
            case Role.LIAISON:
                return self._liaison_steps(contact, group, regime)

    def _local_office(self) -> LocalOffice:
        if self._local is None:
            assigned = self.known.responsible_office
            atlas = self.directory.atlas
            self._local = atlas.assigned_office(assigned, self.place) if assigned else atlas.local_office(self.place)
        return self._local

    def _usual_office(self) -> LocalOffice:
        usual = self.known.usual_office
        return self.directory.atlas.usual_office(usual, self.place) if usual else self._local_office()

    def _alternates(self, reference: str, group: Group, regime: str | None) -> list[Step]:
        first, *others = (self.directory.contact(id, self.day) for id in self.directory.alternates[reference])
        preferred = self._contact_step(first, group, regime)
        if preferred.is_open is not False:
            return [preferred]
        return [*(self._contact_step(other, group, regime) for other in others), preferred]  # a closed line stands after the open ones

    def _contact_step(self, contact: Contact, group: Group, regime: str | None) -> Step:
        return _step_to(contact, group, regime, *self._hours_of(contact))

    def _hours_of(self, contact: Contact) -> tuple[bool | None, datetime | None, Text | None]:
        match contact.hours:
            case None:
                return None, None, None
            case Weekly() as weekly:
                if hours.is_open(weekly, self.at):
                    return True, None, None
                return False, hours.next_opening(weekly, self.at), hours.why_closed(weekly, self.at)
            case Otherwise(contact=id):
                main = self.directory.contact(id, self.day)
                if isinstance(main.hours, Weekly) and hours.is_open(main.hours, self.at):
                    return False, hours.closing(main.hours, self.at), Text("hours.otherwise", "It answers when {main} closes.", main=main.who)
        return True, None, None

    def _office_steps(self, local: LocalOffice, contact: str | None, rule: Citation, purposes: tuple[str, ...], group: Group,
                      regime: str | None) -> Iterator[Step]:
        for choice in local.choices:
            office, site = choice.office, choice.site
            runner_up = (choice.runner_up[0].id, choice.runner_up[1]) if choice.runner_up else None
            for line in self.directory.lines_of(site, self.day):
                for number in line.numbers:
                    yield Step(
                        group=group, regime=regime, authority=office.authority, who=office.who, kind=line.kind, role=None, raw=line.raw,
                        e164=number, email=None, purposes=purposes, contact=contact, office=office.id, site=site.id, is_open=None,
                        opens_at=None, because=choice.because, standing=None, rule=rule, source=line.source, finding=line.finding,
                        distance_km=choice.distance_km, runner_up=runner_up)

    def _police_steps(self, contact: Contact, group: Group, regime: str | None) -> Iterator[Step]:
        pointer = self._contact_step(contact, group, regime)
        if not self.known.agencies:
            yield pointer
        for agency in self.known.agencies:
            yield replace(pointer, who=Text("who.agency", "{name}", name=agency.name), kind=Kind.VOICE, role=None, raw=agency.raw,
                          e164=agency.e164, source=agency.source, is_confirmed=agency.is_confirmed)

    def _liaison_steps(self, contact: Contact, group: Group, regime: str | None) -> Iterator[Step]:
        """CP-11 and CP-19 give a step where a liaison is assigned; with no mission known, only where the pack says so (X-13)."""
        pointer, liaison = self._contact_step(contact, group, regime), self.known.liaison
        if liaison is None:
            if not self.known.is_mission and regime is not None and regime in self.directory.pointers.get(contact.id, ()):
                yield pointer
        elif liaison.e164 or liaison.email:
            who = Text("who.liaison", "{name}, your assigned liaison", name=liaison.name or "")
            if liaison.e164:
                yield replace(pointer, who=who, kind=Kind.VOICE, raw=liaison.raw, e164=liaison.e164)
            if liaison.email:
                yield replace(pointer, who=who, kind=Kind.EMAIL, raw=liaison.email, email=liaison.email)
        else:
            yield pointer


@lru_cache(maxsize=1024)
def _step_to(contact: Contact, group: Group, regime: str | None, is_open: bool | None, opens_at: datetime | None, standing: Text | None) -> Step:
    return Step(
        group=group, regime=regime, authority=contact.authority, who=contact.who, kind=contact.kind, role=contact.role, raw=contact.raw,
        e164=contact.e164, email=contact.email, purposes=contact.purposes, contact=contact.id, office=None, site=None, is_open=is_open,
        opens_at=opens_at, because=contact.because, standing=standing, rule=contact.source,
        source=None if contact.kind is Kind.POINTER else contact.source, finding=contact.finding)


def _without_repeats(steps: Iterable[Step]) -> list[Step]:
    """One step a number, an address or a role: the earlier stays."""
    seen: dict[str, Step] = {}
    for step in steps:
        seen.setdefault(step.value, step)
    return list(seen.values())


def _warnings_of(directory: Directory, book: Rulebook | None, need: Need, day: date, today: date, other: str | None,
                 steps: list[Step]) -> Iterator[Text]:
    if day < today or book is None or _has_ended(directory, book.valid) or _rests_on_the_past(directory, steps, day):
        yield Text("historical", "This is what the sources known on {day} said. Do not call from it.", day=day)
    if book is None:
        first = directory.rulebooks[0].valid.start
        yield Text("no-source", "No source is known from before {first}, so there is no answer for {day}.", first=first, day=day)
        return
    if other and None not in book.needs[need]:
        yield Text("near-boundary", "This place is too near the line of the {region} to say on which side it stands. Steps for both sides are given.",
                   region=directory.region.name)
    if tied := next((step for step in steps if step.because.code == "office.near-tie"), None):
        yield Text("near-tie", "{city} and {other} are about equally near. A person must choose.",
                   city=tied.because.values["city"], other=tied.because.values["other"])
    for step in steps:
        yield from _warnings_about(directory, step, day)


def _has_ended(directory: Directory, valid: Period) -> bool:
    return valid.until is not None and valid.until <= directory.today


def _rests_on_the_past(directory: Directory, steps: list[Step], day: date) -> bool:
    return any(_has_ended(directory, directory.contact(step.contact, day).valid) for step in steps if step.contact)


def _warnings_about(directory: Directory, step: Step, day: date) -> Iterator[Text]:
    for former in directory.former_of(step.value):
        until = former.valid.until
        if until and until <= day and former.purposes != step.purposes:
            yield Text("superseded", "{raw} was printed for another purpose until {until}: {quote} ({document}). It is not for danger now."
                       if former.emergency else "{raw} was printed for another purpose until {until}: {quote} ({document}).",
                       raw=step.raw or step.value, until=until, quote=f"“{former.source.quote}”", document=former.source.document.name)
        elif until and day in former.valid and former.id == step.contact:
            yield Text("superseded", "{raw} has been superseded since, on {until}.", raw=step.raw or step.value, until=until)
    if doubt := doubt_about(step):
        yield Text("unverified", "{raw} is not confirmed: {why}.", raw=step.raw or step.value, why=doubt)
    if step.role is Role.LOCAL_POLICE:
        yield Text("no-local-police", "No police number is held for this place. Use their non-emergency number as you know it.")


def doubt_about(step: Step) -> Text | None:
    """Why a step's number cannot be relied on; None where nothing speaks against it."""
    if step.finding:
        return Text("doubt.finding", "a finding about it is open")
    return None if step.is_confirmed else Text("doubt.candidate", "it comes from an imported list, and no officer has checked it")


def emergency_everywhere(directory: Directory) -> tuple[Step, ...]:
    """The lines to call in danger wherever one is: those that every regime of the present rules puts first."""
    book = directory.rulebook_of(directory.today) or directory.rulebooks[-1]
    lists = [[directory.contact(id, directory.today) for group, id in listed if group is Group.FIRST and id in directory.contacts]
             for listed in book.needs[Need.EMERGENCY].values()]
    shared = set.intersection(*({contact.value for contact in contacts} for contacts in lists))
    return tuple(_step_to(contact, Group.FIRST, None, None, None, None) for contact in lists[0] if contact.value in shared and contact.raw)
