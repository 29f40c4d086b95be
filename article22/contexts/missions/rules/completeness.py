"""What the register should hold of a mission, and what is missing. Only what a mission owes or an officer must see to counts: what it gives at its own
discretion, as plans and entrances, is never missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from article22.contexts.missions.rules.terms import Health
from article22.kernel.term import Term
from article22.kernel.text import Text

PRECISE_KM = 0.1


class Part(Term):
    """Where something of a mission is entered or mended."""

    PLACES = "places", "places"
    PEOPLE = "people", "representatives"
    LIAISON = "liaison", "assigned liaison"
    CONTACTS = "contacts", "visits and contacts"
    AUTHORITY = "authority", "who speaks for it"
    OFFICES = "offices", "name and offices"
    FLAGS = "flags", "priority response"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A present place of a mission, as far as completeness asks."""

    is_main: bool
    is_checked: bool
    precision_km: float
    has_address: bool
    has_phone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the register holds of a mission on a day. `health` is None where the asker may not know it; `offices` is how many the rules found for it;
    `unconfirmed` how many of its places no police have confirmed for priority response, or not within the last 180 days (R-070).
    """

    spots: Sequence[Spot]
    unconfirmed: int
    health: Health | None
    offices: int
    has_liaison: bool
    has_authority: bool
    is_contested: bool
    contact_due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that is missing, and where it is mended."""

    what: Text
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """How many of the things that should be held are, and what is missing."""

    held: int
    of: int
    gaps: Sequence[Gap]


def completeness_of(held: Held, on: date) -> Completeness:
    """Compare what is held of a mission with what should be."""
    main = next((spot for spot in held.spots if spot.is_main), None)
    unchecked = sum(not spot.is_checked for spot in held.spots)
    asked: list[tuple[bool, Part, Text]] = [
        (main is not None, Part.PLACES, Text("gap.main", "No main place is held.")),
        (main is not None and main.has_address, Part.PLACES, Text("gap.address", "The main place has no street address.")),
        (main is not None and main.precision_km <= PRECISE_KM, Part.PLACES, Text("gap.point", "The point of the main place is known to no better than 100 m.")),
        (main is not None and main.has_phone, Part.PLACES, Text("gap.phone", "No number of a switchboard is held, at which people can be called back.")),
        (bool(held.spots) and not unchecked, Part.PLACES, Text("gap.unchecked", "{count} of its places no officer has checked.", count=unchecked)),
        (bool(held.spots) and not held.unconfirmed, Part.FLAGS, _flags(held)),
        (held.offices == 1, Part.OFFICES, Text("gap.office", "No single office answers for it: an officer must record which one does.")),
        (held.has_liaison, Part.LIAISON, Text("gap.liaison", "Nobody is assigned as its liaison.")),
        (held.has_authority, Part.AUTHORITY, Text("gap.authority", "Nobody is on record as accredited to speak for it.")),
        (not held.is_contested, Part.AUTHORITY, Text("gap.contested", "Who speaks for it is contested.")),
        (held.contact_due_on is not None and on <= held.contact_due_on, Part.CONTACTS, _contact(held.contact_due_on)),
    ]
    if held.health is not None:
        asked.append((held.health is not Health.RED, Part.PEOPLE, Text("gap.people", "Two verified people on two channels are not held.")))
    gaps = tuple(Gap(what=what, part=part) for is_held, part, what in asked if not is_held)
    return Completeness(held=len(asked) - len(gaps), of=len(asked), gaps=gaps)


def _flags(held: Held) -> Text:
    if not held.spots:
        return Text("gap.no-flag", "No place is registered with police for priority response.")
    return Text("gap.flags", "{count} of its places no police have confirmed for priority response.", count=held.unconfirmed)


def _contact(due_on: date | None) -> Text:
    if due_on is None:
        return Text("gap.no-contact", "No visit and no call is noted yet.")
    return Text("gap.contact-due", "The next visit or call was due on {day}.", day=due_on)
