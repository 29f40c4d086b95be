"""A person says what a case is about and how grave it is; whoever wrote second is told, and loses nothing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from article22.contexts.cases.actions.moving import save
from article22.contexts.cases.actions.story import tell
from article22.contexts.cases.actions.timing import reckon_clocks
from article22.contexts.cases.queries.cases import get_case
from article22.contexts.cases.rules.facts import Matter
from article22.contexts.cases.rules.terms import Audience, CannotMove, Changed, ClockName, PassageKind, Priority
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """What a person says a case is, in the place of what was proposed; why, where it is graver or less grave than it was."""

    matter: Matter
    priority: Priority
    reason: str = ""


@transaction.atomic
def sort_case(reference: str | UUID, given: Sorted, *, version: int, name: str, by: Actor, at: datetime) -> UUID:
    """Set matter and priority, by which what is owed is reckoned anew. `version` is the case's as it was read: if a person set them since, Changed.

    Returns the entry. Raises CannotMove where the priority changes without a reason (domain.md 5), Absent.
    """
    by.check_may("case.sort")
    case = get_case(reference, seen_by=by, lock=True)
    if case.matter.get("version", 0) > version:
        raise Changed(Text("case.changed", "{name} changed this at {at}, while you wrote. What you wrote stands below, and nothing of it was kept yet. "
                           "Send it again to put it in the place of theirs.", name=case.matter.get("name", ""), at=datetime.fromisoformat(case.matter["at"])))
    was, case.priority = case.priority, given.priority.value
    reason = given.reason.strip()
    if was != case.priority and not reason:
        raise CannotMove(Text("case.no-priority-why", "Say why the priority is {now} and no longer {was}: the case keeps the reason.", was=was,
                              now=case.priority))
    due = dict(case.clocks.values_list("pk", "due_at"))
    reckoned = reckon_clocks(case, int(was), at=at)
    case.matter = {**given.matter.as_kept(), "by": f"{by.person}", "name": name, "at": at.isoformat(), "version": case.version + 1}
    save(case, "matter", "priority")
    tell(case, said=Text("story.sorted", "Looked at: {link}, priority {priority}.", link=given.matter.link, priority=given.priority),
         kind=PassageKind.STATE, audience=Audience.PROTECTORS, name=name, by=by, at=at)
    if reason:
        why = tell(case, words=reason, audience=Audience.PROTECTORS, name=name, by=by, at=at)
        journal.record("cases.passage-added", why.pk, by=by, at=at, case=case.pk, words={"words": reason})
    for clock in reckoned:
        tell(case, said=Text("story.reckoned", "Of priority {priority} now: {what} is due {due}.", priority=given.priority, what=ClockName(clock.name),
                             due=clock.due_at), kind=PassageKind.STATE, name="", by=by, at=at)
        journal.record("cases.clock-reckoned", clock.pk, by=by, at=at, organisation=case.organisation_id, case=case.pk, name=clock.name, was=due[clock.pk],
                       now=clock.due_at)
    return journal.record("cases.case-sorted", case.pk, by=by, at=at, organisation=case.organisation_id, was=was, now=case.priority,
                          link=given.matter.link, harm=",".join(given.matter.harm), persons=",".join(given.matter.persons))
