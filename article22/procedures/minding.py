"""The register is minded: what must be seen to is opened, passed on and closed, and whoever holds it is written to."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.missions.actions.tasking import begin_watch, note_told, watch_tasks
from article22.contexts.missions.models import Officer
from article22.contexts.missions.queries.liaisons import list_liaisons
from article22.contexts.missions.queries.tasks import Held, list_held, list_tasks
from article22.contexts.missions.rules.tasks import LISTED, Item, letter
from article22.contexts.missions.rules.terms import Holder
from article22.ground.accounts.queries import list_addresses_of, list_peopled
from article22.ground.accounts.rules import Role
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.rules.messages import Outgoing
from article22.kernel.actor import Actor
from article22.procedures.telling import mails

OF = {Holder.OFFICE: Role.LIAISON_OFFICER, Holder.COMMAND_CENTER: Role.WATCH_OFFICER}
KIND = "register.task"
AT_ONCE = 20  # organisations of missions that are written to in one transaction


@transaction.atomic
def mind_tasks(*, by: Actor, at: datetime) -> bool:
    """Open, pass on and close what an instant asks for at some more missions, and once that is done write to whoever holds what is new; whether there is more.

    Each address gets one letter, however many missions it took.
    """
    if not begin_watch():
        return False  # another worker is at it
    directory = get_directory(at=at)
    liaisons = list_liaisons(on=directory.today, seen_by=by)
    if watch_tasks(peopled=list_peopled(Role.REPRESENTATIVE), led=liaisons.keys(), by=by, at=at):
        return True
    news = list_held(seen_by=by, is_news=True)
    own = dict[UUID, list[Held]]()
    others = dict[str, list[Held]]()
    to = {holder: list_addresses_of(role) for holder, role in OF.items()} if news else {}
    for held in news:
        if held.holder is Holder.MISSION and held.organisation:
            own.setdefault(held.organisation, []).append(held)
        else:
            for address in to[held.holder] if held.holder in to else [_mail_of(liaisons[held.mission])]:
                others.setdefault(address, []).append(held)
    written = [(organisation, of) for organisation, of in own.items()][:AT_ONCE]
    letters = [mail for organisation, of in written
               for mail in _mails(list_addresses_of(Role.REPRESENTATIVE, organisation=organisation), of, organisation, directory.capital, by=by)]
    letters += [mail for address, of in others.items() for mail in _mails([address], of, None, directory.capital, by=by)]
    if letters:
        outbox.enqueue(letters, by=by, at=at)
    left = {held.id for of in list(own.values())[AT_ONCE:] for held in of}
    note_told([held.id for held in news if held.id not in left])
    return bool(left)


def _mails(addresses: Sequence[str], of: Sequence[Held], organisation: UUID | None, zone: ZoneInfo, *, by: Actor) -> Sequence[Outgoing]:
    """One letter to each of some addresses: so many things, and what the first ones are."""
    rows = list_tasks(among=[held.id for held in of[:LISTED]], seen_by=by)
    items = [Item(mission=f"{row.mission}", kind=row.kind_words, news=row.news_words, due_at=row.due_at.astimezone(zone)) for row in rows]
    told = letter(items, len(of), link=f"{settings.ENVIRONMENT.public_url}/register/tasks/")
    return mails(addresses, told, kind=KIND, cause=of[0].id, organisation=organisation)


def _mail_of(officer: Officer) -> str:
    return officer.email or officer.person.email
