"""When an answer would be another one: hours that begin and end, and changes already dated for the future."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from article22.contexts.directory.rules import hours
from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.routes import Route, Step
from article22.contexts.directory.rules.terms import Contact, Line, Weekly
from article22.kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """At an instant, in the zone of the line or of the capital, something of the answer becomes different: of this step."""

    step: Step
    at: datetime
    text: Text


def changes_of(directory: Directory, route: Route) -> tuple[Change, ...]:
    """What will change of an answer that is about the present, soonest first. An answer about the past changes no more."""
    if route.is_historical:
        return ()
    return tuple(sorted((*_by_hours(directory, route), *_by_date(directory, route)), key=lambda change: change.at))


def closes_at(directory: Directory, step: Step, at: datetime) -> datetime | None:
    """When a line that is open now closes, in its own zone; None where it never does or its hours are not stated."""
    weekly = _contact(directory, step, at).hours if step.contact else None
    return hours.closing(weekly, at) if isinstance(weekly, Weekly) and step.is_open else None


def _by_hours(directory: Directory, route: Route) -> Iterator[Change]:
    for reference in directory.alternates.values():
        first, *others = (directory.contact(id, route.as_of) for id in reference if id in directory.contacts)
        step = next((step for step in route.steps if step.contact == first.id), None)
        if step is None or not isinstance(first.hours, Weekly):
            continue
        if step.is_open:
            closes = hours.closing(first.hours, route.at)
            yield Change(step=step, at=closes, text=Text("change.closes", "{other} answers instead.", other=others[0].who))
        elif step.opens_at:
            meanwhile = next((other for other in route.steps if other.contact in {contact.id for contact in others}), step)
            yield Change(step=meanwhile, at=step.opens_at, text=Text("change.opens", "{first} answers instead.", first=first.who))


def _by_date(directory: Directory, route: Route) -> Iterator[Change]:
    for step in route.steps:
        for later in _values_of(directory, step):
            if later.valid.start > route.as_of:
                begins = datetime.combine(later.valid.start, time(), tzinfo=directory.capital)
                yield Change(step=step, at=begins, text=Text("change.replaced", "{was} is replaced by {now}.", was=step.raw or "", now=later.raw or ""))


def _values_of(directory: Directory, step: Step) -> Iterator[Contact | Line]:
    """Every value that the line of a step has at any time: of an office's site, those of its kind."""
    if step.site is None:
        yield from directory.contacts.get(step.contact or "", ())
    else:
        sites = (site for office in directory.offices for site in office.sites if site.id == step.site)
        yield from (line for site in sites for line in site.lines if line.kind is step.kind)


def _contact(directory: Directory, step: Step, at: datetime) -> Contact:
    return directory.contact(step.contact or "", directory.day_of(at))
