"""The recall of wallet cards that state what is no longer right: which are withdrawn, by what they are replaced, and who sees to a mission that is silent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from article22.contexts.missions.rules.cards import is_current
from article22.ground.languages.rules import Letter
from article22.kernel.refusal import Refusal
from article22.kernel.term import Term
from article22.kernel.text import Text

CALLED_AFTER = timedelta(days=7)  # a mission that has not confirmed is telephoned: domain.md 5.6, of what it owes [P]
ESCALATED_AFTER = timedelta(days=14)
LINK_LASTS = timedelta(days=30)


class RecallStep(Term):
    """Where a recall is that its mission has not confirmed."""

    ASKED = "asked", "the mission is asked"
    TO_CALL = "to-call", "to be telephoned"
    ESCALATED = "escalated", "with everybody who liaises"


class Closed(Term):
    """How a recall came to its end: confirmed by the mission itself, or to an officer; or there is no such mission any more."""

    PORTAL = "portal", "confirmed in the portal"
    LINK = "link", "confirmed by the link that was mailed"
    TELEPHONE = "telephone", "confirmed by telephone"
    MISSION_ENDED = "mission-ended", "the mission ended"


class CannotConfirm(Refusal):
    """A confirmation of something else than what is recalled now, or by nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A card as it was printed."""

    serial: str
    facts: Mapping[str, Any]
    issued_on: date
    check_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Of the cards that are out, which are wrong, oldest first; and which of them replaces those, None where a new one must be made."""

    wrong: tuple[str, ...]
    replacement: str | None


def judge(out: Iterable[Printed], now: Mapping[str, Any], day: date) -> Judged:
    """Compare the cards that are out with what a card of a day states: `now`."""
    cards = sorted(out, key=lambda card: (card.issued_on, card.serial))
    right = [card for card in cards if is_current(card.facts, now)]
    wrong = tuple(card.serial for card in cards if card not in right)
    return Judged(wrong=wrong, replacement=next((card.serial for card in reversed(right) if card.check_by > day), None))


def step_at(opened_at: datetime, at: datetime, *, is_told: bool) -> RecallStep:
    """Where an open recall is at an instant. A mission that nobody could write to is telephoned at once."""
    if at >= opened_at + ESCALATED_AFTER:
        return RecallStep.ESCALATED
    return RecallStep.TO_CALL if at >= opened_at + CALLED_AFTER or not is_told else RecallStep.ASKED


def due_at(opened_at: datetime, step: RecallStep) -> datetime:
    """Until when what a step asks for is to be done; what has been escalated was due when it was."""
    return opened_at + (CALLED_AFTER if step is RecallStep.ASKED else ESCALATED_AFTER)


def check_confirmed(replacement: str, serial: str, how: Closed, name: str) -> None:
    """Refuse a confirmation of a card that was replaced meanwhile, and a telephone call with nobody. Raises CannotConfirm."""
    if serial != replacement:
        raise CannotConfirm(Text("recall.replaced-again", "Meanwhile the directory changed again: the card that replaces the old ones is {serial} now. "
                                 "Print that one.", serial=replacement))
    if how is Closed.TELEPHONE and not name.strip():
        raise CannotConfirm(Text("recall.no-name", "Say to whom at the mission you spoke."))


def letter(number: str, serial: str, wrong: int, *, print_at: str, compare_at: str, confirm_at: str, until: date, is_again: bool) -> Letter:
    """What a mission is written. `until` is the day from which it is telephoned."""
    subject = Text("recall.subject-again", "Still to be confirmed: wallet card {serial} replaces the old ones", serial=serial) if is_again else Text(
        "recall.subject", "Your wallet card is replaced by {serial}", serial=serial)
    paragraphs = (
        Text("recall.why", "The directory has changed, and a wallet card of {number} that was printed before states what is no longer right ({count} printed). "
             "Do not rely on it.", number=number, count=wrong),
        Text("recall.print", "Print the card that replaces it, {serial}: {address}", serial=serial, address=print_at),
        Text("recall.compare", "What became different, line by line: {address}", address=compare_at),
        Text("recall.confirm", "When your people carry the new card and the old ones are destroyed, say so with one button: {address} Opening that page "
             "confirms nothing.", address=confirm_at),
        Text("recall.until", "From {day} your liaison telephones, unless you have confirmed.", day=until))
    return Letter(subject=subject, paragraphs=paragraphs)


def reminder(number: str, mission: str, serial: str, *, address: str, is_escalated: bool) -> tuple[str, str]:
    """What whoever owns a recall is written: subject and body, in English."""
    subject = Text("recall.owner-late", "{number} has not confirmed its wallet card for {days} days", number=number, days=ESCALATED_AFTER.days) \
        if is_escalated else Text("recall.owner", "Telephone {number}: its wallet card is not confirmed", number=number)
    paragraphs = (
        Text("recall.owner-what", "{mission} was asked to print wallet card {serial} and to destroy the older ones, and nobody there has confirmed it.",
             mission=mission, serial=serial),
        Text("recall.owner-do", "Telephone them, and put on record with whom you spoke: {address}", address=address))
    return f"{subject}", "\n\n".join(f"{paragraph}" for paragraph in paragraphs) + "\n"
