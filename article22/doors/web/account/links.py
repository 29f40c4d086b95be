"""Links by which somebody sets their password: made by an administrator, handed over by hand, good once and for three days."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from article22.ground.accounts.actions import people as accounts
from article22.ground.accounts.models import Person
from article22.ground.wall.session import acting
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.kernel.text import Text
from article22.threshold.clock import now
from article22.threshold.middleware import outside_wall


def password_path(person: Person) -> str:
    """The path of a link for somebody."""
    return reverse("set_first_password", args=[person.pk, default_token_generator.make_token(person)])


@login_not_required
@outside_wall
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def set_first_password(request: HttpRequest, person: UUID, token: str) -> HttpResponse:
    """Set a password by a link. Raises Absent where the link was used, is too old or was never made."""
    found = Person.objects.filter(pk=person, is_active=True).first()
    if found is None or not default_token_generator.check_token(found, token):
        raise Absent(Text("link.spent", "This link was used, is older than three days, or was never made. Ask an administrator for another."))
    form = SetPasswordForm(found, request.POST or None)
    if form.is_bound and form.is_valid():
        actor = Actor(role="system", person=found.pk, door="web")
        with acting(actor):
            accounts.set_password(found, form.cleaned_data["new_password1"], by=actor, at=now())
        return redirect("account_login")
    return render(request, "account/first_password.html", {"form": form, "person": found}, status=422 if form.is_bound else 200)
