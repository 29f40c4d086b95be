"""Who asks: a token's bearer, somebody signed in, or the public."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from article22.ground.accounts import queries as accounts
from article22.ground.accounts.models import Membership
from article22.ground.accounts.rules import RESET_LASTS, actor_for, check_lasts, check_own_keys, needs_second_factor
from article22.ground.wall.session import set_actor
from article22.kernel.actor import Actor
from article22.kernel.refusal import Refusal
from article22.kernel.text import Text
from article22.threshold.clock import machine_now, now

View = Callable[..., HttpResponseBase]
ACTING_AS = "acting_as"
GLASS = "glass"  # the broken glass of a session that was opened without a second factor
RESET = "reset"  # a second factor that was taken away: its holder has not shown yet, by the link in their mail, who they are
WRITER = "writer"  # the field of a form that says who opened it
OPENED_FOR, SENT_FOR = "opened_for", "sent_for"  # fields of a form: the membership in which it was opened; the one in which it is sent all the same
CAME_FROM = "came_from"  # the agency at which a session was signed in: it answers for roles of that agency alone
FEDERATED = "federated"  # the agency said that it asked for more than one factor
SECOND_FACTORS = frozenset({"mfa", FEDERATED, "demo"})  # "demo" is recorded by the demo's one-click sign-in, which only an installation born demo has


class BadToken(Refusal):
    """A token that is unknown, ended or revoked."""


class NeedsToken(Refusal):
    """A program that asks without a token for what needs one."""


class NeedsSecondFactor(Refusal):
    """An officer who has signed in with a password alone."""


class NeedsLink(Refusal):
    """Somebody whose second factor was taken away, and who signed in without the link in their mail."""


class OpenedForAnother(Refusal):
    """A form that was opened in another membership than the one in which it is sent, either of which may be none; `held` are those to choose from."""

    def __init__(self, text: Text, held: Sequence[Membership]) -> None:
        super().__init__(text)
        self.held = held


def identify(request: HttpRequest, *, door: str) -> Actor:
    """Who asks; through the API a token's bearer or the public. Raises BadToken, NeedsLink, NeedsSecondFactor, OpenedForAnother."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        find = accounts.find_provisioner if door == "scim" else accounts.find_actor_of_token
        actor = find(token.strip(), at=machine_now(), door=door) if scheme.lower() == "bearer" else None
        if actor is None:
            raise BadToken(Text(
                "token.unknown", "This token is unknown, has ended or was revoked. Make a new one, and send it as: Authorization: Bearer …"))
        return actor
    if door in ("api", "scim"):  # a browser's cookie never acts for a program
        return actor_for("public", door=door)
    if request.user.is_authenticated and SENT_FOR in request.POST:
        request.session[ACTING_AS] = request.POST[SENT_FOR]
    check_reset_followed(request)
    member = membership_of(request)
    check_opened_for(request, member)
    if member is None:
        return actor_for("public", door=door)
    if needs_second_factor(member.role) and not has_second_factor(request):
        if glass := accounts.find_glass(request.session.get(GLASS), membership=member.pk, at=now()):
            return accounts.get_actor(member, door=door, glass=glass)
        raise NeedsSecondFactor(Text("second-factor.needed", "Your role needs a second factor. Set one up, or sign in with it."))
    return accounts.get_actor(member, door=door)


def memberships_of(request: HttpRequest) -> Sequence[Membership]:
    """In what somebody signed in may act: where an agency answered for who they are, in its own roles alone."""
    members = accounts.list_memberships(UUID(f"{request.user.pk}")) if request.user.is_authenticated else ()
    came_from = request.session.get(CAME_FROM)
    vouched = {agency.organisation for agency in settings.ENVIRONMENT.agencies if agency.id == came_from}
    return [member for member in members if not came_from or member.organisation.name in vouched]


def membership_of(request: HttpRequest) -> Membership | None:
    """The membership in which somebody signed in acts: the one they chose, else their first."""
    members, chosen = memberships_of(request), request.session.get(ACTING_AS)
    return next((member for member in members if f"{member.pk}" == chosen), members[0] if members else None)


def check_reset_followed(request: HttpRequest) -> None:
    """Refuse everything to a password alone after a reset: an administrator can make a link to set one, and must not get in by it. Raises NeedsLink."""
    if RESET in request.session:
        raise NeedsLink(Text("reset.follow", "Your lost second factor was taken away. Open the link that was mailed to you, in this browser: it lets "
                             "you in. If it did not come, or is older than {days} days, ask an administrator again.", days=RESET_LASTS.days))


def check_keys_change(request: HttpRequest) -> None:
    """Refuse to make or change what opens an account in a session that was opened without a second factor, or by an agency for a part of it alone.

    Raises CannotUnderGlass, NeedsLink, HeldElsewhere.
    """
    check_reset_followed(request)
    check_lasts(request.session.get(GLASS))
    if request.user.is_authenticated:
        check_own_keys(holds_elsewhere=len(memberships_of(request)) < len(accounts.list_memberships(UUID(f"{request.user.pk}"))))


def check_opened_for(request: HttpRequest, member: Membership | None) -> None:
    """Refuse a form that was opened in another membership. Its field needs no signature: it is compared, and nobody comes to act by it."""
    asked = request.POST.get(SENT_FOR) or request.POST.get(OPENED_FOR)
    if not asked or not request.user.is_authenticated or (member and asked == f"{member.pk}"):
        return
    person = UUID(f"{request.user.pk}")
    opened = next((one for one in accounts.list_memberships(person, is_ended=True) if f"{one.pk}" == request.POST.get(OPENED_FOR)), None)
    raise OpenedForAnother(Text(
        "form.opened-for-another", "This form was opened for {opened}. Now you act for {now}. Nothing was sent or filed; what you wrote stands below.",
        opened=_named(opened) or Text("form.somebody-else", "somebody else"), now=_named(member) or Text("form.nobody", "nobody: your role has ended")),
        memberships_of(request))


def _named(member: Membership | None) -> Text | None:
    return Text("membership.named", "{organisation} ({role})", organisation=member.organisation.name, role=member.role_words) if member else None


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened with a second factor."""
    records = get_authentication_records(request, request.user if request.user.is_authenticated else None)
    return any(record.get("method") in SECOND_FACTORS for record in records)


def actor_of(request: HttpRequest) -> Actor:
    """The actor for whom the wall was opened."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by WallMiddleware on every request that a view sees
    return actor


def serves_another(view: View) -> View:
    """Mark a view that opens the wall for somebody else, as for the holder of a link: afterwards it is open for whoever asked again."""
    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        response = view(request, *arguments, **named)
        set_actor(actor_of(request))
        return response

    return guarded
