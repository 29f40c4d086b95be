"""A case becomes another kind, or its mission's: whoever that concerns is told, and everybody told before hears of it."""

from datetime import date, datetime
from uuid import UUID

from article22.contexts.cases.actions.giving import give_case
from article22.contexts.cases.actions.moving import promote_case
from article22.contexts.cases.actions.rerouting import Onward, extend
from article22.contexts.cases.models import Case
from article22.contexts.cases.queries.cases import get_case, list_recipients
from article22.contexts.cases.rules.recipients import recipients_of
from article22.contexts.cases.rules.terms import NEED_OF, CannotMove, CaseKind
from article22.contexts.directory.queries import directories
from article22.contexts.directory.rules.terms import Need
from article22.contexts.missions.models import Mission
from article22.contexts.missions.queries.calls import find_called
from article22.contexts.missions.queries.missions import get_main_premises
from article22.ground.accounts.queries import list_desks, organisations_of
from article22.kernel.actor import Actor
from article22.kernel.text import Text
from article22.procedures import asking, telling
from article22.procedures.rerouting import place_of, route_of

SHOWN = 9


def promote(reference: str | UUID, to: CaseKind, *, starts_at: datetime | None = None, ends_at: datetime | None = None, name: str, by: Actor,
            present: datetime) -> Case:
    """Make a case another kind; add the authorities of its new needs, and write to all of them, and to the analysts of a threat. Raises CannotMove, Absent."""
    return _tell_all(promote_case(reference, to, starts_at=starts_at, ends_at=ends_at, name=name, by=by, at=present), by=by, present=present)


def give(reference: str | UUID, words: str, *, name: str, by: Actor, present: datetime) -> Case:
    """Say whose a case is that was nobody's, by the mission's number, or its letters and city: it sees the case from now on, with all that was told.

    Where no place is known, it is the mission's main one. Raises CannotMove, Absent.
    """
    by.check_may("case.route")
    directory = directories.get_directory(at=present)
    mission = _meant(words, by=by, on=directory.today)
    premises = get_main_premises(mission, on=directory.today)
    found = asking.whom_to_call(directory, asking.Where(place=premises.place, mission=mission), Need.EMERGENCY, at=None, as_of=None, present=present,
                                seen_by=by)
    main = Onward(place=premises.place, regime=found.regime or "", directory=f"{directory.pack} {directory.version}",
                  office=next((one.office for one in recipients_of([found], directory.authorities) if one.office), None) or "")
    return _tell_all(give_case(reference, mission, premises, main, name=name, by=by, at=present), by=by, present=present)


def _meant(words: str, *, by: Actor, on: date) -> Mission:
    named, missions = find_called(words, seen_by=by, on=on)
    if not named.is_sure:
        choices = "; ".join(f"{mission.number} ({mission.name}, {mission.city})" for mission in missions[:SHOWN])
        raise CannotMove(Text("case.whose-which", "Which mission? Give its number: {choices}.", choices=choices) if missions else Text(
            "case.whose-none", "No mission of the register is called {words}. Give its number, such as VAL-1, or its letters.", words=f"“{words:.40}”"))
    return missions[0]


def _tell_all(case: Case, *, by: Actor, present: datetime) -> Case:
    directory, desks = directories.get_directory(at=present), list_desks()
    place = place_of(case)
    routes = [route_of(case, place, Need(need), by=by, present=present) for need in NEED_OF[CaseKind(case.kind)]] if place else []
    extend(case, recipients_of(routes, directory.authorities), organisations_of(desks), by=by, at=present)
    case = get_case(case.pk, seen_by=by)
    telling.tell_desks(case, [row.pk for row in list_recipients(case, seen_by=by) if row.dropped_at is None], desks, by=by, at=present)
    telling.tell_analysts(case, by=by, at=present)
    return case
