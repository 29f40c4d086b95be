"""The register as a table, with what is asked beside it: the office that answers for each mission and why, whether it is reached, how its places stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.offices import LocalOffice
from article22.contexts.missions.queries.browsing import Line, Wanted, list_lines
from article22.contexts.missions.queries.representatives import map_reached
from article22.contexts.missions.queries.standings import map_standings
from article22.contexts.missions.rules.flags import Standing, has_cover
from article22.contexts.missions.rules.representatives import Reached
from article22.contexts.missions.rules.terms import Cover, Health
from article22.kernel.actor import Actor
from article22.kernel.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The missions that were asked for; `known` is whether they can be reached, `stood` how their places stand, where all of them had to be asked about."""

    lines: Sequence[Line]
    seen_by: Actor
    at: datetime
    known: Mapping[UUID, Reached] | None = None
    stood: Mapping[UUID, Mapping[UUID, Standing]] | None = None

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.lines)

    def reached(self, some: Sequence[Line]) -> Mapping[UUID, Reached]:
        """Whether some of them can be reached: nothing of those that ended, and nothing to whoever may not know."""
        if not self.seen_by.may("representative.see"):
            return {}
        if self.known is not None:
            return self.known
        zones = {line.id: ZoneInfo((line.place and line.place.zone) or "UTC") for line in some if line.ended_on is None}
        return map_reached(zones, seen_by=self.seen_by, at=self.at)

    def standings(self, some: Sequence[Line]) -> Mapping[UUID, Mapping[UUID, Standing]]:
        """How the places of some of them stand with police: nothing to whoever may not see that register."""
        if not self.seen_by.may("priority.see"):
            return {}
        return self.stood if self.stood is not None else map_standings([line.id for line in some], seen_by=self.seen_by, at=self.at)


def browse(wanted: Wanted, *, office: str = "", health: Health | None = None, cover: Cover | None = None, directory: Directory, seen_by: Actor,
           at: datetime) -> Found:
    """The missions that are wanted at an instant, of an office by its id, in a health, and with places that stand so with police, where these are given."""
    lines = list_lines(wanted, seen_by=seen_by, on=directory.day_of(at))
    if office:
        lines = [line for line in lines if line.place and any(
            choice.office.id == office for choice in office_of(line.place, line.responsible_office, directory).choices)]
    known: Mapping[UUID, Reached] | None = None
    stood: Mapping[UUID, Mapping[UUID, Standing]] | None = None
    if health is not None:
        known = Found(lines=lines, seen_by=seen_by, at=at).reached(lines)
        lines = [line for line in lines if line.id in known and known[line.id].health is health]
    if cover is not None:
        stood = Found(lines=lines, seen_by=seen_by, at=at).standings(lines)
        lines = [line for line in lines if line.ended_on is None and has_cover(cover, stood.get(line.id, {}).values())]
    return Found(lines=lines, seen_by=seen_by, at=at, known=known, stood=stood)


def office_of(place: Place, responsible: str, directory: Directory) -> LocalOffice:
    """The office that answers for a mission at a place, with the rule that chose it: the one an officer recorded, else by label or nearness (R-039, R-041).

    Two where nearness cannot decide.
    """
    return directory.atlas.assigned_office(responsible, place) if responsible in directory.atlas.by_id else directory.atlas.local_office(place)
