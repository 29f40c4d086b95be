"""Signing in at one's own agency: OpenID Connect by allauth, with what it leaves out (a nonce, a signature that is always checked).

No right comes with it that was not given here.
"""

import secrets
from typing import Any

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView, OAuth2View
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.views.decorators.http import require_http_methods, require_safe
from requests import RequestException

from article22.env import Agency
from article22.ground.accounts.actions.identities import NoSuchAccount, admit, note_refused, uid_of
from article22.ground.accounts.rules import Suspended
from article22.ground.wall.session import acting
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent, Refusal
from article22.threshold.clock import now
from article22.threshold.limits import check_often
from article22.threshold.middleware import outside_wall

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")  # with a pair of keys, never a shared secret
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
LEEWAY = 60  # seconds by which the clocks of two machines may differ
STRONG = "mfa"  # of `amr`, RFC 8176: the agency says that it asked for more than one factor


class _Protocol(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """The protocol's answers: whatever is claimed is claimed in a signed token, of the same subject."""

    @cached_property
    def openid_config(self) -> dict[str, Any]:
        """What the issuer says of itself (OpenID Connect Discovery, 4.3: it must be the one that was asked)."""
        said = _ask(self.get_provider().server_url)
        if said.get("issuer") != self._agency.issuer or not all(isinstance(said.get(name), str) for name in ENDPOINTS):
            raise OAuth2Error("another issuer")
        return said

    @property
    def _agency(self) -> Agency:
        return agency_of(self.provider_id)

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        """It opens one answer, and is not kept."""
        return SocialToken(token=f"{data['access_token']}")

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, *, response: dict[str, Any]) -> SocialLogin:
        claims = self._decode_id_token(app, response.get("id_token") or "")
        more = _ask(self.openid_config["userinfo_endpoint"], Authorization=f"Bearer {token.token}") if "userinfo_endpoint" in self.openid_config else claims
        if more.get("sub") != claims["sub"]:
            raise OAuth2Error("somebody else")
        login = self.get_provider().sociallogin_from_response(request, {"sub": uid_of(claims["iss"], claims["sub"])})
        login.account.extra_data = {}  # what an agency knows of its people is not kept here
        login.nonce, login.methods = claims.get("nonce"), claims.get("amr")
        login.known = f"{claims.get('name') or more.get('name') or ''}", _address_of(claims) or _address_of(more)
        return login

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """Its claims, where the agency signed it for us, and for nobody else (OpenID Connect Core, 3.1.3.7)."""
        try:
            found = jwt.decode(id_token, _key_of(id_token, _ask(self.openid_config["jwks_uri"])), algorithms=ALGORITHMS, audience=app.client_id,
                               issuer=self._agency.issuer, leeway=LEEWAY, options={"require": ["exp", "iat", "sub"]})
        except (jwt.PyJWTError, KeyError, ValueError) as fault:
            raise OAuth2Error("no token that can be relied on") from fault
        if found["aud"] not in (app.client_id, [app.client_id]) or found.get("azp", app.client_id) != app.client_id or not found["sub"]:
            raise OAuth2Error("for another")
        return found


def _ask(url: str, **headers: str) -> dict[str, Any]:
    """An object that a provider gives at an address."""
    try:
        with get_adapter().get_requests_session() as session:
            answer = session.get(url, headers=headers)
            answer.raise_for_status()
            said = answer.json()
    except RequestException as fault:
        raise OAuth2Error("no answer") from fault
    if not isinstance(said, dict):
        raise OAuth2Error("no object")
    return said


def _key_of(token: str, keys: dict[str, Any]) -> jwt.PyJWK:
    """The key that a token names; one that names none is signed by the only one (OpenID Connect Core, 10.1)."""
    kid, held = jwt.get_unverified_header(token).get("kid"), jwt.PyJWKSet.from_dict(keys).keys
    fitting = [key for key in held if kid in (None, key.key_id)]
    if len(fitting) != 1:
        raise KeyError(kid)
    return fitting[0]


def _address_of(said: dict[str, Any]) -> str:
    """The mail address that is said to be verified where it is said."""
    return f"{said.get('email') or ''}" if said.get("email_verified") is True else ""


class _Provider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth has no types
    """An agency's provider: it signs in, and nothing else; each request has a nonce of its own, kept beside its state."""

    oauth2_adapter_class = _Protocol

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        nonce = secrets.token_urlsafe(24)
        return {**super().get_redirect_from_request_kwargs(request), "process": AuthProcess.LOGIN, "scope": self.get_scope(), "auth_params": {"nonce": nonce},
                "nonce": nonce}


class IdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Who comes in by an agency's provider: whoever has an account and a role of that agency; nobody gets one by it."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> OpenIDConnectProvider:
        """The provider of an agency, as above."""
        return _Provider(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def on_authentication_error(self, request: HttpRequest, provider: OpenIDConnectProvider, error: Any = None, exception: Any = None,  # noqa: ARG002
                                extra_context: Any = None) -> None:  # noqa: ARG002  allauth's signature
        """Put on record that something came back which cannot be relied on, and say so."""
        raise ImmediateHttpResponse(_refuse(request, agency_of(provider.app.provider_id)))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find whose account a subject is, or say why it is nobody's."""
        account, agency = sociallogin.account, agency_of(sociallogin.account.provider)
        if not sociallogin.nonce or sociallogin.nonce != sociallogin.state.get("nonce"):
            raise OAuth2Error("the nonce is another's")
        name, email = sociallogin.known
        actor = Actor(role="system", door="web")
        try:
            check_often(request, "oidc")
            with acting(actor):
                person = admit(agency.id, agency.organisation, account.uid, name=name, email=email, by=actor, at=now())
        except Refusal as refusal:
            raise ImmediateHttpResponse(_refuse(request, agency, refusal)) from refusal
        if person.suspended_why == Suspended.AWAITING:
            raise ImmediateHttpResponse(render(request, "account/oidc_awaiting.html", {"provider": agency.name}, status=403))
        sociallogin.user, sociallogin.account = person, SocialAccount.objects.get(provider=agency.id, uid=account.uid)
        sociallogin.state["is_strong"] = isinstance(sociallogin.methods, list) and STRONG in sociallogin.methods


def agency_of(id: str) -> Agency:
    """An agency at which people sign in. Raises Absent."""
    found = next((one for one in settings.ENVIRONMENT.agencies if one.id == id), None)
    if found is None:
        raise Absent
    return found


def _refuse(request: HttpRequest, agency: Agency, refusal: Refusal | None = None) -> HttpResponse:
    """Say why nobody was let in, and put it on record, unless it came too often for that."""
    if refusal is None or isinstance(refusal, NoSuchAccount):
        actor = Actor(role="system", door="web")
        with acting(actor):
            note_refused(agency.id, refusal.code if refusal else "protocol", by=actor, at=now())
    return render(request, "account/oidc_refused.html", {"provider": agency.name, "text": refusal and refusal.text}, status=403)


def _at(step: type[OAuth2View], request: HttpRequest, agency: Agency) -> HttpResponse:
    try:
        response: HttpResponse = step.adapter_view(_Protocol(request, agency.id))(request)
    except OAuth2Error:  # before allauth's own step began
        return _refuse(request, agency)
    return response


@login_not_required
@outside_wall
@require_http_methods(["POST"])
def sign_in_at_agency(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the agency's own sign-in."""
    return _at(OAuth2LoginView, request, agency_of(provider_id))


@login_not_required
@outside_wall
@require_safe
def come_from_agency(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take what the agency answers."""
    return _at(OAuth2CallbackView, request, agency_of(provider_id))
