"""Representatives are asked again, say that they are still there or not, and prove by codes that they are reached (domain.md 5.6)."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from article22.contexts.missions import models
from article22.contexts.missions.models import Code, Reverification, Way
from article22.contexts.missions.queries.representatives import as_ruled, get_representative, zone_of
from article22.contexts.missions.queries.reverifications import get_reverification
from article22.contexts.missions.rules import representatives as people
from article22.contexts.missions.rules import reverifying as rules
from article22.contexts.missions.rules.terms import Answer, AskedWhy, CannotAppoint, Entered
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.refusal import Absent
from article22.kernel.text import Text


@transaction.atomic
def ask(representative: UUID, why: AskedWhy, *, by: Actor, at: datetime) -> Reverification:
    """Somebody is asked again; a link that they have already ends with it. Raises CannotAppoint."""
    if not (by.may("representative.nominate") or (why is AskedWhy.CHANGED and by.may("representative.answer"))):
        raise Absent
    row = get_representative(representative, seen_by=by, lock=True)
    rules.check_askable(as_ruled(row, zone_of(row.mission)), at)
    Reverification.objects.filter(representative=row, ended_at__isnull=True).update(ended_at=at)
    made = Reverification.objects.create(id=new_id(at), representative=row, why=why.value, asked_at=at, until=at + rules.LASTS, answer="")
    _record("representative-asked", row, by=by, at=at, why=why, reverification=made.pk)
    return made


@transaction.atomic
def remind(id: UUID, *, by: Actor, at: datetime) -> Reverification | None:
    """Note that whoever has not answered is reminded now; None where they have been, have answered meanwhile, or are gone."""
    row = get_reverification(id, seen_by=by, lock=True)
    due = rules.reminders_due(row.until, at)
    if row.ended_at or row.renewed_at or row.reminders >= due or _is_gone(row, at=at):
        return None
    row.reminders = due
    row.save(update_fields=["reminders"])
    _record("representative-reminded", row.representative, by=by, at=at, reverification=row.pk)
    return row


@transaction.atomic
def note_codes(id: UUID, sent: Mapping[UUID, Way], *, by: Actor, at: datetime) -> None:
    """They are still there; a code goes to each way by the message that is named. Raises CannotAppoint."""
    row = _open(id, by=by, at=at)
    rounds = Counter(row.codes.values_list("way", flat=True))
    for way in sent.values():
        rules.check_code_is_allowed(rounds[way.pk])
    if row.answer != Answer.HERE:
        row.answer, row.answered_at = Answer.HERE.value, at
        row.save(update_fields=["answer", "answered_at"])
        _record("representative-still-here", row.representative, by=by, at=at, reverification=row.pk)
    Code.objects.bulk_create([Code(id=message, reverification=row, way=way, sent_at=at) for message, way in sent.items()])
    _record("codes-sent", row.representative, by=by, at=at, reverification=row.pk, ways=len(sent))


@transaction.atomic
def enter_code(code_id: UUID, *, is_right: bool, by: Actor, at: datetime) -> Entered:
    """A code was entered. The right one proves its way, and renews whoever said that they are still there; a wrong one is counted. Raises Absent."""
    by.check_may("representative.answer")
    code = Code.objects.select_for_update(of=("self",)).select_related("way").filter(pk=code_id).first()
    if code is None:
        raise Absent
    row = _open(code.reverification_id, by=by, at=at)
    found = rules.entered(code.sent_at, code.tries, at, is_right=is_right)
    if code.entered_at is None:
        if found is Entered.RIGHT:
            _prove(code, row, by=by, at=at)
        elif found is Entered.WRONG:
            code.tries += 1
            code.save(update_fields=["tries"])
            _record("code-wrong", row.representative, by=by, at=at, way=code.way_id, tries=code.tries)
    return found


@transaction.atomic
def say_gone(id: UUID, last_day: date | None, *, by: Actor, at: datetime) -> None:
    """They say that they are it no more, from the end of a day on, today's where none is given: a successor is asked for. Raises CannotAppoint."""
    row = _open(id, by=by, at=at)
    representative = get_representative(row.representative_id, seen_by=by, lock=True)
    zone = zone_of(representative.mission)
    today = at.astimezone(zone).date()
    last = last_day or today
    rules.check_last_day(last, today)
    people.depart(as_ruled(representative, zone), None)
    representative.departs_on = last
    representative.save(update_fields=["departs_on"])
    row.answer, row.answered_at, row.ended_at = Answer.GONE.value, at, at
    row.save(update_fields=["answer", "answered_at", "ended_at"])
    _record("representative-not-any-more", representative, by=by, at=at, reverification=row.pk, departs_on=last)


@transaction.atomic
def say_wrong(way: Way, row: Reverification, *, by: Actor, at: datetime) -> None:
    """They say themselves that a way does not reach them: it counts no more, whatever comes in its place. Raises CannotAppoint."""
    _open(row.pk, by=by, at=at)
    way.failed_at, way.fault = at, people.SAID_WRONG
    way.save(update_fields=["failed_at", "fault"])
    _record("way-failed", row.representative, by=by, at=at, way=way.pk, kind=way.kind, fault=people.SAID_WRONG)


def _open(id: UUID, *, by: Actor, at: datetime) -> Reverification:
    """A reverification that can still be answered, locked. Raises CannotAppoint, Absent."""
    by.check_may("representative.answer")
    row = get_reverification(id, seen_by=by, lock=True)
    if row.ended_at is not None or at >= row.until or _is_gone(row, at=at):
        raise CannotAppoint(Text("reverification.over", "This was answered, or asked anew by another link. Nothing has changed now."))
    return row


def _is_gone(row: Reverification, *, at: datetime) -> bool:
    return people.stand_of(as_ruled(row.representative, zone_of(row.representative.mission)), at) in people.GONE


def _prove(code: Code, row: Reverification, *, by: Actor, at: datetime) -> None:
    code.entered_at = code.way.proved_at = at
    code.way.fault = ""
    code.save(update_fields=["entered_at"])
    code.way.save(update_fields=["proved_at", "fault"])
    _record("way-proved", row.representative, by=by, at=at, way=code.way_id, kind=code.way.kind)
    if row.renewed_at is None:
        representative = get_representative(row.representative_id, seen_by=by, lock=True)
        now = rules.renew(as_ruled(representative, zone_of(representative.mission)), at)
        row.renewed_at = at
        representative.verified_at, representative.verified_by = now.verified_at, None if now.verified_at == at else representative.verified_by
        representative.save(update_fields=["verified_at", "verified_by"])
        row.save(update_fields=["renewed_at"])
        _record("representative-renewed", representative, by=by, at=at, reverification=row.pk)


def _record(verb: str, row: models.Representative, *, by: Actor, at: datetime, **facts: object) -> UUID:
    return journal.record(f"missions.{verb}", row.pk, by=by, at=at, organisation=row.mission.organisation_id, words=None, mission=row.mission_id, **facts)
