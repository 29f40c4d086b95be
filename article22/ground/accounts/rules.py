"""Roles as allow-lists of verbs, and what an account must have."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from article22.kernel.actor import Actor
from article22.kernel.refusal import Refusal
from article22.kernel.term import Term
from article22.kernel.text import Text


class Role(Term):
    """What somebody is here to do."""

    REPRESENTATIVE = "representative", "Security liaison representative"
    WATCH_OFFICER = "watch-officer", "Watch officer"
    LIAISON_OFFICER = "liaison-officer", "Liaison officer"
    ANALYST = "analyst", "Threat analyst"
    CHIEF_ANALYST = "chief-analyst", "Chief analyst"
    SUPERVISOR = "supervisor", "Protective supervisor"
    OFM_OFFICER = "ofm-officer", "Office of Foreign Missions officer"
    ADMINISTRATOR = "administrator", "Administrator"
    INSPECTOR = "inspector", "Inspector"


class OrganisationKind(Term):
    """What an organisation is: a mission's, or one that protects."""

    MISSION = "mission"
    AGENCY = "agency"


class NotByYourself(Refusal):
    """A step for which a second person is needed."""


class AlreadyDone(Refusal):
    """A step that somebody took before."""


OFFICERS = frozenset(Role) - {Role.REPRESENTATIVE}

# What everybody who signs in may do with cases that they can see, and what those who protect may do beyond it.
_READS = frozenset({"case.see", "case.list"})
_TELLS = _READS | {"case.open", "case.add"}
_WATCHES = _TELLS | {"desk.see", "case.sort", "case.acknowledge"}
_PROTECTS = _WATCHES | {"case.move", "case.decide", "case.ask", "case.strike", "case.promote"}
_DESK = _PROTECTS | {"case.log", "case.route", "case.merge", "case.record-call", "case.propose-purge", "case.hold", "case.keep-clock",
                      "case.internal"}

# An allow-list for each role: what is not here is not allowed. A verb is `noun.act`.
VERBS: Mapping[str, frozenset[str]] = {
    "public": frozenset({"report.file"}),
    "system": frozenset({
        "journal.verify", "journal.seal", "directory.load", "import.run", "mission.see", "mission.list", "mission.write", "liaison.see",
        "liaison.assign", "person.list", "person.write", "case.see", "case.list", "case.watch-clocks", "case.export", "message.release"}),
    "link-holder": frozenset({"case.see", "case.acknowledge"}),
    Role.REPRESENTATIVE: frozenset({"report.file", "mission.see", "liaison.see", "case.withdraw", "case.reply", "case.export"}) | _TELLS,
    Role.WATCH_OFFICER: frozenset({"report.file", "mission.see", "mission.list", "liaison.see"}) | _DESK,
    Role.LIAISON_OFFICER: frozenset({
        "report.file", "mission.see", "mission.list", "liaison.see", "liaison.assign", "agency.confirm", "office.assign", "person.list"}) | _DESK,
    Role.ANALYST: frozenset({"report.file", "mission.see", "mission.list", "case.move", "case.internal"}) | _WATCHES,
    Role.CHIEF_ANALYST: frozenset({"report.file", "mission.see", "mission.list", "case.move", "case.internal"}) | _WATCHES,
    Role.SUPERVISOR: frozenset({"report.file", "mission.see", "mission.list"}) | _PROTECTS - {"case.open"},
    Role.OFM_OFFICER: frozenset({"report.file", "mission.see", "mission.list", "mission.write", "liaison.see"}) | _WATCHES,
    Role.ADMINISTRATOR: frozenset({
        "report.file", "mission.list", "directory.read-changes", "directory.propose", "directory.approve", "directory.settle", "report.read", "report.settle",
        "person.list", "person.write", "administrator.grant", "import.run", "journal.purge", "delivery.arm", "case.approve-purge",
        "case.lift-hold"}),
    Role.INSPECTOR: frozenset({"directory.read-changes", "journal.verify", "mission.see", "mission.list", "journal.read", "person.list", "report.read",
                               "case.inspect", "case.export"}) | _READS,
}


def actor_for(role: str, *, person: UUID | None = None, membership: UUID | None = None, organisation: UUID | None = None, door: str = "",
              scopes: frozenset[str] | None = None) -> Actor:
    """The actor of a role; `scopes`, of a token, narrow the verbs further."""
    verbs = VERBS[role]
    return Actor(role=f"{role}", verbs=verbs if scopes is None else verbs & scopes, person=person, membership=membership, organisation=organisation,
                 door=door)


def needs_second_factor(role: str) -> bool:
    """Officers sign in with a second factor; a representative may."""
    return role in OFFICERS


def check_second_person(first: UUID | None, second: UUID | None) -> None:
    """Refuse when the same person would take both steps."""
    if first is not None and first == second:
        raise NotByYourself(Text("two-people", "You proposed this yourself. A second person must approve it."))


def check_open(settled_at: datetime | None) -> None:
    """Refuse to decide what was decided before."""
    if settled_at is not None:
        raise AlreadyDone(Text("already-decided", "This was decided {at}. Nothing has changed now.", at=settled_at))
