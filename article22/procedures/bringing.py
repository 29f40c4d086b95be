"""A list that was brought: what taking it in would change, as decided so far; and taking it in."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from article22.contexts.directory.rules import police_lists
from article22.contexts.missions.actions.drafting import bring_list, decide_list, drop_list
from article22.contexts.missions.actions.import_runs import VERBS
from article22.contexts.missions.models import ListDraft
from article22.contexts.missions.queries.registers import get_draft
from article22.contexts.missions.rules import people_imports
from article22.contexts.missions.rules.imports import Asked
from article22.contexts.missions.rules.terms import ListKind
from article22.ground.files.rules.keeping import table_kept
from article22.ground.files.rules.tables import table_of
from article22.ground.wall.session import allow_pause
from article22.kernel.actor import Actor
from article22.procedures.importing import LONGEST_READING, Shown, import_police, import_premises, import_representatives, source_of


@transaction.atomic
def bring(kind: ListKind, content: bytes, *, name: str, source: str, consent: str, on: date | None, by: Actor, at: datetime) -> UUID:
    """Keep a list that can be read, and give its id. Raises BadFile, NotListed, TooManyWait."""
    by.check_may(VERBS[kind])
    allow_pause(LONGEST_READING)
    table, digest = table_of(content, name), hashlib.sha256(content).hexdigest()
    draft = bring_list(kind, table, name=name, digest=digest, source=source or source_of(name)[0], consent=consent, on=on, by=by, at=at)
    show(draft, by=by, at=at)
    return draft.pk


def show(draft: ListDraft, *, by: Actor, at: datetime, is_applied: bool = False) -> Shown:
    """What taking a list in would change. Raises NotListed."""
    table, decided = table_kept(bytes(draft.content)), draft.decided
    new = frozenset(map(int, decided.get("new", ())))
    same, where = ({int(row): words for row, words in decided.get(name, {}).items()} for name in ("same", "where"))
    if draft.kind_words is ListKind.PREMISES:
        return import_premises(table, source=draft.source, asked=Asked(new=new, join=same, places=where), is_applied=is_applied, by=by, at=at, on=draft.on)
    if draft.kind_words is ListKind.AGENCIES:
        return import_police(table, source=draft.source, printed=source_of(draft.name)[1], asked=police_lists.Asked(new=new, join=same),
                             is_applied=is_applied, by=by, at=at)
    asked = people_imports.Asked(new=new, join=same, missions={row: words.upper() for row, words in where.items()})
    return import_representatives(table, source=draft.source, asked=asked, consent=draft.consent, is_applied=is_applied, by=by, at=at)


@transaction.atomic
def decide(id: UUID, *, new: Sequence[int], same: Mapping[int, str], where: Mapping[int, str], by: Actor, at: datetime) -> None:
    """Keep what was decided about rows, beside what was before, where it can be followed. Raises Absent, NotListed."""
    before = get_draft(id, seen_by=by, lock=True).decided
    decided = {"new": sorted({*before.get("new", ()), *new})} | {
        name: {**before.get(name, {}), **{f"{row}": words for row, words in given.items()}} for name, given in (("same", same), ("where", where))}
    show(decide_list(id, decided, by=by, at=at), by=by, at=at)


@transaction.atomic
def take_in(id: UUID, *, by: Actor, at: datetime) -> Shown:
    """Take a list in as it was shown, and keep it no longer. Raises Absent, NotListed."""
    shown = show(get_draft(id, seen_by=by, lock=True), by=by, at=at, is_applied=True)
    drop_list(id, by=by, at=at)
    return shown
