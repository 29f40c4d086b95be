"""A change of how somebody is reached is held until the old way confirms it, or an officer calls (peers.md, row 18; domain.md 5.6)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from article22.contexts.missions.rules.representatives import Way, names
from article22.contexts.missions.rules.reverifying import BLANK, BY_LINK, TRIES
from article22.contexts.missions.rules.terms import CannotChange, ChangeState, Entered, Stand, WayKind
from article22.ground.languages.rules import Letter
from article22.kernel.text import Text

LASTS = timedelta(days=14)
SILENT = timedelta(days=1)  # so long the old way may be silent before it is an officer's to call


def is_held(stand: Stand, *, by_officer: bool) -> bool:
    """Whether a change waits: an officer's own does not, nor one of somebody whom nobody counts on before they are called back."""
    return not by_officer and stand is not Stand.NOMINATED


def confirmer(ways: Sequence[Way], replaced: Way | None) -> Way | None:
    """The way that is asked: the one that is replaced, where it works; of one that comes beside the others, the best that does. None: an officer calls."""
    if replaced is not None:
        return replaced if replaced.reaches else None
    working = [way for way in ways if way.reaches]
    return next((way for kind in (*BY_LINK, WayKind.OFFICE) for way in working if way.kind is kind), None)


def check_waits(state: ChangeState) -> None:
    """Refuse to decide what was decided. Raises CannotChange."""
    if state is not ChangeState.WAITING:
        raise CannotChange(Text("way-change.decided", "This change is {state} already. Nothing has changed now.", state=state))


def check_asked(asks: Way | None) -> None:
    """Refuse the word of an old way that is theirs no more. `asks` is None where nobody was asked, or it was dropped or replaced. Raises CannotChange."""
    if asks is None or asks.is_wrong:
        raise CannotChange(Text("way-change.not-theirs", "What was asked is not how they are reached any more. An officer calls, and decides."))


def check_said(words: str) -> None:
    """Refuse a decision of an officer's without a word. Raises CannotChange."""
    if not words.strip():
        raise CannotChange(Text("way-change.no-word", "Say at which number you called, or why you refuse."))


def check_called(called: str, new: str) -> None:
    """Refuse a call that is none, and one to the new number or address: only whoever wants to be reached there answers it. Raises CannotChange."""
    check_said(called)
    if names(called, new):
        raise CannotChange(Text("way-change.called-at-new", "That is the new one, which proves nothing. Call at what was held before, or at a number that the "
                                "mission is known by."))


def is_officers(asks: Way | None, asked_at: datetime, at: datetime) -> bool:
    """Whether a change that waits is an officer's to call about: nobody else can confirm it, or the old way has been silent."""
    return asks is None or not asks.reaches or at >= asked_at + SILENT


def entered(until: datetime, tries: int, at: datetime, *, is_right: bool) -> Entered:
    """What becomes of a code that the old telephone was told, after so many wrong entries of what it was told of late."""
    if at >= until:
        return Entered.LATE
    if tries >= TRIES:
        return Entered.SPENT
    return Entered.RIGHT if is_right else Entered.WRONG


SUBJECT = Text("way-change.subject", "Is this change yours?")


def letter(mission: str, *, link: str, until: datetime) -> Letter:
    """What the old mail address is asked. `until` in the mission's zone."""
    body = (Text("way-change.what", "Somebody of {mission} asks that you be reached by another mail address or number.", mission=mission),
            Text("way-change.link", "See it, and say yes or no here: {link}", link=link),
            Text("way-change.until", "Opening the link does nothing. It ends {until}; until you say yes, or an officer has called, nothing changes.",
                 until=until))
    return Letter(subject=SUBJECT, paragraphs=body)


def short_letter(mission: str, *, link: str) -> Letter:
    """The same by SMS."""
    return Letter(subject=SUBJECT, paragraphs=(
        Text("way-change.short", "Article 22: {mission} asks that you be reached by another number. Is that so? {link}", mission=mission, link=link),))


def spoken(mission: str) -> Letter:
    """The same to a telephone that reads nothing: a code, to be given to whoever asked, if the change is right."""
    said = Text("way-change.spoken", "This is Article 22. {mission} asks that you be reached by another number. If that is so, give your colleague this code: "
                "{code}. If it is not, hang up.", mission=mission, code=BLANK)
    return Letter(subject=SUBJECT, paragraphs=(said,))
