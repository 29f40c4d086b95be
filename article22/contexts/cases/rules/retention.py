"""How long a closed case is kept, by what it is; and what may not be removed. Nothing is removed by itself: two people do it (design.md section 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from article22.contexts.cases.rules.terms import CannotMove, CaseKind, OnHold
from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text

YEAR = timedelta(days=365.25)
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """For how many years of 365¼ days after its end a case is kept, and who says so; what nobody prescribes is a default of this program."""

    years: int
    source: Text
    is_prescribed: bool = False


KEEPING: Mapping[CaseKind, Keeping] = {
    CaseKind.CONCERN: Keeping(years=3, source=Text("keeping.concern", "A pattern over three years can still be seen.")),
    CaseKind.DEMONSTRATION: Keeping(years=1, source=Text(
        "keeping.demonstration", "Until the same day of the next year has been planned, and no longer: 5 USC 552a(e)(7) guards who demonstrates.")),
    CaseKind.INCIDENT: Keeping(years=5, source=Text("keeping.crime", "As long as most federal crimes can be charged: 18 USC 3282(a).")),
    CaseKind.THREAT_RECEIVED: Keeping(years=5, is_prescribed=True, source=Text(
        "keeping.intelligence", "28 CFR 23.20(h): criminal intelligence that is shared is kept for five years at most, unless it is validated anew.")),
    CaseKind.EMERGENCY: Keeping(years=5, source=Text("keeping.crime", "As long as most federal crimes can be charged: 18 USC 3282(a).")),
}
"""Sources: domain.md 3.2 (28 CFR 23, 5 USC 552a(e)(7)). It names no time for anything else."""


def kept_until(kind: CaseKind, closed_at: datetime) -> datetime:
    """The instant from which a closed case is past its time."""
    return closed_at + KEEPING[kind].years * YEAR


def closed_by(kind: CaseKind, now: datetime) -> datetime:
    """By when a case of a kind was closed that is past its time now."""
    return now - KEEPING[kind].years * YEAR


def check_past(kind: CaseKind, closed_at: datetime | None, now: datetime) -> None:
    """Refuse to call the time of a case over while it is not. Raises CannotMove."""
    if closed_at is None:
        raise CannotMove(Text("purge.not-closed", "This case is open: the time for keeping it has not begun."))
    if kept_until(kind, closed_at) > now:
        raise CannotMove(Text("purge.too-early", "This case is kept until {until:day}. Before that only words that must not be here are removed.",
                              until=kept_until(kind, closed_at)))


def check_not_held(*, is_held: bool) -> None:
    """Refuse to remove what somebody has to keep. Raises OnHold."""
    if is_held:
        raise OnHold(Text("case.on-hold", "This case, or the one it was joined to, is on legal hold: no word of it is removed. Have the hold lifted "
                                          "first: the desk proposes it, an administrator decides."))


def check_hold(reason: str, until: datetime | None, now: datetime) -> None:
    """Refuse a hold without a reason, or that would have ended already. Raises NotUnderstood."""
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise NotUnderstood(Text("hold.no-reason", "Say why it must be kept, in at most {most} characters.", most=LONGEST_REASON))
    if until is not None and until <= now:
        raise NotUnderstood(Text("hold.ended", "{until} is past. Give an end that is still to come, or none.", until=until))
