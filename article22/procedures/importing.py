"""Other people's lists, read row by row and compared with what is held: a dry run unless it is applied."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from article22.contexts.directory.actions.agencies import Imported, compare_agencies, import_agencies
from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.directory.queries.packs import PACK
from article22.contexts.directory.rules import police
from article22.contexts.missions.actions.importing import compare_list, import_list
from article22.contexts.missions.packs import find_state
from article22.contexts.missions.rules.imports import Asked, Refused, Row
from article22.contexts.missions.rules.registers import listed_of
from article22.contexts.missions.rules.terms import NotListed
from article22.ground.places import queries as places
from article22.kernel.actor import Actor
from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text

DATED = re.compile(r"[_-]?(\d{4}(?:-\d{2}){0,2})$")


def source_of(name: str) -> tuple[str, str]:
    """The source that a file's name tells, without its date, and the date: us_missions_2021-11-13 is of us_missions."""
    stem = name.rpartition("/")[2].partition(".")[0]
    found = DATED.search(stem)
    return (stem[:found.start()] or stem, found[1]) if found else (stem, "")


def import_premises(rows: Sequence[Mapping[str, str]], *, source: str, asked: Asked, is_applied: bool, by: Actor, at: datetime) -> dict[str, Any]:
    """What a list of missions would change, as the contract's JSON; done where it is applied. Raises NotListed."""
    directory = get_directory(at=at)
    read: list[Row] = []
    refused: list[Refused] = []
    for number, row in enumerate(rows, 1):
        try:
            listed = listed_of(row, lambda name, title: find_state(name, title, PACK), lambda city, point: places.locate(city, point, PACK))
            directory.outline.check_has(listed.place)
        except NotUnderstood as fault:
            if fault.code == "import.columns":
                raise
            refused.append(Refused(row=number, why=fault.text))
        else:
            read.append(Row(number=number, listed=listed))
    difference = compare_list(read, refused, source=source, asked=asked, by=by)
    if is_applied:
        import_list(difference, source=source, by=by, at=at, on=directory.today)
    return {"rows": difference.rows, "new": len(difference.new) + len(difference.joined), "changed": len(difference.changed),
            "gone": len(difference.gone), "same": difference.same,
            "maybe": [{"row": one.row, "with": one.with_, "why": f"{one.why}"} for one in difference.maybe],
            "refused": [{"row": one.row, "why": f"{one.why}"} for one in difference.refused]}


def import_police(rows: Sequence[Mapping[str, str]], *, source: str, printed: str, is_applied: bool, by: Actor, at: datetime) -> dict[str, Any]:
    """What a list of police agencies would change; they stay candidates. Raises NotListed for another shape."""
    if not rows or not set(police.COLUMNS) <= rows[0].keys():
        raise NotListed(Text("import.police-columns", "A list of police agencies has the columns {columns}. Rename those of your list.",
                             columns=", ".join(police.COLUMNS)))
    directory, states = get_directory(at=at), places.list_states(PACK)
    listed: dict[str, police.Listed] = {}
    refused: list[dict[str, Any]] = []
    for number, row in enumerate(rows, 1):
        try:
            one = police.listed_of(row, directory, states)
        except NotUnderstood as fault:
            refused.append({"row": number, "why": f"{fault.text}"})
            continue
        if one.external in listed:
            refused.append({"row": number, "why": f"{Text('import.twice', 'Another row has the same id, {id}.', id=one.external)}"})
            continue
        listed[one.external] = one
    difference: Imported = (
        import_agencies(list(listed.values()), source=source, printed=printed or f"{at.year}", by=by, at=at) if is_applied
        else compare_agencies(list(listed.values()), source=source, by=by))
    return {"rows": len(rows), "new": len(difference.new), "changed": len(difference.changed), "gone": len(difference.gone), "same": difference.same,
            "maybe": [], "refused": refused}
