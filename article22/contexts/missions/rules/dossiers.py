"""What a dossier takes in: what the mission gives of its own will, who may ask people to leave, and consents to entry (VCDR 22(1), 18 USC 970)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from article22.contexts.missions.rules.claims import Claim, check_speaks, recognised
from article22.contexts.missions.rules.terms import CannotEnter, CannotGive, ConsentStand
from article22.kernel.text import Text

LONGEST_CONSENT = timedelta(days=30)
MOST_PLANS = 20


def check_present(left_on: date | None, on: date) -> None:
    """Refuse to add to a place that the mission has left; what it gave can be taken back all the same. Raises CannotGive."""
    if left_on is not None and left_on <= on:
        raise CannotGive(Text("detail.left", "The mission left this place on {day}. Give what is of the place where it is now.", day=left_on))


def check_words(words: str) -> None:
    """Refuse a detail that says nothing. Raises CannotGive."""
    if not words.strip():
        raise CannotGive(Text("detail.empty", "Write what those who protect you should know of this place, or give nothing: it is yours to choose."))


def check_plans(held: int, *, has_same: bool) -> None:
    """Refuse a plan too many, or one that is held. Raises CannotGive."""
    if has_same:
        raise CannotGive(Text("detail.same", "This plan is given already."))
    if held >= MOST_PLANS:
        raise CannotGive(Text("detail.most", "A place holds at most {count} plans. Withdraw one first.", count=MOST_PLANS))


def check_consent(claims: Sequence[Claim], claim: UUID | None, *, giver: str, given_to: str, words: str, given_at: datetime, until: datetime,
                  present: datetime, left_on: date | None) -> None:
    """Refuse a consent by anybody but who speaks for the mission, to nobody, without words, in the future, without a near end, or to a place that was left.

    `given_at`, `until` and `present` are instants; that of `given_at` carries the zone of the place. Raises CannotEnter, NotRecognised.
    """
    if not (given_to.strip() and words.strip()):
        raise CannotEnter(Text("consent.incomplete", "Say to whom it was given, and in which words: they are its scope."))
    if given_at > present:
        raise CannotEnter(Text("consent.to-come", "{at} is still to come. A consent is noted once it was given.", at=given_at))
    if not given_at < until <= given_at + LONGEST_CONSENT:
        raise CannotEnter(Text("consent.ends-when", "A consent ends after it was given, and within {days} days: after that it is asked for anew.",
                               days=LONGEST_CONSENT.days))
    on = given_at.date()
    if left_on is not None and left_on <= on:
        raise CannotEnter(Text("consent.left", "The mission left this place on {day}. Whose it is now says who enters.", day=left_on))
    check_speaks(claims, claim, on)
    if claim is None:
        if speaks := recognised(claims, on):
            raise CannotEnter(Text("consent.not-the-head", "{name} speaks for the mission. Only their consent opens its door: say that it was theirs.",
                                   name=speaks.name))
        if not giver.strip():
            raise CannotEnter(Text("consent.by-nobody", "Say who gave it: the head of the mission, or who stands in for them."))


def stand_of_consent(*, until: datetime, withdrawn_at: datetime | None, giver: Claim | None, at: datetime, on: date) -> ConsentStand:
    """Whether a consent opens a door at an instant, on a day of the place. `giver` is the claim of whoever gave it, where one is on record."""
    if withdrawn_at is not None and withdrawn_at < until:
        return ConsentStand.TAKEN_BACK
    if at >= until:
        return ConsentStand.ENDED
    return ConsentStand.HOLDS if giver is None or giver.is_accredited(on) else ConsentStand.GIVER_GONE
