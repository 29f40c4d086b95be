"""Who is assigned to whom, who is away, and who covers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.directory.rules.numbers import email_of, number_of, region_of_calling_code
from article22.contexts.missions.actions import assigning
from article22.contexts.missions.queries.liaisons import get_officer, list_absences, list_officers, list_portfolio
from article22.contexts.missions.queries.missions import get_mission
from article22.doors.web.forms import id_of, status_of_form, submit
from article22.doors.web.register.forms import AbsenceForm, EndForm, LiaisonForm, OfficerForm
from article22.doors.web.register.missions import mission_page, today
from article22.ground.accounts.queries import get_person, list_people
from article22.kernel.actor import Actor
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.kept import takes_words, written


def officer_choices(actor: Actor) -> list[tuple[str, str]]:
    """Every officer, as choices."""
    return [(f"{officer.pk}", officer.name) for officer in list_officers(seen_by=actor)]


@require_POST
def assign_liaison(request: HttpRequest, number: str) -> HttpResponse:
    """Assign an officer to a mission."""
    actor = actor_of(request)
    mission = get_mission(number, opened_by=actor)
    actor.check_may("liaison.assign")
    form = LiaisonForm(request.POST, prefix="liaison", officers=officer_choices(actor))

    def assign(given: dict[str, Any]) -> HttpResponse:
        assigning.assign_liaison(mission, get_officer(given["officer"], seen_by=actor), starts_on=given["starts_on"], by=actor, at=now())
        return redirect("mission", mission.number)

    return submit(request, form, assign) or mission_page(request, mission, liaison_form=form)


@require_POST
def end_assignment(request: HttpRequest, number: str) -> HttpResponse:
    """An assignment ends on a day, and nobody takes over. Raises Absent where it ended before."""
    actor = actor_of(request)
    mission = get_mission(number, opened_by=actor)
    actor.check_may("liaison.assign")
    form = EndForm(request.POST, prefix="end")

    def end(given: dict[str, Any]) -> HttpResponse:
        assigning.end_assignment(given["assignment"], ends_on=given["ends_on"], by=actor, at=now())
        return redirect("mission", mission.number)

    return submit(request, form, end) or mission_page(request, mission, end_form=form)


@takes_words
def show_officers(request: HttpRequest) -> HttpResponse:
    """Officers with their missions; enter one; say who is away and who covers."""
    actor = actor_of(request)
    actor.check_may("liaison.assign")
    sent = written(request)
    is_absence = bool(sent) and sent.get("form") == "absence"
    people = [(f"{person.pk}", person.name) for person in list_people(seen_by=actor)]
    absence = AbsenceForm(sent if is_absence else None, prefix="absence", officers=officer_choices(actor))
    officer = OfficerForm(None if is_absence else sent, prefix="officer", people=people)

    def enter(given: dict[str, Any]) -> HttpResponse:
        region = region_of_calling_code(get_directory(at=now()).calling_code)
        person = get_person(given["person"], seen_by=actor)
        assigning.add_officer(person.pk, person.name, raw=given["raw"], e164=number_of(given["raw"], region) if given["raw"] else "",
                              email=email_of(given["email"]) if given["email"] else "", by=actor, at=now())
        return redirect("officers")

    def leave(given: dict[str, Any]) -> HttpResponse:
        assigning.add_absence(get_officer(given["officer"], seen_by=actor), get_officer(given["cover"], seen_by=actor), starts_on=given["starts_on"],
                              ends_on=given["ends_on"], by=actor, at=now())
        return redirect("officers")

    done = (submit(request, absence, leave) if is_absence else submit(request, officer, enter)) if sent else None
    if done:
        return done
    day = today()
    rows = [{"officer": row, "missions": list_portfolio(row, on=day)} for row in list_officers(seen_by=actor)]
    refused = absence if is_absence else officer
    return render(request, "register/officers.html", {
        "officers": rows, "absences": list_absences(seen_by=actor, on=day), "absence_form": absence, "officer_form": officer},
        status=status_of_form(request, refused))


@require_POST
def cancel_absence(request: HttpRequest) -> HttpResponse:
    """An absence does not happen."""
    assigning.cancel_absence(id_of(request.POST.get("absence")), by=actor_of(request), at=now())
    return redirect("officers")
