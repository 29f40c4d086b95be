"""What every page of the portal knows: whose it is, and whom they call in danger."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.directory.rules.directories import Directory
from article22.contexts.missions.models import Mission, Premises
from article22.contexts.missions.queries.missions import get_own_mission, list_premises
from article22.doors.web.card.cards import Line, strip_at, strip_everywhere
from article22.ground.accounts.models import Person
from article22.kernel.place import Place
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.page import is_demo

View = Callable[..., HttpResponse]


def for_representatives(view: View) -> Callable[..., HttpResponseBase]:
    """Absent for everybody but a mission's representatives; kept by no browser."""
    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        actor_of(request).check_may("case.reply")
        response = view(request, *arguments, **named)
        response["Cache-Control"] = "no-store"
        return response

    return guarded


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """The asker's own mission, its present places, the main one first, and the directory of the day."""

    mission: Mission
    premises: Sequence[Premises]
    directory: Directory

    @property
    def zone(self) -> ZoneInfo:
        """On whose clocks the mission lives."""
        return ZoneInfo(self.premises[0].zone) if self.premises else self.directory.capital

    def numbers_at(self, place: Place | None) -> list[Line]:
        """The emergency numbers of a place; where none is known, those that hold everywhere."""
        return strip_at(place, self.directory, would_dial=is_demo()) if place else strip_everywhere(self.directory, would_dial=is_demo())

    def page(self, request: HttpRequest) -> dict[str, Any]:
        """What every page shows: the numbers of the main place first; and under what name drafts are kept on the device."""
        main = next((row.place for row in self.premises if row.is_main), None)
        return {"strip": self.numbers_at(main), "mission": self.mission, "keeper": f"{actor_of(request).membership}"}


def own_of(request: HttpRequest) -> Own:
    """What belongs to whoever asks. Raises Absent."""
    actor, directory = actor_of(request), get_directory(at=now())
    mission = get_own_mission(actor)
    return Own(mission=mission, premises=list_premises(mission, seen_by=actor, on=directory.today), directory=directory)


def person_of(request: HttpRequest) -> Person:
    """Whoever is signed in."""
    assert isinstance(request.user, Person)  # no page of the portal is for anybody else
    return request.user
