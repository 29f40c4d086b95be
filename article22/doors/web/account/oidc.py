"""Signing in at one's own agency: OpenID Connect by allauth, with what it leaves out (a nonce, a signature that is always checked).

No right comes with it that was not given here.
"""

import secrets
from typing import Any

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from article22.ground.accounts.actions.identities import NoSuchAccount, admit, note_refused
from article22.ground.accounts.rules import Suspended
from article22.ground.wall.session import acting
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent, Refusal
from article22.threshold.clock import now
from article22.threshold.limits import check_often
from article22.threshold.middleware import outside_wall

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")  # with a pair of keys, never a shared secret
STRONG = "mfa"  # of `amr`, RFC 8176: the agency says that it asked for more than one factor


class _Protocol(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """The protocol's answers: whatever is claimed is claimed in a signed token, of the same subject."""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **given: Any) -> SocialLogin:
        login = super().complete_login(request, app, token, **given)
        data = login.account.extra_data
        claims = data.get("id_token")
        if not claims or data.get("userinfo", claims).get("sub") != claims.get("sub"):
            raise OAuth2Error("no token, or of somebody else")
        login.claims = {**data.get("userinfo", {}), **claims}
        login.account.extra_data = {}  # what an agency knows of its people is not kept here
        return login

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        try:
            with get_adapter().get_requests_session() as session:
                answer = session.get(self.openid_config["jwks_uri"])
                answer.raise_for_status()
            found = jwt.decode(id_token, _key_of(id_token, answer.json()), algorithms=ALGORITHMS, audience=app.client_id,
                               issuer=app.settings["server_url"], options={"require": ["exp", "iat", "sub"]})
        except (jwt.PyJWTError, KeyError, ValueError) as fault:
            raise OAuth2Error("no token that can be relied on") from fault
        jwtkit.verify_jti(found)
        return found


def _key_of(token: str, keys: dict[str, Any]) -> jwt.PyJWK:
    """The key that a token names; one that names none is signed by the only one (OpenID Connect Core, 10.1)."""
    kid, held = jwt.get_unverified_header(token).get("kid"), jwt.PyJWKSet.from_dict(keys).keys
    fitting = [key for key in held if kid in (None, key.key_id)]
    if len(fitting) != 1:
        raise KeyError(kid)
    return fitting[0]


class _Provider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth has no types
    """An agency's provider: each request has a nonce of its own, kept beside its state."""

    oauth2_adapter_class = _Protocol

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        nonce = secrets.token_urlsafe(24)
        return {**super().get_redirect_from_request_kwargs(request), "scope": self.get_scope(), "auth_params": {"nonce": nonce}, "nonce": nonce}


class IdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Who comes in by an agency's provider: whoever has an account and a role of that agency; nobody gets one by it."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> OpenIDConnectProvider:
        """The provider of an agency, as above."""
        return _Provider(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def on_authentication_error(self, request: HttpRequest, provider: OpenIDConnectProvider, error: Any = None, exception: Any = None,  # noqa: ARG002
                                extra_context: Any = None) -> None:  # noqa: ARG002  allauth's signature
        """Put on record that something came back which cannot be relied on, and say so."""
        _note_refused(provider.app.provider_id, "protocol")
        raise ImmediateHttpResponse(render(request, "account/oidc_refused.html", {"provider": provider.app.name}, status=403))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find whose account a subject is, or say why it is nobody's."""
        claims, agency = sociallogin.claims, _agency_of(sociallogin.account.provider)
        if not sociallogin.state.get("nonce") or claims.get("nonce") != sociallogin.state["nonce"]:
            raise OAuth2Error("the nonce is another's")
        actor = Actor(role="system", door="web")
        try:
            check_often(request, "oidc")
            with acting(actor):
                person = admit(agency.id, agency.organisation, f"{claims['sub']}", name=f"{claims.get('name') or ''}",
                               email=f"{claims.get('email') or ''}" if claims.get("email_verified") is True else "", by=actor, at=now())
        except Refusal as refusal:
            if isinstance(refusal, NoSuchAccount):
                _note_refused(agency.id, refusal.code)
            raise ImmediateHttpResponse(render(request, "account/oidc_refused.html", {"provider": agency.name, "text": refusal.text}, status=403)) from refusal
        if person.suspended_why == Suspended.AWAITING:
            raise ImmediateHttpResponse(render(request, "account/oidc_awaiting.html", {"provider": agency.name}, status=403))
        sociallogin.user, sociallogin.account = person, SocialAccount.objects.get(provider=agency.id, uid=claims["sub"])
        sociallogin.state["is_strong"] = STRONG in (claims.get("amr") or ())


def _agency_of(id: str) -> Any:
    return next(one for one in settings.ENVIRONMENT.agencies if one.id == id)


def _note_refused(agency: str, why: str) -> None:
    actor = Actor(role="system", door="web")
    with acting(actor):
        note_refused(agency, why, by=actor, at=now())


def _known(agency: str) -> None:
    if agency not in {one.id for one in settings.ENVIRONMENT.agencies}:
        raise Absent


@login_not_required
@outside_wall
@require_http_methods(["POST"])
def sign_in_at_agency(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the agency's own sign-in."""
    _known(provider_id)
    response: HttpResponse = OAuth2LoginView.adapter_view(_Protocol(request, provider_id))(request)
    return response


@login_not_required
@outside_wall
@require_safe
def come_from_agency(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take what the agency answers."""
    _known(provider_id)
    response: HttpResponse = OAuth2CallbackView.adapter_view(_Protocol(request, provider_id))(request)
    return response
