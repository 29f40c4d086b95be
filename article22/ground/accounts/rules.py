"""Roles as allow-lists of verbs, and what an account must have."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from article22.kernel.actor import Actor
from article22.kernel.refusal import Refusal
from article22.kernel.term import Term
from article22.kernel.text import Text, in_one_line


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


class Scope(Term):
    """What a token may do of what its role may: what its maker ticked."""

    READ_CASES = "read-cases", "Read cases and their files"
    OPEN_CASES = "open-cases", "Report: open cases, and attach files"
    READ_MISSIONS = "read-missions", "Read the register of missions, and who is assigned"
    READ_CHANGES = "read-changes", "Read proposed changes of the directory"
    CHANGE_DIRECTORY = "change-directory", "Propose and decide changes of the directory"


class CannotMakeToken(Refusal):
    """A token that may nothing, has no purpose, or would hold for too long."""


class HeldElsewhere(Refusal):
    """A step of one agency about somebody who holds a role of another."""


class NotByYourself(Refusal):
    """A step for which a second person is needed."""


class AlreadyDone(Refusal):
    """A step that somebody took before."""


class Suspended(Term):
    """Why an account can do nothing until an administrator restores it."""

    UNUSED = "unused", "nobody answered for it"
    DECIDED = "decided", "an administrator decided it"
    AWAITING = "awaiting", "came from an agency, and waits for a role"
    AGENCY = "agency", "its agency ended it"


class ReviewOutcome(Term):
    """How a review of who still needs an account ended."""

    KEPT = "kept", "still needed"
    USED = "used", "used again"
    SUSPENDED = "suspended"


class Finding(Term):
    """What a second person found of a broken glass."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not-justified", "not justified"


class CannotUnderGlass(Refusal):
    """Something that would outlast a broken glass, or a review of one before its time."""


class CannotReset(Refusal):
    """A second factor to be taken away where there is none."""


class NeedsReason(Refusal):
    """A step that must say why."""


OFFICERS = frozenset(Role) - {Role.REPRESENTATIVE}

_LEADS = frozenset({"drill.see", "drill.plan"})  # drills, and how often they recur
# What everybody who signs in may do with cases that they can see, and what those who protect may do beyond it.
_READS = frozenset({"case.see", "case.list"})
_TELLS = _READS | {"case.open", "case.add"}
_WATCHES = _TELLS | {"desk.see", "case.sort", "case.acknowledge"}
_PROTECTS = _WATCHES | {"case.move", "case.decide", "case.ask", "case.strike", "case.promote"}
_DESK = _PROTECTS | _LEADS | {"case.log", "case.route", "case.merge", "case.record-call", "case.propose-purge", "case.hold", "case.keep-clock",
                      "case.internal"}
_RECALLS = frozenset({"recall.see", "recall.list"})
_CALLS = _RECALLS | {"recall.call"}
_FLAGS = frozenset({"priority.see", "priority.keep"})
# Who speaks for a mission, its visits and the dossiers of its places, as officers keep them.
_KEEPS = frozenset({"contact.note", "claim.see", "claim.record", "dossier.see", "consent.note"})

# An allow-list for each role: what is not here is not allowed. A verb is `noun.act`.
VERBS: Mapping[str, frozenset[str]] = {
    "public": frozenset({"report.file"}),
    "system": frozenset({
        "token.keep", "glass.end",
        "drill.see", "drill.plan", "drill.answer",
        "journal.verify", "journal.seal", "directory.load", "import.run", "import.people", "mission.see", "mission.list", "mission.write", "liaison.see",
        "liaison.assign", "representative.see", "representative.nominate", "representative.verify", "person.list", "person.write", "access.review", "case.see",
        "case.list", "case.watch-clocks", "case.export", "message.release", "recall.see", "recall.open", "correction.see",
        "claim.accredit", "departure.name", "factor.reset"}) | _FLAGS | _KEEPS,
    "link-holder": frozenset({"case.see", "case.acknowledge", "priority.answer", "representative.answer", "recall.see", "recall.confirm"}),
    "provisioner": frozenset({"person.provision"}),
    Role.REPRESENTATIVE: frozenset({"report.file", "mission.see", "liaison.see", "representative.see", "representative.nominate",
                                    "case.withdraw", "case.reply", "case.export", "recall.see", "recall.confirm",
                                    "correction.see", "correction.file", "claim.see", "dossier.see", "detail.give",
                                    "departure.name", "consent.note"}) | _TELLS,
    Role.WATCH_OFFICER: frozenset({"report.file", "mission.see", "mission.list", "liaison.see", "representative.see", "representative.inherit",
                                   "glass.break", "priority.see"}) | _DESK | _CALLS | _KEEPS,
    Role.LIAISON_OFFICER: frozenset({
        "report.file", "mission.see", "mission.list", "liaison.see", "liaison.assign", "agency.confirm", "office.assign", "person.list",
        "representative.see", "representative.nominate", "representative.verify",
        "correction.see", "correction.propose-purge", "import.people", "departure.name"}) | _DESK | _FLAGS | _CALLS | _KEEPS,
    Role.ANALYST: frozenset({"report.file", "mission.see", "mission.list", "claim.see", "case.move", "case.internal"}) | _WATCHES,
    Role.CHIEF_ANALYST: frozenset({"report.file", "mission.see", "mission.list", "claim.see", "case.move", "case.internal"}) | _WATCHES,
    Role.SUPERVISOR: frozenset({"report.file", "mission.see", "mission.list", "dossier.see"}) | _PROTECTS - {"case.open"},
    Role.OFM_OFFICER: frozenset({"report.file", "mission.see", "mission.list", "mission.write", "liaison.see",
                               "correction.see", "correction.settle", "correction.propose-purge", "import.run", "claim.see", "claim.record", "claim.accredit",
                               "dossier.see", "departure.name", "priority.see"}) | _WATCHES | _CALLS,
    Role.ADMINISTRATOR: frozenset({
        "report.file", "mission.list", "directory.read-changes", "directory.propose", "directory.approve", "directory.settle", "report.read", "report.settle",
        "person.list", "person.write", "access.read", "access.review", "glass.review", "administrator.grant", "factor.reset", "import.run", "journal.purge",
        "delivery.arm", "case.approve-purge", "case.lift-hold", "correction.approve-purge"}) | _RECALLS,
    Role.INSPECTOR: frozenset({"directory.read-changes", "journal.verify", "mission.see", "mission.list", "journal.read", "person.list", "access.read",
                               "report.read", "case.inspect", "case.export", "correction.see", "claim.see", "dossier.see",
                               "priority.see"}) | _READS | _RECALLS,
}


SCOPES: Mapping[Scope, tuple[str, ...]] = {
    Scope.READ_CASES: ("case.list", "case.see"),
    Scope.OPEN_CASES: ("case.open", "case.add", "mission.see"),
    Scope.READ_MISSIONS: ("mission.see", "mission.list", "liaison.see"),
    Scope.READ_CHANGES: ("directory.read-changes",),
    Scope.CHANGE_DIRECTORY: ("directory.propose", "directory.approve"),
}
LONGEST_TOKEN = timedelta(days=366)
REVIEW_AFTER = timedelta(days=90)  # issue 5, 8; NIST SP 800-53 AC-2(3) leaves the time to the organisation
ANSWER_WITHIN = timedelta(days=14)
GLASS_LASTS = timedelta(hours=4)  # until the key is fetched, or the next watch is there
RESET_LASTS = timedelta(days=3)  # as long as a link to set a password
NOT_UNDER_GLASS = frozenset({"glass.break", "case.propose-purge", "case.hold", "drill.plan", "representative.inherit"})  # nothing of these is urgent at night
LONGEST_NAME, LONGEST_ADDRESS = 120, 254
LEAST_ADMINISTRATORS = 2  # one alone could change nothing that needs two


def roles_that_may(verb: str) -> tuple[Role, ...]:
    """The roles that are allowed a verb."""
    return tuple(role for role in Role if verb in VERBS[role])


def scopes_of(role: str) -> tuple[Scope, ...]:
    """What a token of a role can be made for: that of which the role may the first."""
    return tuple(scope for scope, verbs in SCOPES.items() if verbs[0] in VERBS[role])


def verbs_of(scopes: Collection[Scope]) -> frozenset[str]:
    """The verbs of some scopes."""
    return frozenset().union(*(SCOPES[scope] for scope in scopes))


def scopes_in(verbs: Collection[str]) -> tuple[Scope, ...]:
    """The scopes of which a token has every verb."""
    return tuple(scope for scope, of in SCOPES.items() if set(of) <= set(verbs))


def line_of(name: str, email: str) -> str:
    """The name of somebody whom an agency names, in one line; the address where it names nobody."""
    return (in_one_line(name).strip() or email)[:LONGEST_NAME]


def end_of(day: date) -> datetime:
    """The instant at which a day is over, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def check_token(label: str, scopes: Collection[str] | None, until: datetime, *, machine_now: datetime) -> None:
    """Refuse a token without a purpose, one that may nothing, and one that ends before it begins or later than in a year. Raises CannotMakeToken."""
    if not label.strip():
        raise CannotMakeToken(Text("token.no-purpose", "Say what the token is for, so that it is known when it may be revoked."))
    if scopes is not None and not scopes:
        raise CannotMakeToken(Text("token.may-nothing", "Choose at least one thing that the token may do."))
    if not machine_now < until <= machine_now + LONGEST_TOKEN:
        raise CannotMakeToken(Text("token.ends-when", "A token ends after today and within a year. Make another one then."))


def actor_for(role: str, *, person: UUID | None = None, membership: UUID | None = None, organisation: UUID | None = None, door: str = "",
              scopes: frozenset[str] | None = None, glass: UUID | None = None) -> Actor:
    """The actor of a role; `scopes`, of a token, narrow the verbs further, and so does a broken `glass`."""
    verbs = VERBS[role] - NOT_UNDER_GLASS if glass else VERBS[role]
    return Actor(role=f"{role}", verbs=verbs if scopes is None else verbs & scopes, person=person, membership=membership, organisation=organisation,
                 door=door, glass=glass)


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


def restored_by_agency(suspended_why: str) -> bool:
    """Whether an agency may restore an account: one that it ended itself, and none that an administrator has not approved or has decided on."""
    return suspended_why == Suspended.AGENCY


def can_suspend(*, is_active: bool, suspended_why: str) -> bool:
    """Whether an administrator can suspend an account: one that is open, or that its agency could open again."""
    return is_active or restored_by_agency(suspended_why)


def check_agency_alone(holds_elsewhere: bool) -> None:
    """Refuse what one agency would do to an account that acts for another as well. Raises HeldElsewhere."""
    if holds_elsewhere:
        raise HeldElsewhere(Text("provision.elsewhere", "This person holds a role of another organisation too. Ask an administrator of this installation."))


def check_reason(reason: str) -> None:
    """Refuse a step without a reason. Raises NeedsReason."""
    if not reason.strip():
        raise NeedsReason(Text("reason.missing", "Say why, in a few words: it stands in the journal."))


def check_administrators_remain(count: int, *, is_one: bool) -> None:
    """Refuse to take away one of the last two administrators. Raises NotByYourself."""
    if is_one and count <= LEAST_ADMINISTRATORS:
        raise NotByYourself(Text("administrator.last-two", "Two administrators must remain. Grant another one first."))


def whom_to_ask(person: UUID, own: Collection[UUID], all_: Collection[UUID]) -> frozenset[UUID]:
    """Which administrators answer for an account: those of its organisations, all where these have none; never its holder, unless there is nobody else."""
    return frozenset(own) - {person} or frozenset(all_) - {person} or frozenset(all_)


def check_ended(ended_at: datetime | None) -> None:
    """Refuse to review what still goes on. Raises CannotUnderGlass."""
    if ended_at is None:
        raise CannotUnderGlass(Text("glass.open", "This glass is still open. End it, or wait until it has ended; then review all of it."))


def check_own_keys(*, holds_elsewhere: bool) -> None:
    """Refuse, in a session that an agency opened, what would open roles of another organisation too. Raises HeldElsewhere."""
    if holds_elsewhere:
        raise HeldElsewhere(Text("oidc.changes-nothing", "Your agency signed you in, and you hold a role of another organisation too. Nothing that opens this "
                                 "account can be made or changed in this session: sign out, and sign in with your own password or passkey."))


def check_lasts(glass: UUID | str | None) -> None:
    """Refuse, under a broken glass, what would outlast it: tokens, passwords, second factors. Raises CannotUnderGlass."""
    if glass is not None:
        raise CannotUnderGlass(Text("glass.changes-nothing", "You came in without your second factor. Nothing that opens this account can be made or changed "
                                    "in this session, also after the glass has ended: sign out, and sign in with your second factor."))


def check_lost(name: str, *, has_factors: bool, waits_for_new: bool) -> None:
    """Refuse to take away a second factor that is not there, unless the link by which the next is set up may have been lost too. Raises CannotReset."""
    if not has_factors and not waits_for_new:
        raise CannotReset(Text("reset.nothing", "{name} has no second factor here. Whoever needs one sets it up at the next sign-in; one of their agency's is "
                               "their agency's to renew.", name=name))
