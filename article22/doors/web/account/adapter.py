"""What this installation asks of allauth: nobody signs up; every sign-in, and every password or factor that comes or goes, is an entry of the journal."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from article22.ground.accounts.actions import factors
from article22.ground.accounts.actions import people as accounts
from article22.ground.accounts.models import Person, Reset
from article22.ground.accounts.queries import find_granted_reset, list_memberships
from article22.ground.accounts.rules import needs_second_factor
from article22.ground.wall.session import acting
from article22.kernel.actor import Actor
from article22.threshold.actors import CAME_FROM, FEDERATED, RESET, has_second_factor
from article22.threshold.clock import now

CHANGES = {"account/email/password_changed": "password-changed", "account/email/password_set": "password-set",
           "mfa/email/webauthn_added": "passkey-added", "mfa/email/webauthn_removed": "passkey-removed", "mfa/email/totp_activated": "app-set-up",
           "mfa/email/totp_deactivated": "app-removed", "mfa/email/recovery_codes_generated": "recovery-codes-made"}
NEW = ("mfa/email/webauthn_added", "mfa/email/totp_activated")


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Closed doors, and a record of who came in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        """An administrator makes accounts."""
        return False

    def post_login(self, request: HttpRequest, user: Person, **given: Any) -> HttpResponse:
        """Put a sign-in on record."""
        _note(user, "signed-in")
        response: HttpResponse = super().post_login(request, user, **given)
        if login := (given.get("signal_kwargs") or {}).get("sociallogin"):
            request.session[CAME_FROM] = login.account.provider
            if login.state.get("is_strong"):
                record_authentication(request, user, method=FEDERATED)
        if not has_second_factor(request) and (reset := _find_reset(user)):
            request.session[RESET] = f"{reset.pk}"
        return response

    def logout(self, request: HttpRequest) -> None:
        """Put a sign-out on record."""
        if isinstance(request.user, Person):
            _note(request.user, "signed-out")
        super().logout(request)

    def send_notification_mail(self, template_prefix: str, user: Person, *given: Any, **more: Any) -> None:  # noqa: ARG002  allauth's signature
        """Put a password or a factor that came or went on record: allauth would tell its holder by mail here, and says it nowhere else."""
        _note(user, CHANGES[template_prefix])
        if template_prefix in NEW:
            finish_reset(user)

    def add_message(self, *given: Any, **more: Any) -> None:
        """Pages say what happened where it happened."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Put an attempt on an account that exists on record; one on none says nothing about anybody."""
        person = Person.objects.filter(email__iexact=credentials.get("email") or "").first()
        if person:
            _note(person, "sign-in-failed")
        super().authentication_failed(request, **credentials)


SIGNING = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes are none: they go with the last of these


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """How this installation is called to a passkey, and which of them cannot go."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name that a device shows, and the host for which it keeps a passkey: that of the address people use."""
        return {"id": urlsplit(settings.ENVIRONMENT.public_url).hostname or "", "name": settings.MFA_TOTP_ISSUER}

    error_messages = DefaultMFAAdapter.error_messages | {"cannot_delete_authenticator": _(
        "This is your last second factor, and your role needs one. Set up another one first.")}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of an officer: else a password alone would be enough to make the next."""
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=SIGNING).exclude(pk=authenticator.pk)
        return others.exists() or not any(needs_second_factor(held.role) for held in list_memberships(authenticator.user_id))

    def generate_authenticator_name(self, user: Person, type: str) -> str:
        """What a passkey is called until somebody says."""
        return gettext("Passkey {number}").format(number=Authenticator.objects.filter(user=user, type=type).count() + 1)


def finish_reset(person: Person) -> None:
    """A second factor that was taken away is there anew, or needed no more."""
    actor = Actor(role="system", person=person.pk, door="web")
    with acting(actor):
        factors.finish_reset(person.pk, by=actor, at=now())


def _find_reset(person: Person) -> Reset | None:
    with acting(Actor(role="system", person=person.pk, door="web")):
        return find_granted_reset(person.pk)


def _note(person: Person, verb: str) -> None:
    actor = Actor(role="system", person=person.pk, door="web")
    with acting(actor):
        accounts.note_sign_in(person.pk, verb, by=actor, at=now())
