"""How a case moves: a table for each kind (domain.md 5.1, 5.2, 5.4), and what it may be promoted to."""

from collections.abc import Mapping

from article22.contexts.cases.rules.terms import CannotMove, CaseKind, Status
from article22.kernel.text import Text

S = Status
Moves = Mapping[Status, frozenset[Status]]

FIRST: Mapping[CaseKind, Status] = {
    CaseKind.CONCERN: S.ROUTED, CaseKind.DEMONSTRATION: S.ROUTED, CaseKind.INCIDENT: S.REPORTED, CaseKind.THREAT_RECEIVED: S.REPORTED,
    CaseKind.EMERGENCY: S.ANSWERED,
}
ENDED = frozenset({S.CLOSED, S.WITHDRAWN, S.MERGED, S.EXPIRED_UNDECIDED, S.FALSE_REPORT, S.FALSE_ALARM, S.TEST, S.ABANDONED})
OVER = ENDED - {S.EXPIRED_UNDECIDED}  # nobody is asked for anything any more; what began undecided still goes on
DECIDABLE = frozenset({S.ROUTED, S.ACKNOWLEDGED, S.UNDER_REVIEW})

_ASKED: Moves = {  # a request that is decided: a concern, a demonstration
    S.ROUTED: frozenset({S.ACKNOWLEDGED, S.UNDER_REVIEW, S.DECIDED, S.INFO_NEEDED, S.WITHDRAWN, S.MERGED, S.CLOSED}),
    S.ACKNOWLEDGED: frozenset({S.UNDER_REVIEW, S.DECIDED, S.INFO_NEEDED, S.WITHDRAWN, S.MERGED, S.CLOSED}),
    S.UNDER_REVIEW: frozenset({S.DECIDED, S.INFO_NEEDED, S.WITHDRAWN, S.MERGED, S.CLOSED}),
    S.INFO_NEEDED: frozenset({S.UNDER_REVIEW, S.WITHDRAWN, S.MERGED, S.CLOSED}),
    S.DECIDED: frozenset({S.UNDER_REVIEW, S.WITHDRAWN, S.MERGED, S.CLOSED}),
    S.CLOSED: frozenset({S.REOPENED}),
    S.REOPENED: frozenset({S.UNDER_REVIEW, S.CLOSED}),
}
_HAPPENED: Moves = {  # something that took place: an incident, a threat received
    S.REPORTED: frozenset({S.TRIAGED, S.FALSE_REPORT, S.WITHDRAWN, S.MERGED}),
    S.TRIAGED: frozenset({S.INVESTIGATING, S.INFO_NEEDED, S.RESOLVED, S.FALSE_REPORT, S.WITHDRAWN, S.MERGED}),
    S.INFO_NEEDED: frozenset({S.TRIAGED, S.INVESTIGATING, S.WITHDRAWN, S.MERGED}),
    S.INVESTIGATING: frozenset({S.INFO_NEEDED, S.RESOLVED, S.FALSE_REPORT, S.MERGED}),
    S.RESOLVED: frozenset({S.CLOSED, S.REOPENED}),
    S.CLOSED: frozenset({S.REOPENED}),
    S.REOPENED: frozenset({S.INVESTIGATING, S.RESOLVED}),
}
_IN_FORCE: Moves = {  # what a demonstration has beyond a concern, once it was decided
    S.DECIDED: _ASKED[S.DECIDED] | {S.PLANNED, S.ACTIVE},
    S.PLANNED: frozenset({S.UNDER_REVIEW, S.ACTIVE, S.STOOD_DOWN, S.WITHDRAWN, S.MERGED}),
    S.ACTIVE: frozenset({S.STOOD_DOWN}),
    S.STOOD_DOWN: frozenset({S.REVIEWED}),
    S.REVIEWED: frozenset({S.CLOSED}),
    S.EXPIRED_UNDECIDED: frozenset({S.ACTIVE, S.STOOD_DOWN, S.REVIEWED}),
}
_OUT = frozenset({S.FALSE_ALARM, S.TEST, S.ABANDONED, S.MERGED})

MOVES: Mapping[CaseKind, Moves] = {
    CaseKind.CONCERN: _ASKED,
    CaseKind.DEMONSTRATION: {**_ASKED, **{status: _ASKED[status] | {S.EXPIRED_UNDECIDED}
                                          for status in (S.ROUTED, S.ACKNOWLEDGED, S.UNDER_REVIEW, S.INFO_NEEDED)}, **_IN_FORCE},
    CaseKind.INCIDENT: _HAPPENED,
    CaseKind.THREAT_RECEIVED: _HAPPENED,
    CaseKind.EMERGENCY: {
        S.ANSWERED: frozenset({S.LOCATED, S.HANDED_OVER}) | _OUT,
        S.LOCATED: frozenset({S.HANDED_OVER}) | _OUT,
        S.HANDED_OVER: frozenset({S.UNITS_ASSIGNED, S.ON_SCENE, S.STABILISED}) | _OUT,
        S.UNITS_ASSIGNED: frozenset({S.ON_SCENE, S.STABILISED}) | _OUT,
        S.ON_SCENE: frozenset({S.STABILISED}) | _OUT,
        S.STABILISED: frozenset({S.CLOSED, S.ON_SCENE, S.MERGED}),
    },
}
PROMOTIONS: Mapping[CaseKind, frozenset[CaseKind]] = {
    CaseKind.CONCERN: frozenset({CaseKind.DEMONSTRATION, CaseKind.INCIDENT, CaseKind.THREAT_RECEIVED, CaseKind.EMERGENCY}),
    CaseKind.DEMONSTRATION: frozenset({CaseKind.INCIDENT, CaseKind.EMERGENCY}),
    CaseKind.THREAT_RECEIVED: frozenset({CaseKind.INCIDENT, CaseKind.EMERGENCY}),
    CaseKind.INCIDENT: frozenset({CaseKind.EMERGENCY}),
    CaseKind.EMERGENCY: frozenset({CaseKind.INCIDENT}),
}
QUIET = frozenset({S.STABILISED, S.CLOSED})  # an emergency becomes an incident once nobody is in danger any more


def check_move(kind: CaseKind, status: Status, to: Status) -> None:
    """Refuse a move that the table does not allow. Raises CannotMove."""
    allowed = MOVES[kind].get(status, frozenset())
    if to not in allowed:
        if not allowed:
            raise CannotMove(Text("case.ended", "This case is ended: {status}. Open another, and tie it to this one.", status=status))
        raise CannotMove(Text("case.cannot-move", "What is “{status}” cannot become “{to}”. It can become: {allowed}.",
                              status=status, to=to, allowed=tuple(sorted(allowed))))


def check_promotion(kind: CaseKind, status: Status, to: CaseKind) -> None:
    """Refuse a promotion that would lose something, or of a case that is ended. Raises CannotMove."""
    if to not in PROMOTIONS[kind]:
        raise CannotMove(Text("case.cannot-promote", "A case of the kind {kind} cannot become {to}. It can become: {allowed}.", kind=kind, to=to,
                              allowed=tuple(sorted(PROMOTIONS[kind]))))
    if kind is CaseKind.EMERGENCY and status not in QUIET:
        raise CannotMove(Text("case.still-danger", "The emergency is not stabilised. It becomes an incident when nobody is in danger any more."))
    if status in OVER - QUIET:
        raise CannotMove(Text("case.ended", "This case is ended: {status}. Open another, and tie it to this one.", status=status))


def is_taken_back(was: Status, to: Status) -> bool:
    """Whether a move takes back what was decided."""
    return was in (Status.DECIDED, Status.PLANNED) and to is Status.UNDER_REVIEW


def is_open(status: Status) -> bool:
    """Whether something is still to be done."""
    return status not in ENDED


def check_takes_words(status: Status) -> None:
    """Refuse what a mission adds to a case that is over: it has no clock, and nobody would hear. Raises CannotMove."""
    if status in OVER:
        raise CannotMove(Text("case.takes-no-words", "This case has ended: {status}. Nobody would be told of what you add to it. Danger now? Call. "
                              "Anything else: tell it anew.", status=status))


def check_asks(status: Status) -> None:
    """Refuse an answer to what is asked no more. Raises CannotMove."""
    if status in OVER:
        raise CannotMove(Text("case.asks-no-more", "This case has ended: {status}. Nothing is asked of you any more.", status=status))


def check_takes_files(status: Status, *, is_purged: bool) -> None:
    """Refuse a file for a case that goes on as another, or whose words are gone. Raises CannotMove."""
    if status is Status.MERGED:
        raise CannotMove(Text("case.merged", "This case was joined to another. Attach the file to that one."))
    if is_purged:
        raise CannotMove(Text("case.purged", "What this case held was purged. Nothing is added to it any more."))
