"""A list as it was read, kept so that it need not be read again: a workbook of 20,000 rows takes many seconds."""

import json
import zlib

from article22.ground.files.rules.records import Record, Table
from article22.kernel.text import packed, unpacked


def kept(table: Table) -> bytes:
    """The rows of a list in the least room."""
    rows = [[record.line, dict(record.fields), record.fault and packed(record.fault), [packed(note) for note in record.notes]] for record in table.records]
    return zlib.compress(json.dumps({"rows": rows, "notes": [packed(note) for note in table.notes]}).encode())


def table_kept(content: bytes) -> Table:
    """The list that was kept."""
    said = json.loads(zlib.decompress(content))
    return Table(notes=tuple(map(unpacked, said["notes"])), records=[
        Record(line=line, fields=fields, fault=fault and unpacked(fault), notes=tuple(map(unpacked, notes))) for line, fields, fault, notes in said["rows"]])
