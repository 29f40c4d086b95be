"""What people changed, laid over a pack: for each line the newest value counts, and ends the one before it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from article22.contexts.directory.packs.tables import ContactTable, DocumentTable, LineTable, Pack, SiteTable
from article22.contexts.directory.rules.proposals import Checked, Proposal
from article22.contexts.directory.rules.terms import Kind, Status, first_day_of

Row = TypeVar("Row", ContactTable, LineTable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A value that people gave to a line, from a day on: its fields as a pack would state them, and its document's."""

    slot: str
    starts_on: date
    content: Mapping[str, Any]
    document: Mapping[str, Any]


def laid_of(proposal: Proposal, checked: Checked) -> Laid:
    """The value that a proposal gives."""
    document = proposal.document()
    kind, value, raw = checked.slot.kind, checked.value, " ".join(proposal.raw.split())
    content: dict[str, Any] = {"raw": raw, "document": document.id, "quote": proposal.quote}
    if "/" in proposal.slot:
        content["numbers"] = [value] if value and kind is not Kind.EMAIL else []
    else:
        content |= {"e164": value if kind is not Kind.EMAIL else None, "email": value if kind is Kind.EMAIL else None}
    return Laid(slot=proposal.slot, starts_on=proposal.starts_on, content=content, document={
        "id": document.id, "title": document.title, "short": document.short, "issuer": document.issuer, "printed": document.printed,
        "status": document.status.value, "file": ""})


def overlaid(pack: Pack, laid: Sequence[Laid], settled: Iterable[str]) -> Pack:
    """The pack with everything that people changed. Raises ValueError (of pydantic) for content that no pack could hold."""
    by_slot: dict[str, list[Laid]] = {}
    for value in sorted(laid, key=lambda value: value.starts_on):
        by_slot.setdefault(value.slot, []).append(value)
    known = {row.id for row in pack.pack.document}
    documents = {value.document["id"]: DocumentTable.model_validate(value.document) for value in laid if value.document["id"] not in known}
    return pack.model_copy(update={
        "pack": pack.pack.model_copy(update={"document": (*pack.pack.document, *documents.values())}),
        "contacts": pack.contacts.model_copy(update={"contact": _contacts(pack.contacts.contact, by_slot)}),
        "offices": pack.offices.model_copy(update={"office": tuple(
            office.model_copy(update={"site": tuple(_site(site, by_slot) for site in office.site)}) for office in pack.offices.office)}),
        "findings": pack.findings.model_copy(update={"finding": tuple(
            row.model_copy(update={"open": row.open and row.id not in settled}) for row in pack.findings.finding)}),
    })


def _contacts(rows: Sequence[ContactTable], by_slot: Mapping[str, list[Laid]]) -> tuple[ContactTable, ...]:
    found: list[ContactTable] = []
    for id in dict.fromkeys(row.id for row in rows):
        stated = [row for row in rows if row.id == id]
        values = by_slot.get(id, [])
        given = [ContactTable.model_validate({
            **stated[-1].model_dump(by_alias=True), "line": None, "finding": None, "status": None, "note": "", "valid_until": None, "superseded_by": (),
            **value.content, "valid_from": f"{value.starts_on}"}) for value in values]
        found += _in_turn([*stated, *given], ends={"superseded_by": (id,)}) if given else stated
    return tuple(found)


def _site(site: SiteTable, by_slot: Mapping[str, list[Laid]]) -> SiteTable:
    lines: list[LineTable] = []
    for kind in dict.fromkeys(line.kind for line in site.line):
        values = by_slot.get(f"{site.id}/{kind}", [])
        given = [LineTable.model_validate({"kind": kind, "valid_from": f"{value.starts_on}", **value.content}) for value in values]
        stated = [line for line in site.line if line.kind is kind]
        lines += _in_turn([*stated, *given], ends={}) if given else stated
    return site.model_copy(update={"line": tuple(lines)})


def _in_turn(rows: Sequence[Row], *, ends: Mapping[str, Any]) -> list[Row]:
    """Values in the order of their first day, each ended where the next begins. Of two that begin on one day the later in `rows` counts."""
    by_day: dict[date, Row] = {first_day_of(row.valid_from): row for row in rows}
    found: list[Row] = []
    for day, row in sorted(by_day.items()):
        after = min((other for other in by_day if other > day), default=None)
        if after is None or (row.valid_until and first_day_of(row.valid_until) <= after):
            found.append(row)
        else:
            found.append(row.model_copy(update={"valid_until": f"{after}", "status": Status.SUPERSEDED, **ends}))
    return found
