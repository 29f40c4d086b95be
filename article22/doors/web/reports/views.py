"""This number or address is wrong, and the receipt of that."""

import json
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from article22.contexts.directory.actions.reports import LONGEST_LINE, LONGEST_WORDS, file_report
from article22.doors.web.forms import LineField, show_form, submit
from article22.procedures.proving import make_receipt
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.limits import limited
from article22.threshold.proofs import size_of


class ReportForm(forms.Form):
    """Which number, and what happened."""

    line = LineField(label=_("The number or address, as it is shown"), max_length=LONGEST_LINE)
    words = forms.CharField(label=_("What happened when you used it?"), max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 4}))
    slot = LineField(required=False, max_length=60, widget=forms.HiddenInput)
    place = LineField(required=False, max_length=200, widget=forms.HiddenInput)


@login_not_required
@limited("report_number")
@require_http_methods(["GET", "POST"])
def report_number(request: HttpRequest) -> HttpResponse:
    """Say that a number is wrong. It reaches the administrators, and whoever said it gets a receipt."""
    form = ReportForm(request.POST) if request.method == "POST" else ReportForm(initial={name: request.GET.get(name, "")[:200] for name in (
        "line", "slot", "place")})

    def file(given: dict[str, str]) -> HttpResponse:
        _report, entry = file_report(line=given["line"], slot=given["slot"], place=given["place"], words=given["words"], by=actor_of(request), at=now())
        return redirect("receipt", entry)

    return (submit(request, form, file) if form.is_bound else None) or show_form(
        request, "reports/report.html", form, is_address=any(letter.isalpha() for letter in f"{form['line'].value() or ''}"))


@login_not_required
@require_safe
def show_receipt(request: HttpRequest, entry: UUID) -> HttpResponse:
    """What was put on record, and what proves it."""
    return render(request, "reports/receipt.html", {"receipt": make_receipt(entry, seen_by=actor_of(request)), "entry": entry})


@login_not_required
@require_safe
def download_receipt(request: HttpRequest, entry: UUID) -> HttpResponse:
    """The receipt as a file, for tools/verify_receipt.py; `size` asks for the proof under the checkpoint of that many entries."""
    receipt = make_receipt(entry, seen_by=actor_of(request), size=size_of(request.GET.get("size", "")))
    content = json.dumps(receipt, ensure_ascii=False, indent=1) + "\n"
    return HttpResponse(content, content_type="application/json", headers={"Content-Disposition": f'attachment; filename="receipt-{entry}.json"'})
