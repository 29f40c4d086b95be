"""Check my wall: whether what hangs there is still right, and who says so (X-01, DQ-01)."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.numbers import region_of_calling_code
from article22.contexts.directory.rules.routes import emergency_everywhere
from article22.contexts.directory.rules.sightings import Printed, Sighting, host_of, is_said_for_danger, sightings_in, words_of
from article22.contexts.directory.rules.slots import Held, Slot, slots_of
from article22.contexts.directory.rules.terms import Citation, Finding, Kind, Office, Site, Status
from article22.kernel.period import Period
from article22.kernel.term import Term
from article22.kernel.text import Text, named

POSTAL_CODE = re.compile(r"\b(\d{5})(?:-\d{4})?\b")


class WallMark(Term):
    """What the directory says of something that a text prints, the most urgent first."""

    SUPERSEDED = "superseded", "superseded"
    SUSPECT = "suspect", "suspect"
    UNKNOWN = "unknown", "unknown"
    NOT_RESTATED = "not-restated", "not restated"
    CURRENT = "current", "current"


OF_STATUS = {Status.STALE: WallMark.SUSPECT, Status.NOT_RESTATED: WallMark.NOT_RESTATED, Status.CURRENT: WallMark.CURRENT,
             Status.SUPERSEDED: WallMark.CURRENT}  # superseded from a day that is still to come


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something as it stands in the text, and what the directory says of it. `ended_by` is the newer source of what is superseded."""

    text: str
    start: int
    mark: WallMark
    why: Text
    source: Citation | None
    ended_by: Citation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A line that has, had or will have a value."""

    slot: Slot
    held: Held


def marks_of(text: str, directory: Directory) -> tuple[Mark, ...]:
    """Everything in a text that reaches somebody, in its order, marked. Raises TooMuch."""
    wall = _Wall(directory)
    region = region_of_calling_code(directory.calling_code)
    return tuple(wall.mark(sighting, text) for sighting in sightings_in(text, printed=wall.printed(), numbers=wall.numbers(), region=region))


def findings_of(marks: Iterable[Mark], say: Callable[[Text], str] = str) -> dict[str, Any]:
    """The JSON document of a check."""
    return {"findings": [{"text": mark.text, "mark": mark.mark.value, "why": say(mark.why), "source": _source_of(mark.source)} for mark in marks]}


def _source_of(citation: Citation | None) -> dict[str, str] | None:
    return {"document": citation.document.id, "date": citation.document.printed, "quote": citation.quote} if citation else None


class _Wall:
    """A directory arranged by what it prints."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self.slots = {slot.id: slot for slot in slots_of(directory)}
        self.addresses = {_street_of(site.address): _slot_of(office, site) for office in directory.offices for site in office.sites}
        self.names = {f"{site.id}/{kind}": Text("wall.line", "{who}, {kind}", who=office.who, kind=kind)
                      for office in directory.offices for site in office.sites for kind in Kind}
        self.findings = {finding.code: finding for finding in directory.findings if finding.is_open}
        self.everywhere = [step.raw for step in emergency_everywhere(directory) if step.raw]
        self.holders: dict[str, list[Holder]] = {}
        for slot in [*self.slots.values(), *self.addresses.values()]:
            for held in slot.held:
                for value in held.values:
                    self.holders.setdefault(_key(slot.kind, value), []).append(Holder(slot=slot, held=held))
        self.nearly: dict[str, Holder] = {}
        for value, holders in self.holders.items():
            if holders[0].slot.kind in (Kind.VOICE, Kind.FAX, Kind.EMAIL) and (now := [holder for holder in holders if self._holds(holder)]):
                for near in _nearly(value):
                    self.nearly.setdefault(near, now[0])

    def numbers(self) -> frozenset[str]:
        """Every number known, in E.164."""
        return frozenset(value for value in self.holders if value.startswith("+"))

    def printed(self) -> tuple[Printed, ...]:
        """What can only be found to the letter: numbers printed in one, short numbers, postal addresses."""
        return tuple(dict.fromkeys(each for holders in self.holders.values() for holder in holders for each in _printed_by(holder.slot, holder.held)))

    def mark(self, sighting: Sighting, text: str) -> Mark:
        """What the directory says of one sighting."""
        holders, looks_like = self._holders_of(sighting)
        in_force = [holder for holder in holders if self._holds(holder)]
        ended = [holder for holder in holders if holder.held.valid.until and holder.held.valid.until <= self.directory.today]
        dangerous = [holder for holder in ended if holder.held.is_emergency and not any(now.held.is_emergency for now in in_force)]
        if dangerous and (not in_force or is_said_for_danger(text, sighting.start, sighting.start + len(sighting.text))):
            return self._superseded(sighting, dangerous, in_force)
        if in_force:
            return self._in_force(sighting, in_force, ended)
        if ended:
            return self._superseded(sighting, ended, in_force)
        return self._not_yet(sighting, holders[0]) if holders else self._unknown(sighting, looks_like)

    def _holds(self, holder: Holder) -> bool:
        return self.directory.today in holder.held.valid

    def _holders_of(self, sighting: Sighting) -> tuple[list[Holder], Holder | None]:
        """The lines that have, had or will have what was sighted; where there are none, one whose value looks like it."""
        if found := [holder for value in sighting.values for holder in self.holders.get(value, ())]:
            return found, None
        if sighting.kind is not Kind.POST:
            values = sighting.values if sighting.kind is not Kind.WEB else ()
            return [], next((self.nearly[near] for value in values for near in _nearly(value) if near in self.nearly), None)
        words = f" {' '.join(words_of(sighting.text))} "
        slot = next((slot for street, slot in self.addresses.items() if f" {street} " in words), None)
        if slot is None:
            return [], None
        holder = Holder(slot=slot, held=slot.last)
        return ([holder], None) if _code_of(slot.last.raw) == _code_of(sighting.text) else ([], holder)

    def _who_of(self, holders: Iterable[Holder]) -> tuple[Text, ...]:
        return tuple(dict.fromkeys(self.names.get(holder.slot.id, holder.slot.who) for holder in holders))

    def _in_force(self, sighting: Sighting, holders: list[Holder], ended: list[Holder]) -> Mark:
        day = max(holder.held.source.document.speaks_from for holder in holders)
        newest = [holder for holder in holders if holder.held.source.document.speaks_from == day]
        held = min((holder.held for holder in newest), key=lambda held: list(WallMark).index(self._mark_of(held)))
        mark = WallMark.SUSPECT if sighting.is_partial else self._mark_of(held)
        said = [self._standing_of(held, self._who_of(newest)), *self._past_of(newest, ended), *self._doubts_about(sighting, held)]
        return self._marked(sighting, mark, said, held.source)

    def _past_of(self, newest: list[Holder], ended: list[Holder]) -> Iterator[Text]:
        """What else a value was for, before."""
        for holder in ended:
            if holder.held.is_emergency and not any(now.held.is_emergency for now in newest):
                yield Text("wall.once-for-danger", "Not for danger: until {day} it was printed as an emergency number ({old}).",
                           day=holder.held.valid.until, old=holder.held.source.document.name)
            elif holder.slot.id not in {now.slot.id for now in newest}:
                yield Text("wall.once", "Until {day} it was another line: {who} ({old}).",
                           day=holder.held.valid.until, who=self._who_of([holder]), old=holder.held.source.document.name)

    def _mark_of(self, held: Held) -> WallMark:
        finding = self._finding_of(held)
        return WallMark.SUSPECT if finding and finding.is_misprint else OF_STATUS[held.status]

    def _finding_of(self, held: Held) -> Finding | None:
        return self.findings.get(held.finding or "")

    def _standing_of(self, held: Held, who: tuple[Text, ...]) -> Text:
        finding = self._finding_of(held)
        printed = {"who": who, "document": held.source.document.name, "year": f"{held.source.document.speaks_from.year}"}
        if finding and finding.is_misprint:
            return Text("wall.misprint", "{who}. Probably misprinted in {year} ({document}): {finding}", finding=finding.text, **printed)
        if held.status is Status.STALE:
            return Text("wall.stale", "{who}. Printed in {year} ({document}); probably out of date.", **printed)
        if held.status is Status.NOT_RESTATED:
            return Text("wall.not-restated", "{who}. Printed in {year} ({document}); neither restated nor withdrawn since.", **printed)
        return Text("wall.current", "In force: {who}.", who=who)

    def _doubts_about(self, sighting: Sighting, held: Held) -> Iterator[Text]:
        finding = self._finding_of(held)
        if finding and not finding.is_misprint:
            yield Text("wall.finding", "A question about it is open: {finding}", finding=finding.text)
        if sighting.extension and not re.search(rf"[x#t.n] ?{sighting.extension}$", held.raw):
            yield Text("wall.extension", "The source prints no extension {extension}.", extension=sighting.extension)
        if held.valid.until:
            yield Text("wall.until", "It ends on {day}.", day=held.valid.until)
        if sighting.kind is Kind.POST and not set(words_of(sighting.text)) <= set(words_of(held.raw)):
            yield Text("wall.in-full", "The directory has it as {address}.", address=held.raw)

    def _superseded(self, sighting: Sighting, holders: list[Holder], in_force: list[Holder]) -> Mark:
        """When it ended, by what, what it was for, what it is for now, and what to take instead."""
        last = max(holders, key=lambda holder: holder.held.valid.until or self.directory.today)
        held, slot = last.held, last.slot
        said = [Text("wall.was", "Not for danger. Until {day} it was an emergency number: {who} ({old})." if held.is_emergency
                     else "Until {day} it was in force: {who} ({old}).", day=held.valid.until, who=self._who_of([last]), old=held.source.document.name)]
        after = list(self._what_followed(slot, held))
        newer = next((each for each in after if set(each.values) & set(held.values)), after[0] if after else None)
        if newer:
            said.append(Text("wall.ended", "Ended by {new}.", new=newer.source.document.name))
        if in_force:
            said.append(Text("wall.now", "Now it is in force as: {who}.", who=self._who_of(in_force)))
        if instead := self._instead_of(slot, held):
            said.append(Text("wall.in-danger", "In danger call {instead}.", instead=instead) if held.is_emergency
                        else Text("wall.instead", "Take {instead} instead.", instead=instead))
        return self._marked(sighting, WallMark.SUPERSEDED, said, held.source, newer.source if newer else None)

    def _what_followed(self, slot: Slot, held: Held) -> Iterator[Held]:
        """The values that came after one: those that its source names, or the next of its own line."""
        for id in held.superseded_by:
            if id in self.slots:
                yield self.slots[id].last
        yield from (each for each in slot.held if held.valid.until and each.valid.start >= held.valid.until)

    def _instead_of(self, slot: Slot, held: Held) -> tuple[object, ...]:
        ids = [id for id in (*held.superseded_by, slot.id) if id in self.slots]
        now = [(id, each) for id in ids if (each := self.slots[id].on(self.directory.today))]
        if not held.is_emergency:
            return tuple(dict.fromkeys(each.raw for _, each in now))
        there = {each.raw: Text("wall.there", "{raw} ({where})", raw=each.raw, where=self._geography(id))
                 for id, each in now if each.is_emergency and each.raw not in self.everywhere}
        return (*self.everywhere, *there.values())

    def _geography(self, id: str) -> Text:
        return named("contact.geography", self.directory.contact(id, self.directory.today).geography)

    def _not_yet(self, sighting: Sighting, holder: Holder) -> Mark:
        held = holder.held
        later = Text("wall.not-yet", "Not in force yet. It will be from {day} on: {who} ({new}).",
                     day=held.valid.start, who=self._who_of([holder]), new=held.source.document.name)
        return self._marked(sighting, WallMark.UNKNOWN, [later], held.source)

    def _unknown(self, sighting: Sighting, looks_like: Holder | None) -> Mark:
        said = [Text("wall.unknown", "No source here prints it.") if sighting.is_possible
                else Text("wall.impossible", "No source here prints it, and no telephone has such a number.")]
        if looks_like:
            said.append(Text("wall.near", "It looks like {raw}, {who}. Compare the two.", raw=looks_like.held.raw, who=self._who_of([looks_like])))
        return self._marked(sighting, WallMark.UNKNOWN, said, None)

    def _marked(self, sighting: Sighting, mark: WallMark, said: list[Text], source: Citation | None, ended_by: Citation | None = None) -> Mark:
        if sighting.is_partial:
            said = [*said, Text("wall.no-area-code", "It is printed without its area code: from elsewhere it reaches nobody, or somebody else.")]
        why, *more = said
        for each in more:
            why = Text("wall.and", "{why} {more}", why=why, more=each)
        return Mark(text=sighting.text, start=sighting.start, mark=mark, why=why, source=source, ended_by=ended_by)


def _slot_of(office: Office, site: Site) -> Slot:
    """An office's address as a line of its own; it is as old as the oldest source that prints a line there."""
    document = min((line.source.document for line in site.lines), key=lambda document: document.speaks_from)
    held = Held(raw=site.address, values=(site.address,), valid=Period(start=document.speaks_from), source=Citation(document=document, quote=""),
                status=document.status, finding=None, is_emergency=False)
    return Slot(id=site.id, who=office.who, kind=Kind.POST, purposes=(), held=(held,))


def _key(kind: Kind, value: str) -> str:
    match kind:
        case Kind.EMAIL:
            return value.casefold()
        case Kind.WEB:
            return host_of(value)
    return value


def _printed_by(slot: Slot, held: Held) -> Iterator[Printed]:
    if slot.kind is Kind.POST:
        parts = held.raw.split(", ")
        street = next((number for number, part in enumerate(parts) if part[0].isdigit()), None)
        words = ", ".join(parts if street is None else parts[street:])
        shorter = ", ".join(parts[-2:]) if street is None else POSTAL_CODE.sub("", words).strip()
        yield from (Printed(words=each, kind=Kind.POST, values=held.values) for each in (words, shorter))
    elif len(held.values) > 1:
        yield Printed(words=held.raw, kind=slot.kind, values=held.values)
    elif slot.kind is Kind.VOICE and not held.values[0].startswith("+"):
        yield from (Printed(words=each, kind=slot.kind, values=held.values) for each in (held.raw, "-".join(held.raw)))


def _street_of(address: str) -> str:
    """The house and the street of an address, as they are compared."""
    return " ".join(words_of(next((part for part in address.split(", ") if part[0].isdigit()), address)))


def _code_of(address: str) -> str:
    codes: list[str] = POSTAL_CODE.findall(address)
    return codes[-1] if codes else ""


def _nearly(value: str) -> Iterator[str]:
    """The value, and what is left when one of its characters is: two that share one of these differ in one place."""
    yield value
    yield from dict.fromkeys(value[:place] + value[place + 1:] for place in range(len(value)))
