"""What may be done with a case now, by whom, and with which key: what a role or a state does not allow is not drawn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from article22.contexts.cases.actions.moving import BY_THE_SYSTEM
from article22.contexts.cases.models import Case, Clock, Recipient
from article22.contexts.cases.rules.moves import DECIDABLE, MOVES, OVER, PROMOTIONS, QUIET
from article22.contexts.cases.rules.terms import CaseKind, ClockState, Status
from article22.kernel.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing to do: its key, its words; `at_once` where the button does it and no form is needed, `of` whose id it sends."""

    name: str
    key: str
    words: object
    at_once: bool = False
    of: str = ""
    is_danger: bool = False


WORDS = {
    "acknowledge": _("Acknowledge for my desk"), "take": _("Take over what is late"), "call": _("Record a call"), "sort": _("Say what it is"),
    "ask": _("Ask the mission"), "decide": _("Decide"), "move": _("Move it along"), "route": _("Route again"), "merge": _("Join to another"),
    "promote": _("Make it another kind"), "add": _("Add to the story"), "note": _("Note among protectors"), "emergency": _("Make it an emergency"),
    "hold": _("Place a legal hold"), "purge": _("Propose a purge"), "whose": _("Say whose it is"),
}
KEYS = {"acknowledge": "a", "call": "c", "sort": "o", "ask": "q", "decide": "d", "move": "v", "promote": "p", "emergency": "e", "merge": "m", "route": "r",
        "take": "t", "add": "s", "note": "i", "hold": "h", "purge": "x", "whose": "g"}
BESIDE = {"tick": _("Say that it is done"), "strike": _("Strike a passage")}
DONE = {
    "acknowledge": _("Acknowledged."), "call": _("The call is on record."), "sort": _("What it is about was kept."),
    "ask": _("The mission was asked; what hangs on its answer is paused."), "decide": _("The decision is on record."),
    "move": _("The case was moved along."), "promote": _("It is another kind now; number, words and story stay."),
    "emergency": _("It is an emergency now. Hand the caller over first."), "merge": _("The case is joined."), "route": _("The case was sent on."),
    "take": _("It is with you now."), "add": _("Added to the story."), "note": _("Noted, for those who protect."), "tick": _("Done, and on record."),
    "strike": _("Struck through; it stays readable, with the reason."), "log": _("On record."),
    "whose": _("It is that mission's now: it sees the case, and everybody told hears of it."),
    "purge": _("A second person has it to decide now: an administrator, under Purges."),
    "hold": _("On legal hold: no word of it is removed."), "lift": _("A second person has it to decide now: an administrator, under Purges."),
}


def acts_of(case: Case, recipients: Sequence[Recipient], clocks: Sequence[Clock], actor: Actor, *, may_purge: bool) -> list[Act]:
    """Everything that somebody may do with a case now, in the order in which it is usually done."""
    return [Act(name=name, key=KEYS[name], words=WORDS[name], at_once=bool(of) or name == "emergency", of=of, is_danger=name == "emergency")
            for name, of in _possible(case, recipients, clocks, actor, may_purge=may_purge)]


def words_of(do: str) -> object:
    """What an act is called."""
    return WORDS.get(do) or BESIDE.get(do, "")


def allowed_moves(case: Case) -> list[Status]:
    """Where a person may move a case by hand."""
    return sorted(MOVES[CaseKind(case.kind)].get(Status(case.status), frozenset()) - BY_THE_SYSTEM)


def allowed_kinds(case: Case) -> list[CaseKind]:
    """What a case may be made by a form: an emergency is one key, and an emergency becomes an incident only when it is quiet."""
    kind, status = CaseKind(case.kind), Status(case.status)
    if (kind is CaseKind.EMERGENCY and status not in QUIET) or status in OVER - QUIET:
        return []
    return sorted(PROMOTIONS[kind] - {CaseKind.EMERGENCY})


def may_strike(actor: Actor, by_person: object) -> bool:
    """Whether somebody may strike a passage: its author, and who runs the desk."""
    return actor.may("case.strike") or (actor.person is not None and by_person == actor.person)


def _possible(case: Case, recipients: Sequence[Recipient], clocks: Sequence[Clock], actor: Actor, *, may_purge: bool) -> Iterator[tuple[str, str]]:
    moves = MOVES[CaseKind(case.kind)].get(Status(case.status), frozenset())
    standing = [row for row in recipients if row.dropped_at is None]
    is_open = case.closed_at is None
    own = next((row for row in standing if row.desk_id == actor.organisation is not None and row.acknowledged_at is None), None)
    late = next((clock for clock in clocks if clock.state == ClockState.LATE and clock.holder != actor.person), None)
    if own and Status(case.status) not in OVER and actor.may("case.acknowledge"):
        yield "acknowledge", f"{own.pk}"
    if late and actor.may("case.keep-clock"):
        yield "take", f"{late.pk}"
    checks = (
        ("whose", "case.route", case.mission_id is None and is_open),
        ("call", "case.record-call", any(row.acknowledged_at is None for row in standing)), ("sort", "case.sort", is_open),
        ("ask", "case.ask", Status.INFO_NEEDED in moves), ("decide", "case.decide", _is_to_decide(case, actor)),
        ("move", "case.move", bool(allowed_moves(case))), ("route", "case.route", is_open), ("merge", "case.merge", Status.MERGED in moves),
        ("promote", "case.promote", bool(allowed_kinds(case))), ("add", "case.add", True), ("note", "case.internal", True),
        ("hold", "case.hold", case.purged_at is None), ("purge", "case.propose-purge", may_purge),
        ("emergency", "case.add", _may_be_emergency(case)))
    yield from ((name, "") for name, verb, is_possible in checks if is_possible and actor.may(verb))


def _is_to_decide(case: Case, actor: Actor) -> bool:
    is_asked = CaseKind(case.kind) in (CaseKind.CONCERN, CaseKind.DEMONSTRATION) and Status(case.status) in DECIDABLE
    return is_asked and (case.opened_by is None or case.opened_by != actor.person)


def _may_be_emergency(case: Case) -> bool:
    status = Status(case.status)
    return CaseKind.EMERGENCY in PROMOTIONS[CaseKind(case.kind)] and (status not in OVER - QUIET)
