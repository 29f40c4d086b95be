"""What a file says. One that is damaged, cut, too large or of another kind is refused as a whole."""

import csv
import io
import json
import quopri
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, NoReturn

from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text

MEGABYTE = 1_000_000
LARGEST_TEXT = 5 * MEGABYTE
LARGEST_TABLE = 50 * MEGABYTE
LONGEST_PDF = 2 * MEGABYTE  # characters
PDF_SECONDS = 8
PDF_MEMORY = 768 * MEGABYTE
ENCRYPTED, TOO_HEAVY = 3, 4  # how the reader of PDFs ends where it gives no text; any other end means that it could not read
READ_PDF = "from article22.ground.files.rules.reading import print_text_of_pdf; print_text_of_pdf()"

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
MOST_CONTROLS = 0.01  # of all bytes: old lists have a few
FOLD = re.compile(r"\r?\n[ \t]")
PROPERTY = re.compile(r"([^:;]+)((?:;[^:]*)?):(.*)")
BASE64 = re.compile(r";ENCODING=(?:B|BASE64)\b|;BASE64\b", re.IGNORECASE)
QUOTED_PRINTABLE = re.compile(r"[;=]QUOTED-PRINTABLE\b", re.IGNORECASE)
ESCAPE = re.compile(r"\\(.)")
ESCAPED: Mapping[str, str] = {"n": "\n", "N": "\n"}
DELIMITERS = ",;\t"


class BadFile(NotUnderstood):
    """A file that is not what it should be."""


def text_of(content: bytes, name: str) -> str:
    """The words of a text, a list, a vCard or a PDF. Raises BadFile."""
    _check_size(content, name, LARGEST_TEXT)
    if b"%PDF-" in content[:1024]:
        return _text_of_pdf(content, name)
    text = _decoded(content, name)
    if text.lstrip()[:11].upper() == "BEGIN:VCARD":
        return "\n".join(_lines_of_card(text))
    return text


def table_of(content: bytes, name: str) -> list[dict[str, str]]:
    """The rows of a CSV with a header, or of a GeoJSON feature collection, whose points become `lat` and `lon`. Raises BadFile."""
    _check_size(content, name, LARGEST_TABLE)
    text = _decoded(content, name)
    if text.lstrip()[:1] in ("{", "["):
        return [_row_of(feature, name, number) for number, feature in enumerate(_features_of(text, name), 1)]
    return list(_rows_of(text, name))


def _check_size(content: bytes, name: str, largest: int) -> None:
    if len(content) > largest:
        raise BadFile(Text("file.too-large", "{name} is larger than {most} MB, the most that is read. Bring it in parts.",
                           name=name, most=largest // MEGABYTE))
    if not content.strip():
        raise BadFile(Text("file.empty", "{name} is empty. Choose the file that you meant.", name=name))


def _decoded(content: bytes, name: str) -> str:
    """UTF-8; else UTF-16 where it says so; else the western encoding of old lists, of which Latin-1 is the greater part."""
    if content[:2] in UTF_16:
        return content.decode("utf-16", "replace")
    if b"\0" in content or len(CONTROLS.findall(content)) > len(content) * MOST_CONTROLS:
        raise BadFile(Text("file.not-text", "{name} holds no text that can be read here. Save it as text, CSV or PDF, and bring that.", name=name))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        if fault.reason == "unexpected end of data" and not content[:fault.start].isascii():
            _refuse_cut(name, content.count(b"\n") + 1)
    with suppress(UnicodeDecodeError):
        return content.decode("cp1252")
    return content.decode("latin-1")


def _refuse_cut(name: str, line: int) -> NoReturn:
    raise BadFile(Text("file.cut", "{name} ends in the middle of something, at line {line}. Fetch the whole file again.", name=name, line=line))


def _text_of_pdf(content: bytes, name: str) -> str:
    """What a process of its own reads, within limits: a hostile file can neither hang this one nor eat its memory."""
    try:
        read = subprocess.run([sys.executable, "-I", "-c", READ_PDF], input=content, capture_output=True, timeout=PDF_SECONDS, check=False, env={})
    except subprocess.TimeoutExpired:
        read = None
    if read is None or read.returncode == TOO_HEAVY or read.returncode < 0:
        raise BadFile(Text("file.pdf-too-heavy", "{name} takes too long to read, or too much memory. Copy its text, and paste that.", name=name))
    if read.returncode == ENCRYPTED:
        raise BadFile(Text("file.pdf-locked", "{name} is locked with a password. Save a copy without one, or paste its text.", name=name))
    if read.returncode:
        raise BadFile(Text("file.pdf-unreadable", "{name} is a damaged PDF. Fetch it again, or paste its text.", name=name))
    text = read.stdout.decode("utf-8", "replace")
    if not text.strip():
        raise BadFile(Text("file.pdf-no-text", "{name} holds pictures and no text: it was scanned. Type its numbers, or paste them.", name=name))
    return text


def print_text_of_pdf() -> None:
    """Standard input to standard output, in the process that `text_of` starts for it."""
    import resource

    for limit, most in ((resource.RLIMIT_CPU, PDF_SECONDS), (resource.RLIMIT_AS, PDF_MEMORY), (resource.RLIMIT_FSIZE, 0)):
        with suppress(ValueError, OSError):  # a system that has no such limit keeps the others, and the clock of whoever waits
            resource.setrlimit(limit, (most, most))
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()))
        if reader.is_encrypted and not reader.decrypt(""):
            sys.exit(ENCRYPTED)
        left = LONGEST_PDF
        for page in reader.pages:
            text = page.extract_text()
            left -= len(text)
            if left < 0:
                sys.exit(TOO_HEAVY)
            sys.stdout.buffer.write(text.replace("\0", "").encode("utf-8", "replace") + b"\n\n")
    except MemoryError:
        sys.exit(TOO_HEAVY)


def _lines_of_card(text: str) -> Iterator[str]:
    """Each property of a vCard on one line, in plain words, without pictures and keys."""
    joined = re.sub(r"=\r?\n", "", text) if QUOTED_PRINTABLE.search(text) else text
    for line in FOLD.sub("", joined).splitlines():
        found = PROPERTY.fullmatch(line)
        if found is None:
            continue
        property, parameters, value = found.groups()
        if BASE64.search(parameters) or value.startswith("data:"):
            continue
        if QUOTED_PRINTABLE.search(parameters):
            value = quopri.decodestring(value.encode("latin-1", "replace")).decode("utf-8", "replace")
        if property.rpartition(".")[2].upper() in ("ADR", "N", "ORG"):
            value = ", ".join(part.strip() for part in re.split(r"(?<!\\);", value) if part.strip())
        yield f"{property}{parameters}: {ESCAPE.sub(_unescaped, value)}"


def _unescaped(found: re.Match[str]) -> str:
    return ESCAPED.get(found[1], found[1])


def _features_of(text: str, name: str) -> list[Any]:
    try:
        content = json.loads(text)
    except json.JSONDecodeError as fault:
        if not text[fault.pos:].strip() or fault.msg.startswith("Unterminated string"):
            _refuse_cut(name, fault.lineno)
        raise BadFile(Text("file.broken", "{name} cannot be read from line {line} on: {fault}. Fetch the whole file again.", name=name,
                           line=fault.lineno, fault=fault.msg)) from None
    except (ValueError, RecursionError) as fault:
        raise BadFile(Text("file.broken", "{name} cannot be read from line {line} on: {fault}. Fetch the whole file again.", name=name, line=1,
                           fault=f"{fault}"[:100])) from None
    features = content.get("features") if isinstance(content, dict) and content.get("type") == "FeatureCollection" else None
    if not isinstance(features, list):
        raise BadFile(Text("file.not-features", "{name} is JSON, and no GeoJSON feature collection. Export it as one, or as CSV.", name=name))
    return features


def _row_of(feature: Any, name: str, number: int) -> dict[str, str]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise BadFile(Text("file.not-a-feature", "Entry {number} of {name} is no GeoJSON feature with properties. Export the list again.",
                           number=number, name=name))
    row = {f"{key}": _cell(value) for key, value in properties.items()}
    geometry = feature.get("geometry")
    if isinstance(geometry, dict) and geometry.get("type") == "Point":
        for key, value in zip(("lon", "lat"), _coordinates_of(geometry), strict=False):
            row[key] = row.get(key) or _cell(value)
    return row


def _coordinates_of(geometry: Mapping[str, Any]) -> list[Any]:
    coordinates = geometry.get("coordinates")
    return coordinates if isinstance(coordinates, list) else []


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.replace("\0", "").encode("utf-8", "replace").decode()  # JSON can spell what no database can hold


def _rows_of(text: str, name: str) -> Iterator[dict[str, str]]:
    first = text.lstrip("\r\n").partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=max(DELIMITERS, key=first.count))
    header: list[str] = []
    for began, fields in _records_of(reader, name):
        if not header:
            header = _header_of(fields, name)
            continue
        if len(fields) > len(header):
            raise BadFile(Text("file.long-row", "Line {line} of {name} has {count} fields, and its header names {most}. Put what holds a comma "
                               "between quotation marks, or export the list again.", line=began, name=name, count=len(fields), most=len(header)))
        if len(fields) < len(header) and reader.line_num > text.count("\n"):
            _refuse_cut(name, reader.line_num)  # the last line, with neither all its fields nor an end
        yield {**dict.fromkeys(header, ""), **dict(zip(header, (field.strip() for field in fields), strict=False))}


def _records_of(reader: Any, name: str) -> Iterator[tuple[int, list[str]]]:
    """Every record that is not blank, with the line on which it begins."""
    while True:
        began = reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            if "unexpected end of data" in f"{fault}":
                _refuse_cut(name, began)
            raise BadFile(Text("file.broken", "{name} cannot be read from line {line} on: {fault}. Fetch the whole file again.", name=name,
                               line=began, fault=f"{fault}")) from None
        if any(field.strip() for field in fields):
            yield began, fields


def _header_of(fields: list[str], name: str) -> list[str]:
    header = [field.strip() for field in fields]
    if len(header) < 2 or not all(header) or len(set(header)) < len(header):  # noqa: PLR2004  one column is no table
        raise BadFile(Text("file.no-header", "The first line of {name} does not name its columns, each once: {header}. Export the list with its "
                           "header.", name=name, header=" | ".join(header)[:200]))
    return header
