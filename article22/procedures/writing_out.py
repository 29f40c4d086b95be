"""The register written out: as far as the reader may see it, on record, and each mission told whose people's contacts, and whose residences, were read."""

from datetime import datetime

from django.db import transaction

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.missions.actions.dossiers import read_dossier
from article22.contexts.missions.actions.representing import read_contacts
from article22.contexts.missions.models import Mission
from article22.contexts.missions.queries.exports import is_hidden, list_people_to_export, list_with_premises, rows_of_premises
from article22.contexts.missions.rules.exports import PREMISES, ExportKind, cards_of, csv_of, table_of
from article22.contexts.missions.rules.terms import CannotAppoint
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.text import Text


@transaction.atomic
def write_out(kind: ExportKind, mission: Mission | None, why: str, *, name: str, by: Actor, at: datetime) -> str:
    """A file of the register. Contacts of people are masked in a table, and not written on cards, and a residence is without its address, unless the
    reader says why: each mission sees that. Its own are never masked.

    Raises CannotAppoint, Absent.
    """
    if kind is ExportKind.PREMISES:
        found = [one for one in list_with_premises(seen_by=by, on=get_directory(at=at).today) if mission is None or one[0].pk == mission.pk]
        is_open = bool(why.strip()) and by.may("dossier.see")
        for row in (row for whose, places in found for row in places if is_open and is_hidden(row, whose, seen_by=by)):
            read_dossier(row, why, name=name, by=by, at=at)
        rows = rows_of_premises(found, seen_by=by, is_open=is_open)
        journal.record("missions.register-exported", kind.value, by=by, at=at, rows=len(rows), is_open=is_open)
        return csv_of(PREMISES, rows)
    by.check_may("representative.see")
    people, missions = list_people_to_export(mission, seen_by=by, at=at)
    others = [one for one in missions.values() if by.organisation is None or one.organisation_id != by.organisation]
    if others and kind is ExportKind.CARDS and not why.strip():
        raise CannotAppoint(Text("export.no-why", "A card tells how somebody is reached. Say why you need them: each mission sees who read it, and why."))
    is_open = bool(why.strip()) or not others
    for other in others if is_open else ():
        read_contacts(other, why, name=name, by=by, at=at)
    journal.record("missions.register-exported", kind.value, by=by, at=at, rows=len(people), is_open=is_open)
    return cards_of(people) if kind is ExportKind.CARDS else csv_of(*table_of(people, is_open=is_open))
