"""The directory line by line: what each gave and gives, and a change proposed with its source."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from article22.contexts.directory.actions.editions import settle_finding
from article22.contexts.directory.actions.lines import propose_change
from article22.contexts.directory.queries.changes import list_changes
from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.directory.rules.proposals import Proposal
from article22.contexts.directory.rules.slots import get_slot, slots_of
from article22.doors.web.administration.waiting import arranged
from article22.doors.web.forms import LineField, show_form, submit
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.kept import takes_words, written

SHORT = 300


class ProposalForm(forms.Form):
    """Another value, from which day, and whose words it rests on."""

    raw = LineField(label=_("New value, as the source prints it"), max_length=160)
    starts_on = forms.DateField(label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}))
    title = LineField(label=_("Source: title"), max_length=120)
    issuer = LineField(label=_("Source: issued by"), max_length=120)
    printed_on = forms.DateField(label=_("Source: date it bears"), widget=forms.DateInput(attrs={"type": "date"}))
    quote = forms.CharField(label=_("Source: its words"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


@require_safe
def show_lines(request: HttpRequest) -> HttpResponse:
    """Every line with its present value."""
    actor_of(request).check_may("directory.read-changes")
    directory = get_directory(at=now())
    rows = [{"slot": slot, "held": slot.on(directory.today), "shown": slot.on(directory.today) or slot.last} for slot in slots_of(directory)]
    return render(request, "administration/lines.html", {"rows": rows, "directory": directory})


@takes_words
def show_line(request: HttpRequest, slot: str) -> HttpResponse:
    """A line with its history; a change is proposed here."""
    actor = actor_of(request)
    actor.check_may("directory.read-changes")
    directory = get_directory(at=now())
    found = get_slot(directory, slot)
    form = ProposalForm(written(request) or None, initial={"starts_on": directory.today})

    def propose(given: dict[str, Any]) -> HttpResponse:
        _change, entry = propose_change(Proposal(slot=slot, **given), by=actor, at=now())
        return redirect("receipt", entry)

    if form.is_bound:
        actor.check_may("directory.propose")
        if done := submit(request, form, propose):
            return done
    return show_form(request, "administration/line.html", form, slot=found, changes=arranged(list_changes(seen_by=actor, slot=slot), actor),
                     may_propose=actor.may("directory.propose"), may_decide=actor.may("directory.approve"), today=directory.today,
                     history=sorted(found.held, key=lambda held: held.valid.start, reverse=True))


class FindingForm(forms.Form):
    """Why a finding is settled."""

    finding = LineField(max_length=40, widget=forms.HiddenInput)
    reason = LineField(label=_("Why it is settled"), max_length=SHORT)


@takes_words
def show_findings(request: HttpRequest) -> HttpResponse:
    """What is odd in the pack, and who settled it."""
    actor = actor_of(request)
    actor.check_may("directory.read-changes")
    form = FindingForm(written(request) or None)

    def settle(given: dict[str, Any]) -> HttpResponse:
        return redirect("receipt", settle_finding(given["finding"], given["reason"], by=actor, at=now()))

    return (submit(request, form, settle) if form.is_bound else None) or show_form(
        request, "administration/findings.html", form, findings=get_directory(at=now()).findings, may_settle=actor.may("directory.settle"))
