"""Police desks and locations of the tests."""

from datetime import datetime
from typing import Any

from article22.contexts.missions.actions import flagging
from article22.contexts.missions.actions.flagging import GivenDesk
from article22.contexts.missions.models import PoliceDesk, PriorityForm
from article22.contexts.missions.queries.flags import EVERY, Location, list_locations
from article22.ground.outbox.models import Message
from article22.ground.wall.session import set_actor
from article22.kernel.actor import Actor
from article22.procedures.flagging import FORM, send_locations
from tests.cast import MONDAY, SYSTEM


def name_desk(city: str = "Nashville", region: str = "TN", *, by: Actor, at: datetime = MONDAY, **given: Any) -> PoliceDesk:
    """The desk of a city."""
    usual: dict[str, Any] = {"name": f"{city} Police, dispatch records", "email": f"records@{city.split(maxsplit=1)[0].lower()}.example"}
    return flagging.name_desk(city, region, GivenDesk(**usual | given), by=by, at=at)


def place_in(city: str, *, by: Actor, at: datetime = MONDAY, kind: str = "") -> Location:
    """The first location of a city."""
    return next(one for one in list_locations(EVERY, seen_by=by, at=at) if one.city == city and kind in ("", one.kind))


def send_city(city: str, *, by: Actor, at: datetime = MONDAY) -> PriorityForm:
    """All of a city goes to its desk."""
    send_locations(EVERY, chosen=[one.premises for one in list_locations(EVERY, seen_by=by, at=at) if one.city == city], by=by, at=at)
    return PriorityForm.objects.order_by("id").last()  # type: ignore[return-value]  # it was just made


def link_of(form: PriorityForm, by: Actor) -> str:
    """The path that was mailed with a form."""
    set_actor(SYSTEM)
    letter = Message.objects.get(cause=form.pk, kind=FORM)
    set_actor(by)
    return f"/answer/locations/{(letter.body or '').split('/answer/locations/')[1].split('/')[0]}/"
