"""Who still needs an account: those asked for, those suspended, and what an administrator answers."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from article22.contexts.directory.queries.directories import get_directory
from article22.doors.web.forms import LineField, show_form, submit
from article22.ground.accounts import queries
from article22.ground.accounts.actions import access
from article22.ground.accounts.rules import ANSWER_WITHIN, REVIEW_AFTER, Suspended, can_suspend
from article22.kernel.refusal import Absent
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.kept import takes_words, written


class ReasonForm(forms.Form):
    """Why somebody decides as they do."""

    reason = LineField(label=_("Why"), max_length=300)


@require_safe
def show_access(request: HttpRequest) -> HttpResponse:
    """Accounts that wait for an answer, suspended ones, and the last answers."""
    actor, present = actor_of(request), now()
    rows = [{"review": review, "is_open": review.settled_at is None, "is_own": review.person_id == actor.person, "is_late": review.answer_by <= present}
            for review in queries.list_reviews(seen_by=actor)]
    return render(request, "administration/access.html", {
        "waiting": [row for row in rows if row["is_open"]], "settled": [row for row in rows if not row["is_open"]],
        "suspended": queries.list_suspended(seen_by=actor), "may_review": actor.may("access.review"),
        "zone": get_directory(at=present).capital, "after": REVIEW_AFTER.days, "within": ANSWER_WITHIN.days})


@takes_words
def keep_access(request: HttpRequest, review: UUID) -> HttpResponse:
    """Answer that an account is still needed."""
    found = queries.get_review(review, seen_by=actor_of(request))
    return _ask(request, "keep", found.person_id, lambda reason: access.keep_access(review, reason, by=actor_of(request), at=now()))


@takes_words
def suspend_person(request: HttpRequest, person: UUID) -> HttpResponse:
    """Suspend an account."""
    return _ask(request, "suspend", person, lambda reason: access.suspend_person(person, Suspended.DECIDED, reason=reason, by=actor_of(request), at=now()))


@takes_words
def restore_person(request: HttpRequest, person: UUID) -> HttpResponse:
    """Restore a suspended account."""
    return _ask(request, "restore", person, lambda reason: access.restore_person(person, reason, by=actor_of(request), at=now()))


def _ask(request: HttpRequest, what: str, person: UUID, act: Callable[[str], None]) -> HttpResponse:
    """Ask why, and do it. Absent for whoever may not, and where the account is not as it would have to be."""
    actor = actor_of(request)
    actor.check_may("access.review")
    found = queries.get_person(person, seen_by=actor)
    fits = {"keep": found.is_active, "suspend": can_suspend(is_active=found.is_active, suspended_why=found.suspended_why), "restore": not found.is_active}
    if not fits[what]:
        raise Absent
    form = ReasonForm(written(request) or None)

    def do(given: dict[str, str]) -> HttpResponse:
        act(given["reason"])
        return redirect("access")

    return (submit(request, form, do) if form.is_bound else None) or show_form(request, "administration/access_reason.html", form, person=found, what=what)
