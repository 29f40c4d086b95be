"""A report comes in: through the register and the directory to a case, and from the case to whoever is told."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from article22.contexts.cases.actions.opening import Opened, Where, open_case
from article22.contexts.cases.queries.cases import get_case
from article22.contexts.cases.queries.offices import hours_of
from article22.contexts.cases.rules.opening import Report
from article22.contexts.cases.rules.recipients import recipients_of
from article22.contexts.cases.rules.terms import NEED_OF, CannotOpen, CaseKind
from article22.contexts.directory.queries import directories
from article22.contexts.directory.queries.packs import PACK
from article22.contexts.directory.rules.terms import Need
from article22.contexts.missions.models import Mission, Premises
from article22.contexts.missions.queries.missions import get_mission, get_own_mission, get_premises
from article22.ground.accounts.queries import list_desks, organisations_of
from article22.ground.places import queries as places
from article22.kernel.actor import Actor
from article22.kernel.place import Place
from article22.kernel.refusal import Absent
from article22.kernel.text import Text
from article22.procedures import asking, telling


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Where and whose, as somebody sent it: premises, a place in words or a point, in one way; a mission where an officer reports for it.

    A call in an emergency may know neither.
    """

    report: Report
    mission: str | None = None
    premises: UUID | None = None
    place: str | None = None
    point: Place | None = None


def file_case(sent: Sent, *, name: str, by: Actor, present: datetime) -> Opened:
    """Open a case for a report, and tell the authorities of its place. `name` is that of whoever reports. Raises CannotOpen, NoSuchPlace, Absent."""
    if sent.report.kind is CaseKind.EMERGENCY and not by.may("case.log"):
        raise CannotOpen(Text("case.emergency-by-form", "A form is never the first word in an emergency. Call: 911 reaches help where you are. Once nobody "
                              "is in danger, report what happened as an incident."))
    mission = None if sent.mission is None and sent.report.kind is CaseKind.EMERGENCY else _mission_of(sent.mission, by)
    directory = directories.get_directory(at=present)
    place, premises = _place_of(sent, mission, by=by, on=directory.today)
    routes = [asking.whom_to_call(directory, asking.Where(place=place, mission=mission), Need(need), at=None, as_of=None, present=present, seen_by=by)
              for need in NEED_OF[sent.report.kind]] if place else []
    recipients = recipients_of(routes, directory.authorities)
    office = next((one.office for one in recipients if one.office), None)
    regime = next((found.regime for found in routes), None) or ""
    where = Where(mission=mission, place=place, premises=premises, regime=regime, directory=f"{directory.pack} {directory.version}",
                  office=office or "", hours=hours_of(directory, office or ""))
    desks = list_desks()
    opened = open_case(sent.report, where, recipients, desks=organisations_of(desks), write=telling.writer_to(desks), name=name, by=by, at=present)
    if sent.report.kind is CaseKind.THREAT_RECEIVED:
        telling.tell_analysts(get_case(opened.id, seen_by=by), by=by, at=present)
    return opened


def _mission_of(reference: str | None, by: Actor) -> Mission:
    """The mission that a report is of: an officer names it, a mission's own people report of theirs. Raises CannotOpen, Absent."""
    if by.may("mission.list"):
        if not reference:
            raise CannotOpen(Text("case.no-mission", "Say which mission it is about: its number, such as VAL-1, or its id."))
        return get_mission(reference)
    own = get_own_mission(by)
    if reference and get_mission(reference).pk != own.pk:
        raise Absent
    return own


def _place_of(sent: Sent, mission: Mission | None, *, by: Actor, on: date) -> tuple[Place | None, Premises | None]:
    ways = [way for way in (sent.premises, sent.place, sent.point) if way is not None]
    if not ways and mission is None:
        return None, None
    if len(ways) != 1:
        raise CannotOpen(Text("case.no-place", "Say where in one way: one of the mission's premises, a place in words, or a latitude and a longitude."))
    if sent.premises is not None:
        premises = get_premises(sent.premises, seen_by=by)
        if mission is None or premises.mission_id != mission.pk:
            raise Absent
        return premises.place, premises
    if sent.point is not None:
        return places.locate("", sent.point, PACK), None
    return asking.get_place(sent.place or "", on=on).place, None


def find_zone(*, premises: UUID | None, place: str, by: Actor, present: datetime) -> ZoneInfo:
    """The zone on whose clocks somebody tells the time of a place: one of the mission's premises, or a place in words. Raises NoSuchPlace, Absent."""
    directory = directories.get_directory(at=present)
    if premises is not None:
        return ZoneInfo(get_premises(premises, seen_by=by).zone)
    found = asking.get_place(place, on=directory.today).place
    zone = found.zone or places.locate("", found, PACK).zone
    return ZoneInfo(zone) if zone else directory.capital
