"""The watch over clocks: what lapses goes up the pack's ladder, and whoever holds it is written to."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from article22.contexts.cases.actions.watching import Ladder, Lapse, watch_clocks
from article22.contexts.cases.rules import letters
from article22.contexts.cases.rules.escalation import LADDER, Holder
from article22.contexts.cases.rules.terms import ClockName
from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.terms import Contact
from article22.ground.accounts.models import Membership
from article22.ground.accounts.queries import list_holders
from article22.ground.accounts.rules import Role
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.rules.messages import Channel, Outgoing
from article22.kernel.actor import Actor
from article22.procedures.telling import desk_of, facts_of


def watch(*, by: Actor, at: datetime) -> int:
    """Warn, escalate, resume and expire what instants up to `at` ask for; whoever must know is written to. Returns how many lapses and warnings."""
    directory, officers = get_directory(at=at), list_holders(Role.WATCH_OFFICER)
    contacts = _ladder_of(directory)
    first = officers[0].person if officers else None
    ladder = Ladder(person=(first.pk, first.name) if first else None, parent=_name(contacts, 0), command_center=_name(contacts, -1))
    lapses = watch_clocks(ladder, by=by, at=at)
    letters_out = [one for lapse in lapses for one in _letters(lapse, officers, contacts)]
    if letters_out:
        outbox.enqueue(letters_out, by=by, at=at)
    return len(lapses)


def _ladder_of(directory: Directory) -> tuple[Contact, ...]:
    return tuple(directory.contact(id, directory.today) for id in directory.lapses)


def _name(contacts: tuple[Contact, ...], place: int) -> str:
    return f"{contacts[place].who}" if contacts else ""


def _letters(lapse: Lapse, officers: Sequence[Membership], contacts: Sequence[Contact]) -> Iterator[Outgoing]:
    """To whoever holds it: the named person, then the office's own address where it prints one; every watch officer reads along from then on."""
    case, clock, facts = lapse.case, lapse.clock, facts_of(lapse.case)
    assert clock.due_at  # what lapses was due
    desk = desk_of(case)
    if lapse.is_warning:
        letter = letters.warned(facts, ClockName(clock.name), due_at=clock.due_at, desk=desk)
        addresses = [member.person.email for member in officers[:1]]
    else:
        letter = letters.lapsed(facts, ClockName(clock.name), due_at=clock.due_at, holder=clock.holder_name, desk=desk)
        addresses = [member.person.email for member in (officers[:1] if LADDER[clock.step] is Holder.PERSON else officers)]
        addresses += [contacts[0].email] if contacts and contacts[0].email and LADDER[clock.step] is Holder.PARENT else []
    for address in dict.fromkeys(addresses):
        yield Outgoing(channel=Channel.MAIL, address=address, subject=letter.subject, body=letter.body, cause=case.pk,
                       kind="case.due" if lapse.is_warning else "case.lapsed")
