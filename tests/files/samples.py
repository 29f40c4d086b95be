"""Files of every kind, as small as each can be."""

import io
import struct
import zipfile
import zlib


def png(width: int = 40, height: int = 30) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
            + b"\0\0\0\0IEND\xaeB`\x82")


def boxed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as box:
        for name, content in parts.items():
            box.writestr(name, content)
    return buffer.getvalue()


WORD = {"[Content_Types].xml": b"<Types/>", "_rels/.rels": b"<x/>", "word/document.xml": b"<w/>"}
JPEG = (b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\x00\x11\x08\x00\x10\x00\x10\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xd9")
MAIL = (b"Received: from mx.example\r\nFrom: somebody@example.org\r\nTo: ana@valdoria.example\r\nSubject: a threat\r\n"
        b"Date: Tue, 9 Jun 2026 10:00:00 -0400\r\n\r\nWe know where you live.\r\n")
ZIP = boxed({"a.txt": b"a"})
GOOD: dict[str, tuple[bytes, str]] = {  # name: content, kind
    "photo.png": (png(), "picture"), "photo.jpg": (JPEG, "picture"), "photo.gif": (b"GIF89a" + struct.pack("<HH", 9, 9) + b"\0" * 20, "picture"),
    "letter.pdf": (b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n", "pdf"), "note.txt": ("Gendarmes at the gate: \u0645\u0631\u062d\u0628\u0627\n".encode(), "text"),
    "old.txt": ("Zürich, Café".encode("latin-1"), "text"), "wide.txt": ("hello".encode("utf-16"), "text"), "threat.eml": (MAIL, "mail-message"),
    "voicemail.mp3": (b"ID3\x03\0\0\0\0\0\0" + b"\0" * 60, "sound"), "voicemail.wav": (b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 30, "sound"),
    "voicemail.m4a": (b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom\0\0\0\0" + b"\0" * 20, "sound"), "voicemail.amr": (b"#!AMR\n" + b"\0" * 30, "sound"),
    "gate.mp4": (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 20, "video"), "gate.mov": (b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + b"\0" * 20, "video"),
    "gate.avi": (b"RIFF\x24\0\0\0AVI LIST" + b"\0" * 30, "video"), "plan.docx": (boxed(WORD), "document"),
    "list.xlsx": (boxed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>"}), "document"),
    "plan.odt": (boxed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}), "document"),
}
BAD: dict[str, tuple[bytes, str]] = {  # name: content, code
    "program.exe": (b"MZ\x90\0" + b"\0" * 200, "attachment.program"), "photo.jpg": (b"MZ\x90\0" + b"\0" * 200, "attachment.program"),
    "a.out": (b"\x7fELF\x02\x01\x01" + b"\0" * 60, "attachment.program"), "script.txt": (b"#!/bin/sh\nrm -rf /\n", "attachment.program"),
    "words.bat": (b"hello", "attachment.program"), "run.cmd.": (b"hello", "attachment.program"), "page.txt": (b" <!DOCTYPE html><html>", "attachment.program"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "attachment.program"), "macro.docx": (
        boxed(WORD | {"word/vbaProject.bin": b"x"}), "attachment.program"),
    "pack.docx": (boxed(WORD | {"word/media/x.png": b"MZ\x90\0"}), "attachment.program"),
    "drawing.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "attachment.program"),
    "drawing.txt": (b"<?xml version='1.0'?>\n<!-- x -->\n<svg/>", "attachment.program"),
    "archive.zip": (ZIP, "attachment.archive"), "nested.zip": (boxed({"inner.zip": ZIP}), "attachment.archive"),
    "nested.docx": (boxed(WORD | {"word/embeddings/a.bin": ZIP}), "attachment.archive"), "cut.docx": (boxed(WORD)[:60], "attachment.archive"),
    "jar.docx": (boxed({"META-INF/MANIFEST.MF": b"x"}), "attachment.archive"), "a.7z": (b"7z\xbc\xaf\x27\x1c" + b"\0" * 40, "attachment.archive"),
    "a.rar": (b"Rar!\x1a\x07\x01\0" + b"\0" * 40, "attachment.archive"), "a.tar": (b"a" * 257 + b"ustar" + b"\0" * 250, "attachment.archive"),
    "huge.png": (png(30_000, 30_000), "attachment.too-many-pixels"), "cut.png": (png()[:12], "attachment.broken"), "empty.txt": (b"", "attachment.empty"),
    "blank.txt": (b" \n", "attachment.empty"), "noise.bin": (bytes(range(256)) * 4, "attachment.kind"), "font.txt": (b"OTTO\0" + b"\0" * 60, "attachment.kind"),
    "big.txt": (b"x" * 20_000_001, "attachment.too-large"), "controls.txt": (b"a\x00b", "attachment.kind"),
}
