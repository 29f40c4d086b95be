"""A file is attached, and given back as it came: always as a download, never shown."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from article22.contexts.cases.models import Case
from article22.contexts.cases.queries.cases import get_case
from article22.contexts.cases.rules.moves import OVER
from article22.contexts.cases.rules.terms import Status
from article22.doors.web.forms import show_form, submit
from article22.ground.accounts.queries import get_person
from article22.ground.files.queries import list_attachments
from article22.ground.files.rules.kinds import LARGEST, MEGABYTE
from article22.kernel.actor import Actor
from article22.procedures.attaching import attach_file, fetch_file
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.downloads import as_download


class AttachForm(forms.Form):
    """One file; those who protect may keep it among themselves."""

    file = forms.FileField(label=_("File"), allow_empty_file=True, max_length=400)
    is_internal = forms.BooleanField(label=_("Only for those who protect"), required=False)

    def __init__(self, *given: Any, is_protector: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        if not is_protector:
            del self.fields["is_internal"]


def files_of(case: Case, actor: Actor) -> dict[str, Any]:
    """What `attachments/_list.html` shows of a case: one question."""
    is_taken = actor.may("case.add") and (actor.may("desk.see") or Status(case.status) not in OVER)
    return {"attachments": list_attachments(case.pk, seen_by=actor), "attach_to": case.number if is_taken else "",
            "may_attach_internally": actor.may("case.internal"), "most_megabytes": LARGEST // MEGABYTE}


@require_http_methods(["GET", "POST"])
def add_file(request: HttpRequest, number: str) -> HttpResponse:
    """Attach a file to a case; back to the page of the case."""
    actor = actor_of(request)
    actor.check_may("case.add")
    case = get_case(number, seen_by=actor)
    form = AttachForm(request.POST if request.method == "POST" else None, request.FILES or None, is_protector=actor.may("case.internal"))

    def attach(given: dict[str, Any]) -> HttpResponse:
        file: UploadedFile[bytes] = given["file"]
        attach_file(case.pk, file.read(LARGEST + 1), given_name=file.name or "", is_internal=given.get("is_internal", False), name=name_of(actor), by=actor,
                    at=now())
        return redirect(_page_of(case, actor))

    return (submit(request, form, attach) if form.is_bound else None) or show_form(
        request, "attachments/attach.html", form, case=case, page=_page_of(case, actor), **files_of(case, actor))


@require_safe
def download(request: HttpRequest, attachment: UUID) -> HttpResponse:
    """A file as it came."""
    actor = actor_of(request)
    file, content = fetch_file(attachment, name=name_of(actor), by=actor, at=now())
    return as_download(content, file.name or f"{file.pk}")


def name_of(actor: Actor) -> str:
    """The name of whoever asks."""
    return get_person(actor.person, seen_by=actor).name if actor.person else ""


def _page_of(case: Case, actor: Actor) -> str:
    """Where somebody reads a case."""
    return reverse("portal_case" if actor.may("case.reply") else "desk_case", args=[case.number])
