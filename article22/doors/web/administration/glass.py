"""Broken glasses: who acted without a second factor, what they did, and what a second person found."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from article22.doors.web.forms import LineField, choices_of, show_form, submit
from article22.ground.accounts import queries
from article22.ground.accounts.actions.glass import review_glass
from article22.ground.accounts.rules import Finding
from article22.procedures import breaking
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.kept import takes_words, written


class ReviewForm(forms.Form):
    """What was found, and why."""

    finding = forms.ChoiceField(label=_("It was"), choices=lambda: choices_of(Finding))
    found = LineField(label=_("What was found"), max_length=300)


@require_safe
def show_glasses(request: HttpRequest) -> HttpResponse:
    """What goes on, what waits for a review, and the last ones that were reviewed."""
    return render(request, "administration/glasses.html", {"glasses": queries.list_glasses(seen_by=actor_of(request))})


@takes_words
def show_glass(request: HttpRequest, glass: UUID) -> HttpResponse:
    """One, with all that was done under it; review it."""
    actor = actor_of(request)
    found = queries.get_glass(glass, seen_by=actor)
    form = ReviewForm(written(request) or None)

    def review(given: dict[str, str]) -> HttpResponse:
        review_glass(glass, Finding(given["finding"]), given["found"], by=actor, at=now())
        return redirect("glass", glass)

    if form.is_bound:
        actor.check_may("glass.review")
        if done := submit(request, form, review):
            return done
    return show_form(request, "administration/glass.html", form, glass=found, done=queries.list_done_under(glass, seen_by=actor),
                     may_end=actor.may("glass.review") and not found.ended_at,
                     may_review=actor.may("glass.review") and found.ended_at and not found.reviewed_at and found.person_id != actor.person)


@require_POST
def end_glass(request: HttpRequest, glass: UUID) -> HttpResponse:
    """End it now."""
    actor = actor_of(request)
    actor.check_may("glass.review")
    breaking.end_glass(queries.get_glass(glass, seen_by=actor), by=actor, at=now())
    return redirect("glass", glass)
