"""The tour's live pages: something is filed, nobody answers, and it is proved. The cast act; whoever walks needs no sign-in."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from article22.contexts.cases.queries.cases import get_case, list_asked, list_clocks, list_decisions
from article22.contexts.directory.queries.directories import get_directory
from article22.doors.web.demo.views import in_demo_only
from article22.doors.web.portal.dossier import time_of, told_of, window_of
from article22.doors.web.portal.marks import chips_of, mark_case
from article22.ground.accounts.rules import Role
from article22.ground.outbox.queries import list_caught_of
from article22.procedures import touring
from article22.procedures.casting import play
from article22.threshold.actors import serves_another
from article22.threshold.clock import machine_now, now
from article22.threshold.limits import limited


@in_demo_only
@limited("tour")
@require_http_methods(["GET", "POST"])
@serves_another
def report(request: HttpRequest) -> HttpResponse:
    """What Ana Ferro is about to file; then it is filed."""
    if request.method == "POST":
        return redirect("tour_filed", touring.file_saturday(present=now()))
    return render(request, "tour/report.html")


@in_demo_only
@require_safe
@serves_another
def show_filed(request: HttpRequest, number: str) -> HttpResponse:
    """The case: its number, who was told, who answered, and the receipt."""
    return render(request, "tour/filed.html", _case(number) | {"proven": touring.prove(number, is_changed=False, machine_now=machine_now())})


@in_demo_only
@limited("tour")
@require_http_methods(["GET", "POST"])
@serves_another
def show_silence(request: HttpRequest, number: str) -> HttpResponse:
    """One desk is silent: the clock runs to its end, and the lapse goes to a named person."""
    if request.method == "POST":
        touring.skip_to_deadline(number, machine_now=machine_now())
        return redirect("tour_silence", number)
    return render(request, "tour/silence.html", _case(number))


@in_demo_only
@require_safe
@serves_another
def show_proof(request: HttpRequest, number: str) -> HttpResponse:
    """One bit of a copy is changed, and `verify` names the entry; the mission's own receipt still proves what it filed."""
    is_changed = "changed" in request.GET
    return render(request, "tour/proof.html", _case(number) | {
        "is_changed": is_changed, "proven": touring.prove(number, is_changed=is_changed, machine_now=machine_now())})


def _case(number: str) -> dict[str, object]:
    """A case as the tour shows it: as its mission sees it, with what a demo caught of it."""
    ana, _ = play(Role.REPRESENTATIVE, door=touring.DOOR)
    case = get_case(number, seen_by=ana)
    capital: ZoneInfo = get_directory(at=now()).capital
    time = time_of(case, now(), capital)
    clocks = list_clocks(case, seen_by=ana)
    waiting = touring.clock_of(case, seen_by=ana)
    told, chips = told_of(list_asked(case, seen_by=ana), clocks, time), chips_of([waiting], time)
    mark = mark_case(case, list_decisions(case, seen_by=ana))
    lee, _ = play(Role.WATCH_OFFICER, door=touring.DOOR)  # what the watch is sent is not the mission's to see
    caught = list_caught_of(case.pk, kind="case.lapsed", seen_by=lee)
    return {"case": case, "told": told, "chips": chips, "clock": waiting, "window": window_of(case, time), "mark": mark, "caught": caught}
