"""Reports that a number is wrong: from anybody, without sign-in."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from article22.contexts.directory.models import Report
from article22.contexts.directory.queries.changes import get_report
from article22.contexts.directory.rules.keeping import Outcome
from article22.ground.accounts.rules import check_open
from article22.ground.journal import actions as journal
from article22.kernel.actor import Actor
from article22.kernel.ids import new_id
from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text

LONGEST_LINE, LONGEST_WORDS = 120, 2000


@transaction.atomic
def file_report(*, line: str, slot: str, place: str, words: str, by: Actor, at: datetime) -> tuple[Report, UUID]:
    """Put on record that somebody holds a number for wrong. Returns the report and its entry.

    `line` is the number as it was shown, `slot` the line's id or empty, `place` where it was shown. Raises NotUnderstood.
    """
    by.check_may("report.file")
    line, words = " ".join(line.split()), words.strip()
    if not line or not words:
        raise NotUnderstood(Text("report.incomplete", "Write which number is wrong, and what happened when you used it."))
    if len(line) > LONGEST_LINE or len(words) > LONGEST_WORDS:
        raise NotUnderstood(Text("report.too-long", "A number has at most {line} characters, and what happened at most {words}. Shorten it.",
                                 line=LONGEST_LINE, words=LONGEST_WORDS))
    report = Report.objects.bulk_create([Report(id=new_id(at), line=line, slot=slot[:60], place=place[:200], filed_at=at)])[0]
    entry = journal.record("directory.number-reported", report.pk, by=by, at=at, slot=slot[:60] or None, words={"line": line, "words": words})
    return report, entry


@transaction.atomic
def settle_report(report_id: UUID, outcome: Outcome, *, by: Actor, at: datetime) -> UUID:
    """Say what became of a report. Returns the entry. Raises AlreadyDone."""
    by.check_may("report.settle")
    report = get_report(report_id, seen_by=by, lock=True)
    check_open(report.settled_at)
    report.outcome, report.settled_at, report.settled_by = outcome.value, at, by.person
    report.save(update_fields=["outcome", "settled_at", "settled_by"])
    return journal.record("directory.report-settled", report.pk, by=by, at=at, outcome=outcome)
