"""The terms of cases, and what they refuse."""

from collections.abc import Mapping

from article22.kernel.refusal import NotUnderstood, Refusal
from article22.kernel.term import Term


class CaseKind(Term):
    """What a case is now; it is promoted from one to another, never typed again."""

    CONCERN = "concern", "Concern"
    DEMONSTRATION = "demonstration", "Demonstration"
    INCIDENT = "incident", "Incident"
    THREAT_RECEIVED = "threat-received", "Threat received"
    EMERGENCY = "emergency", "Emergency"


class Status(Term):
    """Where a case stands (domain.md 5.1, 5.2 and 5.4)."""

    ROUTED = "routed", "Sent on"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    UNDER_REVIEW = "under-review", "Under review"
    DECIDED = "decided", "Decided"
    PLANNED = "planned", "Planned"
    ACTIVE = "active", "Under way"
    STOOD_DOWN = "stood-down", "Stood down"
    REVIEWED = "reviewed", "Reviewed"
    REPORTED = "reported", "Reported"
    TRIAGED = "triaged", "Sorted"
    INVESTIGATING = "investigating", "Being investigated"
    RESOLVED = "resolved", "Resolved"
    ANSWERED = "answered", "Answered"
    LOCATED = "located", "Located"
    HANDED_OVER = "handed-over", "Handed to 911 or the Secret Service"
    UNITS_ASSIGNED = "units-assigned", "Units assigned"
    ON_SCENE = "on-scene", "Units on scene"
    STABILISED = "stabilised", "Stabilised"
    INFO_NEEDED = "info-needed", "An answer of the mission is needed"
    REOPENED = "reopened", "Opened again"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    MERGED = "merged", "Joined to another case"
    EXPIRED_UNDECIDED = "expired-undecided", "Began without a decision"
    FALSE_REPORT = "false-report", "False report"
    FALSE_ALARM = "false-alarm", "False alarm"
    TEST = "test", "Test"
    ABANDONED = "abandoned", "Caller gone"


class Priority(Term):
    """How grave it is: 1 is the gravest. In an incident it is the severity."""

    FIRST = "1", "1, gravest"
    SECOND = "2", "2"
    THIRD = "3", "3"
    FOURTH = "4", "4, least"


class ClockName(Term):
    """What is owed by an instant."""

    ACKNOWLEDGE = "acknowledge", "everybody told acknowledges"
    DECIDE = "decide", "a decision"
    PLAN = "plan", "the plan: posts, times, telephones"
    REVIEW = "review", "the review afterwards"
    ANSWER = "answer", "an answer to the mission"
    TRIAGE = "triage", "sorting"
    LOOK_AGAIN = "look-again", "another look at an open matter"
    LOCATE = "locate", "the exact place"
    NOTIFY = "notify", "telling the duty agent"
    TELL_MISSION = "tell-mission", "telling the mission's other representatives"
    SPOT_REPORT = "spot-report", "a spot report"


class ClockState(Term):
    """Whether a clock runs."""

    WAITING = "waiting", "has not begun"
    RUNNING = "running", "runs"
    PAUSED = "paused", "is paused"
    LATE = "late", "is late"
    KEPT = "kept", "was kept"
    KEPT_LATE = "kept-late", "was kept late"
    VOID = "void", "is owed no more"


class Outcome(Term):
    """What was decided (domain.md 5.1)."""

    GRANTED = "granted", "Granted"
    MODIFIED = "modified", "Granted in another form"
    DECLINED = "declined-with-advice", "Declined, with advice"
    REFERRED = "referred", "Referred"


class Reason(Term):
    """Why it was decided so: safety or resources, never a viewpoint (R-015, domain.md 3.3)."""

    SIZE = "SZ-1", "expected size against the space"
    TWO_CROWDS = "SZ-2", "two crowds that may meet"
    PAST_VIOLENCE = "SZ-3", "violence at this place before"
    SPECIFIC_THREAT = "SZ-4", "a specific threat"
    ACCESS = "SZ-5", "people must get in and out safely"
    TRAFFIC = "SZ-6", "traffic and the street"
    NO_SIGN = "SZ-7", "no sign of danger at this time"
    NO_UNITS = "RS-1", "no units free at that time"
    COVERED = "RS-2", "cover that is there already suffices"
    OTHER_TOOL = "RS-3", "another measure serves better"
    NOT_OURS = "RS-4", "another authority's area"
    SHORT_NOTICE = "RS-5", "asked too late to be planned"


class OfficialLink(Term):
    """What ties a case to official business (R-014)."""

    PREMISES = "premises", "official premises"
    PERSONNEL = "personnel", "official personnel"
    EVENT = "official-event", "an official event away from the premises"
    NONE = "none-seen", "no official link seen"


class Harm(Term):
    """The kinds of harm that the Conventions name: to premises (R-002) and to persons (R-003)."""

    INTRUSION = "intrusion", "intrusion"
    DAMAGE = "damage", "damage"
    DISTURBANCE = "disturbance", "disturbance of the peace of the mission"
    DIGNITY = "dignity", "impairment of its dignity"
    PERSON = "person", "attack on a person"
    FREEDOM = "freedom", "attack on a person's freedom"
    PERSON_DIGNITY = "person-dignity", "attack on a person's dignity"


class PersonStatus(Term):
    """Whom it concerns (R-004, R-005)."""

    DIPLOMATIC_AGENT = "diplomatic-agent", "diplomatic agent"
    ADMINISTRATIVE = "administrative-technical", "administrative or technical staff"
    CONSULAR_OFFICER = "consular-officer", "consular officer"
    CONSULAR_EMPLOYEE = "consular-employee", "consular employee"
    FAMILY = "family", "family member"
    VISITOR = "visitor", "official visitor"


class Conduct(Term):
    """Conduct towards foreign officials that U.S. law forbids (R-009)."""

    INTIMIDATING = "intimidating", "intimidating"
    THREATENING = "threatening", "threatening"
    HARASSING = "harassing", "harassing"
    OBSTRUCTING = "obstructing", "obstructing in their duties"


class LawLevel(Term):
    """Whose law was broken (R-066)."""

    LOCAL = "local", "local law"
    STATE = "state", "State law"
    FEDERAL = "federal", "federal law"


class Basis(Term):
    """What the duty rests on (R-008)."""

    VCDR_22 = "vcdr-22-2", "Vienna Convention on Diplomatic Relations, Article 22(2)"
    VCDR_29 = "vcdr-29", "Vienna Convention on Diplomatic Relations, Article 29"
    VCCR_31 = "vccr-31-3", "Vienna Convention on Consular Relations, Article 31(3)"
    VCCR_40 = "vccr-40", "Vienna Convention on Consular Relations, Article 40"
    USC_112 = "18-usc-112", "18 USC 112"


class Told(Term):
    """How somebody was told, or how they answered."""

    MAIL = "mail", "by mail"
    TELEPHONE = "telephone", "by telephone"
    LINK = "link", "by the link that was sent"
    DESK = "desk", "at the desk"


class PassageKind(Term):
    """What a passage of the story is."""

    WORDS = "words", "words"
    STATE = "state", "a step of the case"
    DANGER = "danger", "danger"
    QUESTION = "question", "a question to the mission"
    ANSWER = "reply", "the mission's reply"


class Audience(Term):
    """Who reads a passage: the mission too, or those who protect it alone."""

    MISSION = "mission", "the mission and who protects it"
    PROTECTORS = "protectors", "who protects it"


class PurgeWhy(Term):
    """Why words are removed."""

    SPILL = "spill", "words that must not be here"
    RETENTION = "retention", "the time for keeping them is over"


class CannotOpen(NotUnderstood):
    """A report that cannot become a case as it was sent."""


class CannotMove(Refusal):
    """A step that the state of a case does not allow."""


class CannotDecide(Refusal):
    """A decision without what a decision needs."""


class OnHold(Refusal):
    """Words that somebody has to keep, and somebody else would remove."""


class NoSuchReason(CannotDecide):
    """A decision on grounds that are none: it is remembered that it was tried."""

    recorded = True


class CannotMerge(Refusal):
    """Two cases that cannot be one."""


class Changed(Refusal):
    """Somebody else changed the case first; nothing that was typed is lost."""


NEED_OF: Mapping[CaseKind, tuple[str, ...]] = {
    CaseKind.CONCERN: ("concern",), CaseKind.DEMONSTRATION: ("demonstration",), CaseKind.THREAT_RECEIVED: ("concern",),
    CaseKind.INCIDENT: ("concern", "correspondence"), CaseKind.EMERGENCY: ("emergency",),
}
"""The needs by whose routes a case's authorities are found: an incident also goes to whoever takes its correspondence (R-037)."""
