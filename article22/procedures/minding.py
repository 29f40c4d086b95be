"""The register is minded: what must be seen to is opened, passed on and closed, and whoever holds it is written to."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.missions.actions.tasking import Change, watch_tasks
from article22.contexts.missions.models import Officer
from article22.contexts.missions.queries.liaisons import list_liaisons
from article22.contexts.missions.rules.tasks import Item, letter
from article22.contexts.missions.rules.terms import Holder, TaskKind
from article22.ground.accounts.queries import list_addresses_of, list_holders
from article22.ground.accounts.rules import Role
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.rules.messages import Outgoing
from article22.kernel.actor import Actor
from article22.procedures.telling import mails

OF = {Holder.OFFICE: Role.LIAISON_OFFICER, Holder.COMMAND_CENTER: Role.WATCH_OFFICER}


def mind_tasks(*, by: Actor, at: datetime) -> int:
    """Open, pass on and close what an instant asks for, and write to whoever holds it: one letter an address. Returns how much is new."""
    directory = get_directory(at=at)
    liaisons = list_liaisons(on=directory.today, seen_by=by)
    peopled = {member.organisation_id for member in list_holders(Role.REPRESENTATIVE)}
    changes = watch_tasks(peopled=peopled, led=liaisons.keys(), by=by, at=at)
    by_address: dict[tuple[str, UUID | None], list[Change]] = {}
    for change in changes:
        for address in _addresses(change, liaisons):
            own = change.mission.organisation_id if change.task.holder == Holder.MISSION else None
            by_address.setdefault((address, own), []).append(change)
    link, zone = f"{settings.ENVIRONMENT.public_url}/register/tasks/", directory.capital
    letters: list[Outgoing] = []
    for (address, organisation), of in by_address.items():
        told = letter([Item(mission=f"{one.mission}", kind=TaskKind(one.task.kind), news=one.news, due_at=one.task.due_at.astimezone(zone))
                       for one in of], link=link)
        letters += mails([address], told, kind="register.task", cause=of[0].task.pk, organisation=organisation)
    if letters:
        outbox.enqueue(letters, by=by, at=at)
    return len(changes)


def _addresses(change: Change, liaisons: Mapping[UUID, Officer]) -> Iterator[str]:
    """Where whoever holds a task is written to."""
    match holder := Holder(change.task.holder):
        case Holder.MISSION:
            yield from list_addresses_of(Role.REPRESENTATIVE, organisation=change.mission.organisation_id)
        case Holder.LIAISON:
            officer = liaisons[change.mission.pk]
            yield officer.email or officer.person.email
        case _:
            yield from list_addresses_of(OF[holder])
