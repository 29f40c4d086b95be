"""A mission gives of its places what it chooses, lets their police read it, and takes it back; who may ask people to leave, and who consented to entry, is
put on record."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from article22.contexts.missions.actions.claiming import check_may_speak
from article22.contexts.missions.models import Agreement, Consent, Departure, Detail, Premises
from article22.contexts.missions.queries.claims import as_ruled, list_claims
from article22.contexts.missions.queries.dossiers import (
    READ,
    get_agreement,
    get_consent,
    get_departure,
    get_detail,
    get_police,
    list_agreements,
    list_details,
)
from article22.contexts.missions.rules.claims import heard
from article22.contexts.missions.rules.dossiers import check_consent, check_plans, check_present, check_words
from article22.contexts.missions.rules.readings import is_shown
from article22.contexts.missions.rules.terms import CannotGive, ConsentHow, DetailKind
from article22.ground.files import actions as files
from article22.ground.files.queries import get_kept
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.refusal import Absent
from article22.kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Consented:
    """A consent to entry as it is noted. `claim` is whoever gave it, where they are on record; else `giver` and `position` say who it was."""

    claim: UUID | None
    giver: str
    position: str
    given_to: str
    words: str
    how: ConsentHow
    given_at: datetime
    until: datetime


@transaction.atomic
def give_detail(premises: Premises, kind: DetailKind, words: str, *, name: str, by: Actor, at: datetime, on: date) -> UUID:
    """Its own mission gives words on a place to those who protect it. Returns the entry. Raises CannotGive, NotRecognised, Absent for anybody else."""
    _check_gives(premises, by, on)
    check_words(words)
    row = _give(premises, kind, name=name, by=by, at=at, words=words.strip(), digest="")
    return _record("detail-given", row, by=by, at=at, kind=kind)


@transaction.atomic
def give_plan(premises: Premises, content: bytes, *, given_name: str, name: str, by: Actor, at: datetime, on: date) -> UUID:
    """Its own mission gives a plan of a place. Returns the entry. Raises CannotGive, CannotKeep, NotRecognised, Absent for anybody else."""
    _check_gives(premises, by, on)
    found = files.keep(content, given_name=given_name)
    plans = [row for row in list_details(premises, seen_by=by) if row.kind == DetailKind.PLAN and row.withdrawn_at is None]
    check_plans(len(plans), has_same=any(row.digest == found.digest for row in plans))
    row = _give(premises, DetailKind.PLAN, name=name, by=by, at=at, digest=found.digest, file=found.name, size=found.size)
    return _record("detail-given", row, by=by, at=at, kind=DetailKind.PLAN, digest=found.digest, size=found.size)


@transaction.atomic
def withdraw_detail(premises: Premises, detail_id: UUID, *, by: Actor, at: datetime) -> UUID:
    """Its own mission takes back what it gave: words and file are gone. Returns the entry. Raises Absent."""
    _check_own(premises, by)
    row = get_detail(detail_id, premises, seen_by=by)
    row.words, row.name, row.withdrawn_by, row.withdrawn_at = None, None, by.person, at
    row.save(update_fields=["words", "name", "withdrawn_by", "withdrawn_at"])
    if row.digest:
        files.let_go(row.digest)
    return _record("detail-withdrawn", row, by=by, at=at, kind=row.kind)


@transaction.atomic
def agree(premises: Premises, *, name: str, by: Actor, at: datetime, on: date) -> UUID:
    """Its own mission lets the police with whom a place is registered read its dossier on the scene. Returns the entry.

    Raises CannotGive, NotRecognised, Absent for anybody else.
    """
    _check_gives(premises, by, on)
    police = get_police(premises)
    if police is None or police.organisation is None:
        raise CannotGive(Text("agreement.nobody", "No police whose people sign in here hold this place yet. Until they do there is nobody to agree with."))
    if any(row.organisation_id == police.organisation.pk for row in list_agreements(premises, seen_by=by)):
        raise CannotGive(Text("agreement.given", "{police} may read it already.", police=police.organisation.name))
    row = Agreement.objects.create(id=new_id(at), premises=premises, organisation=police.organisation, given_name=name, given_by=by.person, given_at=at)
    return _record("dossier-agreed", row, by=by, at=at, police=row.organisation_id)


@transaction.atomic
def withdraw_agreement(premises: Premises, agreement_id: UUID, *, by: Actor, at: datetime) -> UUID:
    """Its own mission lets police read a dossier no more, from now on. Returns the entry. Raises Absent."""
    _check_own(premises, by)
    row = get_agreement(agreement_id, premises, seen_by=by)
    row.withdrawn_by, row.withdrawn_at = by.person, at
    row.save(update_fields=["withdrawn_by", "withdrawn_at"])
    return _record("agreement-withdrawn", row, by=by, at=at, police=row.organisation_id)


@transaction.atomic
def name_for_departure(premises: Premises, *, name: str, position: str, authorised_by: str, starts_on: date, by: Actor, at: datetime, on: date) -> UUID:
    """Record an employee whom the senior official authorised to ask people to leave a place (18 USC 970). Returns the entry.

    Raises CannotGive; NotRecognised where the mission's own people ask while it is contested who speaks for it.
    """
    by.check_may("departure.name")
    if not (name.strip() and authorised_by.strip()):
        raise CannotGive(Text("departure.incomplete", "Say who may ask people to leave, and which senior official authorised them."))
    check_present(premises.ends_on, on)
    _check_portal(premises, by, on)
    row = Departure.objects.create(id=new_id(at), premises=premises, name=name.strip(), position=position.strip(), authorised_by=authorised_by.strip(),
                                   starts_on=starts_on, recorded_by=by.person, recorded_at=at)
    return _record("departure-named", row, by=by, at=at, starts_on=starts_on)


@transaction.atomic
def end_departure(premises: Premises, departure_id: UUID, *, by: Actor, at: datetime, on: date) -> UUID:
    """They may ask nobody to leave any more, from a day on. Returns the entry.

    Raises Absent; NotRecognised where the mission's own people ask while it is contested who speaks for it.
    """
    by.check_may("departure.name")
    _check_portal(premises, by, on)
    row = get_departure(departure_id, premises, seen_by=by)
    row.ends_on = max(on, row.starts_on)
    row.save(update_fields=["ends_on"])
    return _record("departure-ended", row, by=by, at=at, ends_on=row.ends_on)


@transaction.atomic
def note_consent(premises: Premises, given: Consented, *, name: str, by: Actor, at: datetime) -> UUID:
    """Note that whoever speaks for a mission consented to entry: `given_at` in the zone of the place. Returns the entry.

    Raises CannotEnter, NotRecognised.
    """
    by.check_may("consent.note")
    claims = list_claims(premises.mission, seen_by=by)
    ruled = [as_ruled(row) for row in claims]
    word = heard(ruled, given.claim, given.given_at.date(), is_own=_is_own(premises, by))
    check_consent(ruled, word, giver=given.giver, given_to=given.given_to, words=given.words, given_at=given.given_at, until=given.until, present=at,
                  left_on=premises.ends_on)
    claim = next((row for row in claims if row.pk == given.claim), None)
    row = Consent.objects.create(
        id=new_id(at), premises=premises, claim=claim, giver=claim.name if claim else given.giver.strip(),
        position=claim.position if claim else given.position.strip(), given_to=given.given_to.strip(), words=given.words.strip(), how=given.how.value,
        given_at=given.given_at, until=given.until, noted_name=name, noted_by=by.person, noted_at=at)
    return _record("consent-noted", row, by=by, at=at, claim=given.claim, given_at=given.given_at, until=given.until, said=row.words)


@transaction.atomic
def withdraw_consent(premises: Premises, consent_id: UUID, *, by: Actor, at: datetime) -> UUID:
    """The mission takes its consent back: from now on it opens no door. Returns the entry. Raises Absent."""
    by.check_may("consent.note")
    row = get_consent(consent_id, premises, seen_by=by)
    row.withdrawn_by, row.withdrawn_at = by.person, at
    row.save(update_fields=["withdrawn_by", "withdrawn_at"])
    return _record("consent-withdrawn", row, by=by, at=at)


def read_dossier(premises: Premises, why: str, *, name: str, by: Actor, at: datetime, file: UUID | None = None) -> UUID:
    """Somebody who protects or inspects reads what a mission gave of a place, or takes a plan of it, and says why. Returns the entry.

    The mission sees that somebody of liaison or protection did; not an inspector. Raises CannotGive.
    """
    by.check_may("dossier.see")
    if not why.strip():
        raise CannotGive(Text("detail.why", "Say why."))
    return journal.record(READ, premises.pk, by=by, at=at, organisation=premises.mission.organisation_id if is_shown(by.role) else None, detail=file,
                          words={"why": why.strip(), "name": name})


@transaction.atomic
def fetch_plan(premises: Premises, detail_id: UUID, why: str, *, name: str, by: Actor, at: datetime) -> tuple[str, bytes]:
    """A plan as it came, with its name; that it was taken, and why, is on record, but for the mission's own people. Raises Absent."""
    row = get_detail(detail_id, premises, seen_by=by)
    if row.name is None:
        raise Absent
    if not _is_own(premises, by):
        read_dossier(premises, why, name=name, by=by, at=at, file=row.pk)
    return row.name, get_kept(row.digest)


def _is_own(premises: Premises, by: Actor) -> bool:
    return by.organisation is not None and by.organisation == premises.mission.organisation_id


def _check_own(premises: Premises, by: Actor) -> None:
    by.check_may("detail.give")
    if not _is_own(premises, by):
        raise Absent


def _check_gives(premises: Premises, by: Actor, on: date) -> None:
    _check_own(premises, by)
    check_present(premises.ends_on, on)
    _check_portal(premises, by, on)


def _check_portal(premises: Premises, by: Actor, on: date) -> None:
    """While it is contested who speaks for a mission, its people change nothing themselves."""
    if _is_own(premises, by):
        check_may_speak(premises.mission, None, by=by, on=on)


def _give(premises: Premises, kind: DetailKind, *, name: str, by: Actor, at: datetime, digest: str, words: str | None = None, file: str | None = None,
          size: int | None = None) -> Detail:
    return Detail.objects.create(id=new_id(at), premises=premises, kind=kind.value, words=words, name=file, size=size, digest=digest, given_name=name,
                                 given_by=by.person, given_at=at)


def _record(verb: str, row: Detail | Departure | Consent | Agreement, *, by: Actor, at: datetime, said: str = "", **facts: object) -> UUID:
    return journal.record(f"missions.{verb}", row.pk, by=by, at=at, organisation=row.premises.mission.organisation_id, premises=row.premises_id,
                          words={"said": said} if said else None, **facts)
