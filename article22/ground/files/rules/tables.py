"""Lists that people bring: the rows of a CSV, a GeoJSON feature collection, a workbook or a file of vCards, each with the line at which it begins.

A row that cannot be read says so and holds up no other; a file that is cut, too large or of another kind is refused as a whole.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, NoReturn

from article22.ground.files.rules import cards, workbooks
from article22.ground.files.rules.opening import MEGABYTE, BadFile, check_size, decoded, is_in_utf, refuse_cut
from article22.ground.files.rules.records import Record, Table, header_of, seen
from article22.kernel.text import Text

LARGEST_TABLE, MOST_ROWS, MOST_SPOILT = 50 * MEGABYTE, 30_000, 500
DELIMITERS = ",;\t"
BLANK = re.compile(r"[\s,:]*")


def table_of(content: bytes, name: str) -> Table:
    """The rows of a list by its header. The points of GeoJSON become `lat` and `lon`; a vCard's properties keep their names. Raises BadFile."""
    check_size(content, name, LARGEST_TABLE)
    table = _table_of(content, name)
    if len(table.records) > MOST_ROWS:
        raise BadFile(Text("file.too-many-rows", "{name} has more than {most} rows, the most that are read at once. Bring it in parts.", name=name,
                           most=MOST_ROWS))
    return replace(table, records=[seen(record) for record in table.records])


def _table_of(content: bytes, name: str) -> Table:
    if content.startswith((workbooks.ZIP, workbooks.OLD)):
        return workbooks.table_of(content, name)
    if cards.is_cards(content):
        return cards.table_of(content, name)
    text = decoded(content, name)
    if text.lstrip()[:1] in ("{", "["):
        return Table(records=[_record_of(feature, number, line) for number, (line, feature) in enumerate(_features_of(text, name), 1)])
    return Table(records=list(islice(_records_of(text, name), MOST_ROWS + 1)), notes=() if is_in_utf(content) else (Text(
        "list.encoding", "The letters of this list are not in UTF-8: they were read as in western Europe (Windows-1252). Look at names with accents."),))


def _features_of(text: str, name: str) -> list[tuple[int, Any]]:
    """Every feature, with the line at which it begins."""
    content = _json_of(text, name)
    features = content.get("features") if isinstance(content, dict) and content.get("type") == "FeatureCollection" else None
    if not isinstance(features, list):
        raise BadFile(Text("file.not-features", "{name} is JSON, and no GeoJSON feature collection. Export it as one, or as CSV.", name=name))
    return list(zip(_lines_of(text), features, strict=True))


def _json_of(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as fault:
        if not text[fault.pos:].strip() or fault.msg.startswith("Unterminated string"):
            refuse_cut(name, fault.lineno)
        _refuse_broken(name, fault.lineno, fault.msg)
    except RecursionError:
        _refuse_broken(name, 1, "it is nested too deeply")
    except ValueError as fault:
        _refuse_broken(name, 1, f"{fault}"[:100])


def _refuse_broken(name: str, line: int, fault: str) -> NoReturn:
    raise BadFile(Text("file.broken", "{name} cannot be read from line {line} on: {fault}. Fetch the whole file again.", name=name, line=line,
                       fault=fault)) from None


def _lines_of(text: str) -> list[int]:
    """The line at which each member of `features` begins, of a collection that can be read; of two `features` the last, as everywhere."""
    decoder, lines = json.JSONDecoder(), list[int]()
    at = _past_blanks(text, text.index("{") + 1)
    while text[at] != "}":
        key, at = decoder.raw_decode(text, at)
        at = _past_blanks(text, at)
        _, end = decoder.raw_decode(text, at)
        if key == "features":
            lines = list(_lines_in(text, at, decoder))
        at = _past_blanks(text, end)
    return lines


def _lines_in(text: str, at: int, decoder: json.JSONDecoder) -> Iterator[int]:
    line, counted, at = 1, 0, _past_blanks(text, at + 1)
    while text[at] != "]":
        line, counted = line + text.count("\n", counted, at), at
        yield line
        at = _past_blanks(text, decoder.raw_decode(text, at)[1])


def _past_blanks(text: str, at: int) -> int:
    """Where the next member of JSON that is sound begins."""
    found = BLANK.match(text, at)
    assert found
    return found.end()


def _record_of(feature: Any, number: int, line: int) -> Record:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        return Record(line=line, fault=Text("list.not-a-feature", "Entry {number} is no GeoJSON feature with properties.", number=number))
    row = {f"{key}": _cell(value) for key, value in properties.items()}
    geometry, notes = feature.get("geometry"), []
    if isinstance(geometry, dict) and geometry.get("type") == "Point":
        for key, value in zip(("lon", "lat"), _coordinates_of(geometry), strict=False):
            row[key] = row.get(key) or _cell(value)
    elif geometry is not None:
        notes.append(Text("list.no-point", "Its geometry is no point, and was left out."))
    return Record(line=line, fields=row, notes=tuple(notes))


def _coordinates_of(geometry: Mapping[str, Any]) -> list[Any]:
    coordinates = geometry.get("coordinates")
    return coordinates if isinstance(coordinates, list) else []


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class _Rows:
    """The rows of a CSV, one by one: what each says, or why it cannot be taken apart, and the lines at which it begins and ends."""

    def __init__(self, text: str) -> None:
        self.lines = list(io.StringIO(text, newline=""))
        first = text.lstrip("\r\n").partition("\n")[0]
        self.delimiter = max(DELIMITERS, key=first.count)
        self.go_to(0)

    def go_to(self, line: int) -> None:
        """Read on after a line."""
        self.before, self.reader = line, csv.reader(iter(self.lines[line:]), strict=True, delimiter=self.delimiter)

    def __iter__(self) -> Iterator[tuple[list[str], str, int, int]]:
        while True:
            began, fields, fault = self.before + self.reader.line_num + 1, list[str](), ""
            try:
                fields = next(self.reader)
            except StopIteration:
                return
            except csv.Error as error:
                fault = f"{error}"
            if fault or any(field.strip() for field in fields):
                yield fields, fault, began, self.before + self.reader.line_num


def _records_of(text: str, name: str) -> Iterator[Record]:
    """Every row under the header that is not blank. What a quotation mark that nothing ends took in beside its own line is read anew."""
    rows, header, spoilt = _Rows(text), list[str](), 0
    for fields, error, began, ended in rows:
        is_last = ended >= len(rows.lines) and not text.endswith(("\n", "\r"))  # and has no end
        if is_last and ("unexpected end of data" in error or (not error and len(fields) < len(header))):
            refuse_cut(name, began if error else ended)
        if not header:
            if error:
                _refuse_broken(name, began, error)
            header = header_of(fields, name)
            continue
        fault = _fault_of(fields, error, header)
        yield Record(line=began, fields=_fields_of(header, fields) if fields else {}, fault=fault)
        if fault and ended > began:
            rows.go_to(began)
            spoilt += 1
            if spoilt > MOST_SPOILT:
                _refuse_broken(name, began, "too many rows cannot be taken apart")


def _fault_of(fields: Sequence[str], error: str, header: Sequence[str]) -> Text | None:
    if error:
        return Text("list.broken-row", "The row cannot be taken apart: {fault}. Look at its quotation marks.", fault=error)
    if len(fields) > len(header):
        return Text("list.long-row", "The row has {count} fields, and the header names {most}. Put what holds a comma between quotation marks.",
                    count=len(fields), most=len(header))
    return None


def _fields_of(header: Sequence[str], fields: Sequence[str]) -> Mapping[str, str]:
    """What a row says in each column; nothing, where it is shorter."""
    return {**dict.fromkeys(header, ""), **dict(zip(header, (field.strip() for field in fields), strict=False))}
