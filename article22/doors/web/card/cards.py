"""An answer arranged as people read it: the number, whether it answers now, and in the margin who says so."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import phonenumbers
from django.urls import reverse
from django.utils.translation import gettext

from article22.contexts.directory.rules.changes import Change, changes_of, closes_at
from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.hours import hours_on_paper
from article22.contexts.directory.rules.routes import Route, Step, doubt_about, emergency_everywhere, route
from article22.contexts.directory.rules.terms import Citation, Group, Kind, Need, Role, Status
from article22.doors.web.card.maps import Map, map_of
from article22.kernel.place import Place
from article22.kernel.text import Text
from article22.threshold.speakers import printed_in_words

WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A number or an address as printed, and the link that opens it; None where nothing may be dialled."""

    raw: str
    href: str | None
    is_number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether a line answers: its shape, and its words on a screen and on paper, which cannot know the hour."""

    mark: str
    words: Text
    detail: Text | None = None
    printed: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """A margin note: what is claimed, a quotation, and whose words it is."""

    label: str
    text: Text | None = None
    quote: str = ""
    source: Text | None = None
    is_of_hour: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One person or desk to turn to, with all its numbers."""

    who: Text
    values: Sequence[Value]
    standing: Standing | None
    notes: Sequence[Text]
    cites: Sequence[Cite]
    source: Text
    doubt: Text | None
    is_closed: bool
    is_superseded: bool
    is_restricted: bool
    is_missing: bool
    report: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A group of lines."""

    group: Group
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Everything that the card's page shows of an answer."""

    need: Need
    place: str
    at: datetime
    zone_name: str
    guidance: Text | None
    where: Text | None
    doubt: Text | None
    strip: Sequence[Line]
    sections: Sequence[Section]
    warnings: Sequence[Text]
    historical: Text | None
    version: str
    map: Map | None = None

    @property
    def when(self) -> Text:
        """The day and the hour at the place."""
        return Text("card.when", "{at} in {city}", at=self.at, city=self.zone_name)


SHOWN_IN_PLACE = frozenset({"historical", "superseded", "unverified", "no-local-police"})  # said beside the line itself, or in a band above


def card_of(answer: Route, directory: Directory, *, would_dial: bool) -> Card:
    """Arrange an answer. `would_dial`: links of a demo open a page that says what would have been dialled."""
    maker = _Maker(answer, directory, would_dial)
    place = answer.place
    zone = ZoneInfo(place.zone) if place.zone else directory.capital
    return Card(
        need=answer.need, place=place.text, at=answer.at.astimezone(zone),
        zone_name=gettext(place.city) if place.zone and place.city else gettext(directory.capital_name),
        guidance=directory.guidance.get((answer.need, answer.regime)) or directory.guidance.get((answer.need, None)), where=maker.where(),
        doubt=answer.doubt,
        strip=maker.strip(), sections=[Section(group=group, lines=maker.lines(steps))
                                       for group, steps in groupby(answer.steps, key=lambda step: step.group)],
        warnings=[warning for warning in answer.warnings if warning.code not in SHOWN_IN_PLACE],
        historical=next((warning for warning in answer.warnings if warning.code == "historical"), None), version=answer.version, map=map_of(answer, directory))


def strip_everywhere(directory: Directory, *, would_dial: bool) -> list[Line]:
    """The emergency numbers that hold wherever somebody is."""
    return lines_on_paper(emergency_everywhere(directory), directory, would_dial=would_dial)


def strip_at(place: Place, directory: Directory, *, would_dial: bool) -> list[Line]:
    """The emergency numbers of a place, today."""
    answer = route(directory, place, Need.EMERGENCY, datetime.combine(directory.today, datetime.min.time(), directory.capital))
    return _Maker(answer, directory, would_dial).lines([step for step in answer.steps if step.group is Group.FIRST])


def lines_on_paper(steps: Iterable[Step], directory: Directory, *, would_dial: bool) -> list[Line]:
    """Steps as lines that say when they answer, and never whether they do now."""
    return _Maker(None, directory, would_dial).lines(steps)


def source_of(citation: Citation, status: Status | None = None) -> Text:
    """Whose words these are, from when, and whether they were said again since."""
    document = citation.document
    said = {"document": document.name, "printed": printed_in_words(document.printed)}
    if (status or document.status) is Status.NOT_RESTATED:
        return Text("source.not-restated", "{document}, {printed}; not restated since", **said)
    return Text("source", "{document}, {printed}", **said)


class _Maker:
    """Arranges the steps of one answer; of none, those that hold everywhere."""

    def __init__(self, answer: Route | None, directory: Directory, would_dial: bool) -> None:
        self._answer, self.directory, self.would_dial = answer, directory, would_dial
        self.is_historical = answer is not None and answer.is_historical
        self.changes = changes_of(directory, answer) if answer else ()

    @property
    def answer(self) -> Route:
        assert self._answer is not None
        return self._answer

    def change(self, change: Change) -> Text:
        """When the answer will be another, and how."""
        return Text("card.change", "{when}: {text}", when=self._when(change.at), text=change.text)

    def where(self) -> Text | None:
        """On which side of the line the place stands."""
        if self.answer.regime is None:
            return None
        said = {"place": self.answer.place.text, "region": self.directory.region.name}
        if self.answer.regime == self.directory.region.inside:
            return Text("card.where", "{place}: inside the {region}.", **said)
        return Text("card.where", "{place}: outside the {region}.", **said)

    def strip(self) -> list[Line]:
        """The emergency numbers of the place, now: never those of an answer about the past."""
        if self.answer.need is not Need.EMERGENCY or self.answer.is_historical:
            return strip_at(self.answer.place, self.directory, would_dial=self.would_dial)
        return self.lines([step for step in self.answer.steps if step.group is Group.FIRST])

    def lines(self, steps: Iterable[Step]) -> list[Line]:
        """Steps to the same desk, one line."""
        return [self.line(list(same)) for _, same in groupby(steps, key=self._desk)]

    def _desk(self, step: Step) -> tuple[object, ...]:
        return (step.site, step.office, str(step.who) if step.site is None else "", step.is_open, step.opens_at)

    def line(self, steps: list[Step]) -> Line:
        """Steps to one desk, as one line."""
        step = steps[0]
        raws = dict.fromkeys(step.raw for step in steps if step.raw)
        values = [self._value(step) for step in steps if step.raw]
        if len(raws) == 1 and len(values) > 1:  # one printed text that holds two numbers: each is dialled apart
            values = [Value(raw=_national(step.e164 or ""), href=self._href(step), is_number=True) for step in steps]
        return Line(
            who=step.who, values=values, standing=self._standing(step), notes=list(self._notes(step, raws if len(values) > len(raws) else {})),
            cites=[*self._cites(step), *self._changes(steps)], source=source_of(step.source or step.rule), doubt=doubt_about(step),
            is_closed=step.is_open is False, is_superseded=self.is_historical, is_restricted=step.role is Role.LIAISON and step.kind is Kind.POINTER,
            is_missing=step.role is Role.LOCAL_POLICE, report=self._report(step))

    def _report(self, step: Step) -> str:
        """The query that says which line somebody holds for wrong; nothing where there is no number, or none of today."""
        if step.raw is None or self.is_historical or self._answer is None:
            return ""
        slot = step.contact if not step.site else f"{step.site}/{step.kind}"
        return urlencode({"line": step.raw, "slot": slot or "", "place": self.answer.place.text})

    def _value(self, step: Step) -> Value:
        return Value(raw=step.raw or "", href=self._href(step), is_number=step.kind is Kind.VOICE)

    def _href(self, step: Step) -> str | None:
        if self.is_historical:
            return None
        if self.would_dial:
            return f"{reverse('would_dial')}?{urlencode({'line': step.raw or '', 'kind': step.kind.value})}"
        return f"mailto:{step.email}" if step.email else f"tel:{step.e164 or step.raw}"

    def _standing(self, step: Step) -> Standing | None:
        if step.kind is Kind.POINTER or self.is_historical:
            return None
        if self._answer is None:
            return Standing(mark="", words=self._printed_hours(step))
        if step.is_open is None:
            return Standing(mark="", words=Text("card.email-hours", "E-mail. No hours are stated.") if step.email
                            else Text("card.no-hours", "Hours are not stated."))
        if not step.is_open:
            opens = Text("card.opens", "opens {when}", when=self._when(step.opens_at)) if step.opens_at else None
            return Standing(mark="shut", words=Text("card.closed", "Closed"), detail=opens, printed=self._printed_hours(step))
        closes = closes_at(self.directory, step, self.answer.at)
        if closes:
            return Standing(mark="open", words=Text("card.open", "Open now"), detail=Text("card.until", "until {when}", when=self._when(closes)),
                            printed=self._printed_hours(step))
        if self._has_main_line(step):
            return Standing(mark="open", words=Text("card.open", "Open now"), printed=self._printed_hours(step))
        always = Text("card.always", "Answered now, day and night")
        return Standing(mark="open", words=always, printed=Text("card.always-printed", "Answered day and night"))

    def _has_main_line(self, step: Step) -> bool:
        return any(step.contact in others[1:] for others in self.directory.alternates.values())

    def _printed_hours(self, step: Step) -> Text:
        day = self._answer.as_of if self._answer else self.directory.today
        return hours_on_paper(self.directory.contact(step.contact, day).hours if step.contact else None, gettext(self.directory.capital_name))

    def _when(self, at: datetime) -> Text:
        """An instant in the place's own zone, then in the line's."""
        place = self.answer.place
        here = at.astimezone(ZoneInfo(place.zone)) if place.zone else at
        capital = gettext(self.directory.capital_name)
        local = _moment(here, gettext(place.city) if place.city else capital, self.answer.at)
        if here.utcoffset() == at.utcoffset() or not place.city:
            return _moment(at, capital, self.answer.at)
        return Text("card.twice", "{here}, {there}", here=local, there=_moment(at, capital, self.answer.at))

    def _notes(self, step: Step, raws: dict[str, None]) -> Iterator[Text]:
        for former in self.directory.former_of(step.value):
            if former.emergency and not self.is_historical and former.valid.until:
                yield Text("card.not-for-danger", "Not for danger. It was printed as an emergency number until {year}. It is not one now.",
                           year=f"{former.valid.until.year}")
        for raw in raws:
            yield Text("card.two-numbers", "Printed as {raw}, and read here as two numbers.", raw=raw)
        if step.role is Role.LOCAL_POLICE:
            yield Text("card.no-police", "Use their non-emergency number as you know it.")

    def _changes(self, steps: list[Step]) -> Iterator[Cite]:
        for change in self.changes:
            if change.step in steps:
                yield Cite(label=gettext("Changes"), text=self.change(change))

    def _cites(self, step: Step) -> Iterator[Cite]:
        yield Cite(label=gettext("Because"), text=step.because)
        if step.standing:
            yield Cite(label=gettext("Closed"), text=step.standing, is_of_hour=True)
        if step.source is None or step.source == step.rule:
            yield Cite(label=gettext("Source"), quote=step.rule.quote, source=source_of(step.rule))
        else:
            yield Cite(label=gettext("Rule"), quote=step.rule.quote, source=source_of(step.rule))
            yield Cite(label=gettext("Number"), source=source_of(step.source))
        if step.role is Role.LOCAL_POLICE:
            yield Cite(label=gettext("Number"), text=Text("card.no-source", "None. The documents list no local police."))
        for former in self.directory.former_of(step.value):
            if not self.is_historical:
                yield Cite(label=gettext("Replaces"), quote=former.source.quote, source=source_of(former.source, Status.SUPERSEDED))


def _moment(at: datetime, city: str, now: datetime) -> Text:
    days = (at.date() - now.astimezone(at.tzinfo).date()).days
    if days == 0:
        return Text("card.moment", "{at:clock} in {city}", at=at, city=city)
    if days >= WEEK:  # a weekday alone would name another day
        return Text("card.when", "{at} in {city}", at=at, city=city)
    return Text("card.moment-later", "{at:weekday} {at:clock} in {city}", at=at, city=city)


def _national(e164: str) -> str:
    """A number as its own country writes it: (310) 235-7937."""
    return phonenumbers.format_number(phonenumbers.parse(e164), phonenumbers.PhoneNumberFormat.NATIONAL)
