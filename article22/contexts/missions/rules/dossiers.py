"""What a dossier takes in: what the mission gives of its own will, who may ask people to leave, and consents to entry (VCDR 22(1), 18 USC 970)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from article22.contexts.missions.rules.claims import Claim, check_speaks, recognised
from article22.contexts.missions.rules.terms import CannotEnter, CannotGive
from article22.kernel.text import Text

LONGEST_CONSENT = timedelta(days=30)
MOST_PLANS = 20


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
                  present: datetime) -> None:
    """Refuse a consent by anybody but who speaks for the mission, to nobody, without words, in the future or without a near end.

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
    check_speaks(claims, claim, on)
    if claim is None:
        if speaks := recognised(claims, on):
            raise CannotEnter(Text("consent.not-the-head", "{name} speaks for the mission. Only their consent opens its door: say that it was theirs.",
                                   name=speaks.name))
        if not giver.strip():
            raise CannotEnter(Text("consent.by-nobody", "Say who gave it: the head of the mission, or who stands in for them."))
