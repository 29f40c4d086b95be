"""Lists are brought, looked at, decided about, and taken in or dropped. What was not taken in is forgotten after a day."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from article22.contexts.missions.actions.import_runs import VERBS
from article22.contexts.missions.models import ListDraft
from article22.contexts.missions.queries.registers import get_draft, list_drafts
from article22.contexts.missions.rules.terms import ListKind
from article22.ground.files.rules.keeping import kept
from article22.ground.files.rules.records import Table
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.refusal import Refusal
from article22.kernel.text import Text

KEPT_FOR = timedelta(days=1)
MOST = 10  # lists of one person that wait, of at most as many rows as are read at once


class TooManyWait(Refusal):
    """One more list, where as many wait as are kept for one person."""


@transaction.atomic
def bring_list(kind: ListKind, table: Table, *, name: str, digest: str, source: str, consent: str, on: date | None, by: Actor, at: datetime) -> ListDraft:
    """Keep a list, as it was read from a file of that digest, until it is decided about. Nothing of the register changes. Raises TooManyWait."""
    by.check_may(VERBS[kind])
    assert by.person
    if len(list_drafts(seen_by=by)) >= MOST:
        raise TooManyWait(Text("list.too-many-wait", "{most} of your lists wait already. Take one in, or drop it.", most=MOST))
    draft = ListDraft.objects.create(id=new_id(at), kind=kind.value, source=source, name=name[:120], content=kept(table), consent=consent, on=on, decided={},
                                     brought_by=by.person, brought_at=at)
    journal.record("missions.list-brought", draft.pk, by=by, at=at, kind=kind, source=draft.source, digest=digest)
    return draft


@transaction.atomic
def decide_list(id: UUID, decided: Mapping[str, Any], *, by: Actor, at: datetime) -> ListDraft:
    """Keep what a person decided about rows that were unclear. Raises Absent."""
    draft = get_draft(id, seen_by=by, lock=True)
    draft.decided = dict(decided)
    draft.save(update_fields=["decided"])
    journal.record("missions.list-decided", draft.pk, by=by, at=at, rows=sum(len(rows) for rows in decided.values()))
    return draft


@transaction.atomic
def drop_list(id: UUID, *, by: Actor, at: datetime) -> None:
    """Forget a list that is not taken in, or was. Raises Absent."""
    get_draft(id, seen_by=by, lock=True).delete()
    journal.record("missions.list-dropped", id, by=by, at=at)


def sweep_drafts(*, at: datetime) -> int:
    """Forget what nobody took in within a day."""
    return ListDraft.objects.filter(brought_at__lt=at - KEPT_FOR).delete()[0]
