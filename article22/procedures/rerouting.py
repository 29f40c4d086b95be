"""A case is routed again: for another place or another need, through the directory, to other authorities."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from article22.contexts.cases.actions.rerouting import Onward, send_on
from article22.contexts.cases.models import Case
from article22.contexts.cases.queries.cases import get_case
from article22.contexts.cases.rules.recipients import recipients_of
from article22.contexts.cases.rules.terms import CannotMove
from article22.contexts.directory.queries import directories
from article22.contexts.directory.rules.routes import Route
from article22.contexts.directory.rules.terms import Need
from article22.ground.accounts.queries import list_desks, organisations_of
from article22.kernel.actor import Actor
from article22.kernel.place import Place
from article22.kernel.text import Text
from article22.procedures import asking, telling


def route_again(reference: str | UUID, need: Need, *, place: str, drop: Collection[UUID], reason: str, name: str, by: Actor,
                present: datetime) -> tuple[UUID, ...]:
    """Send a case on by the route of a place (in words; the case's own where none is given) and a need. Returns who was added. Raises NoSuchPlace, Absent."""
    by.check_may("case.route")
    case = get_case(reference, seen_by=by)
    directory = directories.get_directory(at=present)
    where = asking.get_place(place, on=directory.today).place if place.strip() else place_of(case)
    if where is None:
        raise CannotMove(Text("case.nowhere", "Nobody knows yet where it is. Give the place."))
    found = route_of(case, where, need, by=by, present=present)
    recipients = recipients_of([found], directory.authorities)
    onward = Onward(place=where, regime=found.regime or "", directory=f"{directory.pack} {directory.version}",
                    office=next((one.office for one in recipients if one.office), None) or case.office)
    desks = list_desks()
    added = send_on(reference, recipients, onward, drop=drop, reason=reason, desks=organisations_of(desks), name=name, by=by, at=present)
    telling.tell_desks(get_case(reference, seen_by=by), added, desks, by=by, at=present)
    return added


def route_of(case: Case, place: Place, need: Need, *, by: Actor, present: datetime) -> Route:
    """Whom the mission of a case calls from a place for a need, now."""
    return asking.whom_to_call(directories.get_directory(at=present), asking.Where(place=place, mission=case.mission), need, at=None, as_of=None,
                               present=present, seen_by=by)


def place_of(case: Case) -> Place | None:
    """Where a case is, if anybody knows."""
    if case.latitude is None or case.longitude is None:
        return None
    return Place(latitude=case.latitude, longitude=case.longitude, city=case.city or None, state=case.region or None, precision_km=case.precision_km,
                 zone=case.zone or None, text=case.place or "")
