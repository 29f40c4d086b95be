"""How a list of police agencies differs from those that are held: by its own ids first; then by name, city and number.

What the same list gives under another id is told for the same without a question where name, number and address are; all else that may be one a person decides.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from uuid import UUID

from article22.contexts.directory.rules.police import Listed, own_words
from article22.ground.files.rules.records import NAMED_AGAIN, missing_from, said_otherwise
from article22.ground.places.rules import fold, fold_city
from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text

SHOWN = 5  # of many
SHORT: Mapping[str, str] = {"dept": "department", "so": "sheriffs office", "pd": "police department"}
CALLED: Mapping[str, str] = {"name": "name", "kind": "kind", "raw": "telephone", "address": "address", "city": "city", "county": "county", "state": "State",
                             "latitude": "latitude", "longitude": "longitude"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the list by its number (from 1), read."""

    number: int
    listed: Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Of:
    """What is to be said of a row; `with_` is the agency that it may be, `external` the list's id for it."""

    row: int
    why: Text
    with_: str = ""
    external: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An agency that is held: the list it came from, what that said last, whether it names it no more; other lists that tell of it, with their ids."""

    id: UUID
    source: str
    said: Listed
    is_gone: bool
    is_confirmed: bool
    also: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The words by which a person decides: hifld 10223437."""
        return f"{self.source} {self.said.external}"

    @property
    def named(self) -> str:
        """The agency, to be read."""
        return named(self.said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person decided: these rows are new, those are that agency (hifld 10223437)."""

    new: frozenset[int] = frozenset()
    join: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What taking the list in would change: rows that tell of an agency that is held with it. `joined` came from another list, and stay as they are."""

    rows: int
    new: tuple[Row, ...]
    changed: tuple[tuple[Row, Kept], ...]
    joined: tuple[tuple[Row, Kept], ...]
    gone: tuple[Kept, ...]
    same: int
    maybe: tuple[Of, ...]
    refused: tuple[Of, ...]
    noted: tuple[Of, ...]
    notes: tuple[Text, ...]


def named(listed: Listed) -> str:
    """An agency in one line."""
    return f"{listed.name}, {listed.city}, {listed.state}, {listed.raw}"


def compare(rows: Sequence[Row], refused: Sequence[Of], held: Sequence[Kept], asked: Asked, *, source: str) -> Difference:
    """Compare a list with the agencies that are held. Raises NotUnderstood where what a person decided names no row or no agency."""
    at_work = _Comparison(rows, refused, held, asked, source)
    again: list[Of] = []
    for row in sorted(rows, key=lambda row: row.listed.external not in at_work.own):  # what is known by its id is no other row's
        try:
            at_work.take(row)
        except NotUnderstood as fault:
            again.append(Of(row=row.number, why=fault.text, external=row.listed.external))
    gone, notes = missing_from((external for external, kept in at_work.own.items() if kept.label not in at_work.told and not kept.is_gone
                                and external not in at_work.known), {row.external for row in refused})
    if confirmed := [at_work.own[external].named for external in gone if at_work.own[external].is_confirmed]:
        notes = (*notes, Text("import.confirmed-gone", "{count} of those named no more were confirmed by an officer, and stay on the card until an officer "
                              "takes that back: {agencies}.", count=len(confirmed), agencies="; ".join(confirmed[:SHOWN])))
    in_order = {name: tuple(sorted(found, key=lambda one: one.row)) for name, found in (
        ("maybe", at_work.maybe), ("refused", [*refused, *again]), ("noted", at_work.noted))}
    return Difference(rows=len(rows) + len(refused), new=tuple(at_work.new), changed=tuple(at_work.changed), joined=tuple(at_work.joined),
                      gone=tuple(at_work.own[external] for external in gone), same=at_work.same, notes=notes, **in_order)


class _Comparison:
    """A comparison at work, row by row."""

    def __init__(self, rows: Sequence[Row], refused: Sequence[Of], held: Sequence[Kept], asked: Asked, source: str) -> None:
        self.asked, self.source = asked, source
        self.own = {kept.said.external: kept for kept in held if kept.source == source}
        self.joined_before = {kept.also[source]: kept for kept in held if source in kept.also}
        self.labels = {kept.label: kept for kept in held}
        self.listed = {row.listed.external for row in rows} | {row.external for row in refused}
        self.there: dict[tuple[str, str], list[Kept]] = {}
        for kept in held:
            if not ((kept.source == source and kept.said.external in self.listed) or source in kept.also):
                self.there.setdefault(_where(kept.said), []).append(kept)
        self.known: set[str] = set()
        self.told: set[str] = set()  # the agencies that a row tells of, or may
        self.new: list[Row] = []
        self.changed: list[tuple[Row, Kept]] = []
        self.joined: list[tuple[Row, Kept]] = []
        self.maybe: list[Of] = []
        self.noted: list[Of] = []
        self.same = 0
        self._check_asked({row.number for row in rows})

    def _check_asked(self, numbers: set[int]) -> None:
        for number in sorted({*self.asked.new, *self.asked.join} - numbers):
            raise NotUnderstood(Text("import.no-row", "The list has no row {row} that can be read. Rows count from 1, without the header.", row=number))
        for label in self.asked.join.values():
            if label not in self.labels:
                raise NotUnderstood(Text("import.no-agency", "The register has no agency {label}. Write it as it was proposed: the list it came from, and "
                                         "its id there.", label=f"“{label}”"))

    def take(self, row: Row) -> None:
        """Sort a row in. Raises NotUnderstood, which says why it is left out."""
        external, label = row.listed.external, self.asked.join.get(row.number)
        if external in self.known:
            raise NotUnderstood(Text("import.twice", "Another row has the same id, {id}.", id=external))
        self.known.add(external)
        if kept := self.own.get(external) or self.joined_before.get(external):
            if label not in (None, kept.label):
                raise NotUnderstood(Text("import.told-before", "It was taken in as {mission}, and cannot be joined to {number} now. Take that import back "
                                         "first.", mission=kept.label, number=label))
            self._tell(row, kept, is_new=False)
        elif label:
            self._join(row, self.labels[label])
        elif kept := next((kept for kept in self._there(row) if kept.source == self.source and _is_same(kept.said, row.listed)), None):
            self._tell(row, kept, is_new=True)
        elif row.number not in self.asked.new and (doubt := next(self._doubts(row), None)):
            self.told.add(doubt.with_)
            self.maybe.append(doubt)
        else:
            self.new.append(row)

    def _join(self, row: Row, kept: Kept) -> None:
        """A row of which somebody said what it is."""
        if kept.label in self.told or (kept.source == self.source and kept.said.external in self.listed) or self.source in kept.also:
            raise NotUnderstood(Text("import.joined-twice", "Another row of the list tells of {agency}.", agency=kept.named))
        self._tell(row, kept, is_new=True)

    def _tell(self, row: Row, kept: Kept, *, is_new: bool) -> None:
        """A row that tells of an agency. What came from another list stays as it is held."""
        self.told.add(kept.label)
        if kept.source == self.source:
            if kept.is_gone or kept.said != row.listed:
                self.changed.append((row, kept))
            else:
                self.same += 1
            return
        if kept.said.e164 != row.listed.e164:
            self.noted.append(Of(row=row.number, why=Text("import.other-number", "The list has {listed} for {agency}, which stays as it is held.",
                                                          listed=row.listed.raw, agency=kept.named)))
        if is_new:
            self.joined.append((row, kept))
        else:
            self.same += 1

    def _there(self, row: Row) -> Iterator[Kept]:
        return (kept for kept in self.there.get(_where(row.listed), ()) if kept.label not in self.told)

    def _doubts(self, row: Row) -> Iterator[Of]:
        """What a row may be the same as, the likeliest first: of its own list, then by name and number, by name, by number."""
        found = [(kept.source != self.source, rank, kept) for kept in self._there(row) if (rank := _rank(kept.said, row.listed)) is not None]
        for _, rank, kept in sorted(found, key=lambda one: (*one[:2], one[2].label)):
            yield Of(row=row.number, with_=kept.label, external=row.listed.external, why=Text(
                "import.agency-alike", "{what}; held as {agency}", what=ALIKE[rank],
                agency=", ".join(part for part in (kept.named, kept.said.address) if part)))


ALIKE = (Text("import.alike-both", "the same name and number"), Text("import.alike-name", "the same name"),
         Text("import.alike-number", "the same number, and a name alike"))


def _where(listed: Listed) -> tuple[str, str]:
    return listed.state, fold_city(listed.city)


def _rank(held: Listed, listed: Listed) -> int | None:
    """How likely two agencies of a city are one, 0 the most; None where they are not."""
    if _name(held) == _name(listed):
        return 0 if held.e164 == listed.e164 else 1
    return 2 if held.e164 == listed.e164 and held.kind is listed.kind and own_words(held.name) == own_words(listed.name) else None


def _is_same(held: Listed, listed: Listed) -> bool:
    return _rank(held, listed) == 0 and fold(held.address) == fold(listed.address)


def _name(listed: Listed) -> str:
    return " ".join(SHORT.get(word, word) for word in fold(listed.name).split())


def changes_of(row: Row, kept: Kept) -> Text:
    """What a row says otherwise than before, and what follows of it."""
    said = said_otherwise(asdict(kept.said), asdict(row.listed), CALLED)
    more = [Text("import.another-id", "under another id, {id}", id=row.listed.external)] if row.listed.external != kept.said.external else []
    more += [NAMED_AGAIN] if kept.is_gone else []
    more += [Text("import.confirm-anew", "to be confirmed anew")] if kept.is_confirmed and kept.said.e164 != row.listed.e164 else []
    return Text("import.changes", "{changes}", changes=(*said, *more))
