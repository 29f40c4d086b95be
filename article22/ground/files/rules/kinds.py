"""Of what kind a file is, by what is in it, never by its name; and what is not taken in: programs, archives, and pictures that no machine can open.

Only headers are read. Nothing is decoded, unpacked or run. What follows from this file's limits stands in docs/adr/0013.
"""

import hashlib
import io
import re
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

import filetype
import imagesize

from article22.ground.files.rules.names import UNNAMED, bare_name, clean_name, ending_of
from article22.kernel.refusal import NotUnderstood, Refusal
from article22.kernel.term import Term
from article22.kernel.text import Text

MEGABYTE = 1_000_000
LARGEST = 20 * MEGABYTE
MOST_FILES = 40  # of one record
MOST_PIXELS = 120_000_000  # a telephone's largest; 30,000 × 30,000 are 900 million, and 3.6 GB once opened
MOST_PARTS = 5_000  # of an office document
MOST_UNPACKED = 500 * MEGABYTE
HEAD = 64 * 1024
SHOWN = 80  # characters of a name in a refusal


class FileKind(Term):
    """What a file is."""

    PICTURE = "picture", "picture"
    PDF = "pdf", "PDF"
    TEXT = "text", "text"
    MAIL = "mail-message", "mail message"
    SOUND = "sound", "sound"
    VIDEO = "video", "video"
    DOCUMENT = "document", "office document"


class CannotKeep(NotUnderstood):
    """A file that is not taken in."""


class TooManyFiles(Refusal):
    """One more than a record holds, or the same again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a file is: its kind, the name it is given back under, its digest and size."""

    kind: FileKind
    name: str
    digest: str
    size: int


# What the library calls it: our kind, and the endings that open it.
KINDS: Mapping[str, tuple[FileKind, tuple[str, ...]]] = {
    "image/jpeg": (FileKind.PICTURE, ("jpg", "jpeg", "jpe")), "image/png": (FileKind.PICTURE, ("png",)), "image/gif": (FileKind.PICTURE, ("gif",)),
    "image/webp": (FileKind.PICTURE, ("webp",)), "image/tiff": (FileKind.PICTURE, ("tiff", "tif")), "image/bmp": (FileKind.PICTURE, ("bmp",)),
    "image/heic": (FileKind.PICTURE, ("heic", "heif")), "image/avif": (FileKind.PICTURE, ("avif",)),
    "application/pdf": (FileKind.PDF, ("pdf",)),
    "audio/mpeg": (FileKind.SOUND, ("mp3", "mpga")), "audio/x-wav": (FileKind.SOUND, ("wav",)), "audio/ogg": (FileKind.SOUND, ("ogg", "oga", "opus")),
    "audio/x-flac": (FileKind.SOUND, ("flac",)), "audio/mp4": (FileKind.SOUND, ("m4a", "mp4")), "audio/amr": (FileKind.SOUND, ("amr",)),
    "audio/aac": (FileKind.SOUND, ("aac",)), "audio/x-aiff": (FileKind.SOUND, ("aiff", "aif")),
    "video/mp4": (FileKind.VIDEO, ("mp4", "m4v", "3gp", "3gpp")), "video/x-m4v": (FileKind.VIDEO, ("m4v", "mp4")),
    "video/quicktime": (FileKind.VIDEO, ("mov",)),
    "video/webm": (FileKind.VIDEO, ("webm",)), "video/x-matroska": (FileKind.VIDEO, ("mkv",)), "video/x-msvideo": (FileKind.VIDEO, ("avi",)),
    "video/3gpp": (FileKind.VIDEO, ("3gp", "3gpp")), "video/mpeg": (FileKind.VIDEO, ("mpg", "mpeg")), "video/x-ms-wmv": (FileKind.VIDEO, ("wmv",)),
}
TEXTS = ("txt", "csv", "log", "md", "tsv", "vcf", "ics", "srt")
OFFICE: Mapping[str, str] = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
OPEN_DOCUMENT: Mapping[bytes, str] = {
    b"application/vnd.oasis.opendocument.text": "odt", b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp"}

PROGRAMS = (b"MZ", b"\x7fELF", b"\xfe\xed\xfa", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"dex\n", b"\0asm", b"#!/", b"#! ",
            b"\xd0\xcf\x11\xe0", b"L\0\0\0\x01\x14\x02\0", b"!<arch>", b"SQLite format 3")  # D0CF11E0: old office files, and installers: both carry programs
ARCHIVES = (b"PK\3\4", b"PK\5\6", b"PK\7\b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18",
            b"MSCF", b"LZIP", b"\x1f\x9d", b"\x60\xea", b"ISc(")
TAR, TAR_AT = b"ustar", 257
DISK, DISK_AT = b"CD001", 32_769
PAGE = r"(?:<!doctype html|<html|<head|<body|<script|<svg|<!doctype svg|<package|<job|<component|<hta)"
SCRIPT = re.compile(rf"\s*(?:<\?xml[^>]*\?>\s*(?:<!--.*?-->\s*)*)?{PAGE}|\s*(?:<\?php|@echo|::|rem |\[internetshortcut\]|windows registry editor|regedit4)",
                    re.IGNORECASE | re.DOTALL)
PROGRAM_ENDINGS = frozenset(re.findall(r"\S+", """
    exe com scr pif dll sys cpl msi msp msix appx jar class dex apk ipa app dmg pkg deb rpm bat cmd ps1 psm1 psd1 vb vbs vbe js jse mjs wsf wsh wsc hta sh
    bash zsh csh command py pyc pyw pl rb php lua lnk url reg inf scf desktop svg html htm xhtml mht mhtml xht shtml chm hlp gadget application appref-ms
    docm dotm xlsm xltm xlam xll pptm potm ppam ppsm one iqy slk settingcontent-ms library-ms iso img vhd vhdx swf wasm"""))
ARCHIVE_ENDINGS = frozenset(("zip", "7z", "rar", "gz", "tgz", "bz2", "xz", "zst", "tar", "cab", "arj", "ace", "lzh", "z", "lz", "lz4"))

HEADER = re.compile(rb"[!-9;-~]+:[^\r\n]*\r?\n")
MAIL_HEADERS = (b"from", b"to", b"subject", b"date", b"received", b"message-id", b"return-path", b"mime-version", b"delivered-to", b"reply-to")
FEWEST_HEADERS = 3
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def examine(content: bytes, given_name: str) -> Found:
    """What a file is. Raises CannotKeep for what is not taken in."""
    shown = bare_name(given_name)[:SHOWN] or UNNAMED
    check_size(len(content), shown)
    if not content.strip():
        raise CannotKeep(Text("attachment.empty", "{name} is empty. Choose the file that you meant.", name=shown))
    kind, endings = _kind_of(content, ending_of(bare_name(given_name)), shown)
    return Found(kind=kind, name=clean_name(given_name, endings), digest=hashlib.sha256(content).hexdigest(), size=len(content))


def check_size(size: int, name: str) -> None:
    """Refuse what is larger than is kept. Raises CannotKeep."""
    if size > LARGEST:
        raise CannotKeep(Text("attachment.too-large", "{name} is larger than {most} MB, the most that is kept of one file. Send the part that matters, or a "
                              "smaller copy.", name=name, most=LARGEST // MEGABYTE))


def check_room(held: int, *, has_same: bool) -> None:
    """Refuse one more than a record holds, and a file that it holds already. Raises TooManyFiles."""
    if has_same:
        raise TooManyFiles(Text("attachment.held", "This file is attached already. Nothing was added."))
    if held >= MOST_FILES:
        raise TooManyFiles(Text("attachment.too-many", "There are {most} files already, the most that one case holds. Say the rest in words.", most=MOST_FILES))


def _kind_of(content: bytes, ending: str, shown: str) -> tuple[FileKind, tuple[str, ...]]:
    if content.startswith(PROGRAMS) or ending in PROGRAM_ENDINGS:
        _refuse_program(shown)
    if content.startswith(ARCHIVES):
        return FileKind.DOCUMENT, (_office_ending(content, shown),)
    if ending in ARCHIVE_ENDINGS or content[TAR_AT:TAR_AT + len(TAR)] == TAR or content[DISK_AT:DISK_AT + len(DISK)] == DISK:
        _refuse_archive(shown)
    guessed = filetype.guess(content[:HEAD])
    known = KINDS.get(guessed.mime) if guessed else None
    if guessed is None:
        return _kind_of_text(content, shown)
    if known is None:
        _refuse_kind(shown)
    if known[0] is FileKind.PICTURE:
        _check_picture(content, shown)
    return known


def _kind_of_text(content: bytes, shown: str) -> tuple[FileKind, tuple[str, ...]]:
    words = _decoded(content)
    if words is None:
        _refuse_kind(shown)
    if SCRIPT.match(words[:HEAD]):
        _refuse_program(shown)
    return (FileKind.MAIL, ("eml",)) if _is_mail(content[:HEAD]) else (FileKind.TEXT, TEXTS)


def _decoded(content: bytes) -> str | None:
    """The words of a text; None where it is none."""
    if content[:2] in UTF_16:
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            return None
    if CONTROLS.search(content):
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1") if sum(byte > 127 for byte in content[:HEAD]) < len(content[:HEAD]) / 4 else None  # noqa: PLR2004  beyond ASCII


def _is_mail(head: bytes) -> bool:
    """Whether a text begins as a message does (RFC 5322): lines of names and values, and among them those that a message has."""
    top = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0] + b"\n"
    if not (HEADER.match(top) or top.startswith(b"From ")):
        return False
    names = {line.partition(b":")[0].lower() for line in top.splitlines()}
    return sum(name in names for name in MAIL_HEADERS) >= FEWEST_HEADERS


def _check_picture(content: bytes, shown: str) -> None:
    """Width and height as the header says them; nothing is decoded."""
    try:
        width, height = imagesize.get(io.BytesIO(content))
    except (ValueError, struct.error, IndexError, KeyError, OSError, OverflowError):
        width = height = -1
    if width < 1 or height < 1:
        raise CannotKeep(Text("attachment.broken", "{name} begins as a picture and does not go on as one. Save it anew, and send that.", name=shown))
    if width * height > MOST_PIXELS:
        raise CannotKeep(Text("attachment.too-many-pixels", "{name} says that it is {width} by {height} pixels: at most {most} million are taken in. Send a "
                              "smaller copy.", name=shown, width=width, height=height, most=MOST_PIXELS // 1_000_000))


def _office_ending(content: bytes, shown: str) -> str:
    """The ending of an office document; every other archive is refused, and so is a document that carries one, or a program."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as box:
            parts = box.infolist()
            names = {part.filename for part in parts}
            ending = next((ending for name, ending in OFFICE.items() if name in names and "[Content_Types].xml" in names), None)
            if ending is None and "mimetype" in names and box.getinfo("mimetype").compress_type == zipfile.ZIP_STORED:
                with box.open("mimetype") as said:
                    ending = OPEN_DOCUMENT.get(said.read(80).strip())
            if ending is None or len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                _refuse_archive(shown)
            for part in parts:
                _check_part(box, part, shown)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, KeyError, struct.error, zipfile.LargeZipFile):
        _refuse_archive(shown)
    return ending


def _check_part(box: zipfile.ZipFile, part: zipfile.ZipInfo, shown: str) -> None:
    if "vbaproject" in part.filename.casefold() or part.filename.startswith(("Basic/", "Scripts/")) or ending_of(part.filename) in PROGRAM_ENDINGS:
        _refuse_program(shown)
    if ending_of(part.filename) in ARCHIVE_ENDINGS:
        _refuse_archive(shown)
    with box.open(part) as opened:
        head = opened.read(16)
    if head.startswith(ARCHIVES):
        _refuse_archive(shown)
    if head.startswith(PROGRAMS):
        _refuse_program(shown)


def _refuse_program(shown: str) -> NoReturn:
    raise CannotKeep(Text("attachment.program", "{name} is a program, or carries one. Programs are not taken in. Save a document as PDF, or send a picture of "
                          "the screen.", name=shown))


def _refuse_archive(shown: str) -> NoReturn:
    raise CannotKeep(Text("attachment.archive", "{name} is an archive, or carries one. Unpack it, and send each file by itself; save a document as PDF.",
                          name=shown))


def _refuse_kind(shown: str) -> NoReturn:
    raise CannotKeep(Text("attachment.kind", "{name} is of a kind that is not taken in. These are: pictures, PDF, text, mail messages (.eml), sound, video, "
                          "and office documents without programs in them.", name=shown))
