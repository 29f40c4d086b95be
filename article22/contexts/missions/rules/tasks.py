"""What somebody must see to so that a mission can be reached: it opens with its cause, has an owner, goes further, and closes when the cause is gone.

Seven days, then fourteen (domain.md 5.6); whose it is: the agent of the mission (S2.3), else the office (S8.1); of a bounce the mission itself (5.8). What
turns a mission amber is somebody's, except what comes right by itself: whoever is due is asked by a link, and whoever leaves is missed by no rule of two.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from article22.contexts.missions.rules.representatives import GONE, HOLDS, SUCCESSOR_ASKED, Representative, reached, stand_of
from article22.contexts.missions.rules.terms import Health, Holder, News, Stand, TaskKind
from article22.ground.languages.rules import Letter
from article22.kernel.text import Text

DUE = timedelta(days=7)
GOES_FURTHER = timedelta(days=14)
LOOKED_AT = timedelta(days=1)  # so often every mission is, whatever happens
LISTED = 40  # things in one letter; of more it says how many
FIRST: Mapping[TaskKind, Holder] = {
    TaskKind.BELOW_TWO: Holder.LIAISON, TaskKind.HELD: Holder.LIAISON, TaskKind.WAY_FAILED: Holder.MISSION, TaskKind.SUCCESSOR: Holder.MISSION,
    TaskKind.CALL_BACK: Holder.LIAISON, TaskKind.CHANGE: Holder.LIAISON, TaskKind.LAPSED: Holder.LIAISON, TaskKind.LEFT: Holder.MISSION,
    TaskKind.SUSPENDED: Holder.LIAISON}
FURTHER: Mapping[Holder, Holder] = {
    Holder.MISSION: Holder.LIAISON, Holder.LIAISON: Holder.OFFICE, Holder.OFFICE: Holder.COMMAND_CENTER, Holder.COMMAND_CENTER: Holder.COMMAND_CENTER}
WHAT: Mapping[TaskKind, Text] = {
    TaskKind.BELOW_TWO: Text("task.below-two", "Fewer than two people can be reached on two channels. Name somebody, or call back who is named."),
    TaskKind.WAY_FAILED: Text("task.way-failed", "They were not reached at an address or a number of theirs. Try it again, or give another."),
    TaskKind.SUCCESSOR: Text("task.successor", "They leave, and without them fewer than two can be reached. Name a successor."),
    TaskKind.HELD: Text("task.held", "The nomination came from an address that anybody can open. Ask the mission: release it, or reject it."),
    TaskKind.CALL_BACK: Text("task.call-back", "They are named, and nobody has called them back. Call the mission at a number that it is known by."),
    TaskKind.CHANGE: Text("task.change", "Another address or number of theirs waits, and the old one does not confirm it. Call, and confirm or refuse it."),
    TaskKind.LAPSED: Text("task.lapsed", "They were not verified again within ninety days. Call them, or ask them again by link."),
    TaskKind.LEFT: Text("task.left", "They have left. Name a successor, or say that they are representative no more."),
    TaskKind.SUSPENDED: Text("task.suspended", "They are suspended. Call them back, or say that they are representative no more."),
}
IN_TIME: Mapping[Stand, TaskKind] = {Stand.LAPSED: TaskKind.LAPSED, Stand.DEPARTED: TaskKind.LEFT, Stand.SUSPENDED: TaskKind.SUSPENDED,
                                     Stand.CONTACT_FAILED: TaskKind.WAY_FAILED}
"""What is somebody's of a person without whom the mission is reached still; else all of it is in the one task that it is below two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What a task is about: a representative, or the mission as a whole."""

    kind: TaskKind
    representative: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A task as a letter tells of it: whose mission, what, what is new of it, and the instant until which it is owed, in the zone it is said in."""

    mission: str
    kind: TaskKind
    news: News
    due_at: datetime


def causes(representatives: Sequence[Representative], at: datetime, changing: Collection[UUID] = ()) -> tuple[Cause, ...]:
    """What must be seen to at a mission at an instant. `changing` are those of whom a change waits for an officer."""
    is_red = reached(representatives, at).health is Health.RED
    below = (Cause(kind=TaskKind.BELOW_TWO),) if is_red else ()
    return (*below, *(Cause(kind=kind, representative=one.id) for one in representatives for kind in dict.fromkeys(
        _troubles(one, representatives, at, is_red=is_red, is_changing=one.id in changing))))


def turns_of(one: Representative) -> Iterator[datetime]:
    """When time alone may make something else of what must be seen to about somebody."""
    if one.verified_at is not None:
        yield one.verified_at + HOLDS
    if one.arrives_at is not None:
        yield one.arrives_at
    if one.departs_at is not None:
        yield from (one.departs_at - SUCCESSOR_ASKED, one.departs_at)


def looked_at_again(turns: Iterable[datetime], at: datetime) -> datetime:
    """When a mission of which nothing changes is looked at next."""
    return min([at + LOOKED_AT, *(turn for turn in turns if turn > at)])


def _troubles(one: Representative, all_: Sequence[Representative], at: datetime, *, is_red: bool, is_changing: bool) -> Iterator[TaskKind]:
    stand = stand_of(one, at)
    if stand is Stand.NOMINATED:
        yield TaskKind.HELD if one.held_why else TaskKind.CALL_BACK
    if stand not in GONE and not one.held_why and any(way.failed_at is not None and not way.reaches for way in one.ways):
        yield TaskKind.WAY_FAILED
    if stand in IN_TIME and not is_red:
        yield IN_TIME[stand]
    if stand is Stand.DEPARTING and reached([_there(other, one) for other in all_ if other.id != one.id], at).health is Health.RED:
        yield TaskKind.SUCCESSOR
    if is_changing:
        yield TaskKind.CHANGE


def _there(other: Representative, leaving: Representative) -> Representative:
    """A successor who comes before somebody leaves, as they will be then."""
    assert leaving.departs_at is not None  # who is departing has a day
    return replace(other, arrives_at=None) if other.arrives_at is not None and other.arrives_at <= leaving.departs_at else other


def holder_after(holder: Holder, *, is_long: bool, has_people: bool, has_liaison: bool) -> Holder:
    """Who holds a task now: the next one where nobody saw to it for long, or where its holder is nobody any more."""
    return at_hand(FURTHER[holder] if is_long else holder, has_people=has_people, has_liaison=has_liaison)


def at_hand(holder: Holder, *, has_people: bool, has_liaison: bool) -> Holder:
    """Whoever holds a task, or the next one where that is nobody: a mission without people here, or without an officer assigned to it."""
    if holder is Holder.MISSION and not has_people:
        holder = Holder.LIAISON
    return Holder.OFFICE if holder is Holder.LIAISON and not has_liaison else holder


def letter(items: Sequence[Item], count: int, *, link: str) -> Letter:
    """To whoever holds so many tasks, the first of them as `items`: which missions, what, until when. No name and no address: mail is not confidential."""
    first = items[0]
    subject = Text("task.subject", "{news}: {mission}, {kind}", news=first.news, mission=first.mission, kind=first.kind) if count == 1 else Text(
        "task.subject-many", "The register: {count} things to see to", count=count)
    lines = [Text("task.line", "{news}: {mission}, {kind}. Until {due:day}.", news=item.news, mission=item.mission, kind=item.kind, due=item.due_at)
             for item in items]
    more = (Text("task.line-more", "And {count} more.", count=count - len(items)),) if count > len(items) else ()
    body = (*lines, *more, Text("task.link", "Here: {link}", link=link), Text("task.itself", "Each closes by itself when its cause is gone."))
    return Letter(subject=subject, paragraphs=body)
