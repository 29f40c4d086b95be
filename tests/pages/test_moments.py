"""Instants are kept in UTC, and said on the clocks of a place, or as UTC."""

import re
from pathlib import Path

from article22.contexts.missions.actions import representing
from article22.contexts.missions.queries.missions import get_mission
from article22.ground.wall.session import set_actor
from tests.cast import MONDAY, SYSTEM, stop_clock
from tests.pages.conftest import Visit
from tests.pages.reading import words_of
from tests.register.people import somebody

TEMPLATES = Path(__file__).parents[2] / "article22"
INSTANT = re.compile(r'\b((?:\w+\.)*(?:\w+_at|at|until|answer_by))\|(date:"[^"]*"|day|moment)(.{0,30})')
# What a view has put on a place's clocks already, days, and a person's own passkeys, which are of no place.
SAID_ALREADY = {"dossier.html": {"one.until", "one.given_at", "one.withdrawn_at", "one.at"}, "people.html": {"one.at"}, "mission.html": {"one.until"},
                "line.html": {"held.valid.until"}, "authenticator_list.html": {"one.created_at"}}


def test_no_template_says_an_instant_that_is_on_nobodys_clocks() -> None:
    found = [(path.name, name) for path in sorted(TEMPLATES.rglob("*.html")) for name, how, after in INSTANT.findall(path.read_text("utf-8"))
             if how != 'date:"c"' and "UTC" not in after and name not in SAID_ALREADY.get(path.name, ())]
    assert found == []


def test_what_happened_in_the_evening_is_said_of_that_day(visit: Visit) -> None:
    evening = MONDAY.replace(day=16, hour=2)  # still Monday in Washington
    stop_clock(evening)
    set_actor(SYSTEM)
    row = representing.nominate(get_mission("VAL-1"), somebody("first@valdoria.example"), by=SYSTEM, at=evening)
    representing.verify(row.pk, "(202) 555-0100", by=SYSTEM, at=evening)
    representing.nominate(get_mission("VAL-1"), somebody("x@valdoria.example", came_from="x@gmail.com"), by=SYSTEM, at=evening)
    visit("representative").post("/portal/mission/places/missing/", {"words": "We rent an annex."})
    dana = visit("liaison-officer")
    for path, said in (("/register/VAL-1/people/", "on 15 June 2026."), ("/register/changes/", "Since 15 June 2026"),
                       ("/register/corrections/", "15 June 2026, 22:00")):
        assert said in words_of(dana.get(path).content.decode())
