"""Claims to speak for a mission are recorded, all of them; whom the accredited list names, the Office of Foreign Missions records (R-071, S8)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from article22.contexts.missions import models
from article22.contexts.missions.models import Mission
from article22.contexts.missions.queries.claims import as_ruled, get_claim, list_claims
from article22.contexts.missions.rules.claims import check_speaks, heard
from article22.contexts.missions.rules.terms import CannotClaim
from article22.ground.accounts.rules import AlreadyDone
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """Who claims to speak for a mission, as what, for which government, since when, and where that is said."""

    name: str
    position: str
    government: str
    source: str
    starts_on: date


@transaction.atomic
def record_claim(mission: Mission, given: Claimed, *, by: Actor, at: datetime) -> models.Claim:
    """Put on record that somebody claims to speak for a mission; it gives them no power. Raises CannotClaim."""
    by.check_may("claim.record")
    if mission.ended_on:
        raise CannotClaim(Text("claim.mission-ended", "{mission} has ended. Nobody speaks for it any more.", mission=mission.name))
    if not (given.name.strip() and given.position.strip() and given.source.strip()):
        raise CannotClaim(Text("claim.incomplete", "A claim has a name, a position and a source: the note, its number and day."))
    row = models.Claim.objects.create(
        id=new_id(at), mission=mission, name=given.name.strip(), position=given.position.strip(), government=given.government.strip(),
        source=given.source.strip(), starts_on=given.starts_on, accredited_by="", recorded_by=by.person, recorded_at=at)
    _record("claim-recorded", row, by=by, at=at, starts_on=given.starts_on, source=row.source)
    return row


@transaction.atomic
def accredit(claim_id: UUID, source: str, *, on: date, by: Actor, at: datetime) -> UUID:
    """The accredited list names them from a day on; `source` says which list. Returns the entry. Raises CannotClaim while it names another."""
    by.check_may("claim.accredit")
    row = get_claim(claim_id, seen_by=by, lock=True)
    _check_source(source)
    if row.accredited_on is not None:
        raise AlreadyDone(Text("claim.accredited", "{name} was accredited on {day} already. Record a new claim for a new accreditation.", name=row.name,
                               day=row.accredited_on))
    if on < row.starts_on:
        raise CannotClaim(Text("claim.not-begun", "{name} claims it since {start}. The list cannot name them before.", name=row.name, start=row.starts_on))
    other = next((one for one in models.Claim.objects.select_for_update().filter(mission=row.mission).order_by("id")
                  if one.accredited_on is not None and (one.accredited_until is None or on < one.accredited_until)), None)
    if other is not None:
        raise CannotClaim(Text("claim.another", "The list names {name} then. Record first from which day on it does not, and by which source.",
                               name=other.name))
    row.accredited_on, row.accredited_by = on, source.strip()
    row.save(update_fields=["accredited_on", "accredited_by"])
    return _record("claim-accredited", row, by=by, at=at, on=on, source=source)


@transaction.atomic
def withdraw_accreditation(claim_id: UUID, source: str, *, stands_still: bool, on: date, by: Actor, at: datetime) -> UUID:
    """The accredited list names them no more from a day on; `stands_still`: they claim to speak for the mission all the same. Returns the entry.

    Raises CannotClaim.
    """
    by.check_may("claim.accredit")
    row = get_claim(claim_id, seen_by=by, lock=True)
    _check_source(source)
    if row.accredited_on is None or row.accredited_until is not None:
        raise CannotClaim(Text("claim.not-named", "The list does not name {name}.", name=row.name))
    if on <= row.accredited_on:
        raise CannotClaim(Text("claim.ends-first", "It would end on {day}, not after it began on {start}. Give a later day.", day=on, start=row.accredited_on))
    row.accredited_until, row.ends_on = on, row.ends_on if stands_still else on
    row.save(update_fields=["accredited_until", "ends_on"])
    return _record("accreditation-withdrawn", row, by=by, at=at, on=on, stands_still=stands_still, source=source)


@transaction.atomic
def end_claim(claim_id: UUID, reason: str, *, on: date, by: Actor, at: datetime) -> UUID:
    """They claim no more to speak for the mission; what was recorded stays. Returns the entry. Raises CannotClaim while the list names them."""
    by.check_may("claim.record")
    row = get_claim(claim_id, seen_by=by, lock=True)
    _check_source(reason)
    if as_ruled(row).is_accredited(on):
        raise CannotClaim(Text("claim.still-named", "The accredited list names {name}. Record first that it does not.", name=row.name))
    if row.ends_on is not None or on <= row.starts_on:
        raise CannotClaim(Text("claim.ends-when", "A claim ends once, after the day on which it began: {start}.", start=row.starts_on))
    row.ends_on = on
    row.save(update_fields=["ends_on"])
    return _record("claim-ended", row, by=by, at=at, on=on, source=reason)


def check_may_speak(mission: Mission, claim: UUID | None, *, by: Actor, on: date) -> None:
    """Refuse what the mission asks through somebody whom the accredited list does not name, and of its own people all while that is contested.

    Raises NotRecognised.
    """
    claims = [as_ruled(row) for row in list_claims(mission, seen_by=by)]
    check_speaks(claims, heard(claims, claim, on, is_own=by.organisation is not None and by.organisation == mission.organisation_id), on)


def _check_source(words: str) -> None:
    if not words.strip():
        raise CannotClaim(Text("claim.no-source", "Say by which source: the list or the note, its number and day."))


def _record(verb: str, row: models.Claim, *, by: Actor, at: datetime, source: str, **facts: object) -> UUID:
    return journal.record(f"missions.{verb}", row.pk, by=by, at=at, organisation=row.mission.organisation_id, mission=row.mission_id,
                          words={"source": source.strip()}, **facts)
