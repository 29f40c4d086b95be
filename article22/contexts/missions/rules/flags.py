"""Priority response: every official location is registered with its police, who confirm it and are asked again (R-070; domain.md 3.4)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from article22.contexts.missions.rules.terms import CONSULAR, AgencyWord, CannotFlag, Cover, Flag, MissionKind, PremisesKind
from article22.ground.places.rules import fold
from article22.kernel.text import Text

HOLDS = timedelta(days=180)  # so long a confirmation counts: what dispatch holds goes stale
ANSWERED_WITHIN = timedelta(days=30)  # so long an agency's link opens, and its silence is waited for

F = Flag
MOVES: Mapping[Flag, frozenset[Flag]] = {
    F.TO_REGISTER: frozenset({F.SENT, F.CONFIRMED}),
    F.SENT: frozenset({F.SENT, F.CONFIRMED, F.RETURNED, F.WITHDRAWN}),
    F.CONFIRMED: frozenset({F.SENT, F.CONFIRMED, F.WITHDRAWN}),
    F.RETURNED: frozenset({F.SENT, F.CONFIRMED, F.RETURNED, F.WITHDRAWN}),
    F.WITHDRAWN: frozenset(),
}
"""What people do. `due`, and `to-register` of a place whose address changed, come of themselves: `standing` says them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What was done about a location: the address as it went to the agency, when, what came back, and when the agency said that."""

    flag: Flag = Flag.TO_REGISTER
    address: str = ""
    sent_at: datetime | None = None
    word: AgencyWord | None = None
    said_at: datetime | None = None
    confirmed_at: datetime | None = None


NONE = Registration()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a location stands at an instant, and why. Somebody owes the next step from `due_at` on; None: they owe it already.

    `confirmed_at` is since when a confirmation counts, None where none does. Instants are on the clocks of the place.
    """

    flag: Flag
    why: Text
    due_at: datetime | None = None
    confirmed_at: datetime | None = None

    def is_owed(self, at: datetime) -> bool:
        """Whether somebody must act."""
        return self.due_at is None or self.due_at <= at

    def wants_sending(self, at: datetime) -> bool:
        """Whether the next step is to send it: what was returned is looked at by a person first."""
        return self.flag is not Flag.RETURNED and self.is_owed(at)


def standing(one: Registration, address: str, at: datetime, zone: ZoneInfo) -> Standing:
    """How a location stands whose address is `address` now. It is confirmed for 180 days on the clocks of its `zone`, at the address that was confirmed."""
    if one.flag is Flag.TO_REGISTER:
        return Standing(flag=Flag.TO_REGISTER, why=Text("flag.never-sent", "No agency was told of this place yet."))
    if not _is_same(one.address, address):
        return Standing(flag=Flag.TO_REGISTER, why=Text("flag.moved", "The agency was told of another address."))
    confirmed = one.confirmed_at.astimezone(zone) if one.confirmed_at else None
    until = confirmed + HOLDS if confirmed else None  # the same hour on the clocks of the place, whatever the season
    counts = confirmed if until and at < until else None
    if one.flag is Flag.RETURNED:
        return Standing(flag=Flag.RETURNED, why=RETURNED[one.word or AgencyWord.WRONG], confirmed_at=counts)
    if one.flag is Flag.CONFIRMED and until:
        if counts is None:
            return Standing(flag=Flag.DUE, why=Text("flag.due", "It was confirmed for the last time on {day:day}.", day=confirmed), due_at=until)
        return Standing(flag=Flag.CONFIRMED, why=Text("flag.confirmed", "Confirmed on {day:day}.", day=confirmed), due_at=until, confirmed_at=counts)
    assert one.sent_at is not None  # nothing else is left
    sent = one.sent_at.astimezone(zone)
    late = sent + ANSWERED_WITHIN
    if until and counts:
        return Standing(flag=Flag.CONFIRMED, due_at=max(until, late), confirmed_at=counts, why=Text(
            "flag.asked-again", "Confirmed on {day:day}, asked again on {again:day}.", day=confirmed, again=sent))
    if at >= late:
        return Standing(flag=Flag.SENT, due_at=late, why=Text(
            "flag.silent", "Sent on {day:day}, and no answer came. Call them, or send it again.", day=sent))
    return Standing(flag=Flag.SENT, due_at=late, why=Text("flag.sent", "Sent on {day:day}; an answer is waited for.", day=sent))


def _is_same(told: str, address: str) -> bool:
    return told == address or fold(told) == fold(address)


RETURNED: Mapping[AgencyWord, Text] = {
    AgencyWord.NOT_OURS: Text("flag.not-ours", "The agency says that it is not in its area. Choose another."),
    AgencyWord.WRONG: Text("flag.wrong", "The agency says that something is wrong. Put it right, and send it again."),
    AgencyWord.UNREACHED: Text("flag.unreached", "The form did not reach the agency. Check its address, and send it again, or call."),
}


def has_cover(cover: Cover, places: Collection[Standing]) -> bool:
    """Whether the places of a mission that is there stand so together. One that has no place has none that is confirmed (R-069)."""
    is_all = bool(places) and all(one.confirmed_at for one in places)
    if cover in (Cover.ALL, Cover.NOT_ALL):
        return is_all is (cover is Cover.ALL)
    return any(one.flag.value == cover.value for one in places)


NO_ADDRESS = Text("flag.no-address", "The register holds no address of this place. Enter it first: police cannot flag a city.")


def send(one: Registration, address: str, at: datetime) -> Registration:
    """It goes to an agency, for the first time or again; a confirmation of the same address counts until its time is over. Raises CannotFlag."""
    if not address.strip():
        raise CannotFlag(NO_ADDRESS)
    kept = one.confirmed_at if _is_same(one.address, address) else None
    return replace(_moved(one, Flag.SENT), address=address, sent_at=at, word=None, said_at=None, confirmed_at=kept)


def is_asked(one: Registration) -> bool:
    """Whether an answer is waited for: a form that was held for dead may arrive after all."""
    return one.flag is Flag.SENT or (one.flag is Flag.RETURNED and one.word is AgencyWord.UNREACHED)


def answer(one: Registration, word: AgencyWord, said: str, at: datetime) -> Registration:
    """The agency answers what it was sent, once. A word other than yes says what, in `said`. Raises CannotFlag."""
    if not is_asked(one):
        raise CannotFlag(Text("flag.answered", "{address} was answered before, or is no official location any more. Call the office that sent the "
                              "form.", address=one.address))
    if word is AgencyWord.FLAGGED:
        return replace(_moved(one, Flag.CONFIRMED), word=word, said_at=at, confirmed_at=at)
    if not said.strip():
        raise CannotFlag(Text("flag.no-words", "Say of {address} what is wrong, or whose area it is, in a few words.", address=one.address))
    return replace(_moved(one, Flag.RETURNED), word=word, said_at=at, confirmed_at=None)


def check_name(who: str) -> None:
    """Refuse a word of nobody's. Raises CannotFlag."""
    if not who.strip():
        raise CannotFlag(Text("flag.no-name", "Say who said so: name, and badge or desk."))


def confirm_by_call(one: Registration, address: str, who: str, called_at: datetime, at: datetime) -> Registration:
    """Somebody of the agency said by telephone that it is flagged at this address. Raises CannotFlag."""
    check_name(who)
    if not at - HOLDS < called_at <= at:
        raise CannotFlag(Text("flag.called-when", "Give the time of the call: it was within the last {days} days.", days=HOLDS.days))
    if one.said_at and called_at < one.said_at and _is_same(one.address, address):
        raise CannotFlag(Text("flag.said-since", "The agency has given its word since that call. Call again, and give the time of that call."))
    return replace(_moved(one, Flag.CONFIRMED), address=address, word=AgencyWord.FLAGGED, said_at=called_at, confirmed_at=called_at)


def fail(one: Registration) -> Registration:
    """The form came back from the mail server unread: the agency has said nothing, and what it confirmed before counts on. Raises CannotFlag."""
    return replace(_moved(one, Flag.RETURNED), word=AgencyWord.UNREACHED)


def arrive(one: Registration) -> Registration:
    """The form that was held for dead was handed over after all, once a person released it: an answer is waited for."""
    is_back = one.flag is Flag.RETURNED and one.word is AgencyWord.UNREACHED
    return replace(_moved(one, Flag.SENT), word=None) if is_back else one


def withdraw(one: Registration) -> Registration:
    """It is no official location any more, or is registered elsewhere. Raises CannotFlag."""
    return replace(_moved(one, Flag.WITHDRAWN), confirmed_at=None)


def _moved(one: Registration, to: Flag) -> Registration:
    if to not in MOVES[one.flag]:
        raise CannotFlag(Text("flag.cannot-move", "A registration that is {flag} cannot become {to}.", flag=one.flag, to=to))
    return replace(one, flag=to)


def entry_rule(mission: MissionKind, premises: PremisesKind) -> Text:
    """What an officer who is sent there must know before entering: VCDR 22(1) and 30(1); VCCR 31(2); of honorary consuls VCCR 58 and 59."""
    if mission is MissionKind.HONORARY_CONSULATE:
        return Text("entry.honorary", "Protect it against intrusion (VCCR 59); its archives are inviolable (VCCR 61).")
    if mission in CONSULAR and premises is PremisesKind.RESIDENCE:
        return Text("entry.consular-residence", "Residence of a consular officer: protect it; ask before you enter.")
    if mission in CONSULAR:
        return Text("entry.consular", "Do not enter without consent of the head of post; in fire or like danger it is assumed (VCCR 31).")
    if mission is MissionKind.ORGANIZATION:
        return Text("entry.organization", "Ask the organization's consent before you enter.")
    return Text("entry.diplomatic", "Do not enter without consent of the head of mission (VCDR 22, 30).")
