"""A pack as it would have been on an earlier day: without what was printed later."""

from datetime import date
from typing import TypeVar

from article22.contexts.directory.packs.files import BadPack
from article22.contexts.directory.packs.tables import ContactTable, LineTable, Pack
from article22.contexts.directory.rules.terms import Status, first_day_of
from article22.kernel.text import Text

Row = TypeVar("Row", ContactTable, LineTable)


def pack_known_on(pack: Pack, day: date) -> Pack:
    """What the documents printed by a day made of the pack. Raises BadPack where none had been printed."""
    documents = tuple(row.model_copy(update={"status": Status.CURRENT}) for row in pack.pack.document if first_day_of(row.printed) <= day)
    if not documents:
        raise BadPack(Text("pack.nothing-known", "No document of {pack} had been printed on {day}.", pack=pack.pack.id, day=day))
    known = {row.id for row in documents}
    contacts = tuple(_opened(row, day) for row in pack.contacts.contact if row.document in known)
    ids = {row.id for row in contacts}
    settings = pack.pack.settings.model_copy(update={"lapses": tuple(id for id in pack.pack.settings.lapses if id in ids)})
    return pack.model_copy(update={
        "pack": pack.pack.model_copy(update={"document": documents, "version": f"{pack.pack.version}@{day}", "settings": settings}),
        "contacts": pack.contacts.model_copy(update={"contact": tuple(_without_later(row, ids) for row in contacts)}),
        "offices": pack.offices.model_copy(update={"office": tuple(
            office.model_copy(update={"site": tuple(
                site.model_copy(update={"line": tuple(_opened(line, day) for line in site.line if line.document in known)}) for site in office.site)})
            for office in pack.offices.office)}),
        "rulebooks": pack.rulebooks.model_copy(update={"rulebook": tuple(
            book.model_copy(update={"until": book.until if book.until and book.until <= day else None})
            for book in pack.rulebooks.rulebook if book.start <= day)}),
    })


def _opened(row: Row, day: date) -> Row:
    """A row whose end had not been printed yet has none."""
    if row.valid_until is None or first_day_of(row.valid_until) <= day:
        return row
    return row.model_copy(update={"valid_until": None, "status": None})


def _without_later(row: ContactTable, ids: set[str]) -> ContactTable:
    return row.model_copy(update={"superseded_by": tuple(id for id in row.superseded_by if id in ids)})
