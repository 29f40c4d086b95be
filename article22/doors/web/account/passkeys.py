"""Signing in with a passkey alone; allauth checks it, and what it refuses is said where it was asked."""

from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from article22.threshold.middleware import outside_wall


class _SignIn(LoginWebAuthnView):  # type: ignore[misc]  # allauth has no types
    def form_invalid(self, form: LoginWebAuthnForm) -> HttpResponse:  # noqa: ARG002  allauth's signature
        return redirect(f"{reverse('account_login')}?passkey=refused")


_sign_in = _SignIn.as_view()


@login_not_required
@outside_wall
def sign_in_with_passkey(request: HttpRequest) -> HttpResponse:
    """What a passkey is asked (GET, for the script of the page), and what it answers (POST)."""
    response: HttpResponse = _sign_in(request)
    return response
