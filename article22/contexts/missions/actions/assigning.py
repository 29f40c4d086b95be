"""Liaisons: an officer is assigned to each mission, with a history; whoever is away names who covers (R-058, R-059)."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from article22.contexts.missions.models import Absence, Assignment, Mission, Officer
from article22.contexts.missions.queries.liaisons import list_away
from article22.contexts.missions.rules.liaisons import Away, check_cover, check_days
from article22.contexts.missions.rules.terms import CannotAssign
from article22.ground.accounts.rules import AlreadyDone
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.period import Period
from article22.kernel.refusal import Absent
from article22.kernel.text import Text


@transaction.atomic
def add_officer(person: UUID, name: str, *, raw: str, e164: str, email: str, by: Actor, at: datetime) -> Officer:
    """Enter how missions reach an officer. Raises CannotAssign where there is neither a number nor an address, AlreadyDone."""
    by.check_may("liaison.assign")
    if not (e164 or email):
        raise CannotAssign(Text("officer.unreachable", "An officer needs a telephone number or a mail address at which missions reach them."))
    if Officer.objects.filter(person=person).exists():
        raise AlreadyDone(Text("officer.exists", "{name} is an officer already.", name=name))
    officer = Officer.objects.create(id=new_id(at), person_id=person, name=name, raw=raw, e164=e164, email=email)
    journal.record("missions.officer-added", officer.pk, by=by, at=at, person=person)
    return officer


@transaction.atomic
def assign_liaison(mission: Mission, officer: Officer, *, starts_on: date, by: Actor, at: datetime) -> UUID:
    """Assign an officer to a mission from a day on; who was assigned before ends on that day. Returns the entry. Raises CannotAssign."""
    by.check_may("liaison.assign")
    if mission.ended_on:
        raise CannotAssign(Text("liaison.mission-ended", "{mission} has ended. Nobody is assigned to it any more.", mission=mission.name))
    last = Assignment.objects.select_for_update().filter(mission=mission).order_by("-starts_on").first()
    if last and last.ends_on is None and last.officer_id == officer.pk:
        raise AlreadyDone(Text("liaison.assigned", "{officer} is assigned to {mission} already.", officer=officer.name, mission=mission.name))
    if (last and starts_on <= last.starts_on) or (last and last.ends_on and starts_on < last.ends_on):
        raise CannotAssign(Text("liaison.starts-when", "Somebody is assigned until later than {day}. Give a later beginning: history is not rewritten.",
                                day=starts_on))
    if last and last.ends_on is None:
        last.ends_on = starts_on
        last.save(update_fields=["ends_on"])
    assignment = Assignment.objects.create(id=new_id(at), mission=mission, officer=officer, starts_on=starts_on, assigned_by=by.person)
    return journal.record("missions.liaison-assigned", assignment.pk, by=by, at=at, organisation=mission.organisation_id, mission=mission.pk,
                          officer=officer.pk, starts_on=starts_on)


@transaction.atomic
def end_assignment(assignment_id: UUID, *, ends_on: date, by: Actor, at: datetime) -> UUID:
    """An assignment ends without another. Returns the entry."""
    by.check_may("liaison.assign")
    assignment = Assignment.objects.visible_to(by).select_for_update(of=("self",)).select_related("mission").filter(
        pk=assignment_id, ends_on__isnull=True).first()
    if assignment is None:
        raise Absent
    check_days(assignment.starts_on, ends_on)
    assignment.ends_on = ends_on
    assignment.save(update_fields=["ends_on"])
    return journal.record("missions.liaison-ended", assignment.pk, by=by, at=at, organisation=assignment.mission.organisation_id, ends_on=ends_on)


@transaction.atomic
def add_absence(officer: Officer, cover: Officer, *, starts_on: date, ends_on: date, by: Actor, at: datetime) -> UUID:
    """An officer will be away from a day to another (out), and who covers. Returns the entry. Raises CannotAssign."""
    by.check_may("liaison.assign")
    check_days(starts_on, ends_on)
    check_cover(Away(officer=officer.pk, cover=cover.pk, days=Period(start=starts_on, until=ends_on)), list_away())
    absence = Absence.objects.create(id=new_id(at), officer=officer, cover=cover, starts_on=starts_on, ends_on=ends_on)
    return journal.record("missions.absence-added", absence.pk, by=by, at=at, officer=officer.pk, cover=cover.pk, starts_on=starts_on, ends_on=ends_on)


@transaction.atomic
def cancel_absence(absence_id: UUID, *, by: Actor, at: datetime) -> UUID:
    """An absence does not happen, or ends today. Returns the entry."""
    by.check_may("liaison.assign")
    changed = Absence.objects.filter(pk=absence_id, cancelled_at__isnull=True).update(cancelled_at=at)
    if not changed:
        raise Absent
    return journal.record("missions.absence-cancelled", absence_id, by=by, at=at)
