"""The wallet card of a mission: what it states, and whether a card that was printed still holds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.hours import hours_on_paper, why_closed_on
from article22.contexts.directory.rules.routes import Route, Step
from article22.contexts.directory.rules.terms import Group, Need, Weekly
from article22.contexts.missions.models import Mission, WalletCard
from article22.contexts.missions.queries.recalls import list_cards
from article22.contexts.missions.rules.cards import CHECK_AFTER, Fact, is_current, serial_of
from article22.ground.accounts.rules import actor_for
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.kernel.text import Text
from article22.procedures.asking import Where, where_of, whom_to_call

PUBLIC = actor_for("public", door="card")  # what is on a card anybody may read
HOURS = (time(10), time(3))  # paper cannot know the hour: what answers by day, and what by night
NEEDS = (Need.EMERGENCY, Need.CONCERN)
FORTNIGHT = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a card of today states: danger on its front, the rest on its back."""

    mission: Mission
    where: Where
    danger: tuple[Step, ...]
    rest: tuple[Step, ...]
    directory: Directory

    @property
    def facts(self) -> Mapping[str, Any]:
        """The same as a program compares it. Words that only explain are left out: they may be put better."""
        return {"number": self.mission.number, "place": self.where.text, "danger": [self._fact(step) for step in self.danger],
                "rest": [self._fact(step) for step in self.rest]}

    def _fact(self, step: Step) -> Fact:
        hours = self.directory.contact(step.contact, self.directory.today).hours if step.contact else None
        return {"authority": step.authority, "contact": step.contact or "", "office": step.office or "", "value": step.value,
                "hours": f"{hours_on_paper(hours, self.directory.capital_name)}", "raw": step.raw or ""}


def state_card(mission: Mission, *, present: datetime) -> Stated:
    """What a mission's card states by the directory of today. Raises Absent where the mission has ended, or no place of it is held."""
    directory = get_directory(at=present)
    day = directory.day_of(present)
    if mission.ended_on and mission.ended_on <= day:
        raise Absent(Text("wallet-card.ended", "{mission} ended on {day}. Do not rely on a card of it.", mission=f"{mission}", day=mission.ended_on))
    where = where_of(mission, on=day)
    routes = list(_routes(where, directory, present))
    danger = _once(step for route in routes if route.need is Need.EMERGENCY for step in route.steps if step.group is Group.FIRST)
    shown = {step.value for step in danger}
    rest = _once(step for route in routes if route.need is Need.CONCERN for step in route.steps if step.raw and step.value not in shown)
    return Stated(mission=mission, where=where, danger=danger, rest=rest, directory=directory)


@transaction.atomic
def issue_wallet_card(mission: Mission, *, present: datetime, by: Actor) -> tuple[WalletCard, Stated]:
    """A card of today, under a serial of its own: the same one when it is asked for again on the same day."""
    stated = state_card(mission, present=present)
    day = stated.directory.day_of(present)
    serial = serial_of(mission.number, stated.facts, day)
    fields = {"mission": mission, "facts": stated.facts, "issued_on": day, "check_by": day + CHECK_AFTER}
    card, is_new = WalletCard.objects.get_or_create(serial=serial, defaults=fields)
    if is_new:
        journal.record("missions.wallet-card-issued", serial, by=by, at=present, organisation=mission.organisation_id, mission=mission.pk)
    return card, stated


def who_of(fact: Fact, directory: Directory) -> Text:
    """Whom a card's line leads to, in the words of a directory."""
    if fact["office"] in directory.atlas.by_id:
        return directory.atlas.by_id[fact["office"]].who
    versions = directory.contacts.get(fact["contact"], ())
    return versions[-1].who if versions else directory.authorities[fact["authority"]]


def office_of(card: WalletCard, directory: Directory) -> Text:
    """The office that a mission turns to by its card: that of its place where one is named, else the first desk that is not for danger."""
    rest = card.facts["rest"]
    return who_of(next((fact for fact in rest if fact["office"]), rest[0]), directory)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a card's serial answers: whether it holds, until when it was to be checked, what a card of today states instead, and which card replaced it."""

    card: WalletCard
    stated: Stated
    is_current: bool
    is_overdue: bool
    replaced_by: WalletCard | None


def check_wallet_card(serial: str, *, present: datetime) -> Verdict:
    """Whether a printed card still holds. Raises Absent where no such card was made, and where its mission has ended."""
    card = WalletCard.objects.select_related("mission__state").filter(pk=serial.upper()).first()
    if card is None:
        raise Absent(Text("wallet-card.unknown", "No wallet card bears the serial {serial}. Do not rely on it: ask for your mission's numbers here.",
                          serial=f"“{serial[:24]}”"))
    return _verdict(card, state_card(card.mission, present=present), list_cards(card.mission), present)


def list_verdicts(mission: Mission, *, present: datetime) -> Sequence[Verdict]:
    """Whether each card that was printed for a mission still holds, the newest first. Raises Absent as `state_card` does."""
    stated, cards = state_card(mission, present=present), list_cards(mission)
    return [_verdict(card, stated, cards, present) for card in cards]


def _verdict(card: WalletCard, stated: Stated, others: Sequence[WalletCard], present: datetime) -> Verdict:
    holds = is_current(card.facts, stated.facts)
    replaced_by = None if holds else next((other for other in others if is_current(other.facts, stated.facts)), None)
    return Verdict(card=card, stated=stated, is_current=holds, is_overdue=stated.directory.day_of(present) > card.check_by, replaced_by=replaced_by)


def _routes(where: Where, directory: Directory, present: datetime) -> Iterator[Route]:
    day = directory.day_of(present)
    for need in NEEDS:
        for hour in HOURS:
            at = datetime.combine(_ordinary_day(directory, day), hour, tzinfo=directory.capital)
            yield whom_to_call(directory, where, need, at=at, as_of=day, present=present, seen_by=PUBLIC)


def _ordinary_day(directory: Directory, day: date) -> date:
    """A day soon on which whatever keeps hours is open."""
    weekly = [contact.hours for versions in directory.contacts.values() for contact in versions if isinstance(contact.hours, Weekly)]
    soon = [day + timedelta(days=ahead) for ahead in range(FORTNIGHT)]
    return min(soon, key=lambda one: sum(why_closed_on(hours, one) is not None for hours in weekly))


def _once(steps: Iterable[Step]) -> tuple[Step, ...]:
    found: dict[str, Step] = {}
    for step in steps:
        found.setdefault(step.value, step)
    return tuple(found.values())
