"""The emergency log: a line is read as it is typed, and becomes a case with one chord."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from article22.doors.web.desk.asking import directory_now, name_of, watcher_of
from article22.doors.web.desk.forms import CallLogForm
from article22.doors.web.desk.pages import frame
from article22.doors.web.forms import choices_of, status_of_form, submit
from article22.procedures.hearing import KINDS, Said, hear, log_call
from article22.threshold.clock import now
from article22.threshold.kept import takes_words, written

LONGEST_READ = 2000


@require_safe
def read_line(request: HttpRequest) -> HttpResponse:
    """How a line is understood so far: a fragment beside the bar."""
    actor = watcher_of(request)
    actor.check_may("case.log")
    words = request.GET.get("words", "")[:LONGEST_READ]
    return render(request, "desk/_reading.html", {"heard": hear(words, by=actor, present=now()) if words.strip() else None})


@takes_words
def log(request: HttpRequest) -> HttpResponse:
    """Put the call on record; or, where a person only wants to see how it was read, show that with everything that may be added."""
    actor = watcher_of(request)
    actor.check_may("case.log")
    form = CallLogForm(written(request), kinds=choices_of(KINDS))

    def put(given: dict[str, Any]) -> HttpResponse:
        said = Said(mission=given["mission"], kind=given["kind"], place=given["place"], caller=given["caller"], phone=given["phone"],
                    is_unknown=form.data.get("do") == "unknown")
        opened = log_call(given["words"], said, ago=timedelta(milliseconds=given["elapsed"] or 0), name=name_of(request), by=actor, present=now())
        return redirect(f"{reverse('desk')}?case={opened.number}&done=log")

    is_read = form.data.get("do") == "read" and form.is_valid()
    return (submit(request, form, put) if form.is_bound and not is_read else None) or _page(request, form, is_read=is_read)


def _page(request: HttpRequest, form: CallLogForm, *, is_read: bool) -> HttpResponse:
    words = form.data.get("words", "")[:LONGEST_READ]
    heard = hear(words, by=watcher_of(request), present=now())
    context = {**frame(request, directory_now()), "form": form, "heard": heard, "words": words, "elapsed": form.data.get("elapsed", "")}
    return render(request, "desk/log.html", context, status=200 if is_read else status_of_form(request, form))
