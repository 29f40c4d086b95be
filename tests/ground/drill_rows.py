"""Rows of a drill, made by the same actions as any."""

from article22.contexts.missions.actions import drilling
from article22.contexts.missions.actions.representing import verify
from article22.contexts.missions.models import Representative
from article22.contexts.missions.rules.drills import Audience, Plan
from article22.contexts.missions.rules.terms import AudienceKind, Recurs, WayKind
from article22.ground.wall.session import acting
from article22.procedures.drilling import lead_drills
from tests.cast import MONDAY, SYSTEM

PLAN = Plan(audience=Audience(kind=AudienceKind.ALL), kinds=(WayKind.MAIL,), lasts_hours=1)


def make_drill() -> None:
    """Whoever was named is called back, and asked in a drill that recurs."""
    with acting(SYSTEM):
        for row in Representative.objects.filter(stand="nominated", held_why=""):
            verify(row.pk, "(202) 555-0100", by=SYSTEM, at=MONDAY)
        drilling.set_schedule(Recurs.DRILL, PLAN, 30, by=SYSTEM, at=MONDAY)
        lead_drills(by=SYSTEM, at=MONDAY)
