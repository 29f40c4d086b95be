"""Every address of the API: one call, one answer."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import HttpBearer

from article22.contexts.directory.actions.lines import decide_change, propose_change
from article22.contexts.directory.actions.reports import file_report
from article22.contexts.directory.models import Change
from article22.contexts.directory.queries.changes import get_change, list_changes
from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.directory.rules import questions
from article22.contexts.directory.rules.answers import answer_of
from article22.contexts.directory.rules.keeping import State
from article22.contexts.directory.rules.proposals import Proposal
from article22.contexts.directory.rules.slots import Slot, slots_of
from article22.contexts.missions.queries.liaisons import get_liaison
from article22.contexts.missions.queries.missions import get_mission, list_missions, list_premises
from article22.doors.api import attachments, cases, register, shapes
from article22.doors.api.parameters import check_known
from article22.doors.api.register import mission_of, premises_of
from article22.kernel.place import NoSuchPlace
from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text
from article22.procedures import asking, proving
from article22.threshold.actors import NeedsToken, actor_of
from article22.threshold.answers import NoSuchMethod, problem
from article22.threshold.clock import now
from article22.threshold.proofs import size_of
from article22.threshold.speakers import in_words


class Bearer(HttpBearer):
    """A token, for whose bearer the wall was opened already; without one nothing of the request is read."""

    def authenticate(self, request: HttpRequest, token: str) -> bool:  # noqa: ARG002  ninja's signature
        """Whether the token stands for somebody."""
        return actor_of(request).membership is not None


class Api(NinjaAPI):
    """Ninja's, which describes its refusals as what they are."""

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        """The description (OpenAPI 3.1), every refusal a problem document (RFC 9457)."""
        schema = super().get_openapi_schema(**given)
        for one in (one for methods in schema["paths"].values() for one in methods.values()):
            for status, answer in one["responses"].items():
                if status >= HTTPStatus.BAD_REQUEST and "content" in answer:
                    answer["content"] = {"application/problem+json": answer["content"]["application/json"]}
        return schema


api = Api(title="Article 22", version="1", docs_url=None, urls_namespace="api", auth=Bearer(), description="Whom a foreign mission calls, and who says so. "
               "A refusal is a problem document (RFC 9457), a method that an address does not take as well. Nothing is done twice under one Idempotency-Key.")
PROBLEMS = shapes.PROBLEMS


@api.exception_handler(AuthenticationError)
def refuse_nobody(_request: HttpRequest, _fault: AuthenticationError) -> HttpResponse:
    """Nobody: without a token."""
    return problem(NeedsToken(Text("token.needed", "This needs a token. Make one on your account's pages, and send it as: Authorization: Bearer …")))


@api.exception_handler(ValidationError)
def refuse_fields(_request: HttpRequest, fault: ValidationError) -> HttpResponse:
    """Fields that are missing, of the wrong kind, or read by nothing."""
    said = "; ".join(f"{'.'.join(str(part) for part in error['loc'] if part not in ('body', 'query', 'content'))}: {error['msg']}" for error in fault.errors)
    return problem(NotUnderstood(Text("api.fields", "The request cannot be read: {said}. See /api/v1/openapi.json.", said=said[:500])))


@api.exception_handler(HttpError)
def refuse_body(_request: HttpRequest, fault: HttpError) -> HttpResponse:
    """A body that is no JSON: cut, in another encoding, or a form."""
    return problem(NotUnderstood(Text("api.body", "The body cannot be read as JSON: {said}. Send one JSON object in UTF-8.", said=f"{fault}"[:200])))


ROUTE_PARAMETERS = frozenset({"need", "lat", "lon", "place", "mission", "at", "as_of", "lang"})


@api.get("/route", auth=None, response={200: shapes.RouteOut, **PROBLEMS}, by_alias=True, operation_id="route", summary="Whom to call")
def show_route(request: HttpRequest, need: str = "", lat: str | None = None, lon: str | None = None, place: str | None = None,
               mission: str | None = None, at: str | None = None, as_of: str | None = None) -> HttpResponse:
    """Whom a place calls for a need at an hour. Say where in one way: place, mission, or lat and lon. No sign-in needed."""
    check_known(request, ROUTE_PARAMETERS)
    present = now()
    directory = get_directory(at=present)
    answer = asking.whom_to_call(
        directory, _where(lat, lon, place, mission, directory.today), questions.need_of(need), at=questions.instant_of(at) if at else None,
        as_of=questions.day_of(as_of) if as_of else None, present=present, seen_by=actor_of(request))
    return JsonResponse(answer_of(answer, in_words), json_dumps_params={"ensure_ascii": False})


def _where(lat: str | None, lon: str | None, place: str | None, mission: str | None, on: date) -> asking.Where:
    match (lat is not None and lon is not None, place is not None, mission is not None, (lat is None) != (lon is None)):
        case (True, False, False, False):
            return asking.Where(place=questions.point_of(lat or "", lon or ""))
        case (False, True, False, False):
            return asking.get_place(place or "", on=on)
        case (False, False, True, False):
            return asking.get_mission_place(mission or "", on=on)
    raise NoSuchPlace(Text("place.how", "Say where in one way: a place, a mission, or both a latitude and a longitude."))


@api.get("/directory", auth=None, response={200: list[shapes.SlotOut], **PROBLEMS}, operation_id="directory", summary="Every line of the directory")
def show_directory(request: HttpRequest) -> HttpResponse:
    """Every line with its value of today and its source. No sign-in needed."""
    check_known(request, frozenset({"lang"}))
    directory = get_directory(at=now())
    return JsonResponse([_slot_of(slot, directory.today) for slot in slots_of(directory)], safe=False, json_dumps_params={"ensure_ascii": False})


def _slot_of(slot: Slot, day: Any) -> dict[str, Any]:
    held = slot.on(day)
    shown = held or slot.last
    return {"id": slot.id, "who": in_words(slot.who), "kind": slot.kind.value, "raw": held.raw if held else None, "status": shown.status_on(day).value,
            "emergency": bool(held and held.is_emergency),
            "source": {"document": shown.source.document.id, "date": shown.source.document.printed, "quote": shown.source.quote}}


@api.get("/missions", response={200: list[shapes.MissionOut], **PROBLEMS}, operation_id="missions", summary="The register")
def show_missions(request: HttpRequest, words: str = "") -> HttpResponse:
    """The missions that the asker may list; a mission's own people see their own."""
    check_known(request, frozenset({"words", "lang"}))
    today = get_directory(at=now()).today
    return JsonResponse([mission_of(mission) for mission in list_missions(seen_by=actor_of(request), words=words, on=today)], safe=False)


@api.get("/missions/{reference}", response={200: shapes.MissionDetailOut, **PROBLEMS}, operation_id="mission", summary="One mission")
def show_mission(request: HttpRequest, reference: str) -> HttpResponse:
    """A mission by its number or id."""
    actor, today = actor_of(request), get_directory(at=now()).today
    mission = get_mission(reference, opened_by=actor)
    officer = get_liaison(mission, on=today, seen_by=actor) if actor.may("liaison.see") else None
    liaison = {"name": officer.name, "raw": officer.raw, "e164": officer.e164, "email": officer.email} if officer else None
    premises = [premises_of(row, mission, actor) for row in list_premises(mission, seen_by=actor, on=today)]
    return JsonResponse({**mission_of(mission), "premises": premises, "liaison": liaison})


@api.post("/reports", auth=None, response={201: shapes.RecordedOut, **PROBLEMS}, operation_id="report", summary="This number is wrong")
def post_report(request: HttpRequest, report: shapes.ReportIn) -> HttpResponse:
    """Put on record that a number is wrong. No sign-in needed. Answers with the receipt's address."""
    filed, entry = file_report(line=report.line, slot=report.slot, place=report.place, words=report.words, by=actor_of(request), at=now())
    return _recorded(filed.pk, "filed", entry, needs_two=False, status=201)


@api.get("/directory/changes", response={200: list[dict[str, Any]], **PROBLEMS}, operation_id="changes", summary="Proposed changes")
def show_changes(request: HttpRequest) -> HttpResponse:
    """Changes, those that wait first. For administrators and inspectors."""
    actor = actor_of(request)
    actor.check_may("directory.read-changes")
    return JsonResponse([_change_of(change) for change in list_changes(seen_by=actor)], safe=False)


def _change_of(change: Change) -> dict[str, Any]:
    return {"id": f"{change.pk}", "slot": change.slot, "raw": change.content["raw"], "starts_on": f"{change.starts_on}", "state": change.state,
            "needs_second_person": change.needs_two, "proposed_by": f"{change.proposed_by}", "document": change.document["title"],
            "printed_on": change.document["printed"]}


@api.post("/directory/changes", response={201: shapes.RecordedOut, **PROBLEMS}, operation_id="propose", summary="Propose a change")
def post_change(request: HttpRequest, change: shapes.ChangeIn) -> HttpResponse:
    """Give a line another value: at once, but for an emergency line, which waits for a second administrator."""
    proposal = Proposal(slot=change.slot, raw=change.raw, starts_on=change.starts_on, title=change.title, issuer=change.issuer,
                        printed_on=change.printed_on, quote=change.quote)
    made, entry = propose_change(proposal, by=actor_of(request), at=now())
    return _recorded(made.pk, made.state, entry, needs_two=made.needs_two, status=201)


@api.post("/directory/changes/{change_id}/approve", response={200: shapes.RecordedOut, **PROBLEMS}, operation_id="approve", summary="Approve a change")
def post_approval(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """The second administrator puts a change in force. Who proposed it is refused."""
    return _decided(request, change_id, is_approved=True)


@api.post("/directory/changes/{change_id}/refuse", response={200: shapes.RecordedOut, **PROBLEMS}, operation_id="refuse", summary="Refuse a change")
def post_refusal(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Refuse a change, or take back one's own."""
    return _decided(request, change_id, is_approved=False)


def _decided(request: HttpRequest, change_id: UUID, *, is_approved: bool) -> HttpResponse:
    actor = actor_of(request)
    entry = decide_change(change_id, is_approved=is_approved, by=actor, at=now())
    change = get_change(change_id, seen_by=actor)
    return _recorded(change.pk, State(change.state).value, entry, needs_two=change.needs_two, status=200)


@api.get("/receipts/{entry}", auth=None, response={200: dict[str, Any], 202: dict[str, Any], **PROBLEMS}, operation_id="receipt", summary="A receipt")
def show_receipt(request: HttpRequest, entry: UUID, size: str = "") -> HttpResponse:
    """The receipt of an entry, to be checked with tools/verify_receipt.py; 202 and without its proof until the entry is sealed, within a second.

    `size` asks for the proof under the checkpoint of that many entries, such as one that was mailed.
    """
    check_known(request, frozenset({"size", "lang"}))
    receipt = proving.make_receipt(entry, seen_by=actor_of(request), size=size_of(size))
    return JsonResponse(receipt, status=202 if receipt["proof"] is None else 200, json_dumps_params={"ensure_ascii": False})


def _recorded(id: UUID, state: str, entry: UUID, *, needs_two: bool, status: int) -> HttpResponse:
    return JsonResponse({"id": f"{id}", "state": state, "needs_second_person": needs_two, "entry": f"{entry}",
                         "receipt": f"/api/v1/receipts/{entry}"}, status=status)


def _in_words(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that refuses a method in the form of all other problems, and names those that it takes."""
    @wraps(view)
    def told(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        answer = view(request, *arguments, **named)
        if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return answer
        allowed = ", ".join(sorted(answer["Allow"].split(", ")))
        refused = problem(NoSuchMethod(Text("api.method", "{method} is nothing that this address takes. Use {allowed}.", method=request.method or "",
                                            allowed=allowed)))
        refused["Allow"] = allowed
        return refused

    return told


def list_addresses() -> tuple[Sequence[Any], str, str]:
    """The addresses, all of which find out for themselves who asks: a token, or the public."""
    api.add_router("/register", register.router)
    api.add_router("/cases", cases.router)
    api.add_router("/cases", attachments.router)
    patterns, app, namespace = api.urls
    for pattern in patterns:
        pattern.callback = _in_words(pattern.callback)  # type: ignore[arg-type]  # an address has a view
        setattr(pattern.callback, "login_required", False)  # noqa: B010  a mark, as login_not_required leaves it
    return patterns, app, namespace
