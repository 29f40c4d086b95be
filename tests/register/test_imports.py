"""Real lists are taken in: what is new, what changed, what is gone, what is unclear, and what is refused with why."""

from typing import Any

import pytest

from article22.contexts.directory.models import Agency
from article22.contexts.directory.queries.agencies import list_local_police
from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.directory.rules.keeping import AgencyKind
from article22.contexts.directory.rules.terms import Need
from article22.contexts.missions.models import Mission, Premises
from article22.contexts.missions.rules.imports import Asked
from article22.contexts.missions.rules.terms import NotListed
from article22.ground.files.rules.reading import table_of
from article22.ground.places.queries import get_place
from article22.ground.wall.session import set_actor
from article22.procedures import asking, importing
from tests.cast import MONDAY, PUBLIC, SYSTEM
from tests.needs import SHARED

pytestmark = [pytest.mark.django_db, pytest.mark.needs("shared")]
DC = SHARED / "data/premises/dc_embassies_opendata_2016.geojson"
OLD, NEW = (SHARED / f"data/premises/us_missions_wikidata_{day}.csv" for day in ("2020-10-22", "2021-11-13"))
POLICE = SHARED / "data/police/hifld_local_law_enforcement_2019.csv"


@pytest.fixture(autouse=True)
def _as_system(db: None) -> None:
    set_actor(SYSTEM)


def take(path: Any, *, apply: bool = True, asked: Asked = Asked()) -> dict[str, Any]:  # noqa: B008  it is frozen
    source, _ = importing.source_of(f"{path}")
    return importing.import_premises(table_of(path.read_bytes(), f"{path}"), source=source, asked=asked, is_applied=apply, by=SYSTEM, at=MONDAY)


def counts(said: dict[str, Any]) -> tuple[int, ...]:
    return (*(said[name] for name in ("rows", "new", "changed", "gone", "same")), len(said["maybe"]), len(said["refused"]))


def test_a_dry_run_changes_nothing() -> None:
    before = Mission.objects.count()
    assert counts(take(DC, apply=False)) == (177, 177, 0, 0, 0, 0, 0)
    assert Mission.objects.count() == before


def test_every_embassy_of_the_list_answers_and_says_that_it_is_not_confirmed() -> None:
    take(DC)
    assert counts(take(DC)) == (177, 0, 0, 0, 177, 0, 0)
    imported = Premises.objects.filter(verified_at__isnull=True)
    assert imported.count() == 177
    for premises in imported.select_related("mission"):
        where = asking.where_of(premises.mission, on=MONDAY.date())
        route = asking.whom_to_call(get_directory(at=MONDAY), where, Need.CONCERN, at=None, as_of=None, present=MONDAY, seen_by=PUBLIC)
        assert route.steps[0].value == "DSPL@state.gov"
        assert "unverified" in {warning.code for warning in route.warnings}
        assert where.doubt


def test_a_later_edition_of_a_list_shows_what_changed_and_what_is_gone_of_its_own_source_only() -> None:
    take(DC)
    first = take(OLD)
    assert (first["rows"], first["gone"], first["same"]) == (226, 0, 0)
    assert first["new"] > 50
    later = take(NEW)
    assert later["rows"] == 274
    assert (later["gone"], later["changed"]) > (0, 0)
    assert all(one["with"] for one in later["maybe"])
    assert sum(later[name] for name in ("new", "changed", "same")) + len(later["maybe"]) + len(later["refused"]) == 274
    assert Premises.objects.filter(verified_at__isnull=True, ends_on__isnull=True).count() > 177


def test_what_may_be_the_same_is_merged_only_when_it_is_said() -> None:
    take(DC)
    maybe = take(OLD, apply=False)["maybe"][0]
    before = Mission.objects.count()
    said = take(OLD, asked=Asked(join={maybe["row"]: maybe["with"]}))
    assert maybe["row"] not in {one["row"] for one in said["maybe"]}
    assert Mission.objects.count() == before + said["new"] - 1
    assert take(OLD, apply=False)["same"] == said["new"]
    with pytest.raises(NotListed, match="no mission"):
        take(OLD, asked=Asked(join={2: "NOPE-1"}))
    with pytest.raises(NotListed, match="no row"):
        take(OLD, asked=Asked(new=frozenset({999})))


def test_a_row_says_why_it_was_refused() -> None:
    rows = table_of(OLD.read_bytes(), "x.csv")[:1]
    bad = [{**rows[0], "sending_state": "Atlantis"}, {**rows[0], "lat": "x"}, {**rows[0], "lat": "-77.05", "lon": "38.9"}, {**rows[0], "type": "pub"},
           {**rows[0], "qid": ""}]
    said = importing.import_premises(bad, source="x", asked=Asked(), is_applied=False, by=SYSTEM, at=MONDAY)
    assert [one["row"] for one in said["refused"]] == [1, 2, 3, 4, 5]
    assert "change places" in said["refused"][2]["why"] or "other way round" in said["refused"][2]["why"]
    with pytest.raises(NotListed, match="two shapes"):
        importing.import_premises([{"a": "b"}], source="x", asked=Asked(), is_applied=False, by=SYSTEM, at=MONDAY)


def test_police_are_candidates_and_no_campus_transit_or_capitol_police_is_anybodys_local_police() -> None:
    rows = table_of(POLICE.read_bytes(), "x.csv")
    said = importing.import_police(rows, source="hifld", printed="2019", is_applied=True, by=SYSTEM, at=MONDAY)
    assert (said["rows"], said["new"], len(said["refused"])) == (23_611, 23_610, 1)
    named = {}
    for words in ("Chicago, IL", "Honolulu, HI", "60602", "96813", "Nashville, TN", "New York, NY", "Houston, TX"):
        (agency,) = list_local_police(get_place(words, "us"))
        assert not agency.is_confirmed
        named[words] = agency.name
        assert Agency.objects.get(pk=agency.id).kind == AgencyKind.MUNICIPAL
    assert named["Chicago, IL"] == "CHICAGO POLICE DEPARTMENT - HEADQUARTERS"
    assert named["60602"] == named["Chicago, IL"]
    assert named["Honolulu, HI"].startswith("HONOLULU POLICE DEPARTMENT")
    route = asking.whom_to_call(get_directory(at=MONDAY), asking.Where(place=get_place("Chicago, IL", "us")), Need.CONCERN, at=None, as_of=None, present=MONDAY,
                                seen_by=PUBLIC)
    assert "unverified" in {warning.code for warning in route.warnings}
