"""Missions and their places."""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.directory.queries.packs import PACK
from article22.contexts.directory.rules.numbers import number_of, region_of_calling_code
from article22.contexts.missions.actions import registering as register
from article22.contexts.missions.models import Mission, Premises
from article22.contexts.missions.queries.dossiers import list_readable
from article22.contexts.missions.queries.liaisons import list_assignments, list_officers
from article22.contexts.missions.queries.missions import get_mission, get_premises, list_past_premises, list_posts
from article22.contexts.missions.queries.registers import list_states
from article22.contexts.missions.rules.completeness import Part
from article22.contexts.missions.rules.contacts import USUAL
from article22.contexts.missions.rules.tasks import WHAT
from article22.contexts.missions.rules.terms import MissionKind, PremisesKind, TaskKind
from article22.doors.web.forms import show_form, submit
from article22.doors.web.register.forms import ChangeForm, EndForm, LiaisonForm, MissionForm, PremisesForm, SwitchboardForm
from article22.doors.web.register.marks import MARKS, mark_of
from article22.kernel.actor import Actor
from article22.procedures.glancing import glance_at
from article22.procedures.registering import address_of
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.kept import takes_words, written
from article22.threshold.speakers import in_words


def capital() -> ZoneInfo:
    """The clocks of the capital, on which officers read instants."""
    return get_directory(at=now()).capital


def today() -> date:
    """The present day in the capital."""
    return get_directory(at=now()).today


@require_safe
def show_mission(request: HttpRequest, number: str) -> HttpResponse:
    """A mission: its places, who is assigned to it, and what may be changed."""
    return mission_page(request, get_mission(number, opened_by=actor_of(request)))


def mission_page(request: HttpRequest, mission: Mission, **forms: Any) -> HttpResponse:
    """The page of a mission, with the form that was refused where one was."""
    actor, at = actor_of(request), now()
    directory = get_directory(at=at)
    day = directory.today
    one = glance_at(mission, directory=directory, seen_by=actor, at=at)
    context: dict[str, Any] = {
        "mission": mission, "one": one, "past": list_past_premises(mission, seen_by=actor, on=day), "may_write": actor.may("mission.write"),
        "may_change": actor.may("mission.write") or actor.may("office.assign"), "may_assign": actor.may("liaison.assign"),
        "may_see_flags": actor.may("priority.see"),
        "may_see_liaison": actor.may("liaison.see"), "may_note": actor.may("contact.note"), "usual": USUAL.days,
        "posts": list_posts(mission, seen_by=actor, on=day) if actor.may("mission.list") else [],
        "reached_mark": MARKS[one.reached.health] if one.reached else "", "cases_at": _cases_at(mission, actor),
        "contact_is_late": one.contact_due_on is not None and one.contact_due_on < day,
        "tasks": [{"task": task, "what": WHAT[TaskKind(task.kind)], "mark": "late" if at >= task.due_at else "due"} for task in one.tasks],
        "gaps": [(gap.what, _mended_at(gap.part, mission)) for gap in one.completeness.gaps] if one.completeness else [],
        "sees_claims": actor.may("claim.see"), "readable": list_readable(one.premises, seen_by=actor),
        "is_own": actor.organisation is not None and actor.organisation == mission.organisation_id,
    }
    if actor.may("liaison.see"):
        context["assignments"] = list_assignments(mission, seen_by=actor)
    context["places"] = [(row, _switchboard_of(row, forms.get("switchboard_form")) if _has_switchboard(row, actor) else None) for row in one.premises]
    if actor.may("mission.write"):
        context["premises_form"] = PremisesForm(prefix="premises")
    if context["may_change"]:
        context["change_form"] = ChangeForm(prefix="change", offices=offices(), initial={
            "name": mission.name, "responsible_office": mission.responsible_office, "usual_office": mission.usual_office})
    if actor.may("liaison.assign"):
        context["liaison_form"] = LiaisonForm(prefix="liaison", officers=[(f"{row.pk}", row.name) for row in list_officers(seen_by=actor)],
                                              initial={"starts_on": day})
        if assigned := next((row for row in context["assignments"] if row.ends_on is None), None):
            context["end_form"] = EndForm(prefix="end", initial={"assignment": assigned.pk, "ends_on": day})
    context["flags"] = [{"place": row, "standing": standing, "mark": mark_of(standing, at)} for row in one.premises if (
        standing := one.standings.get(row.pk))]
    refused = next(iter(forms.values()), None)
    return render(request, "register/mission.html", {**context, **forms}, status=getattr(refused, "refused", 422) if refused else 200)


def _has_switchboard(place: Premises, actor: Actor) -> bool:
    """Whether an officer may give a place's switchboard here: what stands of a residence is read in its dossier alone."""
    return actor.may("mission.write") and place.kind != PremisesKind.RESIDENCE


def _switchboard_of(place: Premises, refused: SwitchboardForm | None) -> SwitchboardForm:
    """The form of a place's switchboard, as it was refused where it was."""
    prefix = f"{place.pk}"
    return refused if refused and refused.prefix == prefix else SwitchboardForm(prefix=prefix, initial={"phone": place.phone})


def _mended_at(part: Part, mission: Mission) -> str:
    """Where what is missing is entered."""
    pages = {Part.PEOPLE: "representatives", Part.CONTACTS: "contacts", Part.AUTHORITY: "authority"}
    return reverse(pages[part], args=[mission.number]) if part in pages else f"#{part.value}"


def _cases_at(mission: Mission, actor: Actor) -> str:
    """Where somebody reads the cases of a mission."""
    if actor.may("case.reply"):
        return reverse("portal")
    if actor.may("desk.see"):
        return f"{reverse('desk')}?{urlencode({'words': mission.number})}"
    return f"{reverse('inspector')}?{urlencode({'mission': mission.pk})}"


def offices() -> list[tuple[str, str]]:
    """Every office, as choices."""
    return [(office.id, in_words(office.who)) for office in get_directory(at=now()).offices]


@takes_words
def register_mission(request: HttpRequest) -> HttpResponse:
    """Enter a mission with its main place."""
    actor = actor_of(request)
    actor.check_may("mission.write")
    states = list_states(PACK)
    form = MissionForm(written(request) or None, states=[(code, state.name) for code, state in states.items()])

    def enter(given: dict[str, Any]) -> HttpResponse:
        address = address_of(given["address"], lat=given["lat"], lon=given["lon"], phone=given["phone"], directory=get_directory(at=now()))
        mission = register.register_mission(states[given["state"]], MissionKind(given["kind"]), address, name=given["name"], by=actor, at=now(), on=today())
        return redirect("mission", mission.number)

    return (submit(request, form, enter) if form.is_bound else None) or show_form(request, "register/new.html", form)


@require_POST
def add_premises(request: HttpRequest, number: str) -> HttpResponse:
    """Enter another place of a mission."""
    actor = actor_of(request)
    mission = get_mission(number, opened_by=actor)
    actor.check_may("mission.write")
    form = PremisesForm(request.POST, prefix="premises")

    def enter(given: dict[str, Any]) -> HttpResponse:
        address = address_of(given["address"], lat=given["lat"], lon=given["lon"], phone=given["phone"], directory=get_directory(at=now()))
        register.add_premises(mission, PremisesKind(given["kind"]), address, is_main=given["is_main"], by=actor, at=now(), on=today())
        return redirect("mission", mission.number)

    return submit(request, form, enter) or mission_page(request, mission, premises_form=form)


@require_POST
def change_mission(request: HttpRequest, number: str) -> HttpResponse:
    """Change a mission's name or its offices."""
    actor = actor_of(request)
    mission = get_mission(number, opened_by=actor)
    form = ChangeForm(request.POST, prefix="change", offices=offices())

    def change(given: dict[str, Any]) -> HttpResponse:
        register.change_mission(mission, **given, by=actor, at=now())
        return redirect("mission", mission.number)

    return submit(request, form, change) or mission_page(request, mission, change_form=form)


@require_POST
def end_mission(request: HttpRequest, number: str) -> HttpResponse:
    """A mission has closed."""
    actor = actor_of(request)
    mission = get_mission(number, opened_by=actor)
    register.end_mission(mission, by=actor, at=now(), on=today())
    return redirect("mission", mission.number)


@require_POST
def verify_premises(request: HttpRequest, premises: UUID) -> HttpResponse:
    """An officer has checked a place."""
    actor = actor_of(request)
    register.verify_premises(premises, by=actor, at=now())
    return redirect("mission", get_premises(premises, seen_by=actor).mission.number)


@require_POST
def set_switchboard(request: HttpRequest, premises: UUID) -> HttpResponse:
    """An officer gives the number of a place's switchboard, or says that none is known."""
    actor = actor_of(request)
    place = get_premises(premises, seen_by=actor)
    actor.check_may("mission.write")
    form = SwitchboardForm(request.POST, prefix=f"{place.pk}")

    def give(given: dict[str, Any]) -> HttpResponse:
        if given["phone"]:
            number_of(given["phone"], region_of_calling_code(get_directory(at=now()).calling_code))
        register.set_switchboard(place.pk, given["phone"], by=actor, at=now())
        return redirect("mission", place.mission.number)

    return submit(request, form, give) or mission_page(request, place.mission, switchboard_form=form)


@require_POST
def end_premises(request: HttpRequest, premises: UUID) -> HttpResponse:
    """A mission has left a place."""
    actor = actor_of(request)
    register.end_premises(premises, by=actor, at=now(), on=today())
    return redirect("mission", get_premises(premises, seen_by=actor).mission.number)
