"""How somebody is reached changes: the old way is asked, and whoever is reached by the new one is asked to prove it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from article22.contexts.missions.actions import changing, representing
from article22.contexts.missions.actions.representing import Given
from article22.contexts.missions.actions.reverifying import say_wrong
from article22.contexts.missions.models import Representative, Way, WayChange
from article22.contexts.missions.queries.changes import get_change
from article22.contexts.missions.queries.representatives import zone_of
from article22.contexts.missions.queries.reverifications import get_reverification
from article22.contexts.missions.rules import changing as rules
from article22.contexts.missions.rules.terms import AskedWhy, CannotAppoint, ChangeState, Entered, Stand, WayKind
from article22.ground.accounts.queries import list_addresses_of
from article22.ground.accounts.rules import Role
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.rules.messages import Channel, Outgoing
from article22.kernel.actor import Actor
from article22.kernel.text import Text
from article22.procedures import codes, reverifying
from article22.procedures.links import Asks, make_change_link
from article22.procedures.telling import CHANNEL_OF, message

KIND = "representative.change"


@transaction.atomic
def put_way(row: Representative, given: Given, instead_of: UUID | None, *, name: str, by: Actor, at: datetime) -> WayChange | None:
    """Another way to reach them, or one in the place of another: at once by an officer, else held, asked for by `name`, and returned.

    Raises CannotAppoint, CannotChange; NotRecognised while it is contested who speaks for the mission.
    """
    by.check_may("representative.nominate")
    representing.check_portal(row.mission, by=by, at=at)
    if rules.is_held(Stand(row.stand), by_officer=by.may("representative.verify")):
        return ask_change(row.pk, given, instead_of, name=name, by=by, at=at)
    representing.put_way(row.pk, given, instead_of=instead_of, by=by, at=at)
    return None


@transaction.atomic
def ask_change(representative: UUID, given: Given, instead_of: UUID | None, *, name: str, by: Actor, at: datetime) -> WayChange:
    """Hold a change, and ask the old way. Raises CannotAppoint, CannotChange, Absent."""
    change = changing.ask_change(representative, given, instead_of, name=name, by=by, at=at)
    if change.asks is not None:
        (sent,) = outbox.enqueue([_question(change, WayKind(change.asks.kind), change.asks.address)], by=by, at=at)
        changing.note_asked(change, sent)
    return change


@transaction.atomic
def correct(id: UUID, wrong: Mapping[Way, Given | None], *, by: Actor, at: datetime) -> None:
    """Somebody is still there, and some ways are wrong: those count no more, what comes in their place is held, and a code goes to each of the others.

    Nobody asks a number that is said to be wrong: an officer calls. Raises CannotAppoint, CannotChange, Absent.
    """
    row = get_reverification(id, seen_by=by)
    for way, given in wrong.items():
        say_wrong(way, row, by=by, at=at)
        if given:
            ask_change(row.representative_id, given, way.pk, name=row.representative.name, by=by, at=at)
    reverifying.send_codes(id, by=by, at=at)


def _question(change: WayChange, kind: WayKind, address: str) -> Outgoing:
    mission = change.representative.mission
    link = make_change_link(Asks(asked=change.pk, representative=change.representative_id), until=change.until)
    letters = {WayKind.MAIL: rules.letter(f"{mission}", link=link, until=change.until.astimezone(zone_of(mission))),
               WayKind.MOBILE: rules.short_letter(f"{mission}", link=link), WayKind.OFFICE: rules.spoken(f"{mission}")}
    return message(CHANNEL_OF[kind], address, letters[kind], change.representative.language, kind=codes.KIND if kind is WayKind.OFFICE else KIND,
                   cause=change.pk, organisation=mission.organisation_id)


@transaction.atomic
def confirm_by_call(id: UUID, called: str, *, by: Actor, at: datetime) -> WayChange:
    """An officer called, and it is right. Raises CannotChange, Absent."""
    return _prove(changing.confirm_by_call(id, called, by=by, at=at), by=by, at=at)


@transaction.atomic
def confirm_by_old_way(id: UUID, *, by: Actor, at: datetime) -> WayChange:
    """Whoever is reached by the old way says that it is right. Raises CannotChange, Absent."""
    return _prove(changing.confirm_by_old_way(id, by=by, at=at), by=by, at=at)


@transaction.atomic
def enter_code(id: UUID, given: str, *, by: Actor, at: datetime) -> Entered:
    """The mission enters what the old telephone was told. Raises CannotChange, Absent."""
    change = get_change(id, seen_by=by)
    found = changing.enter_code(id, is_right=change.message is not None and codes.is_code(change.message, given), by=by, at=at)
    if found is Entered.RIGHT:
        _prove(get_change(id, seen_by=by), by=by, at=at)
    return found


@transaction.atomic
def deny(id: UUID, *, by: Actor, at: datetime) -> None:
    """Nobody who is reached by the old way asked for it: the liaison officers are told at once. Raises CannotChange, Absent."""
    change = changing.deny(id, by=by, at=at)
    mission = change.representative.mission
    subject = Text("way-change.denied", "{mission}: a change that nobody there asked for", mission=f"{mission}")
    body = Text("way-change.denied-what", "Whoever is reached by the old address or number says that the change is not theirs. It is refused. Call the mission "
                "at a number that it is known by: somebody may act in its name.")
    outbox.enqueue([Outgoing(channel=Channel.MAIL, address=address, subject=f"{subject}", body=f"{body}\n", kind=KIND, cause=change.pk,
                             organisation=mission.organisation_id) for address in list_addresses_of(Role.LIAISON_OFFICER)], by=by, at=at)


def _prove(change: WayChange, *, by: Actor, at: datetime) -> WayChange:
    """Whoever is reached by it now is asked to prove it; nobody is, where nothing of theirs carries a link or they are gone."""
    assert change.state == ChangeState.CONFIRMED
    try:
        with transaction.atomic():
            reverifying.ask(change.representative_id, AskedWhy.CHANGED, by=by, at=at)
    except CannotAppoint:
        pass
    return change
