"""Two people on two channels, or red: by hand, and over a year of turnover in four hundred missions."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from article22.contexts.missions.rules import representatives as rules
from article22.contexts.missions.rules.representatives import HOLDS, MOVES, Representative, Way, reached, stand_of
from article22.contexts.missions.rules.tasks import causes
from article22.contexts.missions.rules.terms import CannotAppoint, Health, Stand, WayKind

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def somebody(number: int, *kinds: WayKind, at: datetime = NEW_YEAR, stand: Stand = Stand.ACTIVE) -> Representative:
    return Representative(id=UUID(int=number), person=UUID(int=number), name=f"Officer {number}", stand=stand, verified_at=at,
                          ways=tuple(Way(kind=kind, address=f"{number} {kind}", proved_at=at) for kind in kinds))


def sharing(kind: str, number: int = 1) -> Representative:
    """Somebody with a mail address of their own, and a telephone of a kind that others give as theirs, too."""
    return replace(somebody(number, MAIL), ways=(*somebody(number, MAIL).ways, Way(kind=WayKind(kind), address="shared", proved_at=NEW_YEAR)))


def noted(one: Representative, address: str, **instant: datetime) -> Representative:
    """The same with an instant at which one of their ways was `proved_at` or `failed_at`."""
    return replace(one, ways=tuple(replace(way, **instant) if way.address == address else way for way in one.ways))  # type: ignore[arg-type]


MAIL, MOBILE, OFFICE = WayKind.MAIL, WayKind.MOBILE, WayKind.OFFICE
TWO = (somebody(1, MAIL), somebody(2, MOBILE))


@pytest.mark.parametrize(("people", "later", "health"), [
    ((), 0, Health.RED),
    (TWO[:1], 0, Health.RED),
    (TWO, 0, Health.GREEN),
    ((somebody(1, MAIL), somebody(2, MAIL)), 0, Health.RED),  # one mail server away, and nobody is reached
    ((somebody(1, MAIL), somebody(2, MAIL, OFFICE)), 0, Health.GREEN),
    ((TWO[0], replace(TWO[1], person=TWO[0].person)), 0, Health.RED),  # one person twice
    ((TWO[0], replace(TWO[1], stand=Stand.NOMINATED)), 0, Health.RED),
    ((TWO[0], replace(TWO[1], stand=Stand.SUSPENDED)), 0, Health.RED),
    (TWO, 75, Health.GREEN),
    (TWO, 76, Health.AMBER),  # asked again
    (TWO, 90, Health.RED),  # and did not answer
    ((TWO[0], rules.depart(TWO[1], NEW_YEAR + 40 * DAY)), 0, Health.GREEN),
    ((TWO[0], rules.depart(TWO[1], NEW_YEAR + 40 * DAY)), 10, Health.AMBER),
    ((TWO[0], rules.depart(TWO[1], NEW_YEAR + 40 * DAY)), 40, Health.RED),
    ((*TWO, noted(somebody(3, OFFICE), "3 office", failed_at=NEW_YEAR + DAY)), 1, Health.AMBER),
    ((TWO[0], noted(TWO[1], "2 mobile", failed_at=NEW_YEAR + DAY)), 1, Health.RED),
    ((TWO[0], noted(noted(TWO[1], "2 mobile", failed_at=NEW_YEAR + DAY), "2 mobile", proved_at=NEW_YEAR + 2 * DAY)), 2, Health.GREEN),
    ((TWO[0], noted(somebody(2, MOBILE, OFFICE), "2 office", failed_at=NEW_YEAR + DAY)), 1, Health.AMBER),  # a bounce, the same day
    ((TWO[0], replace(TWO[1], arrives_at=NEW_YEAR + 5 * DAY)), 4, Health.RED),  # called back, and not here yet
    ((TWO[0], replace(TWO[1], arrives_at=NEW_YEAR + 5 * DAY)), 5, Health.GREEN),
    ((*TWO, replace(somebody(3, OFFICE), arrives_at=NEW_YEAR + 5 * DAY)), 0, Health.GREEN),  # nothing is wrong with whoever is expected
    ((sharing("mobile"), sharing("mobile", 2)), 0, Health.RED),  # each has a mail address, and both the same mobile telephone: whose is it?
    ((sharing("office"), sharing("office", 2)), 0, Health.GREEN),  # an office telephone is shared
    ((sharing("mobile"), somebody(2, MOBILE)), 0, Health.GREEN),
])
def test_a_mission_is_green_with_two_people_on_two_channels_alone(people: tuple[Representative, ...], later: int, health: Health) -> None:
    found = reached(people, NEW_YEAR + later * DAY)
    assert found.health is health
    assert bool(found.why) == (health is not Health.GREEN)


def test_whoever_leaves_is_said_to_leave_on_their_last_day() -> None:
    washington = ZoneInfo("America/New_York")
    leaving = replace(TWO[1], departs_at=rules.gone_at(date(2026, 1, 20), washington))
    why, = reached((TWO[0], leaving), NEW_YEAR).why
    assert "20 January 2026" in f"{why}"


def test_nobody_comes_back_who_is_gone_and_nobody_counts_who_was_not_called_back() -> None:
    assert Stand.ENDED not in {state for state, moves in MOVES.items() if moves}
    assert all(Stand.NOMINATED not in moves for moves in MOVES.values())
    with pytest.raises(CannotAppoint):
        rules.verify(replace(TWO[0], stand=Stand.ENDED), NEW_YEAR)
    with pytest.raises(CannotAppoint):
        rules.suspend(replace(TWO[0], stand=Stand.NOMINATED))


def test_to_end_somebody_below_two_takes_a_reason() -> None:
    with pytest.raises(CannotAppoint) as refused:
        rules.end(TWO[1], TWO, " ", NEW_YEAR)
    assert refused.value.code == "representative.no-reason"
    assert rules.end(TWO[1], TWO, "recalled at once", NEW_YEAR).stand is Stand.ENDED
    assert rules.end(TWO[1], (*TWO, somebody(3, OFFICE)), "", NEW_YEAR).stand is Stand.ENDED


@pytest.mark.parametrize(("words", "address", "found"), [
    ("(202) 555-0191", "+12025550191", True), ("+1 202 555 0191, asked for Ms Orel", "+12025550191", True), ("555-0191", "+12025550191", True),
    ("0191", "+12025550191", False), ("(202) 555-0170", "+12025550191", False), ("their switchboard", "+12025550191", False), ("", "+12025550191", False),
    ("wrote to A@X.example", "a@x.example", True), ("a@x.example", "b@x.example", False), ("+49 30 555 19", "+493055519", True)])
def test_a_number_is_known_however_it_is_written(words: str, address: str, found: bool) -> None:
    assert rules.names(words, address) is found


@pytest.mark.parametrize(("stand", "called", "known", "code"), [
    (Stand.NOMINATED, " ", (), "representative.no-call"), (Stand.ACTIVE, "", (), "representative.no-call"),
    (Stand.NOMINATED, "202-555-0191", ("(202) 555-0170",), "representative.called-at-own"),
    (Stand.SUSPENDED, "202-555-0191", (), "representative.called-at-own"),
    (Stand.NOMINATED, "202-555-0170", ("(202) 555-0170",), None), (Stand.NOMINATED, "202-555-0191", ("(202) 555-0191",), None),
    (Stand.ACTIVE, "202-555-0191", (), None)])
def test_nobody_is_verified_at_a_number_that_came_with_the_nomination_unless_the_mission_is_known_by_it(
        stand: Stand, called: str, known: tuple[str, ...], code: str | None) -> None:
    one = replace(somebody(1, stand=stand), ways=(Way(kind=OFFICE, address="+12025550191"),))
    if code is None:
        rules.check_called(one, called, known)
    else:
        with pytest.raises(CannotAppoint) as refused:
            rules.check_called(one, called, known)
        assert refused.value.code == code


@pytest.mark.parametrize(("way", "by_officer", "code"), [
    (Way(kind=MAIL, address="a"), False, None), (Way(kind=MAIL, address="a", proved_at=NEW_YEAR), False, "representative.way-works"),
    (Way(kind=MAIL, address="a", proved_at=NEW_YEAR), True, None), (Way(kind=MAIL, address="a", proved_at=NEW_YEAR, failed_at=NEW_YEAR), False, None)])
def test_a_way_is_dropped_that_does_not_work_or_by_an_officer_and_never_the_last(way: Way, by_officer: bool, code: str | None) -> None:
    with pytest.raises(CannotAppoint) as last:
        rules.check_dropped(replace(TWO[0], ways=(way,)), "a", by_officer=True)
    assert last.value.code == "representative.last-way"
    two = replace(TWO[0], ways=(way, Way(kind=MOBILE, address="b")))
    if code is None:
        rules.check_dropped(two, "a", by_officer=by_officer)
    else:
        with pytest.raises(CannotAppoint) as refused:
            rules.check_dropped(two, "a", by_officer=by_officer)
        assert refused.value.code == code


class Embassy:
    """One of the four hundred: people come, leave, change their numbers, do not answer, and are called back, at random."""

    def __init__(self, chance: random.Random, number: int) -> None:
        self.chance, self.number, self.made = chance, number * 1000, 0
        self.people: list[Representative] = []
        for _ in range(2):
            self.arrive(NEW_YEAR - DAY * chance.uniform(0, 60))

    def arrive(self, at: datetime) -> None:
        self.made += 1
        kinds = self.chance.sample(list(WayKind), self.chance.randint(1, 3))
        comes = at + DAY * self.chance.uniform(0, 30) if self.chance.random() < 0.5 else None
        self.people.append(rules.verify(replace(somebody(self.number + self.made, *kinds, at=at, stand=Stand.NOMINATED), verified_at=None, arrives_at=comes),
                                        at))

    def happen(self, at: datetime) -> None:
        """One thing of a mission's year. Those that are refused change nothing."""
        place = self.chance.randrange(len(self.people))
        one = self.people[place]
        way = self.chance.choice(one.ways).address
        match self.chance.choices(("arrives", "leaves", "stays", "ends", "suspended", "verified", "bounce", "drill", "proved"),
                                  (2, 2, 1, 1, 1, 6, 3, 4, 6))[0]:
            case "arrives":
                self.arrive(at)
            case "leaves":
                self.people[place] = rules.depart(one, at + DAY * self.chance.uniform(0, 90)) if one.stand is not Stand.ENDED else one
            case "stays":
                self.people[place] = rules.depart(one, None) if one.stand is not Stand.ENDED else one
            case "ends" if one.stand is not Stand.ENDED:
                self.people[place] = rules.end(one, self.people, "moved", at)
            case "suspended" if one.stand is Stand.ACTIVE:
                self.people[place] = rules.suspend(one)
            case "verified" if one.stand is not Stand.ENDED:
                self.people[place] = rules.verify(one, at)
            case "bounce" | "drill":
                self.people[place] = noted(one, way, failed_at=at)
            case "proved":
                self.people[place] = noted(one, way, proved_at=at)

    def may_be_green(self, at: datetime) -> bool:
        """The rule, read off the issue anew: two people, verified within ninety days and here, each by a channel that works, not both by the same."""
        channels = {}
        for one in self.people:
            works = {(way.kind, way.address) for way in one.ways if way.proved_at and not (way.failed_at and way.failed_at >= way.proved_at)}
            is_here = one.stand == "active" and not (one.departs_at and one.departs_at <= at) and not (one.arrives_at and one.arrives_at > at)
            if works and is_here and one.verified_at and at - one.verified_at < HOLDS:
                channels.setdefault(one.person, set()).update(works)
        return any(first != second and kind != other for first in channels for second in channels for kind, _ in channels[first]
                   for other, _ in channels[second])


def is_somebodys(people: list[Representative], at: datetime) -> bool:
    """Whether a mission that is amber is so for something that is somebody's to see to, or that comes right by itself."""
    return bool(causes(people, at)) or {stand_of(one, at) for one in people} & {Stand.DEPARTING, Stand.REVERIFY_DUE} != set()


def instants(chance: random.Random) -> Iterator[datetime]:
    """When something happens, over a year."""
    at = NEW_YEAR
    while (at := at + DAY * chance.expovariate(1 / 9)) < NEW_YEAR + 365 * DAY:
        yield at


@pytest.mark.parametrize("seed", range(2))
def test_over_a_year_of_turnover_no_mission_is_green_for_a_minute_while_it_fails_the_rule(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  a simulation that can be run again
    seen = dict.fromkeys(Health, 0)
    for number in range(400):
        embassy = Embassy(chance, number)
        before = NEW_YEAR
        for at in instants(chance):
            turns = {one.verified_at + HOLDS for one in embassy.people if one.verified_at} | {one.departs_at for one in embassy.people if one.departs_at}
            turns |= {one.arrives_at for one in embassy.people if one.arrives_at}
            for moment in sorted({turn + MINUTE for turn in turns if before <= turn < at} | {at}):
                health = reached(embassy.people, moment).health
                seen[health] += 1
                assert health is not Health.AMBER or is_somebodys(embassy.people, moment), (number, moment, embassy.people)
                assert (health is not Health.RED) == embassy.may_be_green(moment), (number, moment, embassy.people)
            embassy.happen(at)
            health = reached(embassy.people, at + MINUTE).health
            assert (health is not Health.RED) == embassy.may_be_green(at + MINUTE), (number, at, embassy.people)
            before = at
    assert min(seen.values()) > 1000, "each colour was seen often"
    assert {stand_of(one, before) for one in embassy.people} <= set(Stand)
