"""What a report must hold before it becomes a case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from article22.contexts.cases.rules.terms import CannotOpen, CaseKind, Priority
from article22.kernel.text import Text

LONGEST_SUMMARY, LONGEST_DESCRIPTION, LONGEST_NAME = 200, 20_000, 200
AHEAD = timedelta(minutes=10)  # clocks differ
OLDEST = timedelta(days=3650)
FURTHEST = timedelta(days=731)
LONGEST_EVENT = timedelta(days=60)
UNDER_WAY = timedelta(days=1)  # since when what is asked for may have begun
CROWD = 10_000_000

# What else may be told of a demonstration or an event (domain.md 5.1); no field for a person, an organiser or an opinion.
DETAILS = frozenset({"event", "how_known", "route", "is_amplified", "has_counter", "past_conduct", "own_measures", "lead_agency"})


NOBODYS = Text("case.whose-unknown", "Mission not known yet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What somebody tells, as they sent it. Instants carry a zone; `details` has no key beyond DETAILS."""

    kind: CaseKind
    summary: str
    description: str = ""
    happened_at: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    expected_size: int | None = None
    priority: Priority = Priority.THIRD
    reporter: Mapping[str, str]
    details: Mapping[str, Any]


def check_report(report: Report, *, at: datetime) -> None:
    """Refuse a report that says too little, too much, or what cannot be. `at` is when it is entered. Raises CannotOpen."""
    if not report.summary.strip():
        raise CannotOpen(Text("case.no-summary", "Say in one line what it is about."))
    for words, longest, name in ((report.summary, LONGEST_SUMMARY, "summary"), (report.description, LONGEST_DESCRIPTION, "description")):
        if len(words) > longest:
            raise CannotOpen(Text("case.too-long", "The {name} has {count} characters; {longest} are taken in. Put the rest into the description, or add it "
                                  "to the story afterwards.", name=name, count=len(words), longest=longest))
    if any(ord(letter) < ord(" ") and letter not in "\t\r\n" for words in (report.summary, report.description) for letter in words):
        raise CannotOpen(Text("case.unprintable", "The words hold characters that cannot be kept. Write them again as plain text."))
    if report.kind is CaseKind.DEMONSTRATION:
        check_window(report.starts_at, report.ends_at, at=at)
    elif report.happened_at is None:
        raise CannotOpen(Text("case.no-time", "Say when it happened, with its zone."))
    else:
        _check_stretch(report.starts_at, report.ends_at, at=at)
    if report.happened_at is not None:
        check_age(report.happened_at, at=at)
        if report.happened_at > at + AHEAD:
            raise CannotOpen(Text("case.time-not-past", "{when} is not in the past. What is still to come is a demonstration, with its start and end.",
                                  when=report.happened_at))
    if report.expected_size is not None and not 0 < report.expected_size <= CROWD:
        raise CannotOpen(Text("case.size", "{size} is no number of people. Give about how many are expected, or leave it out.", size=report.expected_size))


def check_window(starts_at: datetime | None, ends_at: datetime | None, *, at: datetime) -> None:
    """Refuse a start and an end between which nobody can be asked for at `at`, however the demonstration came to be one. Raises CannotOpen."""
    if starts_at is None or ends_at is None:
        raise CannotOpen(Text("case.no-window", "Say when the demonstration starts and when it ends, each with its zone."))
    _check_stretch(starts_at, ends_at, at=at)
    if ends_at <= at:
        raise CannotOpen(Text("case.over", "It ended at {end} already. Report what happened as an incident.", end=ends_at))
    if starts_at < at - UNDER_WAY:
        raise CannotOpen(Text("case.begun-long-ago", "It started at {start}, more than a day ago. Ask from now on: give now as its start.", start=starts_at))


def check_age(when: datetime, *, at: datetime) -> None:
    """Refuse a time so long before `at` that it is a slip of the hand. Raises CannotOpen."""
    if when < at - OLDEST:
        raise CannotOpen(Text("case.too-old", "{when} is more than ten years ago. Check the year; what is as old as that is told in words.", when=when))


def _check_stretch(starts_at: datetime | None, ends_at: datetime | None, *, at: datetime) -> None:
    for when in (starts_at, ends_at):
        if when is not None:
            check_age(when, at=at)
            if when > at + FURTHEST:
                raise CannotOpen(Text("case.too-far-ahead", "{when} is more than two years ahead. Check the year, or ask nearer the time.", when=when))
    if starts_at is None or ends_at is None:
        return
    if ends_at <= starts_at:
        raise CannotOpen(Text("case.ends-first", "It would end at {end}, before it starts at {start}. Give a later end.", end=ends_at, start=starts_at))
    if ends_at - starts_at > LONGEST_EVENT:
        raise CannotOpen(Text("case.too-long-event", "It would last over {days} days. Ask for each stretch by itself.", days=LONGEST_EVENT.days))


def number_of(year: int, count: int) -> str:
    """The number by which people know a case: 26-0418."""
    return f"{year % 100:02}-{count:04}"
