"""The first sheet of an Excel workbook (.xlsx) as a list. A formula is taken as the value that was last computed, and said.

It is read by a process of its own, within limits; what is packed too tightly is refused by what it says of itself, before anything is unpacked.
See docs/adr/0015.
"""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, NoReturn

from article22.ground.files.rules.opening import MEGABYTE, TOO_HEAVY, BadFile, limit_this_process
from article22.ground.files.rules.records import Record, Table, header_of, numbered
from article22.kernel.text import Text

ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # .xlsx; the old binary format, and a workbook with a password
PARTS = ("[Content_Types].xml", "xl/workbook.xml")
MOST_PARTS = 2_000
MOST_UNPACKED = 300 * MEGABYTE
MOST_TIMES, SMALL = 200, MEGABYTE  # a part larger than that grows so many times at the most: sheets grow some ten to forty times
MOST_CELLS, MOST_LETTERS = 2_000_000, 50_000_000
SECONDS, MEMORY = 60, 1_000 * MEGABYTE
TITLE = 1  # cells
ERRORS = frozenset(("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"))
READ = "from article22.ground.files.rules.workbooks import print_sheet; print_sheet()"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a sheet by its number: the text of each cell, and the columns (from 0) whose text a formula made."""

    number: int
    cells: Sequence[str]
    formulas: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """Cells that are one. Rows count from 1, columns from 0; both ends are in."""

    left: int
    top: int
    right: int
    bottom: int

    def __str__(self) -> str:
        return f"{cell_name(self.top, self.left)}:{cell_name(self.bottom, self.right)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet as it stands: rows that are not blank, in order."""

    rows: Sequence[Row]
    merged: Sequence[Merged] = ()
    notes: tuple[Text, ...] = ()


def table_of(content: bytes, name: str) -> Table:
    """The rows of the first sheet under its header. Raises BadFile."""
    check_packed(content, name)
    said = _read(content, name)
    return listed(Sheet(
        rows=[Row(number=number, cells=cells, formulas=frozenset(formulas)) for number, cells, formulas in said["rows"]],
        merged=[Merged(left=left, top=top, right=right, bottom=bottom) for left, top, right, bottom in said["merged"]],
        notes=(Text("list.other-sheets", "Only the sheet {sheet} was read. Bring each other as a file of its own: {others}.", sheet=f"“{said['sheet']}”",
                    others=said["others"]),) if said["others"] else ()), name)


def check_packed(content: bytes, name: str) -> None:
    """Refuse what is no workbook, and what would grow too large, by its table of contents alone. Raises BadFile."""
    if content.startswith(OLD):
        raise BadFile(Text("file.old-workbook", "{name} is of the old Excel format, or locked with a password. Save it as .xlsx without one.", name=name))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as box:
            parts = box.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        _refuse_unreadable(name)
    if not {part.filename for part in parts} >= set(PARTS):
        raise BadFile(Text("file.not-a-workbook", "{name} is an archive, and no Excel workbook. Unpack it, and bring the list itself.", name=name))
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED or any(
            part.file_size > SMALL and part.file_size > MOST_TIMES * part.compress_size for part in parts):
        _refuse_heavy(name)


def listed(sheet: Sheet, name: str) -> Table:
    """The list that a sheet holds. Titles above its header, merged cells and formulas are said. Raises BadFile where there is no header."""
    at = next((at for at, row in enumerate(sheet.rows) if sum(map(bool, row.cells)) > TITLE), None)
    if at is None:
        raise BadFile(Text("file.no-rows", "{name} holds no table: no row has two cells. Bring the sheet with the list as a file of its own.", name=name))
    top, width = sheet.rows[at].number, max(len(row.cells) for row in sheet.rows)
    bottom = max((one.bottom for one in sheet.merged if one.top == top), default=top)
    grid = _Grid(sheet, width, name)
    if is_grouped := bottom == top and at + 1 < len(sheet.rows) and _are_groups(sheet.rows[at], sheet.rows[at + 1], sheet.merged):
        bottom = sheet.rows[at + 1].number
    heading = [[grid.said(row.number, column) for column in range(width)] for row in sheet.rows[at:] if row.number <= bottom]
    names = [next((words for words in reversed(words_down) if words), "") for words_down in zip(*heading, strict=True)]
    body = [row for row in sheet.rows[at:] if row.number > bottom]
    used = [column for column in range(width) if names[column] or any(grid.said(row.number, column) for row in body)]
    columns = dict(zip(used, header_of(numbered([names[column] for column in used]), name), strict=True))
    notes = [*sheet.notes, *([Text("list.title", "What stands above row {row} was taken for a title.", row=top)] if at else []),
             *([Text("list.grouped-heading", "What stands in row {row} groups the columns: their names were taken from row {next}.", row=top, next=bottom)]
               if is_grouped else []),
             *(Text("list.merged-heading", "{cells} is one cell of the heading: each of its columns has its name.", cells=f"{one}")
               for one in sheet.merged if not is_grouped and top <= one.top <= bottom and one.right > one.left)]
    return Table(records=[_record(row, columns, grid) for row in body], notes=tuple(notes))


def _are_groups(row: Row, below: Row, merged: Sequence[Merged]) -> bool:
    """Whether a row only groups the columns: what it says stretches over several, each with its own name below, or over one without any."""
    wide = [one for one in merged if one.top == one.bottom == row.number and one.right > one.left]
    under = dict(enumerate(below.cells))
    names = [under.get(column, "") for one in wide for column in range(one.left, one.right + 1)]
    alone = {column for column, words in enumerate(row.cells) if words} - {one.left for one in wide}
    return bool(names) and all(names) and len(set(names)) == len(names) and not any(under.get(column) for column in alone)


class _Grid:
    """What each cell says, those included that are a part of a larger one."""

    def __init__(self, sheet: Sheet, width: int, name: str) -> None:
        self.cells = {(row.number, column): words for row in sheet.rows for column, words in enumerate(row.cells) if words}
        self.parts: dict[tuple[int, int], Merged] = {}
        last = sheet.rows[-1].number
        for one in sheet.merged:
            rows, columns = range(one.top, min(one.bottom, last) + 1), range(one.left, min(one.right, width - 1) + 1)
            if len(self.parts) + len(rows) * len(columns) > MOST_CELLS:
                _refuse_heavy(name)
            self.parts |= {(row, column): one for row in rows for column in columns}

    def said(self, row: int, column: int) -> str:
        """What a cell says: of a larger one, what that says."""
        one = self.parts.get((row, column))
        return self.cells.get((one.top, one.left) if one else (row, column), "")


def _record(row: Row, columns: Mapping[int, str], grid: _Grid) -> Record:
    notes, fault = [], None
    for column, words in ((column, grid.said(row.number, column)) for column in columns):
        cell, one = cell_name(row.number, column), grid.parts.get((row.number, column))
        if words in ERRORS:
            fault = Text("list.cell-error", "{cell} holds an error of the sheet, {error}. Correct it there.", cell=cell, error=words)
        elif column in row.formulas and not words:
            fault = Text("list.formula-empty", "{cell} holds a formula that was never computed. Open the sheet, save it, and bring it again.", cell=cell)
        elif column in row.formulas:
            notes.append(Text("list.formula", "{cell} holds a formula. The value that was last computed was taken: {value}.", cell=cell,
                              value=f"“{words[:60]}”"))
        elif one and words:
            notes.append(Text("list.merged", "{cells} is one cell: what it says was taken for each of its rows and columns.", cells=f"{one}"))
    return Record(line=row.number, fields={name: grid.said(row.number, column) for column, name in columns.items()}, fault=fault,
                  notes=tuple(dict.fromkeys(notes)))


def cell_name(row: int, column: int) -> str:
    """A cell as sheets name it: row 5 (from 1), column 2 (from 0) is C5."""
    letters, left = "", column + 1
    while left:
        left, letter = divmod(left - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def _read(content: bytes, name: str) -> Any:
    """What a process of its own reads, within limits."""
    try:
        read = subprocess.run([sys.executable, "-I", "-c", READ], input=content, capture_output=True, timeout=2 * SECONDS, check=False, env={})
    except subprocess.TimeoutExpired:
        _refuse_heavy(name)
    if read.returncode == TOO_HEAVY or read.returncode < 0:
        _refuse_heavy(name)
    if read.returncode:
        _refuse_unreadable(name)
    return json.loads(read.stdout)


def _refuse_heavy(name: str) -> NoReturn:
    raise BadFile(Text("file.packed-too-tightly", "{name} would grow far too large when it is opened. Bring the sheet with the list as CSV.", name=name))


def _refuse_unreadable(name: str) -> NoReturn:
    raise BadFile(Text("file.workbook-unreadable", "{name} is a damaged workbook. Save it anew as .xlsx, or bring the sheet as CSV.", name=name))


def print_sheet() -> None:
    """Standard input to standard output, in the process that `table_of` starts for it."""
    limit_this_process(SECONDS, MEMORY)
    from openpyxl import load_workbook

    try:
        content = sys.stdin.buffer.read()
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        sheet, *others = sheets
        formulas, merged = _made_and_merged(content, sheet._worksheet_path)  # noqa: SLF001  the library names the part nowhere else
        sheet.reset_dimensions()
        rows = list(_rows(sheet.iter_rows(), formulas))
        said = {"sheet": sheet.title, "others": [other.title for other in others], "rows": rows, "merged": merged}
        sys.stdout.buffer.write(json.dumps(said).encode())
    except MemoryError:
        sys.exit(TOO_HEAVY)


def _made_and_merged(content: bytes, part: str) -> tuple[Mapping[int, list[int]], list[tuple[int, int, int, int]]]:
    """In each row the columns (from 0) that hold a formula, and the cells that are one: left, top, right, bottom."""
    from defusedxml.ElementTree import iterparse
    from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

    formulas: dict[int, list[int]] = {}
    merged, is_formula = [], False
    with zipfile.ZipFile(io.BytesIO(content)) as box, box.open(part) as source:
        for _, element in iterparse(source, forbid_dtd=True):
            match element.tag.rpartition("}")[2]:
                case "f":
                    is_formula = True
                case "c":
                    if is_formula and (where := element.get("r")):
                        row, column = coordinate_to_tuple(where)
                        formulas.setdefault(row, []).append(column - 1)
                    is_formula = False
                case "row":
                    element.clear()
                case "mergeCell":
                    left, top, right, bottom = range_boundaries(element.get("ref"))
                    merged.append((left - 1, top, right - 1, bottom))
    return formulas, merged


def _rows(rows: Any, formulas: Mapping[int, list[int]]) -> Iterator[tuple[int, list[str], list[int]]]:
    cells = letters = 0
    for number, row in enumerate(rows, 1):
        words = [_words(cell.value) for cell in row]
        while words and not words[-1] and len(words) - 1 not in formulas.get(number, ()):
            words.pop()
        cells, letters = cells + len(row), letters + sum(map(len, words))
        if cells > MOST_CELLS or letters > MOST_LETTERS:
            sys.exit(TOO_HEAVY)
        if any(words) or number in formulas:
            yield number, words, formulas.get(number, [])


def _words(value: Any) -> str:
    """A cell as text: a number without a fraction that is none, a day as 2026-05-31."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return f"{value:.0f}"
        case datetime() if value.time() == time():
            return f"{value:%Y-%m-%d}"
    return f"{value}".strip().replace("\0", "")
