"""The rows of a case and of what belongs to it, as JSON: pure but for the ids they are given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from article22.contexts.cases.rules.answers import iso
from article22.contexts.cases.rules.clocks import Clock
from article22.contexts.cases.rules.recipients import Recipient
from article22.contexts.cases.rules.terms import Audience, PassageKind
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.text import Text, packed

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Of:
    """Whose rows they are: the case, and the organisation of its mission."""

    case: UUID
    organisation: UUID | None

    def row(self, at: datetime, **fields: Any) -> Row:
        """A row with an id of its own."""
        return {"id": f"{new_id(at)}", "case_id": f"{self.case}", "organisation": None if self.organisation is None else f"{self.organisation}", **fields}


def recipient_rows(of: Of, recipients: Iterable[Recipient], desks: Mapping[str, UUID], *, at: datetime, rank: int = 1) -> list[Row]:
    """One a desk, in the order of the route; `desks` gives the organisation of an authority that has one here. No message yet."""
    return [of.row(at, rank=place, authority=one.authority, office=one.office or "", contact=one.contact or "", who=packed(one.who),
                   because=packed(one.because), lines=list(one.lines), desk_id=f"{desks[one.authority]}" if one.authority in desks else None,
                   added_at=at.isoformat(), messages=[]) for place, one in enumerate(recipients, rank)]


def clock_rows(of: Of, clocks: Iterable[Clock], *, at: datetime) -> list[Row]:
    """One a clock."""
    return [of.row(at, name=one.name.value, state=one.state.value, started_at=iso(one.started_at), due_at=iso(one.due_at), warn_at=iso(one.warn_at))
            for one in clocks]


def passage_row(of: Of, *, happened_at: datetime, by: Actor, name: str, at: datetime, words: str | None = None, said: Text | None = None,
                kind: PassageKind = PassageKind.WORDS, audience: Audience = Audience.MISSION) -> Row:
    """A passage of the story: somebody's words, or what the program says of a step."""
    return of.row(at, happened_at=happened_at.isoformat(), entered_at=at.isoformat(), kind=kind.value, audience=audience.value, words=words,
                  said=None if said is None else packed(said), by_person=None if by.person is None else f"{by.person}", by_role=by.role, by_name=name)
