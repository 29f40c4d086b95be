"""The wallet card as a PDF: two pages of 85.6 × 54 mm, made from data alone, the same bytes for the same card."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext

from article22.contexts.missions.models import WalletCard
from article22.doors.web.card.cards import Line, lines_on_paper
from article22.ground.languages.queries import Plain, standing_of
from article22.kernel.text import Text
from article22.procedures.cards import Stated
from article22.threshold.papers import MONO, print_pdf, set_in
from article22.threshold.speakers import day_in_words

HERE = Path(__file__).parent
MARKS = "abcdefghijklmnopqrstuvwxyz"


def wallet_pdf(card: WalletCard, stated: Stated) -> bytes:
    """Front and back, in the language of the request."""
    issued = datetime.combine(card.issued_on, time(), UTC)
    return print_pdf(HERE / "wallet.typ", "card", _content(card, stated), at=issued)


def check_address(serial: str) -> str:
    """Where a card's serial is answered, in full."""
    return f"{settings.ENVIRONMENT.public_url}{reverse('wallet_check', args=[serial])}"


def _content(card: WalletCard, stated: Stated) -> Mapping[str, Any]:
    danger = lines_on_paper(stated.danger, stated.directory, would_dial=False)
    rest = lines_on_paper(stated.rest, stated.directory, would_dial=False)
    sources = dict(zip(_sources(rest), MARKS, strict=False))
    language = get_language() or settings.LANGUAGE_CODE
    translation = standing_of(language)
    verified_by, place = stated.directory.verified_by, stated.where.place
    return {
        **set_in(language), "mono": MONO,
        "title": f"{gettext('Wallet card')} {card.serial}", "maker": gettext("Article 22"),
        "issued": {"year": card.issued_on.year, "month": card.issued_on.month, "day": card.issued_on.day},
        "danger_title": gettext("Danger now? Call"),
        "danger": [_row(line) for line in danger],
        "where_you_are": gettext("911 reaches help where you are. If the danger is elsewhere, say the city first."),
        "mission": stated.mission.name, "place": ", ".join(filter(None, (place.city, place.state))),
        "liaison": gettext("Our liaison, not for danger"),
        "source_title": gettext("Source"), "danger_sources": "; ".join(_sources(danger)),
        "rest_title": gettext("Worried, or a protest is planned"), "not_danger": gettext("Not for danger"),
        "rest": [{**_row(line), "mark": sources[Plain().say(line.source)]} for line in rest],
        "sources": [{"mark": mark, "text": source} for source, mark in sources.items()],
        "standing": gettext("Verified by %(name)s.") % {"name": verified_by} if verified_by
        else gettext("Unofficial: no authority has verified these contacts yet."),
        "translation": Plain().say(translation) if translation else "",
        "issued_title": gettext("Issued on"), "issued_on": day_in_words(card.issued_on),
        "check_by_title": gettext("Check by"), "check_by": day_in_words(card.check_by),
        "scan": gettext("Scan: is this card still current?"), "serial": card.serial, "address": _shown_address(card.serial),
        "code": _code(check_address(card.serial)),
    }


def _row(line: Line) -> Mapping[str, Any]:
    said: Sequence[Text] = [line.standing.words] if line.standing else []
    notes = [Plain().say(text) for text in (*said, *line.notes)]
    if line.doubt:
        notes.insert(0, gettext("Not confirmed."))
    who = gettext("any emergency") if line.values[0].raw == "911" else Plain().say(line.who)
    return {"who": who, "values": [value.raw for value in line.values], "notes": notes}


def _sources(lines: Iterable[Line]) -> Iterable[str]:
    """Each source once, in the order of the lines."""
    return dict.fromkeys(Plain().say(line.source) for line in lines)


def _shown_address(serial: str) -> str:
    """What somebody types who cannot scan, up to the serial."""
    return check_address(serial).partition("//")[2].removesuffix(f"{serial}/")


def _code(address: str) -> str:
    """A QR code as SVG."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=0, omitsize=True)
    return drawn.getvalue().decode()
