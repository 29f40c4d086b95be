"""What people brought, given back: as a download that no browser shows, guesses at, runs or keeps."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(words: str) -> str:
    """Words that a spreadsheet does not take for a formula."""
    return f"'{words}" if words.lstrip(" ").startswith(FORMULAS) else words


def as_download(content: bytes, name: str) -> HttpResponse:
    """The answer with a file under its name (RFC 6266)."""
    return HttpResponse(content, content_type="application/octet-stream", headers={
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment",
        "Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "same-origin"})
