"""SCIM 2.0 (RFC 7643, 7644): the directory of an agency keeps its own people here, and gives no role. Shapes and their rules are those of scim2-models."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from pydantic import ValidationError
from scim2_models import (
    URN,
    AuthenticationScheme,
    Bulk,
    ChangePassword,
    Context,
    Email,
    Error,
    ETag,
    ListResponse,
    Meta,
    Mutability,
    PatchOp,
    Required,
    Resource,
    ResourceType,
    Schema,
    SCIMException,
    ScimFilter,
    ScimPolicy,
    SearchRequest,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)
from scim2_models import Filter as Filtering
from scim2_models import Patch as Patching

from article22.ground.accounts.actions import provisioning
from article22.ground.accounts.actions.provisioning import Known
from article22.ground.accounts.models import Person
from article22.ground.accounts.queries import list_provisioned
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent, NotUnderstood
from article22.kernel.text import Text
from article22.threshold.actors import NeedsToken, actor_of
from article22.threshold.answers import NoSuchMethod, answer_to
from article22.threshold.clock import now

MEDIA = "application/scim+json"
TAKEN = (MEDIA, "application/json")
MOST = 200
TOLERANT = ScimPolicy(unknown=ScimPolicy.Unknown.ignore)  # directories send what nobody here keeps: telephones, names in parts
View = Callable[..., HttpResponse]


class User(Resource[Any]):
    """What is kept of somebody. `userName` is the mail address with which they sign in."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    display_name: str | None = None
    active: bool | None = None
    emails: Annotated[list[Email] | None, Mutability.read_only] = None


def _view(**methods: View) -> View:
    """A view of some methods, for whoever holds an agency's token; SCIM's own faults are answered in its form."""
    @csrf_exempt
    @login_not_required
    def view(request: HttpRequest, **named: Any) -> HttpResponse:
        if not actor_of(request).may("person.provision"):
            raise NeedsToken(Text("token.needed", "This needs a token. Send it as: Authorization: Bearer …"))
        found = methods.get(request.method or "")
        if found is None:
            answer = answer_to(request, NoSuchMethod(Text("api.method", "This address does not take {method}. It takes {methods}.",
                                                          method=request.method or "", methods=", ".join(sorted(methods)))))
            answer["Allow"] = ", ".join(sorted(methods))
            return answer
        with TOLERANT:
            try:
                return found(request, **named)
            except SCIMException as fault:
                return _answer(fault.to_error().model_dump(), fault.status)
            except ValidationError as fault:
                return _answer(Error.from_validation_errors(fault)[0].model_dump(), HTTPStatus.BAD_REQUEST)

    return wraps(next(iter(methods.values())))(view)


def _answer(content: Mapping[str, Any], status: int = HTTPStatus.OK, **headers: str) -> HttpResponse:
    return HttpResponse(json.dumps(content, ensure_ascii=False), content_type=MEDIA, status=status, headers=headers)


def _body(request: HttpRequest) -> Any:
    if request.content_type not in TAKEN:
        raise NotUnderstood(Text("scim.media", "This takes one JSON object. Send it as {media}.", media=MEDIA))
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        raise NotUnderstood(Text("scim.unreadable", "This is no JSON in UTF-8. Send one JSON object.")) from None


def _base() -> str:
    return f"{settings.ENVIRONMENT.public_url}/scim/v2"


# People


def list_users(request: HttpRequest) -> HttpResponse:
    """The agency's people that a filter fits, a page of them."""
    return _found(request, SearchRequest[User].model_validate(request.GET.dict()))


def search_users(request: HttpRequest) -> HttpResponse:
    """The same, asked in a body: so that no address stands in a log (RFC 7644, 3.4.3)."""
    return _found(request, SearchRequest[User].model_validate(_body(request), scim_ctx=Context.SEARCH_REQUEST))


def _found(request: HttpRequest, asked: SearchRequest[User]) -> HttpResponse:
    actor = actor_of(request)
    people = [_user_of(person) for person in list_provisioned(seen_by=actor)]
    if asked.filter:
        wanted = ScimFilter[User](f"{asked.filter}")
        people = [user for user in people if wanted.match(user, strict=True)]
    first, count = max(asked.start_index or 1, 1), min(MOST if asked.count is None else asked.count, MOST)
    page = people[first - 1:first - 1 + count]
    provisioning.note_reading(len(page), by=actor, at=now())
    return _answer(ListResponse[User](total_results=len(people), start_index=first, items_per_page=len(page), resources=page or None).model_dump(
        scim_ctx=Context.RESOURCE_QUERY_RESPONSE, response_parameters=asked))


def post_user(request: HttpRequest) -> HttpResponse:
    """Enter somebody: suspended, until an administrator gives a role."""
    sent = User.model_validate(_body(request), scim_ctx=Context.RESOURCE_CREATION_REQUEST)
    person = provisioning.provision(_known(sent, was_active=False), by=actor_of(request), at=now())
    user = _user_of(_find(person.pk, actor_of(request)))
    return _answer(user.model_dump(scim_ctx=Context.RESOURCE_CREATION_RESPONSE), HTTPStatus.CREATED, Location=f"{user.meta.location}" if user.meta else "")


def show_user(request: HttpRequest, user: UUID) -> HttpResponse:
    """One of them."""
    found = _user_of(_find(user, actor_of(request)))
    provisioning.note_reading(1, by=actor_of(request), at=now())
    asked = SearchRequest[User].model_validate(request.GET.dict())
    return _answer(found.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE, response_parameters=asked))


def put_user(request: HttpRequest, user: UUID) -> HttpResponse:
    """Make somebody as the directory says."""
    was = _user_of(_find(user, actor_of(request)))
    sent = User.model_validate(_body(request), scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST)
    return _changed(request, user, _known(sent, was_active=bool(was.active)), Context.RESOURCE_REPLACEMENT_RESPONSE)


def patch_user(request: HttpRequest, user: UUID) -> HttpResponse:
    """Change some of it."""
    found = _user_of(_find(user, actor_of(request)))
    was_active = bool(found.active)
    PatchOp[User].model_validate(_body(request), scim_ctx=Context.RESOURCE_PATCH_REQUEST).patch(found)
    return _changed(request, user, _known(found, was_active=was_active), Context.RESOURCE_PATCH_RESPONSE)


def delete_user(request: HttpRequest, user: UUID) -> HttpResponse:
    """Suspend somebody whom the directory knows no more: what they did stands in the record."""
    provisioning.withdraw(user, by=actor_of(request), at=now())
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _changed(request: HttpRequest, user: UUID, known: Known, context: Context) -> HttpResponse:
    provisioning.change(user, known, by=actor_of(request), at=now())
    return _answer(_user_of(_find(user, actor_of(request))).model_dump(scim_ctx=context))


def _find(user: UUID, actor: Actor) -> Person:
    person = list_provisioned(seen_by=actor).filter(pk=user).first()
    if person is None:
        raise Absent
    return person


def _user_of(person: Person) -> User:
    kept = getattr(person, "provision", None)
    return User(id=f"{person.pk}", external_id=(kept and kept.external_id) or None, user_name=person.email, display_name=person.name, active=person.is_active,
                emails=[Email(value=person.email, primary=True)],
                meta=Meta(resource_type="User", created=person.made_at, last_modified=kept.changed_at if kept else person.made_at,
                          location=f"{_base()}/Users/{person.pk}"))


def _known(sent: User, *, was_active: bool) -> Known:
    """As they sent it. Where nothing is said of `active`, it stays."""
    name = sent.display_name or _name_of((sent.unknown_attributes or {}).get("name"))
    return Known(email=sent.user_name or "", name=name or sent.user_name or "", external_id=sent.external_id or "",
                 is_active=was_active if sent.active is None else sent.active)


def _name_of(parts: Any) -> str:
    """A name that came in parts."""
    said = {part: words for part, words in parts.items() if isinstance(words, str)} if isinstance(parts, dict) else {}
    return said.get("formatted") or " ".join(filter(None, (said.get("givenName"), said.get("familyName"))))


# What this is


def show_config(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django gives it
    """What is understood here, and what is not."""
    return _answer(ServiceProviderConfig(
        patch=Patching(supported=True), bulk=Bulk(supported=False, max_operations=0, max_payload_size=0), filter=Filtering(supported=True, max_results=MOST),
        change_password=ChangePassword(supported=False), sort=Sort(supported=False), etag=ETag(supported=False),
        authentication_schemes=[AuthenticationScheme(type=AuthenticationScheme.Type.oauthbearertoken, name="Token of an agency",
                                                     description="article22 scim make", primary=True)],
        meta=Meta(resource_type="ServiceProviderConfig", location=f"{_base()}/ServiceProviderConfig")).model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE))


def _schemas() -> Sequence[Schema]:
    schema = User.to_schema()
    schema.meta = Meta(resource_type="Schema", location=f"{_base()}/Schemas/{schema.id}")
    return (schema,)


def _types() -> Sequence[ResourceType]:
    kind = ResourceType.from_resource(User)
    kind.meta = Meta(resource_type="ResourceType", location=f"{_base()}/ResourceTypes/{kind.id}")
    return (kind,)


def _listed(kind: type[Resource[Any]], rows: Callable[[], Sequence[Any]]) -> View:
    def show(request: HttpRequest) -> HttpResponse:
        """All of them; these are not filtered (RFC 7644, 4)."""
        if "filter" in request.GET:
            return _answer(Error(status=403, detail="Schemas and resource types are not filtered.").model_dump(), HTTPStatus.FORBIDDEN)
        found = list(rows())
        return _answer(ListResponse[kind](  # type: ignore[valid-type]  # named when it is asked
            total_results=len(found), start_index=1, items_per_page=len(found), resources=found).model_dump(
            scim_ctx=Context.RESOURCE_QUERY_RESPONSE))

    return show


def _one_of(rows: Callable[[], Sequence[Any]]) -> View:
    def show(request: HttpRequest, id: str) -> HttpResponse:  # noqa: ARG001  Django gives it
        """One of them, or Absent."""
        found = next((row for row in rows() if row.id == id), None)
        if found is None:
            raise Absent
        return _answer(found.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE))

    return show


urlpatterns: list[URLPattern] = [
    path("Users", _view(GET=list_users, POST=post_user), name="scim_users"),
    path("Users/.search", _view(POST=search_users), name="scim_search"),
    path(".search", _view(POST=search_users), name="scim_search_all"),
    path("Users/<uuid:user>", _view(GET=show_user, PUT=put_user, PATCH=patch_user, DELETE=delete_user), name="scim_user"),
    path("ServiceProviderConfig", _view(GET=show_config), name="scim_config"),
    path("Schemas", _view(GET=_listed(Schema, _schemas)), name="scim_schemas"),
    path("Schemas/<str:id>", _view(GET=_one_of(_schemas)), name="scim_schema"),
    path("ResourceTypes", _view(GET=_listed(ResourceType, _types)), name="scim_types"),
    path("ResourceTypes/<str:id>", _view(GET=_one_of(_types)), name="scim_type"),
]
