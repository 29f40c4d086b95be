"""The broken glass: a watch officer whose second factor is lost gets in all the same, for some hours, and everybody who owns the place hears of it."""

from uuid import UUID

from allauth.account.internal.decorators import login_stage_required
from allauth.mfa.stages import AuthenticateStage
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from article22.doors.web.forms import LineField
from article22.ground.accounts import queries
from article22.ground.accounts.models import Membership
from article22.ground.accounts.rules import GLASS_LASTS, VERBS
from article22.ground.wall.session import acting
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.procedures.breaking import break_glass as break_it
from article22.threshold.actors import ACTING_AS, GLASS
from article22.threshold.clock import now
from article22.threshold.limits import check_often
from article22.threshold.middleware import outside_wall


class GlassForm(forms.Form):
    """Why it cannot wait until the second factor is there again."""

    reason = LineField(label=_("What happens now, and where the second factor is"), max_length=300)


@outside_wall
@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")  # type: ignore[untyped-decorator]  # allauth has no types
@require_http_methods(["GET", "POST"])
def break_glass(request: HttpRequest) -> HttpResponse:
    """After the password, in the place of the second factor: say why, and act for some hours. Absent for whoever holds no such role."""
    stage = request._login_stage  # type: ignore[attr-defined]  # noqa: SLF001  where allauth's decorator leaves it
    member = find_breaker(UUID(f"{stage.login.user.pk}"))
    if member is None:
        raise Absent
    form = GlassForm(request.POST or None)
    if form.is_bound and form.is_valid():
        check_often(request, "break_glass")
        actor = Actor(role="system", person=member.person_id, door="web")
        with acting(actor):
            glass = break_it(member, form.cleaned_data["reason"], by=actor, at=now())
        answer: HttpResponse = stage.exit()
        request.session[GLASS], request.session[ACTING_AS] = f"{glass.pk}", f"{member.pk}"  # afterwards: another person's session is flushed
        return answer
    return render(request, "account/glass.html", {"form": form, "hours": GLASS_LASTS.seconds // 3600}, status=422 if form.is_bound else 200)


def find_breaker(person: UUID) -> Membership | None:
    """The first role of somebody that may break the glass."""
    return next((member for member in queries.list_memberships(person) if "glass.break" in VERBS[member.role]), None)
