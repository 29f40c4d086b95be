"""It becomes known whose a case is: from then on its mission sees it, with all that was told before."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from article22.contexts.cases.actions.moving import save
from article22.contexts.cases.actions.rerouting import PLACED, Onward, move_to
from article22.contexts.cases.actions.story import tell
from article22.contexts.cases.models import Case
from article22.contexts.cases.queries.cases import get_case
from article22.contexts.cases.rules.facts import propose_matter
from article22.contexts.cases.rules.terms import CannotMove, CaseKind, PassageKind
from article22.contexts.missions.models import Mission, Premises
from article22.contexts.missions.rules.terms import CONSULAR, MissionKind
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.text import Text


@transaction.atomic
def give_case(reference: str | UUID, mission: Mission, premises: Premises, main: Onward, *, name: str, by: Actor, at: datetime) -> Case:
    """Give a case that was nobody's to its mission, once. Where its place is not known it is at `premises`, the main ones. Raises CannotMove, Absent."""
    by.check_may("case.route")
    case = get_case(reference, seen_by=by, lock=True)
    if case.mission is not None:
        raise CannotMove(Text("case.whose-known", "It is a case of {mission} already. What concerns another mission is a case of its own.",
                              mission=case.mission.name))
    case.mission, case.organisation = mission, mission.organisation
    if case.latitude is None:
        case.premises = premises
        move_to(case, main)
    if not case.matter.get("by"):
        matter = propose_matter(CaseKind(case.kind), f"{case.summary or ''} {case.description or ''}", has_premises=case.premises is not None,
                                is_consular=MissionKind(mission.kind) in CONSULAR)
        case.matter = {**matter.as_kept(), "by": None}
    save(case, "mission", "organisation", "premises", "matter", *PLACED)
    with connection.cursor() as cursor:
        cursor.execute("SELECT a22_give_parts(%s)", [case.pk])
    tell(case, said=Text("story.given", "It is a case of {mission}.", mission=mission.name), kind=PassageKind.STATE, name=name, by=by, at=at)
    journal.record("cases.case-given", case.pk, by=by, at=at, organisation=case.organisation_id, mission=mission.pk)
    return case
