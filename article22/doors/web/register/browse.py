"""The register as a table and a map, by filters that an address keeps."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.directory.rules.directories import Directory
from article22.contexts.missions.queries.browsing import Line, Wanted, list_cities, list_sending_states
from article22.contexts.missions.queries.liaisons import list_officers
from article22.contexts.missions.rules.flags import Standing
from article22.contexts.missions.rules.representatives import Reached
from article22.contexts.missions.rules.terms import Cover, Health, MissionKind
from article22.doors.web.forms import AskedForm, LineField, ListSelect, choices_of
from article22.doors.web.register.lists import kinds_of
from article22.doors.web.register.maps import map_of_city, map_of_states
from article22.doors.web.register.marks import MARKS
from article22.doors.web.register.paging import address_with, page_of, turned
from article22.kernel.actor import Actor
from article22.procedures.browsing import browse, office_of
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.speakers import in_words

NOBODY = "nobody"


class FilterForm(AskedForm):
    """Which missions. What somebody may not know, they cannot filter by."""

    words = LineField(label=_("Name, number or street"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("Sending State"), required=False, widget=ListSelect)
    kind = forms.ChoiceField(label=_("Kind"), required=False, widget=ListSelect)
    city = forms.ChoiceField(label=_("City"), required=False, widget=ListSelect)
    office = forms.ChoiceField(label=_("Responsible office"), required=False, widget=ListSelect)
    officer = forms.ChoiceField(label=_("Assigned liaison"), required=False, widget=ListSelect)
    health = forms.ChoiceField(label=_("Whether it can be reached"), required=False, widget=ListSelect)
    priority = forms.ChoiceField(label=_("Priority response"), required=False, widget=ListSelect)
    ended = forms.BooleanField(label=_("Also those that have ended"), required=False)

    def __init__(self, given: Any, actor: Actor, directory: Directory) -> None:
        super().__init__(given)
        officers = [(f"{row.pk}", row.name) for row in list_officers(seen_by=actor)] if actor.may("liaison.see") else None
        for name, choices in (
                ("state", [(row.code, row.name) for row in list_sending_states()]), ("kind", choices_of(MissionKind)),
                ("city", [(city, city) for city in list_cities()]), ("office", [(office.id, in_words(office.who)) for office in directory.offices]),
                ("officer", None if officers is None else [(NOBODY, _("nobody is assigned")), *officers]),
                ("health", choices_of(Health) if actor.may("representative.see") else None),
                ("priority", choices_of(Cover) if actor.may("priority.see") else None)):
            if choices is None:
                del self.fields[name]
            else:
                self.fields[name].choices = [("", _("any")), *choices]  # type: ignore[attr-defined]  # a ChoiceField

    def wanted(self) -> Wanted:
        """What the register is asked."""
        given = self.cleaned_data
        officer = given.get("officer", "")
        return Wanted(words=given["words"], state=given["state"], kind=given["kind"], city=given["city"], has_ended=given["ended"],
                      has_nobody=officer == NOBODY, officer=UUID(officer) if officer and officer != NOBODY else None)


@require_safe
def show_missions(request: HttpRequest) -> HttpResponse:
    """The register, or what fits the filters, a page at a time; and where all of that is."""
    actor, at = actor_of(request), now()
    directory = get_directory(at=at)
    form = FilterForm(request.GET, actor, directory)
    if not form.is_valid():
        return render(request, "register/missions.html", {"form": form}, status=422)
    given = form.cleaned_data
    health = Health(given["health"]) if given.get("health") else None
    cover = Cover(given["priority"]) if given.get("priority") else None
    found = browse(form.wanted(), office=given["office"], health=health, cover=cover, directory=directory, seen_by=actor, at=at)
    page, shown = page_of(found.lines, request.GET.get("page"))
    reached, standings = found.reached(shown), found.standings(shown)
    drawn = map_of_city(given["city"], found.lines) if given["city"] else map_of_states(found.lines)
    return render(request, "register/missions.html", {
        "form": form, "rows": [_row(line, reached.get(line.id), standings.get(line.id, {}).values(), directory) for line in shown], "count": found.count,
        "page": page, **turned(request.GET, page), "map": drawn, "is_narrowed": any(given.values()), "may_list": actor.may("mission.list"),
        "may_write": actor.may("mission.write"), "may_import": bool(kinds_of(actor)), "sees_reached": actor.may("representative.see"),
        "sees_liaison": actor.may("liaison.see"), "sees_flags": actor.may("priority.see"), "elsewhere": address_with(request.GET, city=""),
        "cities": [(city, count, address_with(request.GET, city=city)) for city, count in drawn.cities] if drawn else []})


def _row(line: Line, reached: Reached | None, places: Collection[Standing], directory: Directory) -> dict[str, Any]:
    confirmed = sum(one.confirmed_at is not None for one in places)
    choices = office_of(line.place, line.responsible_office, directory).choices if line.place else ()
    return {"line": line, "reached": reached, "mark": MARKS[reached.health] if reached else "", "offices": [choice.office.who for choice in choices],
            "confirmed": confirmed, "is_confirmed": confirmed == line.places > 0}
