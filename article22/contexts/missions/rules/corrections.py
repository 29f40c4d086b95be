"""A mission's word that something held about its places is wrong, and what becomes of it."""

from datetime import datetime

from article22.ground.accounts.rules import AlreadyDone
from article22.kernel.refusal import Refusal
from article22.kernel.term import Term
from article22.kernel.text import Text

LONGEST = 1000


class Settled(Term):
    """What became of a correction."""

    CORRECTED = "corrected", "corrected"
    STANDS = "stands", "it stands as it was"
    UNCLEAR = "unclear", "could not be settled"


class CannotCorrect(Refusal):
    """A correction that says nothing, or too much."""


def check_words(words: str) -> str:
    """What is wrong, in the mission's words. Raises CannotCorrect."""
    words = words.strip()
    if not words:
        raise CannotCorrect(Text("correction.no-words", "Say what is wrong, and what is right instead."))
    if len(words) > LONGEST:
        raise CannotCorrect(Text("correction.too-long", "Say it in at most {most} characters.", most=LONGEST))
    return words


def check_purgeable(purged_at: datetime | None, *, is_proposed: bool) -> None:
    """Refuse to propose that words be removed which are gone, or of which a second person has it to decide. Raises AlreadyDone."""
    if purged_at is not None:
        raise AlreadyDone(Text("correction.purged", "These words were removed at {at}.", at=purged_at))
    if is_proposed:
        raise AlreadyDone(Text("correction.purge-open", "A second person has this to decide already."))


def letter(number: str, *, address: str) -> tuple[str, str]:
    """What whoever keeps the register is written: subject and body, in English. No word of the mission's: mail is not confidential."""
    subject = Text("correction.subject", "{number} says that something held about its places is wrong", number=number)
    return f"{subject}", f"{Text('correction.link', 'Read it, correct the register, and say what became of it: {address}', address=address)}\n"
