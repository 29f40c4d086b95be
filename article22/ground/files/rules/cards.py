"""vCards 2.1 (versit), 3.0 (RFC 2426) and 4.0 (RFC 6350), as telephones and Outlook write them, not only as the standards say.

No library is relied on: the one that is kept up failed on a third of the real cards that were tried (docs/adr/0015).
"""

import quopri
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from article22.ground.files.rules.opening import UTF_16, refuse_cut
from article22.ground.files.rules.records import Record, Table, numbered
from article22.kernel.text import Text

BEGIN, END = "BEGIN:VCARD", "END:VCARD"
HEAD = re.compile(rb"(?:(?P<group>[A-Za-z0-9-]+)\.)?(?P<name>[A-Za-z0-9-]+)(?P<parameters>(?:;(?:\"[^\"]*\"|[^\":])*)?):(?P<value>.*)", re.DOTALL)
PARAMETER = re.compile(r";((?:\"[^\"]*\"|[^;\"])*)")
BASE64 = re.compile(rb"[;=](?:B|BASE64)(?:;|$)")
CHARSET = re.compile(r"UTF-?8|(?:US-)?ASCII|ISO-?8859-\d+|LATIN-?1|WINDOWS-\d+|CP\d+|KOI8-[RU]|GB2312|GBK|GB18030|BIG5|SHIFT[_-]JIS|EUC-(?:JP|KR)|MACINTOSH")
GUESSED = ("Windows-1252", "Latin-1")
BROKEN = re.compile(rb"=(?![0-9A-Fa-f]{2}|$)")
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
PLAIN = frozenset(("FN", "TITLE", "ROLE", "UID", "LANG", "EMAIL", "KIND"))
STRUCTURED = frozenset(("N", "ORG", "ADR"))
USES: Mapping[str, tuple[str, ...]] = {  # of a number's types, the first that is named
    "FAX": ("FAX",), "PAGER": ("PAGER",), "CELL": ("CELL", "IPHONE", "MOBILE"), "WORK": ("WORK",), "HOME": ("HOME",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A property as it stands, decoded: its line, all before its value, its name and its parameters in capitals, its value still escaped; what is doubtful
    of how it was decoded."""

    line: int
    head: str
    name: str
    parameters: Mapping[str, tuple[str, ...]]
    value: str
    doubts: tuple[Text, ...] = ()


@dataclass(slots=True)
class _Card:
    """A card being read."""

    line: int
    properties: list[Property] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    is_cut: bool = False


def is_cards(content: bytes) -> bool:
    """Whether a file begins as a card does."""
    return _plain(content).lstrip()[:len(BEGIN)].upper() == BEGIN.encode()


def table_of(content: bytes, name: str) -> Table:
    """A row for each card: FN, N, ORG, TITLE, ROLE, UID, LANG, EMAIL, ADR, and TEL with its use (TEL CELL); what is there twice is numbered.

    Raises BadFile where the file ends in the middle of one.
    """
    return Table(records=[_record(card) for card in _cards_of(_plain(content), name)])


def lines_of(content: bytes) -> Iterator[str]:
    """Each property of every card on a line, in plain words, without pictures and keys."""
    for _, one in _properties_of(_plain(content)):
        if one:
            words = ", ".join(_parts(one.value)) if one.name in STRUCTURED else unescaped(one.value)
            yield f"{one.head}: {words}"


def _plain(content: bytes) -> bytes:
    """The file in bytes of which the first 128 are ASCII."""
    if content[:2] in UTF_16:
        return content.decode("utf-16", "replace").encode()
    return content.removeprefix(b"\xef\xbb\xbf")


def _cards_of(content: bytes, name: str) -> Iterator[_Card]:
    """Every card. One inside another, as of an assistant, is left out; one without an end before the next begins is cut."""
    card: _Card | None = None
    depth = 0
    for line, one in _properties_of(content):
        words = f"{one.name}:{one.value.strip()}".upper() if one else ""
        if words == BEGIN:
            if card and depth == 1 and not (card.properties and card.properties[-1].name == "AGENT"):
                card.is_cut = True
                yield card
                card, depth = None, 0
            depth += 1
            card = card or _Card(line=line)
        elif words == END and card:
            depth -= 1
            if not depth:
                yield card
                card = None
        elif card and depth == 1:
            if one:
                card.properties.append(one)
            else:
                card.unread.append(line)
    if card:
        refuse_cut(name, card.line)


def _properties_of(content: bytes) -> Iterator[tuple[int, Property | None]]:
    """Each property with its line: unfolded, its soft line breaks joined; None where a line is no property. Pictures and keys are left out."""
    lines = re.split(rb"\r\n|\r|\n", content)
    at, version = 0, ""
    while at < len(lines):
        line, parts = at + 1, [lines[at]]
        at += 1
        if not parts[0].strip():
            continue
        head = parts[0].partition(b":")[0].upper()
        is_soft, is_packed = b"QUOTED-PRINTABLE" in head, BASE64.search(head) is not None
        while at < len(lines):
            following = lines[at]
            if is_soft and parts[-1].endswith(b"=") and following.strip().upper() != END.encode():
                parts[-1:] = [parts[-1][:-1], following]
            elif following[:1] in (b" ", b"\t") and following.strip():
                parts.append(following if version == "2.1" and not is_packed else following[1:])
            elif not (is_packed and following.strip() and b":" not in following):  # old telephones fold keys and pictures without a space
                break
            at += 1
        if is_packed:
            continue
        one = _property_of(b"".join(parts), line)
        if one and one.name == "VERSION":
            version = one.value.strip()
        if not (one and one.value.startswith("data:")):
            yield line, one


def _property_of(logical: bytes, line: int) -> Property | None:
    found = HEAD.fullmatch(logical)
    if found is None:
        return None
    parameters: dict[str, tuple[str, ...]] = {}
    for words in PARAMETER.findall(found["parameters"].decode("utf-8", "replace")):
        key, is_named, values = words.partition("=")
        key, values = (key.strip().upper(), values) if is_named else ("ENCODING" if key.strip().upper() == "QUOTED-PRINTABLE" else "TYPE", key)
        parameters[key] = (*parameters.get(key, ()), *(value.strip().strip('"').upper() for value in values.replace('"', "").split(",")))
    value, doubts = found["value"], list[Text]()
    if "QUOTED-PRINTABLE" in parameters.get("ENCODING", ()):
        if BROKEN.search(value):
            doubts.append(Text("card.broken-letters", "Line {line} has = before what stands for no letter. It was left as it is.", line=line))
        value = quopri.decodestring(value)
    charset = parameters.get("CHARSET", ("",))[0]
    words, read_as = _said(value, charset)
    if charset and read_as != charset:
        doubts.append(Text("card.other-encoding", "Line {line} says that its letters are in {charset}, and they are not: read in {other}, {value}.", line=line,
                           charset=charset[:20], other=read_as, value=f"“{words[:60]}”"))
    elif read_as in GUESSED:
        doubts.append(Text("card.encoding", "Line {line} does not say how its letters are written: read as in western Europe, {value}.", line=line,
                           value=f"“{words[:60]}”"))
    head = logical[:found.start("value") - 1].decode("utf-8", "replace")
    return Property(line=line, head=head, name=found["name"].decode().upper(), parameters=parameters, value=words.replace("\0", ""), doubts=tuple(doubts))


def _said(value: bytes, charset: str) -> tuple[str, str]:
    """The letters of a value, and in which writing they were read: as its charset says, if it is one of letters; else UTF-8; else western Europe's."""
    for encoding in (*([charset] if CHARSET.fullmatch(charset) else []), "UTF-8", *GUESSED):
        try:
            return value.decode(encoding), encoding
        except (UnicodeDecodeError, LookupError):
            continue
    raise AssertionError("latin-1 decodes everything")


def _record(card: _Card) -> Record:
    names, values = [], []
    notes = [Text("card.line", "Line {line} is no property of a card, and was left out.", line=line) for line in card.unread]
    for one in card.properties:
        notes += one.doubts
        if one.name == "TEL":
            names.append(f"TEL {_use_of(one)}".strip())
            values.append(unescaped(one.value).strip())
        elif one.name in PLAIN | STRUCTURED:
            names.append(one.name)
            values.append(", ".join(_parts(one.value)) if one.name in STRUCTURED - {"N"} else
                          "; ".join(_parts(one.value, keep_blank=True)) if one.name == "N" else unescaped(one.value).strip())
    return Record(line=card.line, fields=dict(zip(numbered(names), values, strict=True)), notes=tuple(notes), fault=Text(
        "card.cut", "The card has no end before the next one begins.") if card.is_cut else None)


def _use_of(one: Property) -> str:
    types = one.parameters.get("TYPE", ())
    return next((use for use, words in USES.items() if any(word in types for word in words)), "")


def _parts(value: str, *, keep_blank: bool = False) -> list[str]:
    """The components of a structured value."""
    parts = [unescaped(part).strip() for part in re.split(r"(?<!\\);", value)]
    return parts if keep_blank else [part for part in parts if part]


def unescaped(value: str) -> str:
    """A value in plain words."""
    return ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
