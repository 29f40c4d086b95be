"""The inspector reads: lists and samples, a case whole, its duty in one line of time, the report by mission. Each look is put on record."""

import csv
import io
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from article22.contexts.cases.actions.inspecting import note_inspection, note_list_inspected
from article22.contexts.cases.queries.inspections import Inspected, duty_of, inspect, list_inspected
from article22.contexts.cases.queries.reports import MissionLine, report_by_mission
from article22.contexts.cases.rules.duty import summary_of
from article22.contexts.cases.rules.pages import page_of
from article22.contexts.cases.rules.samples import new_seed
from article22.contexts.cases.rules.spans import span_of
from article22.contexts.cases.rules.terms import CaseKind, Outcome, Priority, Status
from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.missions.queries.missions import list_missions
from article22.doors.web.attachments.views import files_of, name_of
from article22.doors.web.inspector.drawing import draw
from article22.doors.web.inspector.forms import FilterForm
from article22.doors.web.inspector.pages import integrity_of, ledger_of, parts_of, when
from article22.kernel.actor import Actor
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.downloads import harmless


@require_safe
def show_list(request: HttpRequest) -> HttpResponse:
    """Cases by filters, or a sample that its address draws again."""
    actor, form = _asked(request)
    if not form.is_valid():
        return render(request, "inspector/list.html", {"form": form}, status=422)
    if form.needs_seed:
        return redirect(f"{request.path}?{_address(request, seed=new_seed())}")
    wanted = form.wanted()
    rows, count, following = list_inspected(wanted, seen_by=actor, page=page_of(request.GET.get("after")))
    note_list_inspected(wanted, "sample" if wanted.seed else "list", count, by=actor, at=now())
    zone = form.zone
    return render(request, "inspector/list.html", {
        "form": form, "count": count, "wanted": wanted, "rows": [{"case": row, "kind": CaseKind(row.kind), "status": Status(row.status),
                                                                 "opened": when(row.opened_at, zone), "is_open": row.closed_at is None} for row in rows],
        "following": _address(request, after=following.key) if following else "", "again": _address(request, seed=""), "asked": _address(request)})


@require_safe
def show_case(request: HttpRequest, number: str) -> HttpResponse:
    """A case with its whole story, and everything that belongs to it."""
    one, actor = _inspected(request, number, "case")
    return render(request, "inspector/case.html", {
        "one": one, "case": one.case, "kind": CaseKind(one.case.kind), "status": Status(one.case.status), "priority": Priority(one.case.priority),
        "integrity": integrity_of(one), **parts_of(one), **files_of(one.case, actor)})


@require_safe
def show_duty(request: HttpRequest, number: str) -> HttpResponse:
    """What was known, when, whom it was told: on one page that prints."""
    one, _actor = _inspected(request, number, "duty")
    moments = duty_of(one)
    return render(request, "inspector/duty.html", {
        "one": one, "case": one.case, "kind": CaseKind(one.case.kind), "status": Status(one.case.status), "ledger": ledger_of(moments, one),
        "summary": summary_of(moments, one.zone), "drawing": draw(moments, one.zone), "integrity": integrity_of(one), "readings": parts_of(one)["readings"],
        "as_of": when(now(), one.zone)})


@require_safe
def show_report(request: HttpRequest) -> HttpResponse:
    """The report by mission."""
    form, lines = _report(request)
    return render(request, "inspector/report.html", {
        "form": form, "kinds": list(CaseKind), "outcomes": list(Outcome), "asked": _address(request),
        "lines": [{"line": line, "kinds": line.kinds.values(), "outcomes": line.outcomes.values(),
                   "median": span_of(line.median) if line.median is not None else None} for line in lines]}, status=200 if form.is_valid() else 422)


@require_safe
def download_report(request: HttpRequest) -> HttpResponse:
    """The same as CSV."""
    form, lines = _report(request)
    if not form.is_valid():
        return show_report(request)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["mission", "name", "cases", "open", *(kind.value for kind in CaseKind), "clocks_kept", "clocks_late", "answered", "silent",
                     "median_minutes_to_acknowledgement", "mean_hops", *(outcome.value for outcome in Outcome)])
    for line in lines:
        median = "" if line.median is None else round(line.median.total_seconds() / 60, 1)
        writer.writerow([line.number, harmless(line.name), line.count, line.open, *line.kinds.values(), line.kept, line.late, line.answered, line.silent,
                         median, round(line.hops, 2), *line.outcomes.values()])
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8", headers={
        "Content-Disposition": 'attachment; filename="report-by-mission.csv"'})


def _report(request: HttpRequest) -> tuple[FilterForm, list[MissionLine]]:
    actor, form = _asked(request)
    for name in ("sample", "seed", "status"):
        del form.fields[name]
    if not form.is_valid():
        return form, []
    form.cleaned_data |= {"sample": None, "seed": "", "status": ""}
    wanted = form.wanted()
    lines = list(report_by_mission(wanted, seen_by=actor))
    note_list_inspected(wanted, "report", len(lines), by=actor, at=now())
    return form, lines


def _asked(request: HttpRequest) -> tuple[Actor, FilterForm]:
    """Who asks, and the filters of the address."""
    actor = actor_of(request)
    actor.check_may("case.inspect")
    directory = get_directory(at=now())
    missions = {mission.pk: f"{mission.name} ({mission.number})" for mission in list_missions(seen_by=actor, on=directory.today)}
    return actor, FilterForm(request.GET, missions, directory.capital)


def _inspected(request: HttpRequest, number: str, view: str) -> tuple[Inspected, Actor]:
    """A case; that it was looked at, and how, is on record from now on."""
    actor = actor_of(request)
    one = inspect(number, seen_by=actor)
    note_inspection(one.case, view, name=name_of(actor), by=actor, at=now())
    return one, actor


def _address(request: HttpRequest, **change: Any) -> str:
    """The address's own parameters with some of them changed; empty ones are left out."""
    given = {name: value for name, value in request.GET.items() if name != "after"} | change
    return urlencode({name: value for name, value in given.items() if value})
