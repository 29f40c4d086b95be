"""Wallet cards that a change of the directory made wrong: whose they are, who sees to it, by when, and a word by telephone that closes it."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.missions.actions.recalling import confirm_recall
from article22.contexts.missions.queries.liaisons import list_liaisons
from article22.contexts.missions.queries.recalls import find_check, get_recall, list_closed, list_recalls
from article22.contexts.missions.rules.recalls import Closed, RecallStep, due_at
from article22.doors.web.forms import LineField, show_form, submit
from article22.doors.web.register.missions import capital
from article22.doors.web.wallet.recalled import for_card
from article22.ground.outbox.queries import count_by_state
from article22.ground.outbox.rules.messages import State
from article22.procedures.cards import office_of
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.kept import takes_words, written

MARKS = {RecallStep.ASKED: "told", RecallStep.TO_CALL: "due", RecallStep.ESCALATED: "late"}
LOST = (State.BOUNCED, State.FAILED, State.HELD)


class SpokenForm(forms.Form):
    """With whom an officer spoke, and which card they carry."""

    serial = LineField(widget=forms.HiddenInput, max_length=24)
    name = LineField(label=_("With whom at the mission did you speak?"), max_length=120)


@require_safe
def show_recalls(request: HttpRequest) -> HttpResponse:
    """Every mission that has not confirmed, whoever owns it, and until when; and how far the cards were compared."""
    actor, directory = actor_of(request), get_directory(at=now())
    actor.check_may("recall.list")
    rows = list_recalls(seen_by=actor)
    owners = list_liaisons(on=directory.today, seen_by=actor) if actor.may("liaison.see") else {}
    letters = count_by_state([row.pk for row in rows], seen_by=actor)
    check = find_check()
    found = [{"recall": row, "mark": MARKS[row.step_words], "due": due_at(row.opened_at, row.step_words).astimezone(directory.capital).date(),
              "owner": owners.get(row.mission_id), "office": office_of(row.replacement, directory),
              "lost": sum(letters.get(row.pk, {}).get(state, 0) for state in LOST)} for row in rows]
    return render(request, "register/recalls.html", {
        "rows": found, "zone": directory.capital, "closed": list_closed(seen_by=actor), "may_call": actor.may("recall.call"), "check": check,
        "is_checked": bool(check and check.finished_at and (check.version, check.day) == (directory.version, directory.today))})


@takes_words
def show_recall(request: HttpRequest, recall: UUID) -> HttpResponse:
    """One recall: what the mission is to print, and the officer's word that it was confirmed by telephone."""
    actor = actor_of(request)
    actor.check_may("recall.list")
    row = get_recall(recall, seen_by=actor)
    form = SpokenForm(written(request) or None, initial={"serial": row.replacement_id})

    def confirm(given: dict[str, Any]) -> HttpResponse:
        confirm_recall(row.pk, given["serial"], Closed.TELEPHONE, name=given["name"], by=actor, at=now())
        return redirect("recalls")

    return (submit(request, form, confirm) if form.is_bound else None) or show_form(
        request, "register/recall.html", for_card(form, row.replacement_id), recall=row, zone=capital(),
        may_call=actor.may("recall.call") and row.closed_at is None)
