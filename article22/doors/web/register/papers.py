"""The form of a police desk: its official locations as a spreadsheet and on paper."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from django.http import HttpResponse
from django.utils.translation import get_language, get_language_bidi, gettext

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.directory.rules.routes import emergency_everywhere
from article22.contexts.missions.rules.flags import entry_rule
from article22.contexts.missions.rules.terms import Flag, MissionKind, PremisesKind
from article22.kernel.text import Text
from article22.threshold.downloads import harmless
from article22.threshold.papers import SANS, print_pdf
from article22.threshold.speakers import in_words

HERE = Path(__file__).parent
Row = tuple[Mapping[str, str], Flag]  # what police are told of a location, and how it stands


def as_csv(rows: Sequence[Row]) -> HttpResponse:
    """The locations as a file that a spreadsheet opens, and takes no cell of for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["number", "mission", "kind", "address", "city", "state", "latitude", "longitude", "entry", "standing"])
    for told, flag in rows:
        cells = (told["number"], told["mission"], PremisesKind(told["kind"]).label, told["address"], told["city"], told["region"])
        writer.writerow([*map(harmless, cells), told["latitude"], told["longitude"], f"{_entry(told)}", flag.value])
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8", headers={
        "Content-Disposition": 'attachment; filename="priority-response.csv"'})


def as_pdf(desk: str, rows: Sequence[Row], *, at: datetime) -> HttpResponse:
    """The locations on letter paper, with room for who flagged each; of a form that takes locations out, for who took them out."""
    is_out = bool(rows) and all(flag is Flag.WITHDRAWN for _, flag in rows)
    directory = get_directory(at=at)
    here = at.astimezone(directory.capital)
    content = {
        "language": get_language(), "rtl": get_language_bidi(), "fonts": SANS[::-1] if get_language_bidi() else SANS, "maker": gettext("Article 22"),
        "title": gettext("Official locations of foreign missions: take these out") if is_out else gettext(
            "Official locations of foreign missions: priority police response"), "desk": desk, "made": [here.year, here.month, here.day],
        "when": in_words(Text("moment.day", "{at}", at=here)), "place": gettext(directory.capital_name),
        "what": gettext("These were closed, or are registered elsewhere now. Take the flag out of your dispatch.") if is_out else gettext(
            "The Department of State identifies these to you as sensitive locations that need a priority police response. Flag them in your "
            "dispatch, and say so by the link that came with this form, or by telephone to the office that sent it."),
        "danger": gettext("Danger now? Call"), "numbers": [step.raw for step in emergency_everywhere(directory)],
        "heads": [gettext("Location"), gettext("Address"), gettext("Before you enter"), gettext("Taken out by, on") if is_out else gettext("Flagged by, on")],
        "rows": [{"mission": told["mission"], "number": told["number"], "kind": gettext(PremisesKind(told["kind"]).label), "address": told["address"],
                  "city": "" if told["city"] in told["address"] else f"{told['city']}, {told['region']}",
                  "point": f"{told['latitude']}, {told['longitude']}", "entry": in_words(_entry(told)),
                  "standing": gettext(flag.label)} for told, flag in rows],
        "empty": gettext("None.")}
    return HttpResponse(print_pdf(HERE / "priority.typ", "form", content, at=at), content_type="application/pdf", headers={
        "Content-Disposition": 'inline; filename="priority-response.pdf"'})


def _entry(told: Mapping[str, str]) -> Text:
    return entry_rule(MissionKind(told["mission_kind"]), PremisesKind(told["kind"]))
