"""An import of any kind, by its id: found, listed, and taken back as a whole."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from article22.contexts.directory.actions.agencies import undo_agencies
from article22.contexts.directory.queries.agencies import get_agency_import, list_agency_imports
from article22.contexts.missions.actions.import_runs import Left, undo_import
from article22.contexts.missions.queries.registers import list_imports
from article22.contexts.missions.rules.terms import ListKind
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent


def undo(id: UUID, *, by: Actor, at: datetime) -> tuple[int, Sequence[Left]]:
    """Take an import back. Returns how many rows were taken back, and which were left with why. Raises Absent, AlreadyDone, CannotTakeBack."""
    try:
        get_agency_import(id)
    except Absent:
        return undo_import(id, by=by, at=at)
    undone, left = undo_agencies(id, by=by, at=at)
    return undone, [Left(what=name, why=why) for name, why in left]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """An import, to be shown: of what, from whom, when, and what it did."""

    id: UUID
    kind: ListKind
    source: str
    applied_at: datetime
    undone_at: datetime | None
    counts: Mapping[str, int]

    @property
    def left_out(self) -> int:
        """How many rows were not taken in."""
        return sum(self.counts.get(name, 0) for name in ("maybe", "refused"))


def list_recent(most: int, kinds: Collection[ListKind]) -> Sequence[TakenIn]:
    """So many imports of these kinds at the most, the newest first."""
    runs = [(one.kind_words, one) for one in list_imports(most, kinds)] + [
        (ListKind.AGENCIES, one) for one in (list_agency_imports(most) if ListKind.AGENCIES in kinds else ())]
    found = [TakenIn(id=one.pk, kind=kind, source=one.source, applied_at=one.applied_at, undone_at=one.undone_at, counts=one.counts) for kind, one in runs]
    return sorted(found, key=lambda one: (one.applied_at, one.id), reverse=True)[:most]


def list_taken_in() -> Sequence[dict[str, Any]]:
    """Every import for machines, the newest first."""
    runs = [(one.kind, f"{one.on}", one) for one in list_imports()] + [
        (ListKind.AGENCIES.value, f"{one.applied_at.date()}", one) for one in list_agency_imports()]
    return [{"id": f"{one.pk}", "kind": kind, "source": one.source, "at": one.applied_at.isoformat(), "on": on, "undone": one.undone_at is not None,
             **one.counts} for kind, on, one in sorted(runs, key=lambda run: (run[2].applied_at, run[2].pk), reverse=True)]
