"""Representatives are asked again: when, by what, how often a code may be tried, and what renews them (domain.md 5.6; peers.md, workflow 10)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from article22.contexts.missions.rules.representatives import ASKED_BEFORE, GONE, HOLDS, Representative, Way, stand_of
from article22.contexts.missions.rules.terms import AskedWhy, CannotAppoint, Entered, Stand, WayKind
from article22.ground.languages.rules import Letter
from article22.kernel.text import Text

LASTS = ASKED_BEFORE  # so long a link is good
REMINDED = (timedelta(days=7), timedelta(days=2))  # so long before its end somebody who has not answered is reminded
CODE_LASTS = timedelta(minutes=30)
TRIES = 5  # wrong entries of one code
ROUNDS = 3  # codes for one way by one link
BLANK = "······"  # where a code will stand once it is sent
BY_LINK = (WayKind.MAIL, WayKind.MOBILE)  # what can carry a link; the best first


def cause(one: Representative, at: datetime) -> tuple[AskedWhy, datetime] | None:
    """Why somebody must be asked again at an instant, and since when; None where they need not be, or leave before it matters."""
    if one.stand is not Stand.ACTIVE or stand_of(one, at) is Stand.DEPARTED:
        return None
    assert one.verified_at is not None  # nobody is active unverified
    due, ends = one.verified_at + HOLDS - ASKED_BEFORE, one.verified_at + HOLDS
    failed = [way.failed_at for way in one.ways if way.failed_at is not None and not way.reaches]
    if at >= due and (one.departs_at is None or one.departs_at > ends):
        return AskedWhy.DUE, due
    return (AskedWhy.FAILED, max(failed)) if failed else None


def is_to_be_asked(one: Representative, asked_at: datetime | None, at: datetime) -> AskedWhy | None:
    """Why somebody is asked now who was last asked at an instant; None where nothing is new since, or nothing that works carries a link."""
    found = cause(one, at)
    if found is None or not by_link([way for way in one.ways if way.reaches]):
        return None
    why, since = found
    return why if asked_at is None or asked_at < since else None


def by_link(ways: Sequence[Way]) -> Sequence[Way]:
    """By which of some ways a link goes: mail, else a mobile telephone; never to an address or a number that is said to be wrong."""
    return next((found for kind in BY_LINK if (found := [way for way in ways if way.kind is kind and not way.is_wrong])), [])


def reminders_due(until: datetime, at: datetime) -> int:
    """How many reminders whoever has not answered should have had by an instant."""
    return sum(at >= until - before for before in REMINDED)


def check_askable(one: Representative, at: datetime) -> None:
    """Refuse to ask whoever is gone or held, or has nothing that carries a link. Raises CannotAppoint."""
    if stand_of(one, at) in GONE or one.held_why:
        raise CannotAppoint(Text("reverification.nobody-to-ask", "{name} is {stand}. Call the mission at a number that it is known by.",
                                 name=one.name, stand=stand_of(one, at)))
    if not by_link(one.ways):
        raise CannotAppoint(Text("reverification.no-way", "Nothing that reaches {name} carries a link. Call them, or give a mail address or a mobile number.",
                                 name=one.name))


def check_code_is_allowed(sent: int) -> None:
    """Refuse another code for a way that had so many by the same link. Raises CannotAppoint."""
    if sent >= ROUNDS:
        raise CannotAppoint(Text("reverification.no-more-codes", "{rounds} codes were sent by this link already. Ask your liaison officer to call you.",
                                 rounds=ROUNDS))


def check_last_day(last_day: date, today: date) -> None:
    """Refuse a last day that has passed. Raises CannotAppoint."""
    if last_day < today:
        raise CannotAppoint(Text("reverification.day-passed", "Give today, or a day to come: from then on you are not called any more."))


def entered(sent_at: datetime, tries: int, at: datetime, *, is_right: bool) -> Entered:
    """What becomes of a code that is entered, after so many wrong entries of it."""
    if at >= sent_at + CODE_LASTS:
        return Entered.LATE
    if tries >= TRIES:
        return Entered.SPENT
    return Entered.RIGHT if is_right else Entered.WRONG


def renew(one: Representative, at: datetime) -> Representative:
    """They said that they are still there, and proved a way: verified anew. Only whoever an officer once called back is; others wait for that."""
    return replace(one, verified_at=at) if one.stand is Stand.ACTIVE and stand_of(one, at) is not Stand.DEPARTED else one


def letter(mission: str, why: AskedWhy, *, link: str, until: datetime) -> Letter:
    """What somebody is asked by: no name and no number, for mail is not confidential. `until` in the mission's zone."""
    subject = Text("reverification.subject", "Still you, for {mission}?", mission=mission)
    body = (Text("reverification.what", "You answer for the security of {mission}. Say that you still do, and that we reach you. It takes a minute: {link}",
                 mission=mission, link=link),
            Text("reverification.why", "Why now: {why}.", why=why),
            Text("reverification.until", "The link is yours alone, and ends {until}. Opening it does nothing. Not you any more? Say so there, or who is.",
                 until=until),
            Text("letter.danger", "Danger now? 911 first. This message is never the first word in an emergency."))
    return Letter(subject=subject, paragraphs=body)


def short_letter(mission: str, *, link: str) -> Letter:
    """The same by SMS."""
    return Letter(subject=Text("reverification.subject", "Still you, for {mission}?", mission=mission), paragraphs=(
        Text("reverification.short", "Article 22: do you still answer for the security of {mission}? Say so here: {link}", mission=mission, link=link),))


def code_letter() -> Letter:
    """What carries a code, to be read or heard; it is filled in as it is sent."""
    body = Text("reverification.code", "Article 22. Your code is {code}. Enter it on the page that you have open, within {minutes} minutes. "
                "Nobody will ask you for it.", code=BLANK, minutes=int(CODE_LASTS.total_seconds() // 60))
    return Letter(subject=Text("reverification.code-subject", "Your code"), paragraphs=(body,))
