"""An inspector looks: every look is an entry of its own, and the reader stands with the case."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from article22.contexts.cases.actions.story import note_reading
from article22.contexts.cases.models import Case
from article22.contexts.cases.queries.inspections import Wanted
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor


@transaction.atomic
def note_inspection(case: Case, view: str, *, name: str, by: Actor, at: datetime) -> UUID:
    """Put on record that an inspector looked at a case, and at which view of it. Returns the entry."""
    by.check_may("case.inspect")
    note_reading(case, name=name, by=by, at=at)
    return journal.record("cases.case-inspected", case.pk, by=by, at=at, number=case.number, view=view)


def note_list_inspected(wanted: Wanted, view: str, count: int, *, by: Actor, at: datetime) -> UUID:
    """Put on record that an inspector looked at a list, what it was asked for and how many were found. Returns the entry."""
    by.check_may("case.inspect")
    return journal.record("cases.list-inspected", "cases", by=by, at=at, view=view, count=count, mission=wanted.mission, kinds=",".join(sorted(wanted.kinds)),
                          statuses=",".join(sorted(wanted.statuses)), since=wanted.since, before=wanted.before, seed=wanted.seed or None,
                          size=wanted.size or None)
