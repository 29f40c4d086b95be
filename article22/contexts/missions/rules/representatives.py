"""Whether a mission can be reached: two verified people on two different channels, or it is red (R-046, R-050; domain.md 5.6)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import combinations
from uuid import UUID

from article22.contexts.missions.rules.terms import CannotAppoint, Health, Stand, WayKind
from article22.kernel.text import Text

HOLDS = timedelta(days=90)  # so long a verification counts
ASKED_BEFORE = timedelta(days=14)  # so long before its end the representative is asked again
SUCCESSOR_ASKED = timedelta(days=30)  # so long before a departure a successor is asked for
NEEDED = 2
NATIONAL, LOCAL = 10, 7  # digits of a number without its country's code, and without its area's as well

S = Stand
MOVES: Mapping[Stand, frozenset[Stand]] = {
    S.NOMINATED: frozenset({S.ACTIVE, S.ENDED}),
    S.ACTIVE: frozenset({S.ACTIVE, S.SUSPENDED, S.ENDED}),
    S.SUSPENDED: frozenset({S.ACTIVE, S.ENDED}),
    S.ENDED: frozenset(),
}
"""What people do. `expected`, `reverify-due`, `lapsed`, `contact-failed`, `departing` and `departed` come of themselves, from an active one: see `stand_of`."""
GONE = frozenset({S.DEPARTED, S.SUSPENDED, S.ENDED})  # nobody asks these by a link, and nothing of theirs is anybody's to mend
SAID_WRONG = "said-wrong"  # the fault of a way of which its owner says that it does not reach them: whoever answers there is somebody else


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way by which somebody is reached: proved when a code or a call came back from it, failed when a message bounced or a drill was missed.

    `is_wrong` where they say themselves that it is not theirs: nothing is sent there.
    """

    kind: WayKind
    address: str
    proved_at: datetime | None = None
    failed_at: datetime | None = None
    is_wrong: bool = False

    @property
    def reaches(self) -> bool:
        """Whether the last that is known of it is that it works."""
        return self.proved_at is not None and (self.failed_at is None or self.failed_at < self.proved_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Representative:
    """A security liaison representative, as far as the rules ask. `person` is the same for one who serves two missions."""

    id: UUID
    person: UUID
    name: str
    stand: Stand
    verified_at: datetime | None = None
    arrives_at: datetime | None = None
    departs_at: datetime | None = None
    held_why: str = ""
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How a mission stands, and why: what is missing first."""

    health: Health
    why: tuple[Text, ...]


def stand_of(one: Representative, at: datetime) -> Stand:
    """How a representative stands at an instant: what people did, and what time and failures made of it."""
    if one.stand is not Stand.ACTIVE:
        return one.stand
    assert one.verified_at is not None  # nobody is active unverified
    if one.departs_at is not None and at >= one.departs_at:
        return Stand.DEPARTED
    if one.arrives_at is not None and at < one.arrives_at:
        return Stand.EXPECTED
    if at >= one.verified_at + HOLDS:
        return Stand.LAPSED
    if not any(way.reaches for way in one.ways):
        return Stand.CONTACT_FAILED
    if one.departs_at is not None and at >= one.departs_at - SUCCESSOR_ASKED:
        return Stand.DEPARTING
    if at >= one.verified_at + HOLDS - ASKED_BEFORE:
        return Stand.REVERIFY_DUE
    return Stand.ACTIVE


COUNTS = frozenset({Stand.ACTIVE, Stand.REVERIFY_DUE, Stand.DEPARTING})


def reached(representatives: Sequence[Representative], at: datetime) -> Reached:
    """Whether a mission can be reached at an instant, from that instant on."""
    stands = [(one, stand_of(one, at)) for one in representatives]
    counting = [one for one, stand in stands if stand in COUNTS]
    troubles = tuple(_troubles(stands))
    if len({one.person for one in counting}) < NEEDED:
        return Reached(health=Health.RED, why=(_too_few(counting), *troubles))
    if not any(_apart(*pair) for pair in combinations(counting, NEEDED)):
        return Reached(health=Health.RED, why=(Text("reached.one-channel", "All who can be reached are reached by one channel only. Prove another."),
                                               *troubles))
    return Reached(health=Health.AMBER if troubles else Health.GREEN, why=troubles)


def _too_few(counting: Sequence[Representative]) -> Text:
    if not counting:
        return Text("reached.nobody", "Nobody verified can be reached. Two are needed.")
    return Text("reached.one", "Only {name} is verified and can be reached. Two are needed.", name=counting[0].name)


def _apart(one: Representative, other: Representative) -> bool:
    """Whether two are different people, one of whom is reached when what reaches the other fails. What both give as their own tells neither apart."""
    if one.person == other.person:
        return False
    both = _own(one) & _own(other)
    return any(
        way.kind is not second.kind and way.address != second.address and not both & {way.address, second.address}
        for way in one.ways if way.reaches for second in other.ways if second.reaches)


def _own(one: Representative) -> frozenset[str]:
    return frozenset(way.address for way in one.ways if way.kind is not WayKind.OFFICE)


def _troubles(stands: Sequence[tuple[Representative, Stand]]) -> Iterator[Text]:
    """What somebody must see to, of each who is there still."""
    for one, stand in stands:
        match stand:
            case Stand.NOMINATED:
                yield Text("reached.nominated", "{name} is nominated, and not verified yet.", name=one.name)
            case Stand.SUSPENDED:
                yield Text("reached.suspended", "{name} is suspended.", name=one.name)
            case Stand.LAPSED:
                yield Text("reached.lapsed", "{name} was not verified again within {days} days.", name=one.name, days=HOLDS.days)
            case Stand.CONTACT_FAILED:
                yield Text("reached.failed", "{name} can be reached by none of the ways that are held.", name=one.name)
            case Stand.DEPARTING:
                assert one.departs_at is not None
                last = one.departs_at - timedelta(microseconds=1)  # of their last day, which is over at that instant
                yield Text("reached.departing", "{name} leaves on {day:day}: a successor is asked for.", name=one.name, day=last)
            case Stand.DEPARTED:
                yield Text("reached.departed", "{name} has left. Name a successor, or say that {name} is representative no more.", name=one.name)
            case Stand.REVERIFY_DUE:
                yield Text("reached.due", "{name} must be verified again.", name=one.name)
        if stand in COUNTS:
            yield from (Text("reached.way-failed", "The last message to {name} by {kind} failed.", name=one.name, kind=way.kind)
                        for way in one.ways if way.failed_at is not None and not way.reaches)


def verify(one: Representative, at: datetime) -> Representative:
    """Somebody called them back at a number that the mission is known by: they count from then on. Raises CannotAppoint."""
    if one.held_why:
        raise CannotAppoint(Text("representative.held", "The nomination of {name} came from an address that anybody can open. Ask the mission at a number "
                                 "that it is known by, release it, and then verify.", name=one.name))
    return replace(_moved(one, Stand.ACTIVE), verified_at=at)


def check_called(one: Representative, called: str, known: Iterable[str]) -> None:
    """Refuse a call back that says no number, or one that came with the nomination itself and is none of those by which the mission is `known`.

    Whoever is active was found before, and is called at what answered then. Raises CannotAppoint.
    """
    if sum(letter.isdigit() for letter in called) < LOCAL:
        raise CannotAppoint(Text("representative.no-call", "Say at which number of the mission they were called back."))
    own = [way.address for way in one.ways if names(called, way.address) and not any(names(number, way.address) for number in known)]
    if own and one.stand is not Stand.ACTIVE:
        raise CannotAppoint(Text("representative.called-at-own", "That came with the nomination: whoever named {name} answers there. Call the mission at a "
                                 "number that it is known by.", name=one.name))


def suspend(one: Representative) -> Representative:
    """They count no more until they are verified anew. Raises CannotAppoint."""
    return _moved(one, Stand.SUSPENDED)


def depart(one: Representative, on: datetime | None) -> Representative:
    """They leave at an instant, or stay after all. Raises CannotAppoint for one who is gone."""
    if one.stand is Stand.ENDED:
        raise CannotAppoint(Text("representative.gone", "{name} is no representative any more.", name=one.name))
    return replace(one, departs_at=on)


def check_departure(one: Representative, last_day: date | None, today: date) -> None:
    """Refuse a last day that has passed: whoever has left by then ends, and a reason is asked for where that breaks the minimum. Raises CannotAppoint."""
    if last_day is not None and last_day < today:
        raise CannotAppoint(Text("representative.day-passed", "That day has passed. Give today or a day to come, or say that {name} is representative no more.",
                                 name=one.name))


def check_dropped(one: Representative, address: str, *, by_officer: bool) -> None:
    """Refuse to drop the only way by which somebody is reached; and, of one that works, to whoever is no officer. Raises CannotAppoint."""
    if all(way.address == address for way in one.ways):
        raise CannotAppoint(Text("representative.last-way", "{name} is reached by nothing else. Give another way first, or say that they are representative no "
                                 "more.", name=one.name))
    if not by_officer and any(way.reaches for way in one.ways if way.address == address):
        raise CannotAppoint(Text("representative.way-works", "{name} has answered by that. Put another in its place, or ask your liaison officer to drop it.",
                                 name=one.name))


def check_own_way(name: str, held_by: str | None) -> None:
    """Refuse a mail address or a mobile number of somebody else at the same mission: two who are reached by one are not two. Raises CannotAppoint."""
    if held_by is not None:
        raise CannotAppoint(Text("representative.held-already", "{other} has that mail address or mobile number at this mission already. If {name} is somebody "
                                 "else, give one of their own, or a number that is shared as an office telephone.", name=name, other=held_by))


def end(one: Representative, others: Sequence[Representative], reason: str, at: datetime) -> Representative:
    """They are representative no more. Where that leaves fewer than two who can be reached, a reason is needed (S8).

    Raises CannotAppoint.
    """
    if breaks_minimum(one, others, at) and not reason.strip():
        raise CannotAppoint(Text("representative.no-reason", "Without {name} fewer than two can be reached. Name a successor first, or say why not yet.",
                                 name=one.name))
    return _moved(one, Stand.ENDED)


def breaks_minimum(one: Representative, others: Sequence[Representative], at: datetime) -> bool:
    """Whether somebody who counts leaves fewer than two who can be reached: one, or nobody at all (S8)."""
    return stand_of(one, at) in COUNTS and reached([other for other in others if other.id != one.id], at).health is Health.RED


def _moved(one: Representative, to: Stand) -> Representative:
    if to not in MOVES[one.stand]:
        raise CannotAppoint(Text("representative.cannot-move", "{name} is {stand} and cannot become {to}.", name=one.name, stand=one.stand, to=to))
    return replace(one, stand=to)


def names(words: str, address: str) -> bool:
    """Whether words name a mail address or a number, with or without its country's code."""
    if "@" in address:
        return address.casefold() in words.casefold()
    said, digits = (re.sub(r"[^0-9]", "", part) for part in (words, address))
    return digits[-NATIONAL:] in said or (len(said) >= LOCAL and digits.endswith(said))


def masked(way: Way) -> str:
    """A way as it is shown to whoever has not said why they read it: enough to tell two apart."""
    if way.kind is WayKind.MAIL:
        local, _, domain = way.address.partition("@")
        return f"{local[:1]}…@{domain}"
    return f"…{way.address[-2:]}"


def hinted(way: Way) -> str:
    """A way as it is shown to whoever is reached by it: enough to know it, and too little to call it."""
    return masked(way) if way.kind is WayKind.MAIL else f"…{way.address[-4:]}"


def here_at(arrives_on: date | None, zone: tzinfo) -> datetime | None:
    """The instant from which somebody is there who comes on a day: its beginning, on the clocks of the mission."""
    return None if arrives_on is None else datetime.combine(arrives_on, time(), zone)


def gone_at(departs_on: date | None, zone: tzinfo) -> datetime | None:
    """The instant from which somebody is gone who leaves on a day: its end, on the clocks of the mission."""
    return None if departs_on is None else datetime.combine(departs_on + timedelta(days=1), time(), zone)


def why_held(nominated_from: str) -> str:
    """Why a nomination waits for an officer: it came from an address that anybody can open (S8). Empty where it need not."""
    return "free-mail" if nominated_from.rpartition("@")[2].casefold() in FREE_MAIL else ""


# The largest providers at which anybody opens an address under any name; a nomination from one is looked at, never refused by itself.
FREE_MAIL = frozenset({
    "126.com", "163.com", "aol.com", "fastmail.com", "gmail.com", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hotmail.com", "hotmail.fr", "icloud.com",
    "laposte.net", "libero.it", "live.com", "mac.com", "mail.com", "mail.ru", "me.com", "msn.com", "naver.com", "orange.fr", "outlook.com", "pm.me",
    "proton.me", "protonmail.com", "qq.com", "rediffmail.com", "rocketmail.com", "t-online.de", "tutanota.com", "uol.com.br", "web.de", "yahoo.co.uk",
    "yahoo.com", "yahoo.fr", "yandex.com", "yandex.ru", "ymail.com", "zoho.com"})
