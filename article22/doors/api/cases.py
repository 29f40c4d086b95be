"""Cases for programs: open one, list them, read one."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from article22.contexts.cases.queries import cases
from article22.contexts.cases.queries.records import line_of, record_of
from article22.contexts.cases.rules import answers
from article22.contexts.cases.rules.opening import Report
from article22.contexts.cases.rules.pages import page_of
from article22.contexts.cases.rules.terms import CannotOpen, CaseKind, Priority, Status
from article22.contexts.directory.rules.questions import point_of
from article22.doors.api import shapes
from article22.doors.api.parameters import check_known
from article22.ground.accounts.queries import get_contact
from article22.kernel.actor import Actor
from article22.kernel.refusal import NotUnderstood
from article22.kernel.term import Term
from article22.kernel.text import Text
from article22.procedures import proving, reporting
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.speakers import in_words

router = Router()
LIST_PARAMETERS = frozenset({"q", "status", "kind", "after", "lang"})


@router.post("", response={201: shapes.OpenedOut, **shapes.PROBLEMS}, operation_id="open_case", summary="Report: open a case")
def post_case(request: HttpRequest, case: shapes.CaseIn) -> HttpResponse:
    """Put a report on record and tell the authorities of its place. Answers when it is durable, with a signed receipt."""
    actor = actor_of(request)
    name, reporter = _reporter_of(case, actor)
    sent = reporting.Sent(
        report=Report(kind=CaseKind(case.kind), summary=case.summary, description=case.description, happened_at=case.happened_at, starts_at=case.starts_at,
                      ends_at=case.ends_at, expected_size=case.expected_size, priority=Priority(f"{case.priority}"), reporter=reporter,
                      details=case.details.model_dump(exclude_none=True) if case.details else {}),
        mission=case.mission, premises=case.premises, place=case.place, point=_point_of(case))
    opened = reporting.file_case(sent, name=name, by=actor, present=now())
    return JsonResponse({
        "number": opened.number, "id": f"{opened.id}", "kind": case.kind, "status": opened.status.value,
        "recipients": answers.recipients_as_sent(opened.recipients, in_words), "clocks": answers.clocks_as_wound(opened.clocks),
        "receipt": {"entry": f"{opened.entry.id}", "digest": opened.entry.happening.digest().hex(), "at": answers.iso(opened.opened_at),
                    "url": f"/api/v1/receipts/{opened.entry.id}", "document": proving.receipt_of(opened.entry)},
    }, status=201, json_dumps_params={"ensure_ascii": False})


def _reporter_of(case: shapes.CaseIn, actor: Actor) -> tuple[str, dict[str, str]]:
    """The name of whoever reports, and how to reach them: the token's person where nothing is said."""
    given = case.reporter.model_dump(exclude_none=True) if case.reporter else {}
    contact = get_contact(seen_by=actor)
    known = {"name": contact.name, "email": contact.email} if contact else {}
    return known.get("name", ""), given or known


def _point_of(case: shapes.CaseIn) -> Any:
    if case.lat is None and case.lon is None:
        return None
    if case.lat is None or case.lon is None:
        raise CannotOpen(Text("case.half-a-point", "A point has a latitude and a longitude. Give both, or a place in words."))
    return point_of(f"{case.lat}", f"{case.lon}")


@router.get("", response={200: shapes.CasesOut, **shapes.PROBLEMS}, operation_id="cases", summary="Cases, the newest first")
def show_cases(request: HttpRequest, q: str = "", status: str = "", kind: str = "", after: str = "") -> HttpResponse:
    """The cases that the asker sees: by words, by statuses and kinds (several with commas), page by page."""
    check_known(request, LIST_PARAMETERS)
    asked = cases.Asked(words=q, statuses=_terms_of(status, Status), kinds=_terms_of(kind, CaseKind))
    found, following = cases.list_cases(asked, seen_by=actor_of(request), page=page_of(after))
    return JsonResponse({"items": [line_of(case) for case in found], "next": following.key if following else None},
                        json_dumps_params={"ensure_ascii": False})


def _terms_of(given: str, terms: type[Term]) -> frozenset[str]:
    asked = frozenset(one.strip() for one in given.split(",") if one.strip())
    if unknown := sorted(asked - set(terms)):
        raise NotUnderstood(Text("api.unknown-term", "{unknown} is none of {known}.", unknown=f"“{unknown[0][:40]}”", known=", ".join(sorted(terms))))
    return asked


@router.get("/{reference}", response={200: shapes.CaseOut, **shapes.PROBLEMS}, operation_id="case", summary="One case")
def show_case(request: HttpRequest, reference: str) -> HttpResponse:
    """A case by its number or id: who was told and who answered, what is owed, what was decided, and its story."""
    actor = actor_of(request)
    case = cases.get_case(reference, seen_by=actor)
    return JsonResponse(record_of(case, in_words, seen_by=actor), json_dumps_params={"ensure_ascii": False})
