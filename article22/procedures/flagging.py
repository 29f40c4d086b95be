"""Official locations go to their police by mail, with a link that ends and acts on nothing by itself; what is due comes back to whoever owns it (R-070)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.conf import settings
from django.db import transaction

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.missions.actions import flagging
from article22.contexts.missions.models import PoliceDesk, PriorityForm
from article22.contexts.missions.queries.flags import EVERY, Location, Wanted, get_form, list_closed, list_locations, list_unreminded
from article22.contexts.missions.queries.liaisons import get_officer
from article22.contexts.missions.rules import letters
from article22.contexts.missions.rules.flags import NO_ADDRESS
from article22.contexts.missions.rules.terms import CannotFlag
from article22.ground.accounts.queries import list_addresses_of
from article22.ground.accounts.rules import VERBS, Role
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.rules.messages import Channel, Outgoing, Settled, State
from article22.kernel.actor import Actor
from article22.kernel.text import Text
from article22.procedures.links import make_form_link

FORM, OUT = "missions.priority-form", "missions.priority-out"
MOST = 500  # locations on one form


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What went out: how many locations to how many desks; `left` stayed, because their city has no desk with a mail address."""

    count: int
    desks: int
    left: Sequence[Location]


def holder_of(form: UUID, *, door: str) -> Actor:
    """Whoever holds the link of a form: sees what it holds, and may answer that."""
    return Actor(role="link-holder", verbs=VERBS["link-holder"], door=door, record=form)


@transaction.atomic
def send_locations(wanted: Wanted, *, chosen: Iterable[UUID] | None = None, to: PoliceDesk | None = None, by: Actor, at: datetime) -> Sent:
    """Send locations to their desks, a form each: the chosen ones, else all that are asked for whose next step it is. `to` sends them elsewhere.

    Raises CannotFlag where nothing of it can be sent.
    """
    by.check_may("priority.keep")
    picked = None if chosen is None else frozenset(chosen)
    places = [one for one in list_locations(wanted if picked is None else EVERY, seen_by=by, at=at)
              if (one.standing.wants_sending(at) if picked is None else one.premises in picked)]
    if not places:
        raise CannotFlag(Text("flag.nothing", "Nothing here is to be sent: choose a location, or another filter."))
    addressed = [one for one in places if one.address.strip()]
    if not addressed:
        raise CannotFlag(NO_ADDRESS)
    ready = sorted(((desk, one) for one in addressed if (desk := to or one.goes_to) and desk.email), key=lambda pair: f"{pair[0].pk}")
    if not ready:
        raise CannotFlag(Text("flag.no-desk", "No police desk with a mail address is known for {cities}. Name one first.",
                              cities=tuple(sorted({f"{one.city}, {one.region}" for one in addressed}))))
    desks = 0
    for _, pairs in groupby(ready, key=lambda pair: pair[0].pk):
        own = list(pairs)
        desks += 1
        for first in range(0, len(own), MOST):
            _send(own[0][0], [one for _, one in own[first:first + MOST]], by=by, at=at)
    gone = {one.premises for _, one in ready}
    return Sent(count=len(ready), desks=desks, left=[one for one in places if one.premises not in gone])


def _send(desk: PoliceDesk, places: Sequence[Location], *, by: Actor, at: datetime) -> None:
    form, left = flagging.send_form(desk, places, by=by, at=at)
    until = form.until.astimezone(get_directory(at=at).capital)
    subject, body = letters.to_confirm(desk.name, len(places), link=make_form_link(form.pk, until=form.until), until=until)
    outbox.enqueue([Outgoing(channel=Channel.MAIL, address=desk.email, subject=subject, body=body, kind=FORM, cause=form.pk)], by=by, at=at)
    _tell_taken_out(left, by=by, at=at)


@transaction.atomic
def keep_flags(*, by: Actor, at: datetime) -> int:
    """Withdraw what has closed, and tell whoever must see to it, once, of what came back, is silent or is to be checked again. Returns how many of both."""
    closed = list_closed(on=get_directory(at=at).today, seen_by=by)
    _tell_taken_out(flagging.withdraw(closed, by=by, at=at), by=by, at=at)
    owed = list_locations(Wanted(is_owed=True), seen_by=by, at=at)
    fresh = list_unreminded([one.registration for one in owed if one.registration], seen_by=by)
    untold = sorted((one for one in owed if one.registration in fresh), key=lambda one: one.owner.id)
    for _, places in groupby(untold, key=lambda one: one.owner.id):
        _remind(list(places), by=by, at=at)
    return len(closed) + len(untold)


def _remind(places: Sequence[Location], *, by: Actor, at: datetime) -> None:
    officer = places[0].owner.officer
    addresses = [get_officer(officer, seen_by=by).email] if officer else list_addresses_of(Role.LIAISON_OFFICER)
    said = [Text("letter.place", "{number} {name}, {city}: {why}", number=one.number, name=one.name, city=one.city, why=one.standing.why) for one in places]
    subject, body = letters.to_see_to(said, link=f"{settings.ENVIRONMENT.public_url}/register/priority/?owner={places[0].owner.id}&due=now")
    outbox.enqueue([Outgoing(channel=Channel.MAIL, address=address, subject=subject, body=body, kind="missions.priority-due", cause=places[0].premises)
                    for address in addresses if address], by=by, at=at)
    flagging.note_reminded(places, by=by, at=at)


def _tell_taken_out(forms: Sequence[PriorityForm], *, by: Actor, at: datetime) -> None:
    zone = get_directory(at=at).capital
    for form in forms:
        if form.desk.email:
            _, rows = get_form(form.pk, seen_by=by)
            subject, body = letters.to_take_out(form.desk.name, len(rows), link=make_form_link(form.pk, until=form.until), until=form.until.astimezone(zone))
            outbox.enqueue([Outgoing(channel=Channel.MAIL, address=form.desk.email, subject=subject, body=body, kind=OUT,
                                     cause=form.pk)], by=by, at=at)


def hear_of_form(each: Settled, *, by: Actor, at: datetime) -> None:
    """What became of a form's letter: one that did not arrive goes back to whoever must see to its locations, until it does arrive."""
    if each.kind not in (FORM, OUT):
        return
    if each.state in (State.BOUNCED, State.FAILED, State.HELD, State.CANCELLED):
        flagging.note_unreached(each.cause, each.fault or each.state.value, by=by, at=at)
    elif each.state is State.HANDED:
        flagging.note_arrived(each.cause, by=by, at=at)
