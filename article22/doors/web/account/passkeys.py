"""Passkeys by allauth, and what it leaves out: an answer counts at our address alone, signs in alone only with its holder verified; an officer keeps one."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.views import LoginWebAuthnView, RemoveWebAuthnView
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from fido2.webauthn import AuthenticationResponse

from article22.threshold.actors import check_keys_change
from article22.threshold.middleware import outside_wall


class _Answer(forms.Form):
    """What a passkey answered, where it was asked at the address that people use: allauth's library would take a part of that host as well."""

    passwordless = False

    def clean_credential(self) -> Authenticator:
        try:
            said = AuthenticationResponse.from_dict(self.cleaned_data["credential"]).response
        except (AttributeError, KeyError, TypeError, ValueError):  # the library's ways of saying that it is no answer at all
            raise get_adapter().validation_error("incorrect_code") from None
        is_verified = said.authenticator_data.is_user_verified() or not self.passwordless  # whatever was asked in this session before
        if said.client_data.origin != settings.ENVIRONMENT.public_url or not is_verified:
            raise get_adapter().validation_error("incorrect_code")
        authenticator: Authenticator = super().clean_credential()  # type: ignore[misc]  # of allauth's form beside it
        return authenticator


class BesideForm(_Answer, AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey beside a password."""


class AgainForm(_Answer, ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey that confirms who is there."""


class AloneForm(_Answer, LoginWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey alone."""

    passwordless = True


class _SignIn(LoginWebAuthnView):  # type: ignore[misc]  # allauth has no types
    def form_invalid(self, form: AloneForm) -> HttpResponse:  # noqa: ARG002  allauth's signature
        return redirect(f"{reverse('account_login')}?passkey=refused")


class _Removal(forms.Form):
    """Nothing to fill in; refused for the last second factor of an officer."""

    def __init__(self, *given: Any, passkey: Authenticator, **more: Any) -> None:
        super().__init__(*given, **{"data": {}, **more})  # said before it is sent, too
        self.passkey = passkey

    def clean(self) -> None:
        if not get_adapter().can_delete_authenticator(self.passkey):
            raise get_adapter().validation_error("cannot_delete_authenticator")


class _Remove(RemoveWebAuthnView):  # type: ignore[misc]  # allauth has no types
    form_class = _Removal

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "passkey": self.object}


_sign_in, _remove = _SignIn.as_view(), _Remove.as_view()


@login_not_required
@outside_wall
def sign_in_with_passkey(request: HttpRequest) -> HttpResponse:
    """What a passkey is asked (GET, for the script of the page), and what it answers (POST)."""
    response: HttpResponse = _sign_in(request)
    return response


@outside_wall
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove one of one's own."""
    check_keys_change(request)
    response: HttpResponse = _remove(request, pk=pk)
    return response
