"""A case is sent on to other authorities: those that are added are owed an answer, those that are dropped are asked for nothing more."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from article22.contexts.cases.actions.answering import ALL_ACKNOWLEDGED, has_all_answers
from article22.contexts.cases.actions.moving import advance, save
from article22.contexts.cases.actions.opening import place_as_kept
from article22.contexts.cases.actions.rows import Of, recipient_rows
from article22.contexts.cases.actions.story import tell
from article22.contexts.cases.actions.timing import strike_clocks
from article22.contexts.cases.models import Case, Recipient
from article22.contexts.cases.queries.cases import get_case
from article22.contexts.cases.rules import recipients as rules
from article22.contexts.cases.rules.clocks import Event
from article22.contexts.cases.rules.terms import CannotMove, PassageKind, Status
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.place import Place
from article22.kernel.text import Text, unpacked

PLACED = ("place", "city", "region", "zone", "latitude", "longitude", "precision_km", "regime", "directory", "office")


@dataclass(frozen=True, slots=True, kw_only=True)
class Onward:
    """Where a case goes now: its place, the regime and the directory that answered, the office responsible from now on."""

    place: Place
    regime: str
    directory: str
    office: str


@transaction.atomic
def send_on(reference: str | UUID, recipients: tuple[rules.Recipient, ...], where: Onward, *, drop: Collection[UUID], reason: str,
            desks: Mapping[str, UUID], name: str, by: Actor, at: datetime) -> tuple[UUID, ...]:
    """Add who is not told yet, drop who was chosen, count the hop. Returns the ids of those that were added. Raises CannotMove, Absent."""
    by.check_may("case.route")
    case = get_case(reference, seen_by=by, lock=True)
    if case.closed_at is not None:
        raise CannotMove(Text("case.route-ended", "This case is ended. Open it again first, or open another."))
    standing = list(case.recipients.filter(dropped_at__isnull=True).order_by("rank"))
    dropped = [row for row in standing if row.pk in drop]
    held = {(row.authority, row.office) for row in standing}
    added = tuple(one for one in recipients if (one.authority, one.office or "") not in held)
    if not added and not dropped:
        raise CannotMove(Text("case.route-same", "That leads to the same authorities. Name another place or need, or choose who is to be dropped."))
    for row in dropped:
        row.dropped_at = at
        row.save(update_fields=["dropped_at"])
    ids = add_recipients(case, added, desks, at=at)
    move_to(case, where)
    case.hops += 1
    save(case, "hops", *PLACED)
    tell(case, said=_said(added, dropped, reason), kind=PassageKind.STATE, name=name, by=by, at=at)
    if case.status == Status.ROUTED and has_all_answers(case):
        advance(case, Status.ACKNOWLEDGED, ALL_ACKNOWLEDGED, name="", by=by, at=at)
    journal.record("cases.case-sent-on", case.pk, by=by, at=at, organisation=case.organisation_id, hops=case.hops, added=len(added), dropped=len(dropped),
                   regime=where.regime, directory=where.directory, words={"reason": reason} if reason.strip() else None)
    return ids


@transaction.atomic
def extend(case: Case, recipients: Sequence[rules.Recipient], desks: Mapping[str, UUID], *, by: Actor, at: datetime) -> tuple[UUID, ...]:
    """Add the desks of what a case has become, beside those that are told already. Returns the ids of those that were added."""
    case = get_case(case.pk, seen_by=by, lock=True)
    held = {(row.authority, row.office) for row in case.recipients.filter(dropped_at__isnull=True)}
    added = tuple(one for one in recipients if (one.authority, one.office or "") not in held)
    if not added:
        return ()
    ids = add_recipients(case, added, desks, at=at)
    save(case)
    tell(case, said=_said(added, [], ""), kind=PassageKind.STATE, name="", by=by, at=at)
    return ids


def add_recipients(case: Case, added: Sequence[rules.Recipient], desks: Mapping[str, UUID], *, at: datetime) -> tuple[UUID, ...]:
    """Add desks to a locked case, and the clock that their answers are owed by. The case is saved by whoever calls. Returns their ids."""
    rank = 1 + max((row.rank for row in case.recipients.all()), default=0)
    rows = recipient_rows(Of(case=case.pk, organisation=case.organisation_id), added, desks, at=at, rank=rank)
    made = Recipient.objects.bulk_create([
        Recipient(**row | {"added_at": at}, told_how="", acknowledged_how="", acknowledged_name="", is_late=False, fault="") for row in rows])
    _wait_for_answers(case, is_added=bool(added), at=at)
    return tuple(UUID(f"{one.pk}") for one in made)


def _wait_for_answers(case: Case, *, is_added: bool, at: datetime) -> None:
    """Whoever is added is owed a clock of acknowledging, where the old one has run out; it is kept once everybody who is left has answered."""
    strike_clocks(case, {Event.ASKED} if is_added else {Event.ALL_ACKNOWLEDGED} if has_all_answers(case) else (), at=at)


def move_to(case: Case, where: Onward) -> None:
    """A case is there from now on. It is saved by whoever calls: PLACED."""
    for name, value in place_as_kept(where.place).items():
        setattr(case, name, value)
    case.regime, case.directory, case.office = where.regime, where.directory, where.office


def _said(added: tuple[rules.Recipient, ...], dropped: list[Recipient], reason: str) -> Text:
    told, gone = tuple(one.who for one in added), tuple(unpacked(row.who) for row in dropped)
    if added and dropped:
        said = Text("story.rerouted", "Sent on to {whom}. Nothing more is asked of {gone}.", whom=told, gone=gone)
    elif added:
        said = Text("story.sent-on", "Sent on to {whom}.", whom=told)
    else:
        said = Text("story.dropped", "Nothing more is asked of {gone}.", gone=gone)
    return Text("story.because", "{said} {reason}", said=said, reason=reason.strip()) if reason.strip() else said
