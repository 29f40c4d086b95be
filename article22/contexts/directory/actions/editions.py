"""Packs: loaded whole, and whole in force; one that touches an emergency line waits for two people."""

import hashlib
import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from article22.contexts.directory.models import Edition, Settlement, Version
from article22.contexts.directory.packs.directories import directory_of
from article22.contexts.directory.packs.tables import Pack
from article22.contexts.directory.queries.changes import get_edition
from article22.contexts.directory.queries.directories import directory_of_kept, get_directory
from article22.contexts.directory.rules.keeping import State
from article22.contexts.directory.rules.proposals import CannotChange, changes_emergencies, check_emergency_lines
from article22.ground.accounts.rules import AlreadyDone, check_open, check_second_person
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.refusal import Absent
from article22.kernel.text import Text


def lock_directory() -> Version | None:
    """One change of the directory at a time; the count of changes so far, or None before the first edition."""
    return Version.objects.select_for_update().first()


def count_change(*, at: datetime) -> None:
    """Count a change that was just written, and read the directory anew. Raises BadPack where it would contradict itself."""
    version = lock_directory()
    assert version is not None  # there is an edition to change
    version.number, version.mark = version.number + 1, new_id(at)
    version.save(update_fields=["number", "mark"])
    get_directory(at=at)


@transaction.atomic
def load_edition(pack: Pack, *, by: Actor, at: datetime) -> Edition:
    """Load a pack: at once into an empty directory, else at once unless it touches an emergency line.

    Raises BadPack, CannotChange, AlreadyDone where it is the edition in force.
    """
    by.check_may("directory.load")
    directory_of(pack, origin="pack", today=date.min)  # by itself: what people changed would hide two values of one day
    version, edition = lock_directory(), edition_of(pack, at=at)
    if version is None:
        edition.state = State.IN_FORCE.value
        edition.save(force_insert=True)
        Version.objects.create(number=0, mark=new_id(at))
        directory_of_kept(edition, number=0)
        journal.record("directory.edition-loaded", edition.pk, by=by, at=at, checksum=edition.checksum)
        return edition
    edition.needs_two = check_edition(edition, number=version.number, at=at)
    if Edition.objects.filter(state=State.PROPOSED).exists():
        raise CannotChange(Text("edition.open", "A pack already waits for two administrators. Let them approve or refuse it first."))
    edition.save(force_insert=True)
    journal.record("directory.edition-proposed" if edition.needs_two else "directory.edition-loaded", edition.pk, by=by, at=at,
                   checksum=edition.checksum, needs_two=edition.needs_two)
    if not edition.needs_two:
        _put_in_force(edition, at=at)
    return edition


def check_edition(edition: Edition, *, number: int, at: datetime) -> bool:
    """Refuse an edition that the sources do not allow; whether it must wait for two people."""
    current = get_directory(at=at)
    if Edition.objects.filter(state=State.IN_FORCE, checksum=edition.checksum).exists():
        raise AlreadyDone(Text("edition.in-force", "This very pack is in force. Nothing has changed."))
    new = directory_of_kept(edition, number=number)
    check_emergency_lines(current, new)
    return changes_emergencies(current, new)


def edition_of(pack: Pack, *, at: datetime) -> Edition:
    """A pack as a row that is not saved yet."""
    content: dict[str, Any] = pack.model_dump(mode="json", by_alias=True)
    checksum = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return Edition(id=new_id(at), pack=pack.pack.id, version=pack.pack.version, checksum=checksum, content=content, needs_two=False,
                   state=State.PROPOSED.value, loaded_at=at)


@transaction.atomic
def decide_edition(edition_id: UUID, *, is_approved: bool, by: Actor, at: datetime) -> UUID:
    """Approve or refuse a pack that touches an emergency line: the second of two administrators puts it in force. Returns the entry."""
    by.check_may("directory.approve")
    version = lock_directory()
    edition = get_edition(edition_id, seen_by=by, lock=True)
    check_open(None if edition.state == State.PROPOSED else edition.decided_at)
    if version is None:
        raise Absent
    if not is_approved:
        edition.state, edition.decided_at = State.REFUSED.value, at
        edition.save(update_fields=["state", "decided_at"])
        return journal.record("directory.edition-refused", edition.pk, by=by, at=at)
    check_edition(edition, number=version.number, at=at)
    check_second_person(edition.first_by, by.person)
    if edition.first_by is None:
        edition.first_by = by.person
        edition.save(update_fields=["first_by"])
        return journal.record("directory.edition-approved", edition.pk, by=by, at=at, approval=1)
    edition.second_by = by.person
    entry = journal.record("directory.edition-approved", edition.pk, by=by, at=at, approval=2, first=edition.first_by)
    _put_in_force(edition, at=at)
    return entry


def _put_in_force(edition: Edition, *, at: datetime) -> None:
    Edition.objects.filter(state=State.IN_FORCE).update(state=State.REPLACED.value)
    edition.state, edition.decided_at = State.IN_FORCE.value, at
    edition.save(update_fields=["state", "decided_at", "second_by"])
    count_change(at=at)


@transaction.atomic
def settle_finding(finding: str, reason: str, *, by: Actor, at: datetime) -> UUID:
    """Settle a finding of the pack, with a reason. Returns the entry."""
    by.check_may("directory.settle")
    if not reason.strip():
        raise CannotChange(Text("finding.needs-reason", "Settling a finding needs a reason: whoever reads it next must see why."))
    lock_directory()
    found = next((one for one in get_directory(at=at).findings if one.code == finding), None)
    if found is None:
        raise Absent
    if not found.is_open:
        raise AlreadyDone(Text("finding.settled", "{finding} is settled already.", finding=finding))
    Settlement.objects.create(finding=finding, settled_at=at, settled_by=by.person)
    count_change(at=at)
    return journal.record("directory.finding-settled", finding, by=by, at=at, words={"reason": reason.strip()})

