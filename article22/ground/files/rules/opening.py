"""What all who read files share: how large they may be, in which letters they are, and how they are refused as a whole."""

import re
from contextlib import suppress
from typing import NoReturn

from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text

MEGABYTE = 1_000_000
TOO_HEAVY = 4  # how a reader in a process of its own ends where a file asks for too much
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
MOST_CONTROLS = 0.01  # of all bytes: old lists have a few


class BadFile(NotUnderstood):
    """A file that is not what it should be."""


def check_size(content: bytes, name: str, largest: int) -> None:
    """Refuse what is too large, and what is empty. Raises BadFile."""
    if len(content) > largest:
        raise BadFile(Text("file.too-large", "{name} is larger than {most} MB, the most that is read. Bring it in parts.",
                           name=name, most=largest // MEGABYTE))
    if not content.strip():
        raise BadFile(Text("file.empty", "{name} is empty. Choose the file that you meant.", name=name))


def decoded(content: bytes, name: str) -> str:
    """UTF-8; else UTF-16 where it says so; else the western encoding of old lists, of which Latin-1 is the greater part."""
    if content[:2] in UTF_16 and "\0" not in (text := content.decode("utf-16", "replace")):
        return text
    if b"\0" in content or len(CONTROLS.findall(content)) > len(content) * MOST_CONTROLS:
        raise BadFile(Text("file.not-text", "{name} holds no text that can be read here. Save it as text, CSV or PDF, and bring that.", name=name))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        if fault.reason == "unexpected end of data" and not content[:fault.start].isascii():
            refuse_cut(name, content.count(b"\n") + 1)
    with suppress(UnicodeDecodeError):
        return content.decode("cp1252")
    return content.decode("latin-1")


def refuse_cut(name: str, line: int) -> NoReturn:
    """Refuse a file that ends in the middle of something. Raises BadFile."""
    raise BadFile(Text("file.cut", "{name} ends in the middle of something, at line {line}. Fetch the whole file again.", name=name, line=line))


def is_in_utf(content: bytes) -> bool:
    """Whether the letters of a file are those of Unicode, without a guess."""
    if content[:2] in UTF_16:
        return True
    with suppress(UnicodeDecodeError):
        content.decode()
        return True
    return False


def limit_this_process(seconds: int, memory: int) -> None:
    """Hold this process, which reads what a stranger made, to so many seconds of the processor, so many bytes, and no file of its own."""
    import resource

    for limit, most in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0)):
        with suppress(ValueError, OSError):  # a system that has no such limit keeps the others, and the clock of whoever waits
            resource.setrlimit(limit, (most, most))
