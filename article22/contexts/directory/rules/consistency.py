"""Where a directory contradicts itself or its own rules: found when it is loaded, and on every check."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.routes import LOCAL_OFFICE
from article22.contexts.directory.rules.terms import Contact, Finding, Need, Otherwise, Rulebook, Severity
from article22.kernel.text import Text


def inconsistencies_of(directory: Directory) -> Iterator[Finding]:
    """Every fault and every settled contradiction, worst first for the reader who stops at the first."""
    for book in directory.rulebooks:
        yield from _faults_of(directory, book)
    yield from _unknown_references_of(directory)
    yield from _overlaps_of(directory)
    yield from contradictions_of(directory)


def contradictions_of(directory: Directory) -> Iterator[Finding]:
    """Numbers that one source prints for emergencies and another for something else (X-01).

    In force on the same day it is an error; where the newer source has ended the older, it is told, as settled.
    """
    contacts = [contact for versions in directory.contacts.values() for contact in versions if contact.value]
    for one, other in combinations(sorted(contacts, key=lambda contact: (contact.valid.start, contact.id)), 2):
        if one.value != other.value or one.emergency == other.emergency:
            continue
        words = {"one": one.id, "other": other.id, "number": one.raw or "", "older": f"“{one.source.quote}”", "newer": f"“{other.source.quote}”",
                 "old": one.source.document.short, "new": other.source.document.short, "day": other.valid.start}
        if one.valid.meets(other.valid):
            yield _error("pack.contradiction", f"{one.id}, {other.id}", Text(
                "pack.contradiction", "{number} is an emergency line by one of {one} and {other} and not by the other, on the same day. "
                "{old}: {older}. {new}: {newer}. End the older one where the newer begins.", **words))
        else:
            yield Finding(code="meaning-changed", severity=Severity.INFO, where=f"{one.id}, {other.id}", is_open=False, text=Text(
                "meaning-changed", "{number} changed its meaning on {day}. {old}: {older}. {new}: {newer}. The newer source decides.", **words))


def _overlaps_of(directory: Directory) -> Iterator[Finding]:
    for id, versions in directory.contacts.items():
        for one, other in combinations(versions, 2):
            if one.valid.meets(other.valid):
                yield _error("pack.two-values", id, Text(
                    "pack.two-values", "{id} has two values on the same day, {one} and {other}. End the older one where the newer begins.",
                    id=id, one=one.raw or "", other=other.raw or ""))


def _faults_of(directory: Directory, book: Rulebook) -> Iterator[Finding]:
    for need in Need:
        by_regime = book.needs.get(need, {})
        if None not in by_regime and set(by_regime) != set(book.regimes):
            yield _error("pack.need-without-answer", str(need), Text(
                "pack.need-without-answer", "From {day}, the need {need} has no answer for every regime. Add it to rulebooks.toml.",
                day=book.valid.start, need=need.value))
        for steps in by_regime.values():
            for _, reference in steps:
                for id in directory.alternates.get(reference, (reference,)):
                    if id != LOCAL_OFFICE:
                        yield from _fault_of(directory, book, need, id)


def _fault_of(directory: Directory, book: Rulebook, need: Need, id: str) -> Iterator[Finding]:
    versions = directory.contacts.get(id, ())
    if not versions:
        yield _unknown(str(need), "contact point", id, directory.contacts)
    elif not _cover(versions, book):
        yield _error("pack.not-in-force", id, Text(
            "pack.not-in-force", "From {day}, the need {need} names {id}, which is not in force for all of that time. Add the value that is.",
            day=book.valid.start, need=need.value, id=id))
    elif need is not Need.EMERGENCY and any(contact.emergency for contact in versions):
        yield _error("pack.emergency-line", id, Text(
            "pack.emergency-line", "The need {need} names {id}, an emergency line. Only the need emergency may.", need=need.value, id=id))


def _cover(versions: tuple[Contact, ...], book: Rulebook) -> bool:
    """Whether values that follow one another hold on every day of a book."""
    day = book.valid.start
    for contact in sorted(versions, key=lambda contact: contact.valid.start):
        if day in contact.valid:
            if contact.valid.until is None:
                return True
            day = contact.valid.until
    return book.valid.until is not None and day >= book.valid.until


def _unknown_references_of(directory: Directory) -> Iterator[Finding]:
    findings = {finding.code for finding in directory.findings}
    for where, what, id in _references_of(directory):
        known = findings if what == "finding" else directory.contacts.keys()
        if id not in known:
            yield _unknown(where, what, id, known)


def _references_of(directory: Directory) -> Iterator[tuple[str, str, str]]:
    """Where something is named, what it is, and its id."""
    for contact in (contact for versions in directory.contacts.values() for contact in versions):
        yield from ((contact.id, "contact point", id) for id in contact.superseded_by)
        if isinstance(contact.hours, Otherwise):
            yield contact.id, "contact point", contact.hours.contact
        if contact.finding:
            yield contact.id, "finding", contact.finding
    for site in (site for office in directory.offices for site in office.sites):
        yield from ((site.id, "finding", line.finding) for line in site.lines if line.finding)


def _unknown(where: str, what: str, id: str, known: Iterable[str]) -> Finding:
    return _error("pack.unknown-reference", where, Text(
        "pack.unknown-reference", "The pack names the {what} {id}, which it does not describe. Known: {known}.",
        what=what, id=id, known=", ".join(sorted(known))))


def _error(code: str, where: str, text: Text) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, where=where, text=text)
