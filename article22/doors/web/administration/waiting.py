"""What waits for a decision: changes, packs and reports."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from article22.contexts.directory.actions import editions, lines, reports
from article22.contexts.directory.models import Change, Edition, Report
from article22.contexts.directory.queries.changes import get_edition, list_changes, list_editions, list_reports
from article22.contexts.directory.queries.directories import directory_of_kept, get_directory
from article22.contexts.directory.rules.differences import changed_lines
from article22.contexts.directory.rules.keeping import Outcome, State
from article22.contexts.directory.rules.slots import get_slot
from article22.doors.web.forms import choices_of, id_of
from article22.ground.accounts.queries import count_open_reviews, count_unreviewed, list_grants, list_names, list_resets
from article22.ground.journal.queries import get_words, list_entries
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.page import is_demo

RECENT = 20


@require_safe
def show_waiting(request: HttpRequest) -> HttpResponse:
    """Everything that waits, and what was decided of late."""
    actor = actor_of(request)
    actor.check_may("directory.read-changes")
    changes, packs, told = list_changes(seen_by=actor), list_editions(seen_by=actor), list_reports(seen_by=actor)
    findings = get_directory(at=now()).findings
    return render(request, "administration/waiting.html", {
        "changes": arranged(changes[:RECENT], actor), "editions": _arranged_editions(packs[:RECENT], actor), "may_decide": actor.may("directory.approve"),
        "may_purge": actor.may("case.approve-purge"), "may_arm": actor.may("delivery.arm") and not is_demo(),
        "open_people": len(list_grants(seen_by=actor)) + len(list_resets(seen_by=actor)) if actor.may("factor.reset") else 0,
        "open_reviews": count_open_reviews(seen_by=actor), "open_glasses": count_unreviewed(seen_by=actor),
        "open_reports": sum(report.outcome is None for report in told), "open_findings": sum(finding.is_open for finding in findings)})


def arranged(changes: list[Change] | Any, actor: Actor) -> list[dict[str, Any]]:
    """Changes with their line, by whom, and whether this person may approve."""
    directory, names = get_directory(at=now()), list_names()
    found = []
    for change in changes:
        slot = get_slot(directory, change.slot)
        found.append({"change": change, "slot": slot, "was": slot.last, "by": names.get(change.proposed_by, ""), "decided_by": names.get(change.decided_by, ""),
                      "is_open": change.state == State.PROPOSED, "is_own": change.proposed_by == actor.person, "state": State(change.state),
                      "is_to_come": change.state == State.IN_FORCE and change.starts_on > directory.today})
    return found


def _arranged_editions(rows: Any, actor: Actor) -> list[dict[str, Any]]:
    names, current = list_names(), get_directory(at=now())
    return [{"edition": row, "state": State(row.state), "first": names.get(row.first_by, ""), "is_open": row.state == State.PROPOSED,
             "is_own": row.first_by == actor.person and row.first_by is not None,
             "lines": _changes_by(row.pk, current, actor) if row.state == State.PROPOSED else ()} for row in rows]


def _changes_by(edition: UUID, current: Any, actor: Actor) -> list[Any]:
    row: Edition = get_edition(edition, seen_by=actor)
    return list(changed_lines(current, directory_of_kept(row, number=0)))


@require_POST
def decide_change(request: HttpRequest, change: UUID) -> HttpResponse:
    """Approve or refuse a change; answers with the receipt."""
    return redirect("receipt", lines.decide_change(change, is_approved=_is_approved(request), by=actor_of(request), at=now()))


@require_POST
def decide_edition(request: HttpRequest, edition: UUID) -> HttpResponse:
    """Approve or refuse a pack; answers with the receipt."""
    return redirect("receipt", editions.decide_edition(edition, is_approved=_is_approved(request), by=actor_of(request), at=now()))


def _is_approved(request: HttpRequest) -> bool:
    match request.POST.get("decide"):
        case "approve":
            return True
        case "refuse":
            return False
    raise Absent


@require_http_methods(["GET", "POST"])
def show_reports(request: HttpRequest) -> HttpResponse:
    """Reports of wrong numbers with what was said, and what becomes of each."""
    actor = actor_of(request)
    actor.check_may("report.read")
    if request.method == "POST":
        outcome = next((outcome for outcome in Outcome if outcome == request.POST.get("outcome")), None)
        if outcome is None:
            raise Absent
        reports.settle_report(id_of(request.POST.get("report")), outcome, by=actor, at=now())
        return redirect("reports")
    return render(request, "administration/reports.html", {
        "reports": [_told(report, actor) for report in list_reports(seen_by=actor)], "outcomes": choices_of(Outcome), "may_settle": actor.may("report.settle")})


def _told(report: Report, actor: Actor) -> dict[str, Any]:
    filed = next((entry for entry in list_entries(report.pk, seen_by=actor) if entry.verb == "directory.number-reported"), None)
    words = get_words(filed.pk, seen_by=actor) if filed else {}
    return {"report": report, "words": words.get("words"), "outcome": Outcome(report.outcome) if report.outcome else None}
