"""What a mission is written of its case: the number and that something happened, and no word of the case, for mail is not confidential."""

from article22.contexts.cases.rules.letters import DANGER
from article22.contexts.cases.rules.terms import CaseKind, Outcome
from article22.ground.languages.rules import Letter
from article22.kernel.text import Text


def asked(number: str, kind: CaseKind, *, portal: str) -> Letter:
    """A question waits for it, and what hangs on the answer stands still (domain.md 5.1: two business days at most)."""
    return _letter(number, kind, Text("letter.asked", "you are asked something"), portal, Text(
        "letter.asked-what", "Something is asked of you, and what hangs on your answer stands still until you reply, two business days at most."))


def decided(number: str, kind: CaseKind, outcome: Outcome, *, portal: str) -> Letter:
    """It was decided, and how."""
    return _letter(number, kind, Text("letter.decided", "decided: {outcome}", outcome=outcome), portal, Text(
        "letter.decided-what", "It was decided: {outcome}. What is granted or offered, and why, stands in the portal.", outcome=outcome))


def undecided(number: str, kind: CaseKind, *, portal: str) -> Letter:
    """What was decided holds no more."""
    return _letter(number, kind, Text("letter.undecided", "the decision was taken back"), portal, Text(
        "letter.undecided-what", "What was decided was taken back, and is under review again. Do not count on it until you hear of another decision."))


def _letter(number: str, kind: CaseKind, said: Text, portal: str, what: Text) -> Letter:
    return Letter(subject=Text("letter.of-case", "{number} {kind}, {said}", number=number, kind=kind, said=said), paragraphs=(
        what, Text("letter.portal", "In the portal: {link}", link=portal),
        Text("letter.no-words", "Mail is not confidential: this message carries no words of the case."), DANGER))
