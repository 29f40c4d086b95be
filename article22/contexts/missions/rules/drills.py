"""A reachability drill: whom it asks, what is said, and what becomes of each person by each channel (peers.md, moonshot 5; domain.md 5.6 and S8).

A drill is never taken for live: its messages begin with one word that no live message begins with (`ground.outbox.rules.messages`), are of a kind of their
own, and lead to an address of their own.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from article22.contexts.missions.rules.representatives import Representative, Way, stand_of
from article22.contexts.missions.rules.terms import AudienceKind, CannotDrill, Outcome, Stand, WayKind
from article22.ground.languages.rules import Letter
from article22.ground.outbox.rules.messages import EXERCISE, State
from article22.kernel.text import Text

LASTS = (1, 2, 4, 8, 12, 24)  # hours
ANSWERED_LATE = timedelta(days=14)  # so long after its end an answer still proves a way
LONGEST_BREAK = 366  # days
ASKED = frozenset({Stand.ACTIVE, Stand.REVERIFY_DUE, Stand.LAPSED, Stand.CONTACT_FAILED, Stand.DEPARTING})
FAILS = frozenset({Outcome.SILENT, Outcome.BOUNCED, Outcome.REFUSED})
"""What fails a way: what was not handed over in time, or was kept back, was ours to see to."""
OPEN = frozenset({Outcome.WAITING, Outcome.SILENT})  # what may still become something else: a bounce comes back after days
BACK: Mapping[State, Outcome] = {State.BOUNCED: Outcome.BOUNCED, State.FAILED: Outcome.REFUSED, State.CANCELLED: Outcome.CANCELLED}
AT_END: Mapping[State, Outcome] = {**BACK, State.HANDED: Outcome.SILENT, State.DELIVERED: Outcome.SILENT, State.HELD: Outcome.KEPT_BACK,
                                   State.WAITING: Outcome.EXPIRED, State.SENDING: Outcome.EXPIRED}
"""What becomes of a call that nobody answered, by where its message is when the drill ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Whom a drill asks: every mission, or those of a State (its code), of an office (its id in the pack), or with numbers."""

    kind: AudienceKind
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is planned: whom, by which channels, for how many hours, and when; None where somebody starts it by hand."""

    audience: Audience
    kinds: tuple[WayKind, ...]
    lasts_hours: int
    starts_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """So many calls of a mission by a channel with an outcome, in the hour in which they were answered."""

    mission: str
    number: str
    kind: WayKind
    outcome: Outcome
    hour: datetime | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A figure of the heat map: so many answered, of so many; `heat` from 0, nobody, to 4, all."""

    answered: int
    of: int

    @property
    def heat(self) -> int:
        """How warm the cell is drawn. Some is never drawn as none, nor as all."""
        return 0 if not self.answered else 4 if self.answered == self.of else 1 + min(2, 3 * self.answered // self.of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the heat map: a mission or a channel, its figures by channel, and how many answered in each hour."""

    of: str
    number: str
    by_kind: tuple[Cell, ...]
    by_hour: tuple[Cell, ...]
    total: Cell


def check_plan(plan: Plan, at: datetime) -> None:
    """Refuse what cannot be carried out. Raises CannotDrill."""
    if not plan.kinds:
        raise CannotDrill(Text("drill.no-channel", "Choose at least one channel by which people are tried."))
    if plan.lasts_hours not in LASTS:
        raise CannotDrill(Text("drill.lasts", "A drill lasts {hours} hours. Choose one of these.", hours=", ".join(map(str, LASTS))))
    if plan.audience.kind is not AudienceKind.ALL and not plan.audience.of:
        raise CannotDrill(Text("drill.nobody", "Say whom the drill is for: {audience} needs at least one.", audience=plan.audience.kind))
    if plan.starts_at is not None and plan.starts_at < at:
        raise CannotDrill(Text("drill.begins-before", "It would begin before now. Give a later hour, or none to start it yourself."))


def check_numbers(audience: Audience, found: Collection[str]) -> None:
    """Refuse missions by numbers that no present mission bears; `found` are those that one does. Raises CannotDrill."""
    if unknown := [number for number in audience.of if number not in found] if audience.kind is AudienceKind.CHOSEN else []:
        raise CannotDrill(Text("drill.no-mission", "The register has no present mission {numbers}. A number looks like VAL-1.", numbers=", ".join(unknown)))


def check_recurs(days: int) -> None:
    """Refuse what does not recur within a year. Raises CannotDrill."""
    if not 1 <= days <= LONGEST_BREAK:
        raise CannotDrill(Text("drill.recurs", "It recurs after 1 to {days} days.", days=LONGEST_BREAK))


def next_after(due: datetime, days: int, at: datetime, zone: ZoneInfo) -> datetime:
    """When what recurs is due again: at the same hour of the clocks of a zone; after an outage once, not as often as it was missed."""
    first, every = due.astimezone(zone), timedelta(days=days)
    times = count(max(1, (at - due) // every))
    return next(following for nth in times if (following := (first + nth * every).astimezone(UTC)) > at)


def is_asked(one: Representative, at: datetime) -> bool:
    """Whether a drill asks somebody: whoever was once called back, and is there still."""
    return stand_of(one, at) in ASKED


def is_news(answered_at: datetime, way: Way) -> bool:
    """Whether an answer says more of a way than is known of it: what failed or was proved after it came stands, and at a wrong one somebody else answers."""
    return not way.is_wrong and all(known is None or known < answered_at for known in (way.proved_at, way.failed_at))


def is_missed(proved_at: datetime | None, started_at: datetime | None) -> bool:
    """Whether a drill that nobody answered fails a way: not one that was proved otherwise since it began."""
    return proved_at is None or started_at is None or proved_at <= started_at


def letter(mission: str, kind: WayKind, *, link: str, until: datetime) -> Letter:
    """A drill's message. No name and no number. `until` is in the zone it is said in.

    Its first word is the same in every language; the translation's own word for it comes next.
    """
    given = {"exercise": EXERCISE, "mission": mission, "link": link, "until": until}
    said = {
        WayKind.MAIL: (
            Text("drill.mail-1", "{exercise}. This is a drill. Nobody is in danger.", **given),
            Text("drill.mail-2", "We try whether {mission} is reached by this address. Say that it is: {link}", **given),
            Text("drill.mail-3", "Opening the link answers nothing: press the button there. It ends {until}. Other addresses and numbers of yours are tried "
                 "by messages of their own: answer each.", **given),
            Text("drill.mail-4", "{exercise}. Nothing else is asked of you.", **given)),
        WayKind.MOBILE: (Text("drill.sms", "{exercise}, nobody is in danger. Article 22 tries whether {mission} is reached here. Reply OK, or: {link}",
                              **given),),
        WayKind.OFFICE: (Text("drill.call", "{exercise}. {exercise}. Nobody is in danger. This is Article 22. We try whether {mission} is reached at this "
                              "number. To say that it is, press 1. This was an {exercise}.", **given),)}
    return Letter(subject=Text("drill.subject", "{exercise}, nobody is in danger: is {mission} reached here?", **given), paragraphs=said[kind])


def heat(counted: Iterable[Counted], kinds: Sequence[WayKind], hours: Sequence[datetime]) -> tuple[Sequence[Line], Sequence[Line]]:
    """The heat map: a line a channel (`of` is its value), and a line a mission, those that answered least first. `hours` are their beginnings."""
    rows = list(counted)
    missions = {row.number: row.mission for row in rows}
    by_channel = [_line(kind.value, "", [row for row in rows if row.kind is kind], kinds, hours) for kind in kinds]
    of_mission: dict[str, list[Counted]] = {}
    for row in rows:
        of_mission.setdefault(row.number, []).append(row)
    lines = [_line(missions[number], number, of, kinds, hours) for number, of in of_mission.items()]
    return by_channel, sorted(lines, key=lambda line: (line.total.answered / line.total.of, line.number))


def _line(of: str, number: str, rows: Sequence[Counted], kinds: Sequence[WayKind], hours: Sequence[datetime]) -> Line:
    total = sum(row.count for row in rows)
    answered = [row for row in rows if row.outcome is Outcome.ANSWERED]
    return Line(of=of, number=number, total=Cell(answered=sum(row.count for row in answered), of=total),
                by_kind=tuple(Cell(answered=sum(row.count for row in answered if row.kind is kind), of=sum(row.count for row in rows if row.kind is kind))
                              for kind in kinds),
                by_hour=tuple(Cell(answered=sum(row.count for row in answered if row.hour == hour), of=total) for hour in hours))


def hours_of(started_at: datetime, ends_at: datetime) -> Sequence[datetime]:
    """The beginnings of the hours that a drill touches, in UTC."""
    first = started_at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return [first + timedelta(hours=nth) for nth in range(max(1, -((first - ends_at) // timedelta(hours=1))))]

