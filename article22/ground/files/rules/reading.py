"""What a file says. One that is damaged, cut, too large or of another kind is refused as a whole."""

import io
import subprocess
import sys

from article22.ground.files.rules import cards
from article22.ground.files.rules.opening import MEGABYTE, TOO_HEAVY, BadFile, check_size, decoded, limit_this_process
from article22.kernel.text import Text

LARGEST_TEXT = 5 * MEGABYTE
LONGEST_PDF = 2 * MEGABYTE  # characters
PDF_SECONDS = 8
PDF_MEMORY = 768 * MEGABYTE
ENCRYPTED = 3  # how the reader of PDFs ends where it gives no text; any other end means that it could not read
READ_PDF = "from article22.ground.files.rules.reading import print_text_of_pdf; print_text_of_pdf()"


def text_of(content: bytes, name: str) -> str:
    """The words of a text, a list, a vCard or a PDF. Raises BadFile."""
    check_size(content, name, LARGEST_TEXT)
    if b"%PDF-" in content[:1024]:
        return _text_of_pdf(content, name)
    text = decoded(content, name)
    return "\n".join(cards.lines_of(content)) if cards.is_cards(content) else text


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
    limit_this_process(PDF_SECONDS, PDF_MEMORY)
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
