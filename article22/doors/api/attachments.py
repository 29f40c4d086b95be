"""Files of a case for programs: list, attach, fetch."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile

from article22.contexts.cases.queries.cases import get_case
from article22.contexts.cases.queries.records import attachment_of
from article22.doors.api import shapes
from article22.doors.api.parameters import check_known
from article22.ground.accounts.queries import get_person
from article22.ground.files.queries import get_attachment, list_attachments
from article22.ground.files.rules.kinds import LARGEST
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.procedures.attaching import attach_file, fetch_file
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.downloads import as_download

router = Router()


@router.get("/{reference}/attachments", response={200: list[shapes.AttachmentOut], **shapes.PROBLEMS}, operation_id="attachments", summary="Files of a case")
def show_attachments(request: HttpRequest, reference: str) -> HttpResponse:
    """The files of a case, in the order in which they were attached."""
    check_known(request, frozenset({"lang"}))
    actor = actor_of(request)
    case = get_case(reference, seen_by=actor)
    return JsonResponse([attachment_of(row, case.number) for row in list_attachments(case.pk, seen_by=actor)], safe=False,
                         json_dumps_params={"ensure_ascii": False})


@router.post("/{reference}/attachments", response={201: shapes.AttachmentOut, 413: shapes.ProblemOut, **shapes.PROBLEMS}, operation_id="attach",
             summary="Attach a file")
def post_attachment(request: HttpRequest, reference: str, file: File[UploadedFile], internal: Form[bool] = False) -> HttpResponse:
    """Attach one file (multipart/form-data, field `file`). What it is, is found in it; `internal` keeps it among those who protect."""
    actor = actor_of(request)
    attachment = attach_file(reference, file.read(LARGEST + 1), given_name=file.name or "", is_internal=internal, name=_name_of(actor), by=actor, at=now())
    return JsonResponse(attachment_of(attachment, reference), status=201, json_dumps_params={"ensure_ascii": False})


@router.get("/{reference}/attachments/{attachment}", response={200: None, **shapes.PROBLEMS}, operation_id="attachment", summary="A file")
def fetch_attachment(request: HttpRequest, reference: str, attachment: UUID) -> HttpResponse:
    """A file as it came, as a download."""
    actor = actor_of(request)
    if get_attachment(attachment, seen_by=actor).record != get_case(reference, seen_by=actor).pk:
        raise Absent
    file, content = fetch_file(attachment, name=_name_of(actor), by=actor, at=now())
    return as_download(content, file.name or f"{file.pk}")


def _name_of(actor: Actor) -> str:
    return get_person(actor.person, seen_by=actor).name if actor.person else ""
