"""Representatives are named by their mission, called back by an officer, asked again, and end; a mission below two is somebody's to see to (domain.md 5.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from article22.contexts.missions import models
from article22.contexts.missions.actions.claiming import check_may_speak
from article22.contexts.missions.models import Mission, Premises, Reverification, Way, WayChange
from article22.contexts.missions.queries.representatives import as_ruled, get_representative, list_representatives, list_ways, list_ways_by, zone_of
from article22.contexts.missions.rules import representatives as rules
from article22.contexts.missions.rules.readings import is_shown
from article22.contexts.missions.rules.terms import CannotAppoint, ChangeState, Nominated, Stand, WayKind
from article22.ground.journal import actions as journal
from article22.ground.journal.rules.entries import Told
from article22.ground.languages.queries import check_spoken
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.refusal import Absent
from article22.kernel.text import Text

NAMES = 22_965  # the advisory lock of whoever names somebody of a mission
OWN = (WayKind.MAIL.value, WayKind.MOBILE.value)  # what one person has alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A way as it was given, and as it is used: mail in lower case, a number in E.164."""

    kind: WayKind
    raw: str
    address: str
    is_out_of_hours: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Nomination:
    """Whom a mission names. `came_from` is the mail address of the note, empty where there was none; `consents` that they agreed to be held.

    `claim` is the claim to speak for the mission on whose word they are named; it need be given only where that is contested (S8).
    """

    name: str
    position: str
    ways: Sequence[Given]
    how: Nominated
    languages: tuple[str, ...] = ()
    is_first: bool = False
    arrives_on: date | None = None
    departs_on: date | None = None
    came_from: str = ""
    consents: bool = False
    claim: UUID | None = None


@transaction.atomic
def nominate(mission: Mission, given: Nomination, *, by: Actor, at: datetime) -> models.Representative:
    """Put on record whom a mission names. They count once an officer has called them back. Raises CannotAppoint, NotRecognised."""
    by.check_may("representative.nominate")
    if mission.ended_on:
        raise CannotAppoint(Text("representative.mission-ended", "{mission} has ended. Nobody represents it any more.", mission=mission.name))
    if not given.name.strip() or not given.ways:
        raise CannotAppoint(Text("representative.unreachable", "A representative has a name, and at least one way to be reached."))
    if not given.consents:
        raise CannotAppoint(Text("representative.no-consent", "Say that {name} agrees to be held here: without that nothing is kept.", name=given.name))
    _check_word(mission, given.claim, at=at, by=by)
    _wait_for(mission)
    human = _human_of(given.ways) or new_id(at)
    _check_own(mission, given.name, given.ways)
    row = models.Representative.objects.create(
        id=new_id(at), mission=mission, human=human, name=given.name.strip(), position=given.position.strip(), languages=list(given.languages),
        is_first=given.is_first, arrives_on=given.arrives_on, departs_on=given.departs_on, consented_at=at, stand=Stand.NOMINATED.value,
        nominated_how=given.how.value, nominated_from=given.came_from, nominated_by=by.person, nominated_at=at, held_why=rules.why_held(given.came_from))
    for way in given.ways:
        _add_way(row, way, at=at)
    _record("representative-nominated", row, by=by, at=at, how=given.how, held=row.held_why or None)
    return row


@transaction.atomic
def release_nomination(id: UUID, reason: str, *, by: Actor, at: datetime) -> UUID:
    """An officer asked the mission: the nomination that was held is its own. Returns the entry. Raises CannotAppoint."""
    by.check_may("representative.verify")
    row = get_representative(id, seen_by=by, lock=True)
    if not row.held_why or not reason.strip():
        raise CannotAppoint(Text("representative.no-release", "Only a nomination that is held is released, with a word on whom you asked."))
    row.held_why = ""
    row.save(update_fields=["held_why"])
    return _record("nomination-released", row, by=by, at=at, reason=reason)


@transaction.atomic
def reject_nomination(id: UUID, reason: str, *, by: Actor, at: datetime) -> UUID:
    """An officer asked the mission: the nomination that was held is not its own, and stays on record (S8). Returns the entry. Raises CannotAppoint."""
    by.check_may("representative.verify")
    row = get_representative(id, seen_by=by, lock=True)
    if not row.held_why or not reason.strip():
        raise CannotAppoint(Text("representative.no-rejection", "Only a nomination that is held is rejected, with a word on whom you asked."))
    row.stand, row.ended_at = rules.end(_ruled(row), (), reason, at).stand.value, at
    row.save(update_fields=["stand", "ended_at"])
    _let_go(row, by=by, at=at)
    return _record("nomination-rejected", row, by=by, at=at, reason=reason, held=row.held_why, is_suspicious=True)


@transaction.atomic
def verify(id: UUID, called: str, *, by: Actor, at: datetime) -> UUID:
    """An officer called back and found them, at a number that the mission is known by: `called`. Returns the entry. Raises CannotAppoint."""
    by.check_may("representative.verify")
    row = get_representative(id, seen_by=by, lock=True)
    phones = Premises.objects.filter(mission=row.mission, ends_on__isnull=True).exclude(phone="").values_list("phone", flat=True)
    rules.check_called(_ruled(row), called, phones)
    now = rules.verify(_ruled(row), at)
    row.stand, row.verified_at, row.verified_by = now.stand.value, now.verified_at, by.person
    row.save(update_fields=["stand", "verified_at", "verified_by"])
    return _record("representative-verified", row, by=by, at=at, called=called, is_registered=any(rules.names(called, phone) for phone in phones))


@transaction.atomic
def suspend(id: UUID, reason: str, *, by: Actor, at: datetime) -> UUID:
    """They count no more until they are verified anew. Returns the entry. Raises CannotAppoint."""
    by.check_may("representative.verify")
    row = get_representative(id, seen_by=by, lock=True)
    if not reason.strip():
        raise CannotAppoint(Text("representative.why", "Say why."))
    row.stand = rules.suspend(_ruled(row)).stand.value
    row.save(update_fields=["stand"])
    _end_links(row, at=at)
    return _record("representative-suspended", row, by=by, at=at, reason=reason)


@transaction.atomic
def set_language(id: UUID, language: str, *, by: Actor, at: datetime) -> None:
    """They, or their mission, choose in which language they are written to. Raises NotUnderstood, Absent."""
    if not (by.may("representative.nominate") or by.may("representative.answer")):
        raise Absent
    check_spoken(language)
    row = get_representative(id, seen_by=by, lock=True)
    if row.language != language:
        row.language = language
        row.save(update_fields=["language"])
        _record("language-set", row, by=by, at=at, language=language)


@transaction.atomic
def set_departure(id: UUID, departs_on: date | None, *, by: Actor, at: datetime) -> UUID:
    """They leave on a day, or stay after all. Returns the entry. Raises CannotAppoint."""
    by.check_may("representative.nominate")
    row = get_representative(id, seen_by=by, lock=True)
    check_portal(row.mission, by=by, at=at)
    one = rules.depart(_ruled(row), None)
    rules.check_departure(one, departs_on, at.astimezone(zone_of(row.mission)).date())
    row.departs_on = departs_on
    row.save(update_fields=["departs_on"])
    return _record("departure-set", row, by=by, at=at, departs_on=departs_on)


@transaction.atomic
def end(id: UUID, reason: str, *, by: Actor, at: datetime) -> UUID:
    """They are representative no more. Below two a reason is needed (S8). Returns the entry. Raises CannotAppoint."""
    by.check_may("representative.nominate")
    row = get_representative(id, seen_by=by, lock=True)
    check_portal(row.mission, by=by, at=at)
    zone = zone_of(row.mission)
    others = [as_ruled(other, zone) for other in list_representatives(row.mission, seen_by=by)]
    breaks = rules.breaks_minimum(as_ruled(row, zone), others, at)
    row.stand, row.ended_at = rules.end(as_ruled(row, zone), others, reason, at).stand.value, at
    row.save(update_fields=["stand", "ended_at"])
    _let_go(row, by=by, at=at)
    return _record("representative-ended", row, by=by, at=at, below_two=breaks, reason=reason)


@transaction.atomic
def put_way(id: UUID, given: Given, *, instead_of: UUID | None = None, by: Actor, at: datetime) -> UUID:
    """Another way to reach them, or one in the place of another; it counts once it is proved. Returns the entry. Raises CannotAppoint, Absent."""
    row = get_representative(id, seen_by=by, lock=True)
    check_new_way(row, given)
    ended = row.ways.filter(pk=instead_of, ended_at__isnull=True).update(ended_at=at) if instead_of else 0
    way = _add_way(row, given, at=at)
    return _record("way-added", row, by=by, at=at, way=way.pk, kind=given.kind, instead_of=instead_of if ended else None)


def check_new_way(row: models.Representative, given: Given) -> None:
    """Refuse a way of somebody who is gone, one by which they are reached already, and one that is another's at the same mission. Raises CannotAppoint."""
    rules.depart(_ruled(row), None)
    if row.ways.filter(address=given.address, ended_at__isnull=True).exists():
        raise CannotAppoint(Text("representative.way-held", "{name} is reached by that already.", name=row.name))
    _wait_for(row.mission)
    _check_own(row.mission, row.name, [given], row=row)


@transaction.atomic
def drop_way(id: UUID, way_id: UUID, *, by: Actor, at: datetime) -> UUID:
    """A way is theirs no more, and nothing comes in its place. Returns the entry. Raises CannotAppoint, Absent."""
    by.check_may("representative.nominate")
    row = get_representative(id, seen_by=by, lock=True)
    check_portal(row.mission, by=by, at=at)
    way = row.ways.filter(pk=way_id, ended_at__isnull=True).first()
    if way is None:
        raise Absent
    rules.check_dropped(_ruled(row), way.address, by_officer=by.may("representative.verify"))
    way.ended_at = at
    way.save(update_fields=["ended_at"])
    return _record("way-dropped", row, by=by, at=at, way=way.pk, kind=way.kind)


def prove_way(way_id: UUID, *, by: Actor, at: datetime) -> UUID:
    """An answer came by it: a code that was sent there, or a call an officer made. Returns the entry. Raises Absent."""
    return prove_ways({way_id: at}, by=by, at=at)[0]


def prove_ways(proved: Mapping[UUID, datetime], *, by: Actor, at: datetime) -> Sequence[UUID]:
    """The same of several, each with the instant at which its answer came. Returns the entries, in the same order. Raises Absent."""
    return _note_ways("way-proved", {way: {"proved_at": when, "fault": ""} for way, when in proved.items()}, by=by, at=at)


def fail_way(way_id: UUID, fault: str, *, by: Actor, at: datetime) -> UUID:
    """A message bounced, or nobody answered a drill; `fault` is a short code. Returns the entry. Raises Absent."""
    return fail_ways([way_id], fault, by=by, at=at)[0]


def fail_ways(failed: Sequence[UUID], fault: str, *, by: Actor, at: datetime) -> Sequence[UUID]:
    """The same of several. Returns the entries, in the same order. Raises Absent."""
    return _note_ways("way-failed", {way: {"failed_at": at, "fault": fault} for way in failed}, by=by, at=at)


def fail_address(address: str, fault: str, *, by: Actor, at: datetime) -> None:
    """A message to an address or a number came back, or was refused for good: every way by it has failed."""
    fail_ways([way.pk for way in list_ways_by(address, seen_by=by)], fault, by=by, at=at)


def read_contacts(mission: Mission, why: str, *, name: str, by: Actor, at: datetime) -> UUID:
    """Somebody reads how a mission's people are reached, and says why; the mission sees an officer's. Returns the entry. Raises CannotAppoint."""
    by.check_may("representative.see")
    if not why.strip():
        raise CannotAppoint(Text("representative.why", "Say why."))
    return journal.record("missions.contacts-read", mission.pk, by=by, at=at, words={"why": why.strip(), "name": name},
                          organisation=mission.organisation_id if is_shown(by.role) or by.organisation == mission.organisation_id else None)


def _check_word(mission: Mission, claim: UUID | None, *, by: Actor, at: datetime) -> None:
    """Refuse a change on the word of somebody whom the accredited list does not name, and, where that is contested, on nobody's (S8). Raises NotRecognised."""
    check_may_speak(mission, claim, by=by, on=at.astimezone(zone_of(mission)).date())


def check_portal(mission: Mission, *, by: Actor, at: datetime) -> None:
    """While it is contested who speaks for a mission, its people change nothing themselves: an officer does, who has the word of the accredited one."""
    if by.organisation is not None and by.organisation == mission.organisation_id:
        _check_word(mission, None, by=by, at=at)


@transaction.atomic
def _note_ways(verb: str, given: Mapping[UUID, Mapping[str, datetime | str]], *, by: Actor, at: datetime) -> Sequence[UUID]:
    by.check_may("representative.verify")
    ways = {way.pk: way for way in list_ways(given, seen_by=by)}
    if len(ways) < len(given):
        raise Absent
    for id, fields in given.items():
        for name, value in fields.items():
            setattr(ways[id], name, value)
    Way.objects.bulk_update(ways.values(), ["proved_at", "failed_at", "fault"], batch_size=1000)
    return journal.record_all([Told(verb=f"missions.{verb}", subject=way.representative_id, organisation=way.representative.mission.organisation_id, facts={
        "mission": way.representative.mission_id, "way": way.pk, "kind": way.kind, "fault": way.fault or None}) for way in (ways[id] for id in given)],
        by=by, at=at)


def _human_of(ways: Sequence[Given]) -> UUID | None:
    """Who it is, where somebody is reached at the same mail address or mobile number elsewhere."""
    return _reached_by(ways).order_by("nominated_at", "id").values_list("human", flat=True).first()


def _check_own(mission: Mission, name: str, ways: Sequence[Given], *, row: models.Representative | None = None) -> None:
    there = models.Representative.objects.filter(mission=mission, human__in=_reached_by(ways).values("human")).exclude(stand=Stand.ENDED.value)
    rules.check_own_way(name, next((other.name for other in there if other != row), None))


def _reached_by(ways: Sequence[Given]) -> "QuerySet[models.Representative]":
    """Who is there and is reached at one of some mail addresses or mobile numbers: an office telephone is shared."""
    own = [way.address for way in ways if way.kind is not WayKind.OFFICE]
    return models.Representative.objects.filter(ways__address__in=own, ways__kind__in=OWN, ways__ended_at__isnull=True).exclude(stand=Stand.ENDED.value)


def _wait_for(mission: Mission) -> None:
    """Two who name somebody of a mission at once wait for each other: else one person could stand there twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [f"{mission.pk}", NAMES])


def _let_go(row: models.Representative, *, by: Actor, at: datetime) -> None:
    """Of somebody who is gone: their links end, and what waits of how they are reached is taken back."""
    _end_links(row, at=at)
    for change in WayChange.objects.filter(representative=row, state=ChangeState.WAITING.value):
        change.state, change.decided_by, change.decided_at = ChangeState.WITHDRAWN.value, by.person, at
        change.save(update_fields=["state", "decided_by", "decided_at"])
        _record("way-change-withdrawn", row, by=by, at=at, change=change.pk)


def _end_links(row: models.Representative, *, at: datetime) -> None:
    Reverification.objects.filter(representative=row, ended_at__isnull=True).update(ended_at=at)


def _add_way(row: models.Representative, given: Given, *, at: datetime) -> Way:
    return Way.objects.create(id=new_id(at), representative=row, kind=given.kind.value, raw=given.raw, address=given.address, fault="",
                              is_out_of_hours=given.is_out_of_hours)


def _ruled(row: models.Representative) -> rules.Representative:
    return as_ruled(row, zone_of(row.mission))


def _record(verb: str, row: models.Representative, *, by: Actor, at: datetime, reason: str = "", called: str = "", **facts: object) -> UUID:
    words = {name: text for name, text in (("reason", reason), ("called", called)) if text}
    return journal.record(f"missions.{verb}", row.pk, by=by, at=at, organisation=row.mission.organisation_id, mission=row.mission_id,
                          words=words or None, **facts)
