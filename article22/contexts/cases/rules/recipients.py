"""Who is told: the authorities that a route puts first, each with its lines (R-029, R-030, R-034, R-037)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from article22.contexts.directory.rules.routes import Route, Step
from article22.contexts.directory.rules.terms import Group, Kind, Need
from article22.kernel.text import Text

NOBODYS_DESK = "911"  # 911 is called, never written to


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """An authority's desk: who it is, why it is told, and by which lines, as printed. `office` is an id of the directory."""

    authority: str
    office: str | None
    contact: str | None
    who: Text
    because: Text
    lines: tuple[Mapping[str, Any], ...]

    @property
    def mail(self) -> str | None:
        """The first address that a message can be sent to."""
        return next((line["email"] for line in self.lines if line["email"]), None)


def recipients_of(routes: Iterable[Route], authorities: Mapping[str, Text]) -> tuple[Recipient, ...]:
    """One an authority, or an office where the route names offices; a line without an office joins its authority's first desk.

    `authorities` are the names of authorities by their ids.
    """
    found: dict[tuple[str, str | None], Recipient] = {}
    for route in routes:
        for step in route.steps:
            if step.authority == NOBODYS_DESK or not _is_told(route.need, step.group):
                continue
            key = _desk_of(step, found)
            held = found.get(key)
            lines = (*held.lines, _line_of(step)) if held else (_line_of(step),)
            first = held or step
            found[key] = Recipient(authority=step.authority, office=key[1], contact=first.contact, because=first.because, lines=lines,
                                   who=first.who if key[1] else authorities[step.authority])
    return tuple(found.values())


def _is_told(need: Need, group: Group) -> bool:
    """In an emergency whoever stands first is called; they and those to tell when safe are put on record as told."""
    return group is Group.FIRST or (need is Need.EMERGENCY and group is Group.WHEN_SAFE)


def _desk_of(step: Step, found: Mapping[tuple[str, str | None], Recipient]) -> tuple[str, str | None]:
    if step.office:
        return step.authority, step.office
    return next((key for key in found if key[0] == step.authority), (step.authority, None))


def _line_of(step: Step) -> dict[str, Any]:
    return {"kind": step.kind.value, "raw": step.raw, "e164": step.e164, "email": step.email, "contact": step.contact,
            "is_pointer": step.kind is Kind.POINTER or step.raw is None, "confirmed": step.is_confirmed and step.finding is None}
