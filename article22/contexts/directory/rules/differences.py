"""What a change of the directory would alter: lines, and the answers that people get."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.routes import Step, route
from article22.contexts.directory.rules.terms import Contact, Need
from article22.kernel.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedLine:
    """A contact point or an office's line whose value differs. An empty side: it is new, or gone."""

    id: str
    was: str
    now: str
    is_emergency: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedAnswer:
    """A place and a need whose answer differs at an instant. `left` and `joined` are the numbers and addresses that do."""

    place: str
    need: Need
    at: datetime
    was: tuple[str, ...]
    now: tuple[str, ...]

    @property
    def left(self) -> tuple[str, ...]:
        """What was in the answer and no longer is."""
        return tuple(line for line in self.was if line not in self.now)

    @property
    def joined(self) -> tuple[str, ...]:
        """What is new in the answer."""
        return tuple(line for line in self.now if line not in self.was)


def changed_lines(old: Directory, new: Directory) -> Iterator[ChangedLine]:
    """Lines whose value or meaning differs on the day on which each directory was read."""
    was, now = _lines_of(old), _lines_of(new)
    for id in sorted(was.keys() | now.keys()):
        before, after = was.get(id, ("", False)), now.get(id, ("", False))
        if before != after:
            yield ChangedLine(id=id, was=before[0], now=after[0], is_emergency=before[1] or after[1])


def changed_answers(old: Directory, new: Directory, places: Sequence[Place], instants: Iterable[datetime]) -> Iterator[ChangedAnswer]:
    """Every place and need whose answer differs at one of the instants."""
    moments = tuple(instants)
    for place in places:
        for need in Need:
            for at in moments:
                was, now = (tuple(_said(step) for step in route(directory, place, need, at).steps) for directory in (old, new))
                if was != now:
                    yield ChangedAnswer(place=place.text, need=need, at=at, was=was, now=now)
                    break


def _lines_of(directory: Directory) -> dict[str, tuple[str, bool]]:
    lines = {id: _value(contact) for id, versions in directory.contacts.items() for contact in versions if directory.today in contact.valid}
    for office in directory.offices:
        for site in office.sites:
            for line in site.lines:
                if directory.today in line.valid:
                    lines[f"{site.id}/{line.kind}"] = (line.raw, False)
    return lines


def _value(contact: Contact) -> tuple[str, bool]:
    meaning = "emergency" if contact.emergency else ", ".join(contact.purposes)
    return f"{contact.raw or contact.who} ({meaning})", contact.emergency


def _said(step: Step) -> str:
    return step.raw or str(step.who)
