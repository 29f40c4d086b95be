"""A change of how somebody is reached: asked for by the mission, and done once the old way or an officer says so."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from article22.contexts.missions.actions import representing
from article22.contexts.missions.actions.representing import Given, check_new_way
from article22.contexts.missions.models import WayChange
from article22.contexts.missions.queries.changes import get_change
from article22.contexts.missions.queries.representatives import get_representative, way_as_ruled
from article22.contexts.missions.rules import changing as rules
from article22.contexts.missions.rules.terms import CannotChange, ChangeState, Entered, WayKind
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.refusal import Absent
from article22.kernel.text import Text

MAY_ASK = ("representative.nominate", "representative.answer")


@transaction.atomic
def ask_change(representative: UUID, given: Given, instead_of: UUID | None, *, name: str, by: Actor, at: datetime) -> WayChange:
    """Hold a change until it is confirmed; `name` is whoever asks. Raises CannotAppoint, CannotChange, Absent."""
    if not any(by.may(verb) for verb in MAY_ASK):
        raise Absent
    row = get_representative(representative, seen_by=by, lock=True)
    check_new_way(row, given)
    if WayChange.objects.filter(representative=row, address=given.address, state=ChangeState.WAITING.value).exists():
        raise CannotChange(Text("way-change.asked-already", "This change was asked for, and waits."))
    ways = list(row.ways.filter(ended_at__isnull=True))
    replaced = next((way for way in ways if way.pk == instead_of), None)
    if instead_of and replaced is None:
        raise Absent
    asked = rules.confirmer([way_as_ruled(way) for way in ways], way_as_ruled(replaced) if replaced else None)
    change = WayChange.objects.create(
        id=new_id(at), representative=row, way=replaced, kind=given.kind.value, raw=given.raw, address=given.address, is_out_of_hours=given.is_out_of_hours,
        asked_by=by.person, asked_name=name, asked_at=at, until=at + rules.LASTS,
        asks=next((way for way in ways if asked and way.address == asked.address), None),
        state=ChangeState.WAITING.value)
    _record("way-change-asked", change, by=by, at=at, kind=given.kind, instead_of=instead_of, asks=change.asks_id)
    return change


def note_asked(change: WayChange, message: UUID) -> None:
    """The old way was written to, or called, by a message."""
    change.message = message
    change.save(update_fields=["message"])


@transaction.atomic
def confirm_by_call(id: UUID, called: str, *, by: Actor, at: datetime) -> WayChange:
    """An officer called, at the old number or one that the mission is known by, and it is right: the change is done. Raises CannotChange."""
    by.check_may("representative.verify")
    change = get_change(id, seen_by=by, lock=True)
    rules.check_called(called, change.address)
    return _confirm(change, "way-change-called-back", by=by, at=at, words={"called": called})


@transaction.atomic
def confirm_by_old_way(id: UUID, *, by: Actor, at: datetime) -> WayChange:
    """Whoever holds the link that the old way was sent says that it is right. Raises CannotChange."""
    by.check_may("representative.answer")
    return _confirm(_asked(id, by=by), "way-change-confirmed", by=by, at=at)


@transaction.atomic
def enter_code(id: UUID, *, is_right: bool, by: Actor, at: datetime) -> Entered:
    """The mission enters the code that the old telephone was told: the right one does the change, a wrong one is counted. Raises CannotChange."""
    by.check_may("representative.nominate")
    change = _asked(id, by=by)
    of_late = WayChange.objects.filter(asks=change.asks, asked_at__gt=at - rules.LASTS).values_list("tries", flat=True)  # taken back, and asked for again
    found = rules.entered(change.until, sum(of_late), at, is_right=is_right)
    if found is Entered.RIGHT:
        _confirm(change, "way-change-confirmed", by=by, at=at)
    elif found is Entered.WRONG:
        change.tries += 1
        change.save(update_fields=["tries"])
        _record("code-wrong", change, by=by, at=at, tries=change.tries)
    return found


@transaction.atomic
def refuse(id: UUID, reason: str, *, by: Actor, at: datetime) -> None:
    """An officer asked, and it is not right. Raises CannotChange."""
    by.check_may("representative.verify")
    rules.check_said(reason)
    _decide(get_change(id, seen_by=by, lock=True), ChangeState.REFUSED, "way-change-refused", by=by, at=at, words={"reason": reason})


@transaction.atomic
def deny(id: UUID, *, by: Actor, at: datetime) -> WayChange:
    """Whoever is reached by the old way did not ask for it: refused, and on record as a suspicious act (S8). Raises CannotChange."""
    by.check_may("representative.answer")
    change = _asked(id, by=by)
    _decide(change, ChangeState.REFUSED, "way-change-denied", by=by, at=at, is_suspicious=True)
    return change


@transaction.atomic
def withdraw(id: UUID, *, by: Actor, at: datetime) -> None:
    """The mission takes back what it asked for. Raises CannotChange."""
    by.check_may("representative.nominate")
    _decide(get_change(id, seen_by=by, lock=True), ChangeState.WITHDRAWN, "way-change-withdrawn", by=by, at=at)


def _asked(id: UUID, *, by: Actor) -> WayChange:
    """A change that waits for the way that was asked, locked. Raises CannotChange, Absent."""
    change = get_change(id, seen_by=by, lock=True)
    rules.check_waits(ChangeState(change.state))
    rules.check_asked(way_as_ruled(change.asks) if change.asks and change.asks.ended_at is None else None)
    return change


def _confirm(change: WayChange, verb: str, *, by: Actor, at: datetime, words: dict[str, str] | None = None) -> WayChange:
    _decide(change, ChangeState.CONFIRMED, verb, by=by, at=at, words=words)
    given = Given(kind=WayKind(change.kind), raw=change.raw, address=change.address, is_out_of_hours=change.is_out_of_hours)
    representing.put_way(change.representative_id, given, instead_of=change.way_id, by=by, at=at)
    return change


def _decide(change: WayChange, to: ChangeState, verb: str, *, by: Actor, at: datetime, words: dict[str, str] | None = None, **facts: object) -> None:
    rules.check_waits(ChangeState(change.state))
    change.state, change.decided_by, change.decided_at = to.value, by.person, at
    change.save(update_fields=["state", "decided_by", "decided_at"])
    _record(verb, change, by=by, at=at, words=words, **facts)


def _record(verb: str, change: WayChange, *, by: Actor, at: datetime, words: dict[str, str] | None = None, **facts: object) -> UUID:
    mission = change.representative.mission
    return journal.record(f"missions.{verb}", change.representative_id, by=by, at=at, words=words, organisation=mission.organisation_id, mission=mission.pk,
                          change=change.pk, **facts)
