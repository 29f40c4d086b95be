"""The register's terms, and what it refuses."""

from collections.abc import Mapping

from article22.kernel.refusal import NotUnderstood, Refusal
from article22.kernel.term import Term


class MissionKind(Term):
    """What a mission is (R-005 to R-007): diplomatic missions and consular posts, in one list."""

    EMBASSY = "embassy", "Embassy"
    PERMANENT_MISSION = "permanent-mission", "Permanent mission"
    DELEGATION = "delegation", "Delegation"
    INTERESTS_SECTION = "interests-section", "Interests section"
    REPRESENTATIVE_OFFICE = "representative-office", "Representative office"
    CONSULATE_GENERAL = "consulate-general", "Consulate general"
    CONSULATE = "consulate", "Consulate"
    CONSULAR_OFFICE = "consular-office", "Consular office"
    HONORARY_CONSULATE = "honorary-consulate", "Honorary consulate"
    ORGANIZATION = "organization", "International organization"


class PremisesKind(Term):
    """What a place of a mission is (R-071)."""

    CHANCERY = "chancery", "Chancery"
    CONSULATE = "consulate", "Consulate"
    RESIDENCE = "residence", "Official residence"
    ANNEX = "annex", "Annex"
    OTHER = "other", "Other official location"


class AudienceKind(Term):
    """Whom a drill is for."""

    ALL = "all", "every mission"
    STATE = "state", "the missions of a State"
    OFFICE = "office", "the missions of an office"
    CHOSEN = "chosen", "missions by number"


class Recurs(Term):
    """What recurs for representatives."""

    DRILL = "drill", "a drill"
    ASK_AGAIN = "ask-again", "asking again whether they are still there"


class Outcome(Term):
    """What became of one person by one channel in a drill."""

    WAITING = "waiting", "under way"
    ANSWERED = "answered"
    SILENT = "silent", "delivered, not answered"
    BOUNCED = "bounced", "came back"
    REFUSED = "refused", "refused for good"
    EXPIRED = "expired", "not handed over in time"
    KEPT_BACK = "kept-back", "held for a person"
    CANCELLED = "cancelled"
    NO_WAY = "no-way", "no such address or number is held"


class Stand(Term):
    """How a representative stands (domain.md 5.6)."""

    NOMINATED = "nominated"
    EXPECTED = "expected", "verified, and not here yet"
    ACTIVE = "active"
    REVERIFY_DUE = "reverify-due", "to be verified again"
    LAPSED = "lapsed", "not verified in time"
    CONTACT_FAILED = "contact-failed", "not reached"
    DEPARTING = "departing"
    DEPARTED = "departed"
    SUSPENDED = "suspended"
    ENDED = "ended"


class Nominated(Term):
    """How a mission named its representative (domain.md 5.6)."""

    NOTE = "note", "by a note"
    PORTAL = "portal", "in the portal"
    LIAISON = "liaison", "through its liaison"
    LIST = "list", "on a list"


class ListKind(Term):
    """Of what a list tells that was taken in."""

    PREMISES = "premises", "Missions and premises"
    REPRESENTATIVES = "representatives", "Representatives"
    AGENCIES = "agencies", "Police agencies"


class WayKind(Term):
    """By what somebody is reached."""

    MAIL = "mail", "e-mail"
    MOBILE = "mobile", "mobile telephone"
    OFFICE = "office", "office telephone"


class Health(Term):
    """Whether a mission can be reached."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


class TaskKind(Term):
    """What somebody must see to so that a mission can be reached."""

    BELOW_TWO = "below-two", "fewer than two can be reached"
    WAY_FAILED = "way-failed", "somebody was not reached"
    SUCCESSOR = "successor", "a successor is asked for"
    HELD = "nomination-held", "a nomination that may not be the mission's"
    CALL_BACK = "call-back", "a nomination to call back"
    CHANGE = "change-waits", "a change of how somebody is reached"
    LAPSED = "lapsed", "somebody was not verified in time"
    LEFT = "left", "somebody has left"
    SUSPENDED = "suspended", "somebody is suspended"


class Holder(Term):
    """Who holds a task of the register."""

    MISSION = "mission", "the mission"
    LIAISON = "liaison", "the assigned liaison"
    OFFICE = "office", "the liaison office"
    COMMAND_CENTER = "command-center", "the Command Center"


class News(Term):
    """What is new of a task."""

    OPENED = "opened", "To see to"
    LATE = "late", "Late"
    FURTHER = "further", "Came to you, because nobody saw to it"


class AskedWhy(Term):
    """Why a representative is asked again whether they are still there."""

    DUE = "due", "ninety days are nearly over"
    FAILED = "failed", "a message did not arrive"
    CHANGED = "changed", "how they are reached has changed"
    ASKED = "asked", "somebody wants to know"


class Answer(Term):
    """What a representative says who is asked again."""

    HERE = "here", "still there"
    GONE = "gone", "not any more"


class ChangeState(Term):
    """What became of a change of how somebody is reached."""

    WAITING = "waiting", "waits to be confirmed"
    CONFIRMED = "confirmed", "confirmed"
    REFUSED = "refused", "refused"
    WITHDRAWN = "withdrawn", "taken back"


class Entered(Term):
    """What became of a code that was entered."""

    RIGHT = "right", "right"
    WRONG = "wrong", "That is not the code"
    SPENT = "spent", "Too many wrong ones: ask for a new code"
    LATE = "late", "That code has ended: ask for a new one"


class Flag(Term):
    """How the registration of an official location for priority response stands (R-070)."""

    TO_REGISTER = "to-register", "to be registered"
    SENT = "sent", "sent to the agency"
    CONFIRMED = "confirmed", "confirmed by the agency"
    DUE = "due", "to be checked again"
    RETURNED = "returned", "returned by the agency"
    WITHDRAWN = "withdrawn"


class Cover(Term):
    """How the places of a mission stand together with police: what the register is narrowed by."""

    ALL = "confirmed", "every place is confirmed"
    NOT_ALL = "unconfirmed", "a place is not confirmed"
    TO_REGISTER = "to-register", "a place is to be registered"
    SENT = "sent", "a place was sent"
    RETURNED = "returned", "a place was returned"
    DUE = "due", "a place is to be checked again"


class AgencyWord(Term):
    """What an agency says of a location that was sent to it, or what came back instead of a word."""

    FLAGGED = "flagged", "flagged in our dispatch"
    NOT_OURS = "not-ours", "not in our area"
    WRONG = "wrong", "something is wrong"
    UNREACHED = "unreached", "the form did not reach it"


class ContactKind(Term):
    """How an officer and a mission met (R-051)."""

    VISIT = "visit", "visit"
    CALL = "call", "telephone call"
    MEETING = "meeting", "meeting elsewhere"
    MAIL = "mail", "letter or mail"


class DetailKind(Term):
    """What a mission may give of a place (peers.md 20; R-065)."""

    ENTRANCES = "entrances"
    KEY_HOLDER = "key-holder", "key-holder"
    HOURS = "hours", "hours of cover"
    PLAN = "plan"


class ConsentHow(Term):
    """How somebody consented to entry."""

    SPOKEN = "spoken", "in person"
    TELEPHONE = "telephone", "by telephone"
    WRITTEN = "written", "in writing"


class ConsentStand(Term):
    """Whether a consent to entry opens a door."""

    HOLDS = "holds"
    TAKEN_BACK = "taken-back", "taken back"
    ENDED = "ended"
    GIVER_GONE = "giver-gone", "whoever gave it speaks for the mission no more"


CONSULAR = frozenset({MissionKind.CONSULATE_GENERAL, MissionKind.CONSULATE, MissionKind.CONSULAR_OFFICE, MissionKind.HONORARY_CONSULATE})
IN_ITS_NAME: Mapping[MissionKind, str] = {
    MissionKind.EMBASSY: "Embassy of {state}", MissionKind.PERMANENT_MISSION: "Permanent Mission of {state}",
    MissionKind.DELEGATION: "Delegation of {state}", MissionKind.INTERESTS_SECTION: "Interests Section of {state}",
    MissionKind.REPRESENTATIVE_OFFICE: "Representative Office of {state}", MissionKind.CONSULATE_GENERAL: "Consulate General of {state}",
    MissionKind.CONSULATE: "Consulate of {state}", MissionKind.CONSULAR_OFFICE: "Consular Office of {state}",
    MissionKind.HONORARY_CONSULATE: "Honorary Consulate of {state}", MissionKind.ORGANIZATION: "{state}",
}


class CannotDrill(Refusal):
    """A drill that cannot be planned, or led, as was asked."""


class NotListed(NotUnderstood):
    """A row of a list that cannot be taken into the register."""


class CannotAssign(Refusal):
    """An assignment or an absence that the register does not allow."""


class CannotAppoint(Refusal):
    """A representative who cannot become, or stay, what was asked."""


class CannotChange(Refusal):
    """A change of how somebody is reached that cannot be asked for, or was decided."""


class CannotNote(Refusal):
    """A visit or contact that cannot be noted like this."""


class CannotClaim(Refusal):
    """A claim to speak for a mission, or its accreditation, that cannot be recorded like this."""


class CannotGive(Refusal):
    """Something of a place that cannot be given, or taken back, like this."""


class CannotEnter(Refusal):
    """A consent to entry that is none: by nobody who may give it, to nobody, without words or without an end (Article 22(1))."""


class NotRecognised(Refusal):
    """Something done for a mission on the word of somebody whom the accredited list does not name (S8). That it was tried is kept."""

    recorded = True


class CannotRegister(Refusal):
    """A mission or premises that cannot be entered like this."""


class CannotFlag(Refusal):
    """A step of a registration for priority response that cannot be taken like this."""


def first_premises_of(kind: MissionKind) -> PremisesKind:
    """What a mission's main place is."""
    return PremisesKind.CONSULATE if kind in CONSULAR else PremisesKind.CHANCERY
