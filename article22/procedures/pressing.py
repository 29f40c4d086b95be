"""What waits for somebody to decide: whoever may is written to at once, and again and again until somebody did; after a week whoever watches over them too."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from article22.contexts.cases.queries.purges import list_undecided
from article22.contexts.cases.queries.retention import list_unlifted
from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.missions.queries import corrections
from article22.ground.accounts import queries as accounts
from article22.ground.accounts.rules import Role
from article22.ground.journal import actions as journal
from article22.ground.journal.rules.entries import Told
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.rules.messages import Channel, Outgoing
from article22.kernel.actor import Actor
from article22.kernel.text import Text

PRESSED = "decision.pressed"
LISTED = 20  # in one letter; the rest are counted, and stand on the page
DAY, WEEK = timedelta(days=1), timedelta(days=7)
FURTHER: Mapping[Role, Role] = {Role.ADMINISTRATOR: Role.INSPECTOR, Role.OFM_OFFICER: Role.LIAISON_OFFICER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Something that waits: what and since when, who decides it and where, and how often they are asked. `is_told` where they were asked as it began."""

    id: UUID
    what: Text
    since: datetime
    decides: Role = Role.ADMINISTRATOR
    where: str = "/administration/purges/"
    every: timedelta = DAY
    is_told: bool = False

    def turn(self, at: datetime) -> int:
        """How often it is to be pressed by then, beyond the first time."""
        return (at - self.since) // self.every

    def turn_words(self, at: datetime) -> str:
        """That time, as the journal has it as a subject."""
        return f"{self.id} {self.turn(at)}"


@transaction.atomic
def press(*, by: Actor, at: datetime) -> int:
    """Write to whoever decides of all that is new, and anew of what waits still: one letter, no word of what is to be removed. Returns of how many things."""
    waiting = {one.turn_words(at): one for one in _waiting() if one.turn(at) or not one.is_told}
    due = {words: waiting[words] for words in sorted(journal.list_first(PRESSED, list(waiting)))} if waiting else {}
    if not due:
        return 0
    entries = journal.record_all([Told(verb=PRESSED, subject=words, facts={"turn": one.turn(at)}) for words, one in due.items()], by=by, at=at)
    letters = defaultdict[str, list[Waits]](list)
    for one in sorted(due.values(), key=lambda one: one.since):
        roles = (one.decides, FURTHER[one.decides]) if at >= one.since + WEEK else (one.decides,)
        for address in dict.fromkeys(chain.from_iterable(map(accounts.list_addresses_of, roles))):
            letters[address].append(one)
    zone = get_directory(at=at).capital
    outbox.enqueue([_letter(address, items, zone, entries[0]) for address, items in letters.items()], by=by, at=at)
    return len(due)


def _letter(address: str, items: Sequence[Waits], zone: ZoneInfo, cause: UUID) -> Outgoing:
    first = items[0]
    subject = Text("press.subject", "To decide: {what}", what=first.what) if len(items) == 1 else Text(
        "press.subject-many", "{count} things to decide", count=len(items))
    said = [Text("press.line", "Since {day:day}: {what}. {link}", day=one.since.astimezone(zone), what=one.what,
                 link=f"{settings.ENVIRONMENT.public_url}{one.where}") for one in items[:LISTED]]
    said += [Text("press.until", "This is said again until somebody has decided; after seven days it goes further.")]
    return Outgoing(channel=Channel.MAIL, address=address, subject=f"{subject}", body="\n\n".join(f"{each}" for each in said) + "\n", kind=PRESSED, cause=cause)


def _waiting() -> Iterator[Waits]:
    """Everything that waits for a second person of administration, and what missions said is wrong."""
    purges = (Waits(id=row.pk, what=Text("press.case", "words of case {number} to be removed", number=row.number), since=row.proposed_at)
              for row in list_undecided())
    mended = (Waits(id=row.pk, what=Text("press.correction-purge", "words of {number} to be removed", number=row.number), since=row.proposed_at)
              for row in corrections.list_undecided())
    holds = (Waits(id=row.pk, what=Text("press.hold", "the hold on case {number} to be lifted", number=row.number), since=row.lifting_at)
             for row in list_unlifted() if row.lifting_at)
    grants = (Waits(id=row.pk, what=Text("press.grant", "{name} as administrator", name=row.person.name), since=row.proposed_at,
                    where="/administration/people/") for row in accounts.list_undecided_grants())
    resets = (Waits(id=row.pk, what=Text("press.reset", "the lost second factor of {name}", name=row.person.name), since=row.proposed_at,
                    where="/administration/people/", is_told=True) for row in accounts.list_undecided_resets())
    filed = (Waits(id=row.pk, what=Text("press.correction", "what {number} says is wrong of its places", number=row.mission.number), since=row.filed_at,
                   decides=Role.OFM_OFFICER, where="/register/corrections/", every=WEEK, is_told=True) for row in corrections.list_unsettled())
    return chain(purges, mended, holds, grants, resets, filed)
