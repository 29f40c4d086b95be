"""A case becomes another kind with one key: whoever the new kind concerns is told, and everybody told before hears what it has become."""

from datetime import datetime
from uuid import UUID

from article22.contexts.cases.actions.moving import promote_case
from article22.contexts.cases.actions.rerouting import extend
from article22.contexts.cases.models import Case
from article22.contexts.cases.queries.cases import get_case, list_recipients
from article22.contexts.cases.rules.recipients import recipients_of
from article22.contexts.cases.rules.terms import NEED_OF, CaseKind
from article22.contexts.directory.queries import directories
from article22.contexts.directory.rules.terms import Need
from article22.ground.accounts.queries import list_desks, organisations_of
from article22.kernel.actor import Actor
from article22.procedures import telling
from article22.procedures.rerouting import place_of, route_of


def promote(reference: str | UUID, to: CaseKind, *, starts_at: datetime | None = None, ends_at: datetime | None = None, name: str, by: Actor,
            present: datetime) -> Case:
    """Make a case another kind; add the authorities of its new needs, and write to all of them. Raises CannotMove, Absent."""
    case = promote_case(reference, to, starts_at=starts_at, ends_at=ends_at, name=name, by=by, at=present)
    directory, desks = directories.get_directory(at=present), list_desks()
    routes = [route_of(case, place_of(case), Need(need), by=by, present=present) for need in NEED_OF[to]]
    extend(case, recipients_of(routes, directory.authorities), organisations_of(desks), by=by, at=present)
    case = get_case(case.pk, seen_by=by)
    telling.tell_desks(case, [row.pk for row in list_recipients(case, seen_by=by) if row.dropped_at is None], desks, by=by, at=present)
    return case
