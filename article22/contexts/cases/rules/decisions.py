"""Decisions: an outcome, its coded reasons of safety or resources, and what is offered where less is given (R-015, R-067, domain.md 5.1)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from article22.contexts.cases.rules.moves import DECIDABLE
from article22.contexts.cases.rules.terms import CannotDecide, NoSuchReason, Outcome, Reason, Status
from article22.ground.accounts.rules import NotByYourself
from article22.kernel.text import Text

OFFERS = frozenset({Outcome.MODIFIED, Outcome.DECLINED, Outcome.REFERRED})
GRANTING = frozenset({Outcome.GRANTED, Outcome.MODIFIED})
LONGEST = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided: `measures` are what the partner grants, in words, until `ends_at`; `offered` what is given instead."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    measures: str
    offered: str
    ends_at: datetime | None


def read_decision(outcome: str, reasons: Sequence[str], *, measures: str, offered: str, ends_at: datetime | None) -> Decision:
    """A decision as it was sent. Raises CannotDecide, and NoSuchReason where a reason has no code: free text alone is none."""
    if outcome not in set(Outcome):
        raise CannotDecide(Text("decision.no-outcome", "Say what is decided: one of {outcomes}.", outcomes=tuple(Outcome)))
    if not reasons or set(reasons) - set(Reason):
        raise NoSuchReason(Text(
            "decision.no-reason", "A decision rests on safety or on resources, and says which: {codes}. What people want to say is no reason, and "
            "words alone are not either.", codes=tuple(f"{reason.value} {reason.label}" for reason in Reason)))
    decision = Decision(outcome=Outcome(outcome), reasons=tuple(dict.fromkeys(Reason(reason) for reason in reasons)), measures=measures.strip()[:LONGEST],
                        offered=offered.strip()[:LONGEST], ends_at=ends_at)
    if decision.outcome in OFFERS and not decision.offered:
        raise CannotDecide(Text("decision.offers-nothing", "{outcome}: say what is offered instead, or whom the mission turns to.", outcome=decision.outcome))
    if decision.outcome in GRANTING and not decision.measures:
        raise CannotDecide(Text("decision.grants-nothing", "Say what is granted: which posts or patrols, from when until when."))
    return decision


def check_decision(decision: Decision, status: Status, *, opened_by: Collection[UUID | None], decided_by: UUID | None, at: datetime) -> None:
    """Refuse a decision of whoever asked, one that is over before it begins, and one where nothing is to be decided.

    `opened_by` are those who opened the case and what is joined to it. Raises CannotDecide, NotByYourself.
    """
    if decided_by is not None and decided_by in opened_by:
        raise NotByYourself(Text("decision.own-request", "You opened this case yourself, or one that is joined to it. Another person decides it."))
    if status not in DECIDABLE:
        raise CannotDecide(Text("decision.not-now", "What is “{status}” is not to be decided.", status=status))
    if decision.ends_at is not None and decision.ends_at <= at:
        raise CannotDecide(Text("decision.ended", "What is granted would have ended at {at} already. Give a later end.", at=decision.ends_at))


def check_joining(*, opened_by: Collection[UUID | None], decided_by: UUID | None) -> None:
    """Refuse to join what somebody opened to what they decided: it would hold for their own request. Raises NotByYourself."""
    if decided_by is not None and decided_by in opened_by:
        raise NotByYourself(Text("decision.own-request-joined", "Whoever opened this case decided the other one, which would then hold here. "
                                 "Another person decides this case by itself."))
