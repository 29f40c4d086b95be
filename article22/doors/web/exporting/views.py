"""The export of a case, as a download."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from article22.procedures.exporting import export_case
from article22.threshold.actors import actor_of
from article22.threshold.clock import now


@require_safe
def download_case(request: HttpRequest, number: str) -> HttpResponse:
    """The ZIP of a case, as far as whoever asks sees it."""
    case, content = export_case(number, by=actor_of(request), at=now())
    return HttpResponse(content, content_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{case.number}.zip"'})
