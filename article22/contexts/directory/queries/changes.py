"""What was proposed for the directory, and by whom it waits to be approved."""

from collections.abc import Sequence
from uuid import UUID

from article22.contexts.directory.models import Change, Edition, Report
from article22.contexts.directory.rules.keeping import State
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent


def get_change(change_id: UUID, *, seen_by: Actor, lock: bool = False) -> Change:
    """A proposed change, or Absent."""
    rows = Change.objects.visible_to(seen_by)
    change = (rows.select_for_update() if lock else rows).filter(pk=change_id).first()
    if change is None:
        raise Absent
    return change


def list_changes(*, seen_by: Actor, slot: str | None = None) -> Sequence[Change]:
    """Changes of one line or of all, the newest first; those that wait come before those decided."""
    rows = Change.objects.visible_to(seen_by).order_by("-proposed_at", "-id")
    found = list(rows.filter(slot=slot) if slot else rows)
    return sorted(found, key=lambda change: change.state != State.PROPOSED)


def get_edition(edition_id: UUID, *, seen_by: Actor, lock: bool = False) -> Edition:
    """A loaded pack, or Absent."""
    seen_by.check_may("directory.read-changes")
    rows = Edition.objects.select_for_update() if lock else Edition.objects.all()
    edition = rows.filter(pk=edition_id).first()
    if edition is None:
        raise Absent
    return edition


def list_editions(*, seen_by: Actor) -> Sequence[Edition]:
    """Loaded packs without their content, the newest first."""
    seen_by.check_may("directory.read-changes")
    return list(Edition.objects.defer("content").order_by("-loaded_at", "-id"))


def get_report(report_id: UUID, *, seen_by: Actor, lock: bool = False) -> Report:
    """A report of a wrong number, or Absent."""
    seen_by.check_may("report.read")
    rows = Report.objects.visible_to(seen_by)
    report = (rows.select_for_update() if lock else rows).filter(pk=report_id).first()
    if report is None:
        raise Absent
    return report


def list_reports(*, seen_by: Actor) -> Sequence[Report]:
    """Reports of wrong numbers: those that wait first, then the newest."""
    seen_by.check_may("report.read")
    found = list(Report.objects.visible_to(seen_by).order_by("-filed_at", "-id"))
    return sorted(found, key=lambda report: report.outcome is not None)
