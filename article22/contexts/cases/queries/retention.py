"""What is past its time, and what must be kept all the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, DateTimeField, F, Func, Q, Value

from article22.contexts.cases.models import Case, Hold, Purge
from article22.contexts.cases.rules.retention import closed_by, kept_until
from article22.contexts.cases.rules.terms import CaseKind
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent

MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A case past its time: what it is, until when it was to be kept, and whether a second person has its purge to decide already."""

    case: Case
    kind: CaseKind
    kept_until: datetime
    is_proposed: bool


def list_past(*, seen_by: Actor, now: datetime, most: int = MOST) -> tuple[Sequence[Past], bool]:
    """Cases past their time, those closed first first, without what is on hold or purged; and whether there are more."""
    seen_by.check_may("case.propose-purge")
    held = Func(F("pk"), Value(now, DateTimeField()), function="a22_is_held", output_field=BooleanField())
    cases = Case.objects.visible_to(seen_by).filter(
        _past("", now), Q(merged_into__isnull=True) | _past("merged_into__", now), closed_at__isnull=False, purged_at__isnull=True)
    rows = list(cases.filter(~Q(held)).select_related("mission").order_by("closed_at", "id")[:most + 1])
    proposed = set(Purge.objects.filter(case__in=rows, decided_at__isnull=True).values_list("case", flat=True))
    return [Past(case=case, kind=CaseKind(case.kind), kept_until=kept_until(CaseKind(case.kind), case.closed_at), is_proposed=case.pk in proposed)
            for case in rows[:most] if case.closed_at], len(rows) > most


def is_held(case: UUID, *, at: datetime) -> bool:
    """Whether a case, or the one it was joined to, is on hold. No word leaves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT a22_is_held(%s, %s)", [case, at])
        return bool(cursor.fetchone()[0])


def get_hold(hold_id: UUID, *, seen_by: Actor, lock: bool = False) -> Hold:
    """A hold, or Absent."""
    _check_may_see(seen_by)
    rows = Hold.objects.select_for_update() if lock else Hold.objects.all()
    hold = rows.filter(pk=hold_id).first()
    if hold is None:
        raise Absent
    return hold


def list_holds(case: Case | None = None, *, seen_by: Actor, now: datetime) -> Sequence[Hold]:
    """Holds in force, of all cases or of one and of that which it was joined to, those placed first first."""
    _check_may_see(seen_by)
    rows = Hold.objects.filter(Q(until__isnull=True) | Q(until__gt=now), lifted_at__isnull=True).order_by("placed_at", "id")
    return list(rows if case is None else rows.filter(case__in=[one for one in (case.pk, case.merged_into_id) if one]))


def list_unlifted() -> Sequence[Hold]:
    """Holds whose lifting waits for a second person, for whoever watches over them."""
    return list(Hold.objects.filter(lifting_at__isnull=False, lifted_at__isnull=True).order_by("lifting_at", "id"))


def _past(prefix: str, now: datetime) -> Q:
    found = Q()
    for kind in CaseKind:
        found |= Q(**{f"{prefix}kind": kind.value, f"{prefix}closed_at__lte": closed_by(kind, now)})
    return found


def _check_may_see(actor: Actor) -> None:
    if not (actor.may("case.hold") or actor.may("case.lift-hold")):
        raise Absent
