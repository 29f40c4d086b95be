"""Lists of representatives are taken in: whose they are, who is held already, what a person decides; nobody is verified, ended or deleted by it."""

from typing import Any
from uuid import UUID

import pytest

from article22.contexts.missions.actions import representing
from article22.contexts.missions.actions.claiming import record_claim
from article22.contexts.missions.actions.import_runs import undo_import
from article22.contexts.missions.models import PersonListing, Representative, Way
from article22.contexts.missions.queries.missions import get_mission
from article22.contexts.missions.rules.people_imports import Asked
from article22.contexts.missions.rules.terms import NotListed, WayKind
from article22.ground.files.rules.records import CannotTakeBack
from article22.ground.files.rules.tables import table_of
from article22.ground.journal.models import Entry
from article22.ground.wall.session import set_actor
from article22.kernel.refusal import Absent
from article22.procedures import importing
from tests.cast import MONDAY, SYSTEM, member
from tests.files.lists import OLD_TELEPHONE, OUTLOOK, STANDARD, TELEPHONE, workbook
from tests.register.people import somebody, somebodys_claim

pytestmark = pytest.mark.django_db
HEADER = "id,mission,name,position,mail,mobile,office,consents\n"
ANA = "1,VAL-1,Ana Ferro,Second Secretary,ana@valdoria.example,,202-555-0101,yes\n"
BRAN = "2,Embassy of Kestria,Bran Ode,,bran@kestria.example,202-555-0102,,yes\n"


@pytest.fixture(autouse=True)
def _as_system(db: None) -> None:
    set_actor(SYSTEM)


def take(content: str | bytes, *, apply: bool = True, asked: Asked = Asked(), consent: str = "", name: str = "people.csv") -> dict[str, Any]:  # noqa: B008  it is frozen
    table = table_of(content.encode() if isinstance(content, str) else content, name)
    return importing.as_json(importing.import_representatives(table, source="people", asked=asked, consent=consent, is_applied=apply, by=SYSTEM, at=MONDAY),
                             "mission")


def counts(said: dict[str, Any]) -> tuple[int, ...]:
    return (*(said[name] for name in ("rows", "new", "changed", "gone", "same")), len(said["maybe"]), len(said["refused"]))


def test_a_list_is_shown_taken_in_and_shown_again() -> None:
    assert counts(take(HEADER + ANA + BRAN, apply=False)) == (2, 2, 0, 0, 0, 0, 0)
    assert not Representative.objects.exists()
    take(HEADER + ANA + BRAN)
    ana = Representative.objects.get(name="Ana Ferro")
    assert (ana.mission.number, ana.stand, ana.nominated_how, ana.position) == ("VAL-1", "nominated", "list", "Second Secretary")
    assert {(way.kind, way.address, way.proved_at) for way in ana.ways.all()} == {("mail", "ana@valdoria.example", None), ("office", "+12025550101", None)}
    assert Representative.objects.get(name="Bran Ode").mission.number == "KES-1"
    assert counts(take(HEADER + ANA + BRAN)) == (2, 0, 0, 0, 2, 0, 0)
    assert Entry.objects.filter(verb="missions.representative-nominated").count() == 2


def test_a_later_edition_adds_what_is_new_of_somebody_and_marks_who_is_gone() -> None:
    take(HEADER + ANA + BRAN)
    Representative.objects.filter(name="Ana Ferro").update(position="Counsellor")
    later = take(HEADER + ANA.replace(",ana@", ",ana.ferro@").replace(",,202", ",202-555-0109,202"))
    assert counts(later) == (1, 0, 1, 1, 0, 0, 0)
    ana, bran = Representative.objects.get(name="Ana Ferro"), Representative.objects.get(name="Bran Ode")
    assert ana.position == "Counsellor", "what the list says as before does not undo what an officer wrote"
    assert ana.ways.filter(ended_at__isnull=True).count() == 4, "a way that the list gives no more stays until a person ends it"
    assert (bran.stand, PersonListing.objects.get(representative=bran).gone_at) == ("nominated", MONDAY)
    assert counts(take(HEADER + ANA + BRAN)) == (2, 0, 2, 0, 0, 0, 0)
    assert PersonListing.objects.filter(gone_at__isnull=False).count() == 0


def test_who_stands_in_a_row_that_cannot_be_read_or_may_be_another_row_is_not_gone() -> None:
    take(HEADER + ANA + BRAN)
    assert take(HEADER + ANA + BRAN.replace("bran@", "bran"))["gone"] == 0, "its id is read"
    other = take(HEADER + ANA + BRAN.replace("2,", "9,", 1).replace("bran@kestria.example,202-555-0102", "b@kestria.example,"))
    assert (len(other["maybe"]), other["gone"]) == (1, 0), "it may be he"
    no_id = take(HEADER + ANA + BRAN.replace("2,", ",", 1).replace("bran@", "bran"))
    assert no_id["gone"] == 0
    assert "none is taken for gone" in no_id["notes"][0]["why"]
    assert take(HEADER + ANA)["gone"] == 1


def test_whom_a_list_gives_to_another_mission_stays_and_that_is_said() -> None:
    take(HEADER + ANA)
    said = take(HEADER + ANA.replace("VAL-1", "KES-1"))
    assert [(one["row"], one["name"]) for one in said["notes"]] == [(1, "Ana Ferro")]
    assert "The list says KES-1, and they are held for VAL-1, where they stay" in said["notes"][0]["why"]
    assert Representative.objects.get().mission.number == "VAL-1"


def test_a_later_edition_gives_nobody_what_another_of_the_mission_has_and_the_other_rows_are_taken_in() -> None:
    eve = "3,VAL-1,Eve Stahl,,eve@valdoria.example,,,yes\n"
    take(HEADER + ANA + BRAN + eve)
    mobile = "202-555-0109"
    said = take(HEADER + ANA.replace(",,202", f",{mobile},202") + BRAN.replace("Ode,", "Ode,Attaché") + eve.replace(",,,yes", f",{mobile},,yes"))
    assert counts(said) == (3, 0, 2, 0, 0, 0, 1)
    assert "VAL-1 Ana Ferro: nobody counts twice" in f"{said['refused'][0]}"
    assert {way.representative.name for way in Way.objects.filter(address="+12025550109")} == {"Ana Ferro"}


def hold(name: str, address: str = "ana@valdoria.example", kind: WayKind = WayKind.MAIL) -> Representative:
    return representing.nominate(get_mission("VAL-1"), somebody(address, kind=kind, name=name), by=SYSTEM, at=MONDAY)


def test_the_same_name_and_address_at_the_same_mission_are_the_same_person_without_a_question() -> None:
    held = hold("FERRO, Ana")
    assert counts(take(HEADER + ANA)) == (1, 0, 1, 0, 0, 0, 0)
    assert {way.address for way in held.ways.all()} == {"ana@valdoria.example", "+12025550101"}
    assert Representative.objects.get().name == "FERRO, Ana"


@pytest.mark.parametrize(("name", "address", "why"), [
    ("Anna Ferrer", "ana@valdoria.example", "the same e-mail, a…@valdoria.example, under another name, Anna Ferrer"),
    ("Ana Ferro", "a.ferro@valdoria.example", "the same name, and nothing in common"), ("Ana María Ferro", "x@valdoria.example", "a name alike"),
    ("A. Ferro", "x@valdoria.example", "a name alike"),
])
def test_who_may_be_the_same_is_for_a_person_to_decide(name: str, address: str, why: str) -> None:
    held = hold(name, address)
    said = take(HEADER + ANA + BRAN)
    assert counts(said) == (2, 1, 0, 0, 0, 1, 0), "the other row is not held up"
    assert (said["maybe"][0]["with"], said["maybe"][0]["line"]) == (f"VAL-1 {name}", 2)
    assert why in said["maybe"][0]["why"]
    assert counts(take(HEADER + ANA + BRAN, asked=Asked(join={1: f"VAL-1 {name}"}))) == (2, 0, 1, 0, 1, 0, 0)
    assert PersonListing.objects.get(external="1").representative == held
    with pytest.raises(NotListed, match="nobody called"):
        take(HEADER + ANA, asked=Asked(join={1: "VAL-1 Nobody"}))
    with pytest.raises(NotListed, match="no row"):
        take(HEADER + ANA, asked=Asked(new=frozenset({9})))


def test_another_person_of_like_name_is_new_where_somebody_says_so_and_nobody_counts_twice() -> None:
    hold("Ana María Ferro", "x@valdoria.example")
    assert counts(take(HEADER + ANA, asked=Asked(new=frozenset({1})))) == (1, 1, 0, 0, 0, 0, 0)
    shared = ANA.replace("1,", "3,", 1).replace("Ana Ferro", "Cem Ay")
    said = take(HEADER + ANA + shared, asked=Asked(new=frozenset({2})))
    assert "nobody counts twice" in said["refused"][0]["why"]


def test_a_row_whose_mission_is_unclear_says_so_and_what_it_tells_is_proposed() -> None:
    hold("Ana Ferro")
    rows = ("4,Embassy of Atlantis,Dee Po,,dee@atlantis.example,,,yes\n", "5,Chancery,Eli Ro,,eli@valdoria.example,,,yes\n", ",,Fay Su,,fay@gmail.com,,,yes\n")
    said = take(HEADER + "".join(rows), apply=False)
    assert [(one["row"], one["line"], one.get("mission")) for one in said["refused"]] == [(1, 2, None), (2, 3, "VAL-1"), (3, 4, None)]
    said = take(HEADER + "".join(rows), asked=Asked(missions={2: "VAL-1", 3: "KES-1"}))
    assert (said["new"], len(said["refused"])) == (2, 1)
    assert set(Representative.objects.filter(mission__number="KES-1").values_list("name", flat=True)) == {"Fay Su"}


@pytest.mark.parametrize(("row", "why"), [
    ("4,VAL-1,Gus Ti,,gus@valdoria.example,310-235-7937/9,,yes\n", "310-235-7937, 310-235-7939"), ("4,VAL-1,Gus Ti,,gus,,,yes\n", "is no mail address"),
    ("4,VAL-1,,,gus@valdoria.example,,,yes\n", "names nobody"), ("4,VAL-1,Gus Ti,,,,,yes\n", "cannot be reached"),
    ("4,VAL-1,Gus Ti,,gus@valdoria.example,,,\n", "does not say that Gus Ti agrees"), ("1,VAL-1,Gus Ti,,gus@valdoria.example,,,yes\n", "the same id"),
    ("4,VAL-1,Gus Ti,,gus@valdoria.example,,,yes,more\n", "9 fields"), ("4,VAL-1," + "G" * 121 + ",,gus@valdoria.example,,,yes\n", "Name takes at most 120"),
    ("4" * 121 + ",VAL-1,Gus Ti,,gus@valdoria.example,,,yes\n", "Id takes at most 120"),
    ("4,VAL-1,Gus Ti,,gus@" + "ﬃ" * 100 + ".example,,,yes\n", "Way takes at most 254"),
])
def test_a_bad_row_holds_up_no_other(row: str, why: str) -> None:
    said = take(HEADER + ANA + row + BRAN)
    assert (said["new"], [(one["row"], one["line"], why in one["why"]) for one in said["refused"]]) == (2, [(2, 3, True)])


def test_nothing_changes_on_the_word_of_a_list_where_it_is_contested_who_speaks_for_a_mission_and_the_others_are_taken_in() -> None:
    take(HEADER + BRAN)
    for name in ("Ines Duarte", "Lia Moren"):
        record_claim(get_mission("KES-1"), somebodys_claim(name), by=SYSTEM, at=MONDAY)
    said = take(HEADER + ANA + BRAN.replace("0102", "0103") + BRAN.replace("2,", "3,").replace("Bran", "Bora").replace("bran", "bora"))
    assert counts(said) == (3, 1, 0, 0, 0, 0, 2)
    assert [(one["line"], "the accredited list names none of them" in one["why"]) for one in said["refused"]] == [(3, True), (4, True)]
    assert set(Representative.objects.values_list("name", flat=True)) == {"Ana Ferro", "Bran Ode"}


def test_the_cards_of_telephones_and_outlook_become_people_where_it_is_said_that_they_agree() -> None:
    cards = OUTLOOK + TELEPHONE + STANDARD + OLD_TELEPHONE
    assert take(cards, name="x.vcf", apply=False)["refused"][0]["why"].startswith("The list does not say that Dr. Ana Müller agrees")
    said = take(cards, consent="note 26-114 of the embassies", name="x.vcf", asked=Asked(missions={4: "VAL-1"}))
    assert (said["new"], [(one["row"], one["line"]) for one in said["refused"]]) == (4, [])
    assert set(Representative.objects.values_list("mission__number", "name")) == {
        ("VAL-1", "Dr. Ana Müller"), ("KES-1", "José María Ferro"), ("MRS-1", "Bran Okafor"), ("VAL-1", "Uwe Müller")}
    bran = Representative.objects.get(name="Bran Okafor")
    assert (bran.position, bran.languages, set(bran.ways.values_list("address", flat=True))) == (
        "Security officer", ["fr", "en"], {"+12025550105", "+12025550106", "bran@maristan.example"})
    assert any("“TEL FAX” is not held here" in one["why"] for one in said["notes"])
    assert "note 26-114" not in f"{list(Entry.objects.filter(verb='missions.people-imported').values())}", "words are kept apart"


def test_people_come_from_a_workbook_and_unread_columns_are_said() -> None:
    book = workbook(["Company", "First Name", "Last Name", "E-mail Address", "Business Phone", "Consent", "Shoe size"],
                    ["Embassy of Valdoria", "Ana", "Ferro", "ana@valdoria.example", 2025550101, "yes", 38],
                    [None, "Bran", "Ode", "bran@valdoria.example", 2025550102, "yes", 44], merged=("A2:A3",))
    said = take(book, name="x.xlsx")
    assert (said["new"], said["notes"][0]["why"]) == (2, "Nobody reads the columns Shoe size.")
    assert [one["line"] for one in said["notes"][1:]] == [2, 3]


def test_an_import_of_people_is_taken_back_as_a_whole_and_what_somebody_did_since_is_left() -> None:
    held = hold("Ana Ferro")
    before = snapshot()
    first = take(HEADER + ANA + BRAN)
    second = take(HEADER + BRAN.replace("Bran Ode", "Bran Odde"))
    with pytest.raises(CannotTakeBack, match=second["id"]):
        undo_import(UUID(first["id"]), by=SYSTEM, at=MONDAY)
    assert undo_import(UUID(second["id"]), by=SYSTEM, at=MONDAY)[1] == []
    assert Representative.objects.filter(name="Bran Ode").exists()
    assert undo_import(UUID(first["id"]), by=SYSTEM, at=MONDAY)[1] == []
    assert snapshot() == before
    third = take(HEADER + ANA + BRAN)
    representing.verify(Representative.objects.get(name="Bran Ode").pk, "202-555-0100", by=SYSTEM, at=MONDAY)
    undone, left = undo_import(UUID(third["id"]), by=SYSTEM, at=MONDAY)
    assert (undone, [(one.what, one.why.code) for one in left]) == (1, [("KES-1 Bran Ode", "import.changed-since")])
    assert [one.address for one in held.ways.all()] == ["ana@valdoria.example"]


def snapshot() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Representative, Way, PersonListing)]


def test_who_serves_no_more_is_named_anew_only_where_somebody_says_so() -> None:
    take(HEADER + ANA)
    representing.end(Representative.objects.get().pk, "recalled", by=SYSTEM, at=MONDAY)
    said = take(HEADER + ANA)
    assert (counts(said), "serve no more" in said["maybe"][0]["why"]) == ((1, 0, 0, 0, 0, 1, 0), True)
    assert counts(take(HEADER + ANA, asked=Asked(new=frozenset({1})))) == (1, 1, 0, 0, 0, 0, 0)
    assert Representative.objects.exclude(stand="ended").count() == 1


@pytest.mark.parametrize("role", ["representative", "administrator", "ofm-officer", "supervisor"])
def test_only_liaison_takes_people_in(role: str) -> None:
    actor = member(role)
    set_actor(actor)
    table = table_of((HEADER + ANA).encode(), "x.csv")
    with pytest.raises(Absent):
        importing.import_representatives(table, source="x", asked=Asked(), consent="", is_applied=True, by=actor, at=MONDAY)


def test_a_list_of_any_length_asks_the_register_a_fixed_number_of_questions(django_assert_max_num_queries: Any) -> None:
    rows = "".join(f"{number},VAL-1,Officer {number},,o{number}@valdoria.example,,,yes\n" for number in range(100))
    with django_assert_max_num_queries(20):
        take(HEADER + rows, apply=False)
