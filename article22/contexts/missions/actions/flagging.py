"""Official locations are registered with police for priority response: sent, confirmed, answered otherwise, withdrawn (R-070)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import transaction

from article22.contexts.missions.models import PoliceArea, PoliceDesk, Premises, PriorityForm, Registration
from article22.contexts.missions.queries.flags import Location, get_registration
from article22.contexts.missions.rules import flags as rules
from article22.contexts.missions.rules.terms import AgencyWord, CannotFlag, Flag
from article22.ground.journal import actions as journal
from article22.ground.journal.rules.entries import Told
from article22.ground.places.rules import fold_city
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.refusal import Absent
from article22.kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenDesk:
    """A police desk as an officer gave it; `agency` where it is one of an imported list, `organisation` where its people sign in here.

    `e164` is the number as it is dialled.
    """

    name: str
    email: str
    raw: str = ""
    e164: str = ""
    agency: UUID | None = None
    organisation: UUID | None = None


@transaction.atomic
def name_desk(city: str, region: str, given: GivenDesk, *, by: Actor, at: datetime) -> PoliceDesk:
    """Say to which desk the locations of a city go: one that is held under that agency, or in that State under that name, or a new one.

    What is given now is kept of it; what is left empty for a city that it did not have before stays as it was. Raises CannotFlag.
    """
    by.check_may("priority.keep")
    if not given.name.strip():
        raise CannotFlag(Text("desk.no-name", "Choose an agency of the list, or write the name of one that is not in it."))
    desk = _desk_of(region, given) or PoliceDesk(id=new_id(at), agency_id=given.agency, email="", raw="", e164="")
    desk.name = given.name.strip()
    has_it = PoliceArea.objects.filter(desk=desk, region=region, city_key=fold_city(city)).exists()
    if has_it or given.email:
        desk.email = given.email
    if has_it or given.raw:
        desk.raw, desk.e164 = given.raw, given.e164
    if has_it or given.organisation:
        desk.organisation_id = given.organisation
    desk.save()
    PoliceArea.objects.update_or_create(region=region, city_key=fold_city(city), defaults={"desk": desk, "city": city},
                                        create_defaults={"id": new_id(at), "desk": desk, "city": city})
    journal.record("missions.police-desk-named", desk.pk, by=by, at=at, agency=given.agency, police=desk.organisation_id, words={
        "city": f"{city}, {region}", "name": desk.name, "email": desk.email, "phone": desk.raw})
    return desk


def _desk_of(region: str, given: GivenDesk) -> PoliceDesk | None:
    """The desk that is held already. One that is no agency's is known by its name within its State: another State may have police of that name, too."""
    held = PoliceDesk.objects.select_for_update()
    there = PoliceArea.objects.filter(region=region).values("desk")
    found: PoliceDesk | None = (held.filter(agency=given.agency) if given.agency else held.filter(
        name__iexact=given.name.strip(), agency__isnull=True, pk__in=there)).first()
    return found


@transaction.atomic
def send_form(desk: PoliceDesk, places: Sequence[Location], *, by: Actor, at: datetime) -> tuple[PriorityForm, Sequence[PriorityForm]]:
    """Locations go to a desk on one form. What another desk held is withdrawn there; those forms come second. Raises CannotFlag."""
    by.check_may("priority.keep")
    if not desk.email:
        raise CannotFlag(Text("desk.no-email", "{desk} has no mail address here. Give it one, or record what they say by telephone.", desk=desk.name))
    rows = _held(places)
    form = _make_form(desk, by=by, at=at)
    left = withdraw([row for row in rows.values() if row.desk_id != desk.pk], by=by, at=at)
    for place in places:
        held = rows.get(place.premises)
        row = held if held and held.desk_id == desk.pk else _new(place, desk, at=at)
        now = rules.send(row.ruled if row is held else rules.NONE, place.address, at)
        row.form, row.told, row.reminded_at, row.said, row.answered_by, row.answered_at = form, place.told, None, "", "", None
        _write(row, now)
        _record("location-sent", row, place.organisation, by=by, at=at, desk=desk.pk, form=form.pk, mission=place.mission)
    return form, left


@transaction.atomic
def confirm_by_call(place: Location, desk: PoliceDesk, who: str, called_at: datetime, *, by: Actor, at: datetime) -> UUID:
    """Somebody of a desk said by telephone that a location is flagged: `who`, their name and badge or desk. Returns the entry. Raises CannotFlag."""
    by.check_may("priority.keep")
    held = _held([place]).get(place.premises)
    if held and held.desk_id != desk.pk:
        withdraw([held], by=by, at=at)
        held = None
    row = held or _new(place, desk, at=at)
    now = rules.confirm_by_call(row.ruled if held else rules.NONE, place.address, who, called_at, at)
    row.told, row.said, row.answered_by, row.answered_at, row.reminded_at = place.told, "", who.strip(), at, None
    _write(row, now)
    return _record("location-confirmed", row, place.organisation, by=by, at=at, words={"who": who.strip()}, how="telephone", called_at=called_at, desk=desk.pk)


@transaction.atomic
def answer(words: Sequence[tuple[UUID, AgencyWord, str]], *, name: str, by: Actor, at: datetime) -> Sequence[UUID]:
    """Whoever holds a form's link answers locations of it, all of them or none: `name`, with badge or desk, says so.

    Of each: the registration, the word, and what is said beyond it. Returns the entries. Raises CannotFlag, Absent.
    """
    by.check_may("priority.answer")
    rules.check_name(name)
    if not words:
        raise CannotFlag(Text("flag.nothing-said", "Say of at least one location how it stands with you."))
    return [_answer(get_registration(id, seen_by=by, lock=True), word, said, name=name, by=by, at=at) for id, word, said in words]


def _answer(row: Registration, word: AgencyWord, said: str, *, name: str, by: Actor, at: datetime) -> UUID:
    now = rules.answer(row.ruled, word, said, at)
    row.said, row.answered_by, row.answered_at = said.strip(), name.strip(), at
    _write(row, now)
    words = {"who": name.strip()} | ({"said": said.strip()} if said.strip() else {})
    verb = "location-confirmed" if word is AgencyWord.FLAGGED else "location-returned"
    organisation = UUID(row.told["organisation"]) if row.told["organisation"] else None
    return _record(verb, row, organisation, by=by, at=at, words=words, how="link", word=word)


def note_unreached(form: UUID, fault: str, *, by: Actor, at: datetime) -> None:
    """A form did not reach its desk: what waits for an answer on it comes back to whoever must see to it."""
    PriorityForm.objects.filter(pk=form).update(fault=fault)
    for row in _of_form(form, Flag.SENT):
        _write(row, rules.fail(row.ruled))
        _record("location-returned", row, row.premises.mission.organisation_id, by=by, at=at, word=AgencyWord.UNREACHED, fault=fault)


def note_arrived(form: UUID, *, by: Actor, at: datetime) -> None:
    """A form that was held for dead was handed over after all: what came back to its owner waits for an answer again."""
    for row in _of_form(form, Flag.RETURNED):
        now = rules.arrive(row.ruled)
        if now.flag is Flag.SENT:
            _write(row, now)
            _record("location-sent", row, row.premises.mission.organisation_id, by=by, at=at, desk=row.desk_id, form=form, mission=row.premises.mission_id)
    PriorityForm.objects.filter(pk=form).exclude(fault="").update(fault="")


@transaction.atomic
def withdraw(rows: Iterable[Registration], *, by: Actor, at: datetime) -> Sequence[PriorityForm]:
    """Places that are no official location any more, or are registered elsewhere from now on: the forms by which each desk is told to take them out."""
    by.check_may("priority.keep")
    forms = []
    for _, own in groupby(sorted(rows, key=lambda row: f"{row.desk_id}"), key=lambda row: row.desk_id):
        gone = list(own)
        form = _make_form(gone[0].desk, fault="" if gone[0].desk.email else "no-address", by=by, at=at)
        forms.append(form)
        for row in gone:
            row.form, row.withdrawn_at = form, at
            _write(row, rules.withdraw(row.ruled))
            _record("location-withdrawn", row, row.premises.mission.organisation_id, by=by, at=at, desk=row.desk_id, form=form.pk)
    return forms


@transaction.atomic
def note_told_by_call(form_id: UUID, who: str, *, by: Actor, at: datetime) -> UUID:
    """Somebody of a desk that no letter reached was told by telephone what to take out: `who`, their name and badge or desk. Returns the entry.

    Raises CannotFlag; Absent where nobody need be told any more.
    """
    by.check_may("priority.keep")
    rules.check_name(who)
    form = PriorityForm.objects.select_for_update().exclude(fault="").filter(pk=form_id, registrations__flag=Flag.WITHDRAWN.value).first()
    if form is None:
        raise Absent
    form.fault = ""
    form.save(update_fields=["fault"])
    return journal.record("missions.taken-out-told", form.pk, by=by, at=at, desk=form.desk_id, words={"who": who.strip()})


def note_reminded(places: Sequence[Location], *, by: Actor, at: datetime) -> None:
    """Whoever must see to these locations was told so."""
    Registration.objects.filter(pk__in=[place.registration for place in places]).update(reminded_at=at)
    journal.record_all([Told(verb="missions.location-due", subject=place.registration or place.premises, organisation=place.organisation,
                             facts={"owner": place.owner.id}) for place in places], by=by, at=at)


def note_export(desk: PoliceDesk, kind: str, count: int, *, by: Actor, at: datetime) -> UUID:
    """Somebody takes a desk's form out of here, residences among it. Returns the entry."""
    return journal.record("missions.priority-form-taken", desk.pk, by=by, at=at, kind=kind, count=count)


def _held(places: Sequence[Location]) -> dict[UUID, Registration]:
    """The registrations of places, which nobody else makes, and no agency answers, until the transaction ends."""
    ids = [place.premises for place in places]
    list(Premises.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    rows = Registration.objects.select_for_update(of=("self",)).filter(premises__in=ids, withdrawn_at__isnull=True)
    return {row.premises_id: row for row in rows.select_related("premises__mission", "desk").order_by("pk")}


def _of_form(form: UUID, flag: Flag) -> Iterable[Registration]:
    """The registrations of a form that stand so, which nobody else changes until the transaction ends."""
    rows = Registration.objects.select_for_update(of=("self",)).filter(form=form, flag=flag.value)
    return rows.select_related("premises__mission").order_by("pk")


def _new(place: Location, desk: PoliceDesk, *, at: datetime) -> Registration:
    return Registration(id=new_id(at), premises_id=place.premises, desk=desk, word="", said="", answered_by="", told=place.told)


def _make_form(desk: PoliceDesk, *, fault: str = "", by: Actor, at: datetime) -> PriorityForm:
    return PriorityForm.objects.create(id=new_id(at), desk=desk, sent_at=at, sent_by=by.person, until=at + rules.ANSWERED_WITHIN, fault=fault)


def _write(row: Registration, now: rules.Registration) -> None:
    row.flag, row.sent_at, row.word, row.confirmed_at = now.flag.value, now.sent_at, now.word.value if now.word else "", now.confirmed_at
    row.save()


def _record(verb: str, row: Registration, organisation: UUID | None, *, by: Actor, at: datetime, words: dict[str, str] | None = None, **facts: object) -> UUID:
    return journal.record(f"missions.{verb}", row.pk, by=by, at=at, organisation=organisation, words=words, premises=row.premises_id, **facts)
