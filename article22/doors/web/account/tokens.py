"""One's own tokens for programs: made for some things and until a day, shown once, revoked."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from article22.doors.web.forms import LineField, choices_of, id_of, show_form, submit
from article22.ground.accounts import queries
from article22.ground.accounts.actions import people as actions
from article22.ground.accounts.models import Membership, Token
from article22.ground.accounts.rules import LONGEST_TOKEN, Scope, end_of, scopes_in, scopes_of, verbs_of
from article22.kernel.refusal import Absent
from article22.threshold.actors import actor_of, membership_of
from article22.threshold.clock import machine_now, now


class TokenForm(forms.Form):
    """What a token is for, what it may, and the last day on which it holds (UTC)."""

    label = LineField(label=_("What it is for"), max_length=80)
    scopes = forms.MultipleChoiceField(label=_("What it may"), widget=forms.CheckboxSelectMultiple)
    until = forms.DateField(label=_("Last day, at most a year from now"))

    def __init__(self, *given: Any, role: str, **more: Any) -> None:
        super().__init__(*given, **more)
        today = machine_now().date()
        self.fields["scopes"].choices = choices_of(scopes_of(role))  # type: ignore[attr-defined]  # a MultipleChoiceField
        self.fields["until"].widget = forms.DateInput(attrs={"type": "date", "min": f"{today}", "max": f"{today + LONGEST_TOKEN - timedelta(days=1)}"})


@never_cache
@require_http_methods(["GET", "POST"])
def show_tokens(request: HttpRequest) -> HttpResponse:
    """One's tokens; make another one for one's present role, which this page shows and no other."""
    member = membership_of(request)
    if member is None:
        raise Absent
    form = TokenForm(request.POST or None, role=member.role)
    return (submit(request, form, lambda given: _made(request, member, given)) if form.is_bound else None) or _page(request, member, form)


def _made(request: HttpRequest, member: Membership, given: dict[str, Any]) -> HttpResponse:
    token = actions.make_token(member, given["label"], until=end_of(given["until"]), scopes=verbs_of([Scope(scope) for scope in given["scopes"]]),
                               by=actor_of(request), at=now(), machine_now=machine_now())
    return _page(request, member, TokenForm(role=member.role), token=token)


def _page(request: HttpRequest, member: Membership, form: TokenForm, *, token: str = "") -> HttpResponse:
    rows = [_row(row) for row in queries.list_tokens(seen_by=actor_of(request))]
    return show_form(request, "account/tokens.html", form, member=member, rows=rows, token=token)


def _row(row: Token) -> dict[str, Any]:
    """A token: the words of what it may (none: all that its role may), its last day, and whether it still holds."""
    return {"token": row, "may": None if row.scopes is None else scopes_in(row.scopes), "last_day": (row.until - timedelta(microseconds=1)).date(),
            "holds": row.revoked_at is None and row.until > machine_now()}


@require_POST
def revoke_token(request: HttpRequest) -> HttpResponse:
    """Revoke one of one's own tokens: it opens nothing from now on."""
    actions.revoke_token(id_of(request.POST.get("token")), by=actor_of(request), at=now())
    return redirect("tokens")
