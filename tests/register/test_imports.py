"""Real lists are taken in: what is new, what changed, what is gone, what is unclear, and what is refused with why."""

import json
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from article22.contexts.directory.actions.agencies import confirm_agency
from article22.contexts.directory.models import Agency
from article22.contexts.directory.queries.agencies import list_local_police
from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.directory.rules.keeping import AgencyKind
from article22.contexts.directory.rules.police_lists import Asked as Police
from article22.contexts.directory.rules.terms import Need
from article22.contexts.missions.actions.flagging import GivenDesk, name_desk
from article22.contexts.missions.actions.import_runs import undo_import
from article22.contexts.missions.actions.registering import change_mission, verify_premises
from article22.contexts.missions.models import Listing, Mission, Premises, Task, WalletCard
from article22.contexts.missions.rules.imports import Asked, family_of
from article22.contexts.missions.rules.terms import NotListed
from article22.ground.accounts.rules import AlreadyDone
from article22.ground.files.rules.records import CannotTakeBack, Record, Table
from article22.ground.files.rules.tables import table_of
from article22.ground.places.queries import get_place
from article22.ground.wall.session import set_actor
from article22.kernel.refusal import Absent, NotUnderstood
from article22.kernel.text import Text
from article22.procedures import asking, importing
from article22.procedures.minding import mind_tasks
from article22.procedures.taking_back import list_taken_in, undo
from tests.cast import MONDAY, PUBLIC, SYSTEM, member
from tests.files.lists import workbook
from tests.needs import SHARED

pytestmark = [pytest.mark.django_db, pytest.mark.needs("shared")]
DC = SHARED / "data/premises/dc_embassies_opendata_2016.geojson"
OLD, NEW = (SHARED / f"data/premises/us_missions_wikidata_{day}.csv" for day in ("2020-10-22", "2021-11-13"))
POLICE = SHARED / "data/police/hifld_local_law_enforcement_2019.csv"


@pytest.fixture(autouse=True)
def _as_system(db: None) -> None:
    set_actor(SYSTEM)


def take(path: Any, *, apply: bool = True, asked: Asked = Asked(), on: date | None = None, at: datetime = MONDAY) -> dict[str, Any]:  # noqa: B008  it is frozen
    source, _ = importing.source_of(f"{path}")
    return importing.as_json(importing.import_premises(table_of(path.read_bytes(), f"{path}"), source=source, asked=asked, is_applied=apply, by=SYSTEM,
                                                       at=at, on=on), "place")


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


# What the lists do not say, as whoever read them row by row knows it (docs/measured.md): where Taiwan's office at the capital is, and that the page of one
# of its two offices in Houston is Atlanta's.
READ = {"Q15940635": "Washington, DC", "Q17032884": "Atlanta, GA"}


def decided(path: Any) -> Asked:
    """What a person decides who read the list: what is proposed of the register is one, the largest city of a name is meant, and what is known otherwise."""
    records = table_of(path.read_bytes(), f"{path}").records
    places = {row: READ[record.fields["qid"]] for row, record in enumerate(records, 1) if record.fields.get("qid") in READ}
    said = take(path, apply=False, asked=Asked(places=places))
    return Asked(join={one["row"]: one["with"] for one in said["maybe"] if not one["with"].startswith("row ")},
                 places={one["row"]: one["place"] for one in said["refused"] if "place" in one} | places)


def take_decided(path: Any, on: date, **given: Any) -> dict[str, Any]:
    return take(path, asked=decided(path), on=on, **given)


def test_two_editions_and_another_register_make_no_double_delete_nothing_and_date_every_move() -> None:
    demo = Mission.objects.count()
    first = take_decided(OLD, date(2020, 10, 22))
    assert (first["new"], len(first["refused"]), first["moved"]) == (217, 8, [])
    assert [one["name"] for one in first["maybe"]] == ["Consulate of El Salvador, Los Angeles, CA"], "it stands in the list twice"
    held = set(Premises.objects.values_list("pk", flat=True))
    second = take_decided(NEW, date(2021, 11, 13))
    assert counts(second) == (274, 54, 9, 1, 207, 0, 4)
    assert [(one["premises"], one["on"]) for one in second["moved"]] == [("Q5369801", "2021-11-13")], "the Embassy of Morocco, 3.9 km"
    asked = decided(DC)
    assert len(asked.join) == 169
    third = take(DC, asked=asked, on=date(2021, 11, 13))
    assert counts(third) == (177, 177, 0, 0, 0, 0, 0)
    assert third["moved"] == []
    assert Mission.objects.count() == demo + 217 + 53 + 8, "one row of the second list and 169 of the third are joined"
    assert held <= set(Premises.objects.values_list("pk", flat=True))
    standing = Premises.objects.filter(ends_on__isnull=True, verified_at__isnull=True)
    assert standing.count() == standing.values("mission").distinct().count() == 278, "one place a mission"
    of_a_kind = [(row.mission.state_id, family_of(row.mission.kind_words), row.city, row.region) for row in standing.select_related("mission")]
    assert len(set(of_a_kind)) == len(of_a_kind), "and one mission of a State and kind in a city"
    old, new = Premises.objects.filter(mission__state="MA").order_by("id")
    assert (old.ends_on, old.is_main, new.starts_on, new.is_main, new.ends_on) == (date(2021, 11, 13), False, date(2021, 11, 13), True, None)
    assert Mission.objects.filter(ended_on__isnull=False).count() == 0, "what a list names no more is marked, and a person ends it"
    assert Listing.objects.filter(gone_at__isnull=False).count() == 1
    assert [take(path, apply=False)["same"] for path in (NEW, DC)] == [270, 177]


def test_where_two_lists_differ_the_register_stands_and_says_so() -> None:
    take_decided(OLD, date(2020, 10, 22))
    take_decided(NEW, date(2021, 11, 13))
    said = take_decided(DC, date(2021, 11, 13))["notes"]
    assert sum("where it stays" in one["why"] for one in said) == 20, "another chancery, a residence, or a point that is wrong"
    assert {one["name"].partition(",")[0] for one in said if "which stays" in one["why"]} == {
        "Embassy of Cuba", "Embassy of Iran", "Embassy of the Republic of China on Taiwan"}, "another kind"
    (moldova,) = (one["why"] for one in said if "Moldova" in one["name"])
    assert "at 2101 S Street NW" in moldova
    assert "has MDA-1 at Washington, DC (38.89310, -77.01830)" in moldova, "which is Canada's embassy, says the list of 2020"
    assert Premises.objects.get(mission__number="MDA-1").address == ""
    assert Premises.objects.get(mission__number="CHL-1").address == "1732 Massachusetts Avenue NW"


def test_offices_of_a_state_in_two_cities_are_two_and_at_the_capital_one_wherever_it_is() -> None:
    office = {"sending_state": "Taiwan", "type": "de facto consulate", "address": "", "phone": ""}
    rows = [{**office, "qid": "A", "city": "Los Angeles", "lat": "", "lon": ""}, {**office, "qid": "B", "city": "San Francisco", "lat": "", "lon": ""},
            {**office, "qid": "C", "city": "Bethesda", "lat": "38.98", "lon": "-77.1"},
            {**office, "qid": "D", "city": "Washington", "lat": "38.94", "lon": "-77.07"}]
    said = take_rows(rows, apply=False)
    assert (said["new"], [(one["row"], one["with"]) for one in said["maybe"]]) == (3, [(4, "row 3")])


def test_an_embassy_is_found_again_in_another_quarter_and_under_another_kind() -> None:
    take_decided(NEW, date(2021, 11, 13))
    proposed = {one["row"]: one for one in take(DC, apply=False)["maybe"]}
    assert {proposed[12]["with"], proposed[124]["with"]} == {"ECU-1", "CUB-1"}
    assert "a kind alike" in proposed[128]["why"]


def test_a_list_that_says_less_than_before_moves_nobody() -> None:
    take(OLD)
    before = Premises.objects.get(mission__state="VA", city="Washington")
    assert "Q3019751" not in {one["premises"] for one in take(NEW)["moved"]}
    after = Premises.objects.get(mission__state="VA", city="Washington")
    assert (after.latitude, after.longitude, after.precision_km) == (before.latitude, before.longitude, before.precision_km)


def test_an_import_is_taken_back_as_a_whole() -> None:
    empty = snapshot()
    first = take_decided(OLD, date(2020, 10, 22))
    before = snapshot()
    second = take_decided(NEW, date(2021, 11, 13), at=MONDAY + timedelta(days=1))
    third = take_decided(DC, date(2021, 11, 13))
    with pytest.raises(CannotTakeBack, match=second["id"]):
        undo_import(UUID(first["id"]), by=SYSTEM, at=MONDAY)
    for said in (third, second):
        assert undo_import(UUID(said["id"]), by=SYSTEM, at=MONDAY)[1] == []
    assert snapshot() == before
    again = take_decided(NEW, date(2021, 11, 13), at=MONDAY + timedelta(days=2))
    assert counts(again) == counts(second), "as if it had never been"
    for said in (again, first):
        assert undo_import(UUID(said["id"]), by=SYSTEM, at=MONDAY)[1] == []
    assert snapshot() == empty
    with pytest.raises(AlreadyDone):
        undo_import(UUID(third["id"]), by=SYSTEM, at=MONDAY)
    with pytest.raises(Absent):
        undo_import(UUID(int=1), by=SYSTEM, at=MONDAY)


def test_what_the_worker_opened_of_a_mission_meanwhile_keeps_no_import_from_being_taken_back() -> None:
    before = snapshot()
    said = take_decided(OLD, date(2020, 10, 22))
    while mind_tasks(by=SYSTEM, at=MONDAY):
        pass
    tasks = Task.objects.filter(mission__number="DEU-1")
    assert [task.kind for task in tasks] == ["below-two"]
    assert undo_import(UUID(said["id"]), by=SYSTEM, at=MONDAY)[1] == []
    assert snapshot() == before
    assert not tasks.all().exists()
    assert mind_tasks(by=SYSTEM, at=MONDAY) is False


def as_table(rows: list[dict[str, str]]) -> Table:
    return Table(records=[Record(line=line, fields=row) for line, row in enumerate(rows, 2)])


def moroccos(**given: str) -> list[dict[str, str]]:
    """The row that moved, of the later edition, with something else in it."""
    return [{**one.fields, **given} for one in table_of(NEW.read_bytes(), "x.csv").records if one.fields["qid"] == "Q5369801"]


def take_rows(rows: list[dict[str, str]], *, apply: bool = True, asked: Asked = Asked(), **given: Any) -> dict[str, Any]:  # noqa: B008  it is frozen
    return importing.as_json(importing.import_premises(as_table(rows), source="us_missions_wikidata", asked=asked, is_applied=apply, by=SYSTEM, at=MONDAY,
                                                       **given), "place")


def test_a_move_bears_the_day_of_its_row_is_found_at_the_new_place_and_never_comes_before_the_last_one() -> None:
    take_decided(OLD, date(2020, 10, 22))
    moved = take_rows(moroccos(since="2021-03-01", city="Boston", lat="42.3601", lon="-71.0589"))["moved"]
    assert [one["on"] for one in moved] == ["2021-03-01"]
    mission = Mission.objects.get(number="MAR-1")
    assert (mission.city, "boston" in mission.where_key.split(), "washington" in mission.where_key.split()) == ("Boston", True, False)
    early = take_rows(moroccos(since="2021-02-28"))
    assert (early["changed"], early["moved"], len(early["refused"])) == (0, [], 1)
    assert "cannot have left there" in early["refused"][0]["why"]
    late = take_rows(moroccos(since="2036-01-01"))
    assert [(one["row"], "still to come" in one["why"]) for one in late["refused"]] == [(1, True)]
    with pytest.raises(NotListed, match="still to come"):
        take_rows(moroccos(), on=date(2036, 1, 1))


CHAD = {"qid": "Q2", "sending_state": "Chad", "type": "embassy", "city": "Washington", "address": "", "lat": "38.9141", "lon": "-77.0527", "phone": ""}


def whys(said: dict[str, Any]) -> list[str]:
    return [one["why"] for one in said["notes"]]


def test_what_a_list_says_better_is_taken_and_what_it_calls_a_mission_otherwise_is_said() -> None:
    take_rows([{**CHAD, "city": "Woodley Park"}])
    said = take_rows([{**CHAD, "type": "interests section", "lat": "38.9142", "phone": "202-555-0101"}])
    mission = Mission.objects.get(number="TCD-1")
    (premises,) = mission.premises.all()
    assert (premises.latitude, premises.phone, premises.city, mission.city) == (38.9142, "202-555-0101", "Washington", "Washington")
    assert "washington" in mission.where_key
    assert (mission.kind, mission.name) == ("embassy", "Embassy of Chad")
    assert whys(said) == ["The list calls TCD-1 Interests section, and the register Embassy, which stays.",
                          "The list names TCD-1 “Interests Section of Chad”, and the register “Embassy of Chad”, which stays."]
    titled = {"EMB_TITLE": "Embassy of Swaziland", "COUNTRY": "Swaziland", "ADDRESS": "1 A STREET NW", "TELEPHONE": "", "ADDRID": "7", "lat": "38.91",
              "lon": "-77.04"}
    take_rows([titled])
    assert whys(take_rows([{**titled, "EMB_TITLE": "Embassy of Eswatini"}])) == []
    assert Mission.objects.get(number="SWZ-1").name == "Embassy of Eswatini"
    change_mission(mission, name="Our embassy", responsible_office="", usual_office="", by=member("ofm-officer"), at=MONDAY)
    said = take_rows([{**CHAD, "lat": "38.9142", "phone": "202-555-0101"}])
    assert whys(said)[-1] == "The list names TCD-1 “Embassy of Chad”, and the register “Our embassy”, which stays."
    assert Mission.objects.get(number="TCD-1").name == "Our embassy"


@pytest.mark.parametrize("lat", ["38.9142", "38.9542"], ids=["corrected", "moved"])
def test_a_list_that_did_not_bring_a_mission_changes_nothing_of_it_and_says_so(lat: str) -> None:
    take_rows([CHAD])
    other = {**CHAD, "qid": "X"}
    importing.import_premises(as_table([other]), source="other", asked=Asked(join={1: "TCD-1"}), is_applied=True, by=SYSTEM, at=MONDAY)
    before = list(Premises.objects.filter(mission__number="TCD-1").values())
    said = importing.as_json(importing.import_premises(as_table([{**other, "lat": lat}]), source="other", asked=Asked(), is_applied=True, by=SYSTEM, at=MONDAY))
    assert (said["changed"], said["moved"]) == (1, [])
    assert whys(said) == [f"The list says Washington, DC ({lat}0, -77.05270) now. The place of TCD-1 does not follow this list, and stays as it is."]
    assert list(Premises.objects.filter(mission__number="TCD-1").values()) == before


def test_a_place_that_an_officer_checked_is_corrected_by_no_list() -> None:
    take_rows([CHAD])
    premises = Premises.objects.get(mission__number="TCD-1")
    verify_premises(premises.pk, by=member("ofm-officer"), at=MONDAY)
    said = take_rows([{**CHAD, "lat": "38.9142"}])
    assert "An officer checked the place of TCD-1" in whys(said)[0]
    after = Premises.objects.get(pk=premises.pk)
    assert (after.latitude, after.verified_at) == (38.9141, MONDAY)


def test_a_row_is_joined_to_its_own_state_and_not_anew_to_another_mission() -> None:
    take_rows([CHAD, {**CHAD, "qid": "Q3", "city": "Boston", "type": "consulate", "lat": "42.36", "lon": "-71.06"}])
    with pytest.raises(NotListed, match="Row 1 is of Peru, and TCD-1 is of another State"):
        take_rows([{**CHAD, "qid": "Q4", "sending_state": "Peru"}], asked=Asked(join={1: "TCD-1"}))
    said = take_rows([CHAD], asked=Asked(join={1: "TCD-2"}))
    assert [one["why"] for one in said["refused"]] == ["It was taken in as TCD-1, and cannot be joined to TCD-2 now. Take that import back first."]
    assert take_rows([CHAD], asked=Asked(join={1: "TCD-1"}))["same"] == 1


def test_what_stands_in_a_row_that_cannot_be_read_is_not_gone() -> None:
    both = [CHAD, {**CHAD, "qid": "Q3", "sending_state": "Peru"}]
    take_rows(both)
    assert take_rows([CHAD, {**both[1], "sending_state": "Atlantis"}])["gone"] == 0
    unread = Table(records=[Record(line=2, fields=CHAD), Record(line=3, fault=Text("list.broken-row", "It cannot be read."))])
    said = importing.as_json(importing.import_premises(unread, source="us_missions_wikidata", asked=Asked(), is_applied=True, by=SYSTEM, at=MONDAY))
    assert said["gone"] == 0
    assert "As a row without an id could not be read" in whys(said)[0]
    assert take_rows([CHAD])["gone"] == 1


def test_a_mission_that_another_row_of_the_list_tells_of_is_not_gone() -> None:
    take_rows([CHAD])
    renumbered = take_rows([{**CHAD, "qid": "Q9"}])
    assert (len(renumbered["maybe"]), renumbered["gone"]) == (1, 0)
    assert take_rows([{**CHAD, "qid": "Q9"}], asked=Asked(join={1: "TCD-1"}))["gone"] == 0


def test_what_an_officer_checked_or_renamed_since_is_left() -> None:
    said = take_decided(OLD, date(2020, 10, 22))
    verify_premises(Premises.objects.get(mission__number="DEU-1").pk, by=member("ofm-officer"), at=MONDAY)
    change_mission(Mission.objects.get(number="ITA-1"), name="Embassy of the Italian Republic", responsible_office="", usual_office="",
                   by=member("ofm-officer"), at=MONDAY)
    undone, left = undo_import(UUID(said["id"]), by=SYSTEM, at=MONDAY)
    assert {(one.what, one.why.code) for one in left} == {("DEU-1", "import.changed-since"), ("ITA-1", "import.changed-since")}
    assert undone == 215
    assert Premises.objects.filter(mission__number__in=("DEU-1", "ITA-1")).count() == 2


def test_a_row_is_joined_only_to_a_mission_that_has_a_place() -> None:
    take_decided(OLD, date(2020, 10, 22))
    Premises.objects.filter(mission__number="DEU-1").update(ends_on=date(2026, 6, 1))
    with pytest.raises(NotListed, match="present place"):
        take(DC, apply=False, asked=Asked(join={17: "DEU-1"}))


def test_what_somebody_relies_on_since_is_left_and_said() -> None:
    said = take_decided(OLD, date(2020, 10, 22))
    taken = Mission.objects.get(number="DEU-1")
    premises = Premises.objects.get(mission=taken)
    WalletCard.objects.create(serial="X", mission=taken, facts={}, issued_on=date(2026, 6, 9), check_by=date(2026, 7, 9))
    undone, left = undo_import(UUID(said["id"]), by=SYSTEM, at=MONDAY)
    assert [(one.what, one.why.code) for one in left] == [("DEU-1", "import.in-use")]
    assert (undone, Premises.objects.get(pk=premises.pk).mission) == (216, taken)


def snapshot() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Mission, Premises, Listing)]


def test_a_row_says_why_it_was_refused() -> None:
    row = table_of(OLD.read_bytes(), "x.csv").records[0].fields
    bad = [{**row, "sending_state": "Atlantis"}, {**row, "lat": "x"}, {**row, "lat": "-77.05", "lon": "38.9"}, {**row, "type": "pub"},
           {**row, "qid": ""}]
    said = importing.as_json(importing.import_premises(as_table(bad), source="x", asked=Asked(), is_applied=False, by=SYSTEM, at=MONDAY))
    assert [one["row"] for one in said["refused"]] == [1, 2, 3, 4, 5]
    assert "change places" in said["refused"][2]["why"] or "other way round" in said["refused"][2]["why"]
    with pytest.raises(NotListed, match="none of the shapes"):
        importing.import_premises(as_table([{"a": "b"}]), source="x", asked=Asked(), is_applied=False, by=SYSTEM, at=MONDAY)


def test_police_are_candidates_and_no_campus_transit_or_capitol_police_is_anybodys_local_police() -> None:
    said = take_police_table(table_of(POLICE.read_bytes(), "x.csv"))
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


NASHVILLE = {"X": "-86.78", "Y": "36.16", "ID": "A", "NAME": "NASHVILLE POLICE DEPARTMENT", "ADDRESS": "", "CITY": "NASHVILLE", "STATE": "TN",
             "COUNTY": "DAVIDSON", "TELEPHONE": "(615) 555-0101"}
MEMPHIS = {**NASHVILLE, "ID": "B", "NAME": "MEMPHIS POLICE DEPARTMENT", "CITY": "MEMPHIS", "COUNTY": "SHELBY"}
KNOXVILLE = {**NASHVILLE, "ID": "C", "NAME": "KNOXVILLE POLICE DEPARTMENT", "CITY": "KNOXVILLE", "COUNTY": "KNOX"}


def take_police(*rows: dict[str, str], **given: Any) -> dict[str, Any]:
    return take_police_table(as_table([*rows]), **given)


def take_police_table(table: Table, *, asked: Police = Police(), source: str = "x", apply: bool = True, at: datetime = MONDAY) -> dict[str, Any]:  # noqa: B008  it is frozen
    return importing.as_json(importing.import_police(table, source=source, printed="2019", asked=asked, is_applied=apply, by=SYSTEM, at=at))


def test_an_agency_whose_row_cannot_be_read_stays() -> None:
    assert take_police(NASHVILLE, MEMPHIS)["new"] == 2
    assert take_police(NASHVILLE, {**MEMPHIS, "TELEPHONE": "none"})["gone"] == 0
    assert "none is taken for gone" in take_police(NASHVILLE, {**MEMPHIS, "ID": ""})["notes"][0]["why"]
    assert take_police(NASHVILLE)["gone"] == 1


@pytest.mark.parametrize(("given", "why"), [
    ({"Y": "36°9'36\"N", "X": "86°46'48\"W"}, "In degrees alone they are 36.16000, -86.78000"), ({"Y": "-86.78", "X": "36.16"}, "the other way round"),
    ({"Y": "36.16", "X": ""}, "a latitude or a longitude alone"), ({"TELEPHONE": "310-235-7937/9"}, "310-235-7937, 310-235-7939"),
])
def test_a_bad_row_of_police_says_its_line_and_holds_up_no_other(given: dict[str, str], why: str) -> None:
    said = take_police(NASHVILLE, {**MEMPHIS, **given}, KNOXVILLE)
    assert (said["new"], [(one["row"], one["line"], why in one["why"]) for one in said["refused"]]) == (2, [(2, 3, True)])


def test_police_come_from_geojson_as_well_and_a_feature_without_a_column_holds_up_no_other() -> None:
    def feature(row: dict[str, str], **given: Any) -> dict[str, Any]:
        return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [-86.78, 36.16]}, "properties": {
            name: value for name, value in row.items() if name not in ("X", "Y")} | given}

    features = [feature(NASHVILLE), {"type": "Feature", "geometry": None, "properties": {"ID": "9"}}, feature(MEMPHIS)]
    said = take_police_table(table_of(json.dumps({"type": "FeatureCollection", "features": features}, indent=1).encode(), "x.geojson"))
    assert (said["new"], [(one["row"], "has the columns ID, NAME" in one["why"]) for one in said["refused"]]) == (2, [(2, True)])
    assert {(row["latitude"], row["longitude"]) for row in agencies()} == {(36.16, -86.78)}


@pytest.mark.parametrize("take_none", [take_police_table, lambda table: importing.import_premises(
    table, source="x", asked=Asked(), is_applied=True, by=SYSTEM, at=MONDAY)])
def test_a_list_without_a_row_marks_nothing_as_named_no_more(take_none: Any) -> None:
    take_police(NASHVILLE)
    for rows, why in (([], "no row under its header"), ([{"a": "b"}], "columns")):
        with pytest.raises(NotListed, match=why):
            take_none(as_table(rows))


@pytest.mark.parametrize(("name", "source", "printed"), [
    ("a/us_missions_2021-11-13.csv", "us_missions", "2021-11-13"), ("hifld-2019.csv", "hifld", "2019"), ("hifld_2019-99.csv", "hifld_2019-99", ""),
    ("hifld_2019-02-30.xlsx", "hifld_2019-02-30", ""), ("2019.csv", "2019", "2019"), ("list.csv", "list", ""), ("x_0000.csv", "x_0000", ""),
])
def test_the_name_of_a_list_tells_its_source_and_a_date_that_is_one(name: str, source: str, printed: str) -> None:
    assert importing.source_of(name) == (source, printed)


def agencies() -> list[Any]:
    return list(Agency.objects.order_by("external").values())


def test_an_import_of_agencies_is_taken_back_as_a_whole() -> None:
    first = take_police(NASHVILLE, MEMPHIS)
    confirm_agency(Agency.objects.get(external="A").pk, is_confirmed=True, by=member("liaison-officer"), at=MONDAY)
    before = agencies()
    second = take_police({**NASHVILLE, "TELEPHONE": "(615) 555-0102"}, KNOXVILLE, at=MONDAY + timedelta(days=1))
    assert (second["new"], second["changed"], second["gone"]) == (1, 1, 1)
    with pytest.raises(CannotTakeBack, match=second["id"]):
        undo(UUID(first["id"]), by=SYSTEM, at=MONDAY)
    assert undo(UUID(second["id"]), by=SYSTEM, at=MONDAY) == (3, [])
    assert agencies() == before, "the confirmation as well, of the number that it was given for"
    with pytest.raises(AlreadyDone):
        undo(UUID(second["id"]), by=SYSTEM, at=MONDAY)
    undone, left = undo(UUID(first["id"]), by=SYSTEM, at=MONDAY)
    assert (undone, [(one.what, one.why.code) for one in left]) == (1, [("NASHVILLE POLICE DEPARTMENT", "import.changed-since")])
    assert [row["external"] for row in agencies()] == ["A"]
    assert [(one["kind"], one["undone"]) for one in list_taken_in()] == [("agencies", True), ("agencies", True)]


def test_an_agency_to_which_locations_go_is_left_and_said() -> None:
    said = take_police(NASHVILLE, MEMPHIS)
    name_desk("Nashville", "TN", GivenDesk(name="Nashville police", email="", agency=Agency.objects.get(external="A").pk), by=member("liaison-officer"),
              at=MONDAY)
    undone, left = undo(UUID(said["id"]), by=SYSTEM, at=MONDAY)
    assert (undone, [(one.what, one.why.code) for one in left]) == (1, [("NASHVILLE POLICE DEPARTMENT", "import.in-use")])
    with pytest.raises(Absent):
        undo(UUID(int=1), by=SYSTEM, at=MONDAY)


def test_who_was_confirmed_stays_on_the_card_when_the_list_names_them_no_more_until_an_officer_takes_that_back() -> None:
    take_police(NASHVILLE, MEMPHIS)
    dana, nashville = member("liaison-officer"), Agency.objects.get(external="A").pk
    confirm_agency(nashville, is_confirmed=True, by=dana, at=MONDAY)
    said = take_police(KNOXVILLE)
    assert said["gone"] == 2
    assert [one["why"] for one in said["notes"]] == ["1 of those named no more were confirmed by an officer, and stay on the card until an officer takes that "
                                                     "back: NASHVILLE POLICE DEPARTMENT, NASHVILLE, TN, (615) 555-0101."]
    assert [one.id for one in list_local_police(get_place("Nashville, TN", "us"))] == [nashville]
    assert list_local_police(get_place("Memphis, TN", "us")) == ()
    confirm_agency(nashville, is_confirmed=False, by=dana, at=MONDAY)
    assert list_local_police(get_place("Nashville, TN", "us")) == ()


def test_an_edition_under_other_ids_is_the_same_agencies_and_keeps_who_confirmed_them() -> None:
    take_police(NASHVILLE, MEMPHIS)
    confirm_agency(Agency.objects.get(external="A").pk, is_confirmed=True, by=member("liaison-officer"), at=MONDAY)
    before = agencies()
    renumbered = {**MEMPHIS, "ID": "19", "TELEPHONE": "(615) 555-0109"}
    said = take_police({**NASHVILLE, "ID": "18"}, renumbered, apply=False)
    assert counts(said) == (2, 0, 1, 0, 0, 1, 0), "by name, number and address the first is the same; of the second a person decides"
    assert (said["maybe"][0]["with"], said["maybe"][0]["line"]) == ("x B", 3)
    assert said["maybe"][0]["why"] == "the same name; held as MEMPHIS POLICE DEPARTMENT, MEMPHIS, TN, (615) 555-0101"
    said = take_police({**NASHVILLE, "ID": "18"}, renumbered, asked=Police(join={2: "x B"}), at=MONDAY + timedelta(days=1))
    assert counts(said) == (2, 0, 2, 0, 0, 0, 0)
    assert {row["external"]: (row["e164"], row["confirmed_at"]) for row in agencies()} == {"18": ("+16155550101", MONDAY), "19": ("+16155550109", None)}
    assert undo(UUID(said["id"]), by=SYSTEM, at=MONDAY) == (2, [])
    assert agencies() == before
    assert counts(take_police({**NASHVILLE, "ID": "18"}, renumbered, asked=Police(new=frozenset({2})))) == (2, 1, 1, 1, 0, 0, 0)


def test_what_another_list_holds_is_joined_where_somebody_says_so_and_stays_as_it_is_held() -> None:
    take_police(NASHVILLE, MEMPHIS)
    before = agencies()
    other = [{**NASHVILLE, "ID": "1", "NAME": "Metropolitan Nashville Police Dept"}, {**MEMPHIS, "ID": "2", "TELEPHONE": "(615) 555-0109"},
             {**KNOXVILLE, "ID": "3"}]
    said = take_police(*other, source="y")
    assert counts(said) == (3, 1, 0, 0, 0, 2, 0)
    assert [(one["row"], one["with"], one["why"].partition(";")[0]) for one in said["maybe"]] == [
        (1, "x A", "the same number, and a name alike"), (2, "x B", "the same name")]
    joined = take_police(*other, source="y", asked=Police(join={1: "x A", 2: "x B"}))
    assert counts(joined) == (3, 0, 2, 0, 1, 0, 0)
    assert [one["why"] for one in joined["notes"]] == [
        "The list has (615) 555-0109 for MEMPHIS POLICE DEPARTMENT, MEMPHIS, TN, (615) 555-0101, which stays as it is held."]
    assert [{**row, "also": {}} for row in agencies() if row["source"] == "x"] == before
    assert counts(take_police(*other, source="y", apply=False)) == (3, 0, 0, 0, 3, 0, 0), "the next edition asks no more"
    assert take_police(NASHVILLE, MEMPHIS, apply=False)["same"] == 2
    with pytest.raises(CannotTakeBack):
        undo(UUID(said["id"]), by=SYSTEM, at=MONDAY)
    assert undo(UUID(joined["id"]), by=SYSTEM, at=MONDAY) == (2, [])
    assert [row for row in agencies() if row["source"] == "x"] == before


def test_an_agency_of_which_another_list_tells_stays_when_its_own_is_taken_back() -> None:
    first = take_police(NASHVILLE, MEMPHIS)
    joined = take_police({**NASHVILLE, "ID": "1"}, source="y", asked=Police(join={1: "x A"}))
    undone, left = undo(UUID(first["id"]), by=SYSTEM, at=MONDAY)
    assert (undone, [(one.what, one.why.code) for one in left]) == (1, [("NASHVILLE POLICE DEPARTMENT", "import.joined-since")])
    take_police({**NASHVILLE, "TELEPHONE": "(615) 555-0102"}, at=MONDAY + timedelta(days=1))
    assert undo(UUID(joined["id"]), by=SYSTEM, at=MONDAY) == (1, [])
    assert [(row["external"], row["e164"], row["also"]) for row in agencies()] == [("A", "+16155550102", {})], "what its own list said since stays"


@pytest.mark.parametrize(("asked", "why"), [
    (Police(join={1: "x NOPE"}), "no agency “x NOPE”"), (Police(new=frozenset({9})), "no row 9")])
def test_a_decision_about_agencies_that_cannot_be_followed_says_so(asked: Police, why: str) -> None:
    take_police(NASHVILLE)
    with pytest.raises(NotUnderstood, match=why):
        take_police({**MEMPHIS, "ID": "1"}, source="y", asked=asked)


def test_a_row_that_is_said_to_be_what_another_row_tells_of_is_left_out() -> None:
    take_police(NASHVILLE, MEMPHIS)
    said = take_police(NASHVILLE, {**KNOXVILLE}, {**KNOXVILLE, "ID": "D"}, asked=Police(join={1: "x B", 2: "x A", 3: "x B"}))
    assert [(one["row"], one["why"].partition(",")[0]) for one in said["refused"]] == [
        (1, "It was taken in as x A"), (2, "Another row of the list tells of NASHVILLE POLICE DEPARTMENT")]
    assert said["changed"] == 1


def test_a_dry_run_says_what_changes_and_what_is_named_no_more() -> None:
    take_police(NASHVILLE, MEMPHIS)
    confirm_agency(Agency.objects.get(external="A").pk, is_confirmed=True, by=member("liaison-officer"), at=MONDAY)
    shown = importing.import_police(as_table([{**NASHVILLE, "TELEPHONE": "(615) 555-0102"}]), source="x", printed="2019", asked=Police(), is_applied=False,
                                    by=SYSTEM, at=MONDAY)
    assert [(one.row, one.line, f"{one.why}") for one in shown.changed] == [(1, 2, "telephone: (615) 555-0101 → (615) 555-0102, to be confirmed anew")]
    assert shown.gone == ["MEMPHIS POLICE DEPARTMENT, MEMPHIS, TN, (615) 555-0101"]
    take_rows([CHAD, {**CHAD, "qid": "Q3", "sending_state": "Peru"}])
    missions = importing.import_premises(as_table([{**CHAD, "phone": "202-555-0101"}]), source="us_missions_wikidata", asked=Asked(), is_applied=False,
                                         by=SYSTEM, at=MONDAY)
    assert [f"{one.why}" for one in missions.changed] == ["telephone: – → 202-555-0101"]
    assert list(missions.gone) == ["PER-1 Embassy of Peru"]


GOOD = "Q1,Norway,embassy,Washington,,38.9225,-77.0625,(202) 555-0101"


@pytest.mark.parametrize(("bad", "why"), [
    ("Q2,Chad,embassy,Washington,,-77.0625,38.9225,", "inside it the other way round"),
    ("Q2,Chad,embassy,Washington,,38°55'21\"\"N,77°03'45\"\"W,", "In degrees alone they are 38.92250, -77.06250"),
    ("Q2,Chad,embassy,Washington,,38 55.35,-77 3.75,", "In degrees alone they are 38.92250, -77.06250"),
    ("Q2,Chad,embassy,Washington,,38.9,-77.0,1,2", "9 fields, and the header names 8"),
    ("Q2,Chad,embassy,Washington,,38.9,,", "a latitude or a longitude alone, “38.9”"), ("Q2,Chad,embassy,Washington,,1e1,-77.0,", "not both numbers"),
    ("Q2,Chad,embassy,Washington,,3_8.9,-77.0,", "not both numbers"), (f"Q2,Chad,embassy,Washington,{'A' * 201},38.9,-77.0,", "Address takes at most 200"),
    (f"{'Q' * 121},Chad,embassy,Washington,,38.9,-77.0,", "Id takes at most 120"),
    (f"Q2,Chad,embassy,Washington,,38.9,-77.0,{'1 ' * 50}", "Telephone takes at most 80"),
])
def test_a_bad_row_says_its_line_and_holds_up_no_other(bad: str, why: str) -> None:
    quoted = bad if '""' not in bad else ",".join(f'"{part}"' for part in bad.split(","))
    content = f"qid,sending_state,type,city,address,lat,lon,phone\n{GOOD}\n{quoted}\nQ3,Peru,embassy,Washington,,38.9,-77.0,310-235-7937/9\n"
    said = importing.as_json(importing.import_premises(table_of(content.encode(), "x.csv"), source="x", asked=Asked(), is_applied=True, by=SYSTEM, at=MONDAY))
    assert (said["rows"], said["new"]) == (3, 2)
    assert [(one["row"], one["line"], why in one["why"]) for one in said["refused"]] == [(2, 3, True)]
    assert [(one["row"], one["line"]) for one in said["notes"]] == [(3, 4)]
    assert "310-235-7937, 310-235-7939" in said["notes"][0]["why"]
    assert Premises.objects.get(mission__number="PER-1").phone == "310-235-7937/9", "it is kept as it stands"


def test_a_city_far_from_its_point_is_left_out_until_somebody_says_where_and_an_unknown_one_is_said() -> None:
    rows = [{**CHAD, "city": "Boston, MA"}, {**CHAD, "qid": "Q3", "sending_state": "Peru", "city": "Embassy Row"}]
    said = take_rows(rows)
    assert [one["why"] for one in said["refused"]] == [
        "“Boston, MA” is 624 km from the point 38.91410, -77.05270, which is in Washington, DC. Correct the one that is wrong."]
    assert whys(said) == ["No city called “Embassy Row” is known there. By its point it is in Washington, DC."]
    assert (take_rows(rows, asked=Asked(places={1: "Boston, MA"}))["new"], Mission.objects.get(number="TCD-1").city) == (1, "Boston")


def test_a_street_written_out_is_no_move_and_another_number_is() -> None:
    take_rows([{**CHAD, "address": "2401 Massachusetts Ave NW"}])
    assert take_rows([{**CHAD, "address": "2401 MASSACHUSETTS AVENUE NW"}])["moved"] == []
    assert len(take_rows([{**CHAD, "address": "2405 Massachusetts Avenue NW"}])["moved"]) == 1


def test_a_row_of_another_shape_holds_up_no_other() -> None:
    said = take_rows([{"a": "b"}, CHAD])
    assert (said["new"], [(one["row"], "none of the shapes" in one["why"]) for one in said["refused"]]) == (1, [(1, True)])


@pytest.mark.parametrize("source", ["", " ", "x" * 81])
def test_a_list_says_whose_it_is(source: str) -> None:
    with pytest.raises(NotListed, match="Say whose list it is"):
        importing.import_premises(as_table([CHAD]), source=source, asked=Asked(), is_applied=True, by=SYSTEM, at=MONDAY)


def test_missions_come_from_a_workbook_as_well() -> None:
    header = ["qid", "sending_state", "type", "city", "address", "lat", "lon", "phone"]
    book = workbook(["Missions"], header, ["Q1", "Norway", "embassy", "Washington", "", 38.9225, -77.0625, 2025550101], ["Q2", "Chad", "embassy", "=A1"])
    said = importing.as_json(importing.import_premises(table_of(book, "x.xlsx"), source="x", asked=Asked(), is_applied=True, by=SYSTEM, at=MONDAY))
    assert (said["new"], [(one["line"], "never computed" in one["why"]) for one in said["refused"]]) == (1, [(4, True)])
    premises = Premises.objects.get(mission__number="NOR-1")
    assert (premises.latitude, premises.phone) == (38.9225, "2025550101")
