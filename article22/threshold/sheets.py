"""The sheet for a dark desk: open cases, who is due, and whom to call, on paper for when nothing else works."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext

from article22.contexts.cases.queries.desk import Row, list_rows
from article22.contexts.cases.queries.desk import Wanted as Every
from article22.contexts.cases.rules.spans import moment, until
from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.routes import emergency_everywhere
from article22.kernel.actor import Actor
from article22.kernel.text import Text, unpacked
from article22.threshold.papers import print_pdf, set_in
from article22.threshold.speakers import in_words

HERE = Path(__file__).parent
MOST = 200


def desk_sheet(*, seen_by: Actor, present: datetime) -> bytes:
    """The sheet of an instant, as far as somebody may see."""
    directory = get_directory(at=present)
    queue = list_rows(Every(), seen_by=seen_by, now=present, most=MOST)
    here = present.astimezone(directory.capital)
    content = {
        **set_in(get_language() or settings.LANGUAGE_CODE),
        "title": gettext("Watch desk, open cases"), "maker": gettext("Article 22"),
        "when": in_words(Text("moment.day", "{at}", at=here)), "place": gettext(directory.capital_name), "made": [here.year, here.month, here.day],
        "counted": gettext("%(count)s open, %(late)s late") % {"count": queue.count, "late": queue.late},
        "beyond": gettext("The first %(count)s stand here.") % {"count": MOST} if queue.count > MOST else "",
        "empty": gettext("Nothing is open."), "danger": gettext("Danger now? Call"), "numbers": [step.raw for step in emergency_everywhere(directory)],
        "heads": [gettext("Next clock"), gettext("Case"), gettext("How it stands, who is due"), gettext("Whom to call")],
        "rows": [_row(row, directory, present) for row in queue.rows]}
    return print_pdf(HERE / "sheet.typ", "sheet", content, at=present)


def _row(row: Row, directory: Directory, present: datetime) -> Mapping[str, Any]:
    case, standing = row.case, row.standing
    due = row.due_at
    return {
        "at": in_words(moment(due.astimezone(directory.capital), present)) if due else "–", "left": in_words(until(due, present)) if due else "",
        "number": case.number, "is_late": standing.mark == "late", "is_danger": standing.mark == "danger",
        "who": ", ".join(filter(None, (in_words(case.whose), case.city))), "what": f"{gettext(row.kind.label)}: {case.summary or '–'}",
        "stands": in_words(standing.words), "detail": in_words(standing.detail) if standing.detail else "", "calls": list(_calls(row))}


def _calls(row: Row) -> Iterable[Mapping[str, str]]:
    """Who has not answered yet with their numbers, and who told of it."""
    for one in sorted(row.case.recipients.all(), key=lambda one: one.rank):
        lines = [line["raw"] for line in one.lines if line.get("raw")]
        numbers = [line["raw"] for line in one.lines if line.get("raw") and line["kind"] == "voice"] or lines
        if one.dropped_at is None and one.acknowledged_at is None:
            yield {"who": in_words(unpacked(one.who)), "number": ", ".join(numbers[:2]) or gettext("no number printed")}
    reporter = row.case.reporter or {}
    if reporter.get("phone"):
        yield {"who": reporter.get("name", ""), "number": reporter["phone"]}
