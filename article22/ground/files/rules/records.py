"""What a list holds: its rows, each with the line at which it begins, and what a person should know of how it was read."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from article22.ground.files.rules.opening import BadFile
from article22.kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A row of a list: the line of the text, or the row of the sheet, at which it begins, from 1; what it says in each column.

    `fault` is why it cannot be read; `notes` say how it was, where that was not plain.
    """

    line: int
    fields: Mapping[str, str] = field(default_factory=dict)
    fault: Text | None = None
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A list as it was read. `notes` are of the whole."""

    records: Sequence[Record]
    notes: tuple[Text, ...] = ()


def header_of(fields: Sequence[str], name: str) -> list[str]:
    """The names of the columns. Raises BadFile where they do not name each, once."""
    header = [field.strip() for field in fields]
    if len(header) < 2 or not all(header) or len(set(header)) < len(header):  # noqa: PLR2004  one column is no table
        raise BadFile(Text("file.no-header", "The first line of {name} does not name its columns, each once: {header}. Export the list with its "
                           "header.", name=name, header=" | ".join(header)[:200]))
    return header


def numbered(names: Sequence[str]) -> list[str]:
    """Names of which some stand twice, told apart: Telephone, Telephone (2)."""
    seen: dict[str, int] = {}
    made = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        made.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return made


def missing_from(missing: Iterable[str], unread: Collection[str]) -> tuple[tuple[str, ...], tuple[Text, ...]]:
    """Of the ids that a later edition does not have those that it names no more: none that stands in a row which cannot be read. Where such a row has no
    id, it may be any of them: then nothing is named no more, and that is said."""
    gone = tuple(id for id in missing if id not in unread)
    if gone and "" in unread:
        return (), (Text("list.missing-unknown", "{count} of those held are missing. As a row without an id could not be read, and may be any of them, none is "
                         "taken for gone.", count=len(gone)),)
    return gone, ()
