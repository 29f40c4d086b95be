"""Local police: the candidates of a city, and the officer's word on them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from article22.contexts.directory.actions import agencies as actions
from article22.contexts.directory.queries.agencies import list_agencies, list_local_police
from article22.contexts.directory.queries.packs import PACK
from article22.contexts.directory.rules.keeping import AgencyKind
from article22.contexts.directory.rules.police import LOCAL
from article22.ground.places import queries as places
from article22.kernel.place import NoSuchPlace
from article22.threshold.actors import actor_of
from article22.threshold.clock import now


@require_safe
def show_agencies(request: HttpRequest) -> HttpResponse:
    """Every agency that the register holds for a city; the one shown on its card is marked."""
    actor = actor_of(request)
    actor.check_may("agency.confirm")
    words = request.GET.get("city", "")[:120].strip()
    context: dict[str, object] = {"words": words}
    try:
        place = places.get_place(words, PACK) if words else None
    except NoSuchPlace as refusal:
        return render(request, "register/agencies.html", {**context, "refused": refusal.text}, status=422)
    if place:
        shown = {agency.id for agency in list_local_police(place)}
        rows = list_agencies(place.city or "", place.state or "", seen_by=actor)
        context |= {"place": place, "agencies": [{"agency": row, "kind": AgencyKind(row.kind), "is_shown": row.pk in shown,
                                                  "is_local": AgencyKind(row.kind) in LOCAL} for row in rows]}
    return render(request, "register/agencies.html", context)


@require_POST
def confirm_agency(request: HttpRequest, agency: UUID) -> HttpResponse:
    """Confirm an agency as its city's police, or take that back."""
    actions.confirm_agency(agency, is_confirmed=request.POST.get("confirm") == "yes", by=actor_of(request), at=now())
    return redirect(f"{reverse('agencies')}?city={request.POST.get('city', '')}")
