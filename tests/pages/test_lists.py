"""The page of lists: shown first, decided about, taken in, taken back; nobody sees another's draft."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from article22.contexts.directory.models import Agency
from article22.contexts.missions.actions.drafting import KEPT_FOR, sweep_drafts
from article22.contexts.missions.models import ListDraft, Mission, Representative
from article22.doors.web.register import lists
from article22.ground.wall.session import set_actor
from article22.procedures import bringing
from tests.cast import MONDAY, SYSTEM, minutes, stop_clock
from tests.files.lists import TELEPHONE, bomb, workbook
from tests.needs import SHARED
from tests.pages.conftest import Visit

LISTS = "/register/lists/"
HEADER = "id,mission,name,mail,consents\n"
ANA, ANNA = "1,VAL-1,Ana Ferro,ana@valdoria.example,yes\n", "2,VAL-1,Ana María Ferro,am@valdoria.example,yes\n"
LOST = "3,Embassy of Atlantis,Dee Po,dee@atlantis.example,yes\n"


@pytest.fixture(autouse=True)
def _monday(db: None) -> None:
    stop_clock(MONDAY)


def bring(client: Client, content: bytes | str, *, kind: str = "representatives", name: str = "people.csv", status: int = 302, **given: str) -> Any:
    data = content.encode() if isinstance(content, str) else content
    answer = client.post(LISTS, {"kind": kind, "file": SimpleUploadedFile(name, data), **given})
    assert answer.status_code == status
    return answer["Location"] if status == 302 else answer.content.decode()


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_list_is_shown_decided_about_taken_in_and_taken_back(visit: Visit) -> None:
    dana = visit("liaison-officer")
    draft = bring(dana, HEADER + ANA + ANNA + LOST)
    shown = words(page(dana, draft))
    assert "3 rows. 1 new, 0 changed, 0 named no more, 0 as before; 1 unclear, 1 left out. Nothing has changed yet." in shown
    assert "Row 2, line 3" in shown
    assert "“Embassy of Atlantis” is no mission of the register" in shown
    assert "VAL-1 Ana Ferro" in shown
    assert dana.post(draft, {"act": "decide", "row-2": "new", "where-3": "KES-1"}).status_code == 302
    shown = page(dana, draft)
    assert "3 new, 0 changed, 0 named no more, 0 as before; 0 unclear, 0 left out" in words(shown)
    assert dana.post(draft, {"act": "take"})["Location"] == LISTS
    set_actor(SYSTEM)
    assert set(Representative.objects.values_list("mission__number", "name")) == {
        ("VAL-1", "Ana Ferro"), ("VAL-1", "Ana María Ferro"), ("KES-1", "Dee Po")}
    assert dana.get(draft).status_code == 404, "what was taken in waits no more"
    undo = re.search(r'action="(/register/lists/taken/[^"]+)"', page(dana, LISTS))
    assert undo
    answer = dana.post(undo[1])
    assert (answer.status_code, "3 rows were taken back." in answer.content.decode()) == (200, True)
    set_actor(SYSTEM)
    assert not Representative.objects.exists()
    assert "Taken back" in page(dana, LISTS)


def test_a_decision_that_cannot_be_followed_says_so_and_the_former_ones_stay(visit: Visit) -> None:
    dana = visit("liaison-officer")
    draft = bring(dana, HEADER + ANA + ANNA + LOST)
    dana.post(draft, {"act": "decide", "row-2": "new"})
    answer = dana.post(draft, {"act": "decide", "row-2": "new", "where-3": "NOPE-1"})
    assert (answer.status_code, "no present mission NOPE-1" in words(answer.content.decode())) == (422, True)
    assert "Decided so far" in page(dana, draft)
    assert dana.post(draft, {"act": "again"}).status_code == 302
    assert "Decided so far" not in page(dana, draft)
    assert dana.post(draft, {"act": "nonsense"}).status_code == 404
    assert dana.post(draft, {"act": "drop"})["Location"] == LISTS
    assert dana.get(draft).status_code == 404


def test_what_was_decided_stays_beside_what_is_decided_next_and_a_long_list_is_decided_in_parts(visit: Visit) -> None:
    dana = visit("liaison-officer")
    draft = bring(dana, HEADER + ANA + ANNA + LOST)
    dana.post(draft, {"act": "decide", "row-2": "new"})
    dana.post(draft, {"act": "decide", "row-2": "", "where-3": "KES-1"})
    assert "3 new, 0 changed, 0 named no more, 0 as before; 0 unclear, 0 left out" in words(page(dana, draft))
    unknown = "".join(f"{number},,Dee Po {number},dee{number}@atlantis.example,yes\n" for number in range(1, 1200))
    shown = page(dana, bring(dana, HEADER + "9000,,Nobody,nothing,yes\n" + unknown, name="many.csv"))
    assert (shown.count('name="where-'), "1 to 200 of 1200" in words(shown), "Nobody" in shown) == (200, True, False), "what can be decided comes first"


def test_a_list_that_cannot_be_read_is_refused_where_it_was_brought(visit: Visit) -> None:
    dana = visit("liaison-officer")
    assert "would grow far too large" in bring(dana, bomb(400), name="bomb.xlsx", status=422)
    assert "ends in the middle of something" in bring(dana, TELEPHONE[:-12], name="x.vcf", status=422)
    assert "is larger than 20 MB" in bring(dana, HEADER + ANA * 480_000, status=422), "it is not read as far as it was let in"
    assert "has more than 30" in bring(dana, HEADER + "1,a,b,c,d\n" * 30_001, status=422)
    assert "Say whose list it is" in bring(dana, HEADER + ANA, name=".csv", status=422)
    set_actor(SYSTEM)
    assert not ListDraft.objects.exists()


def test_cards_of_a_telephone_are_taken_in_where_it_is_said_that_they_agree(visit: Visit) -> None:
    dana = visit("liaison-officer")
    assert "does not say that José María Ferro agrees" in words(page(dana, bring(dana, TELEPHONE, name="x.vcf")))
    assert "1 new, 0 changed" in words(page(dana, bring(dana, TELEPHONE, name="x.vcf", consent="note 26-114")))


def test_missions_are_the_office_of_foreign_missions_to_take_in_and_people_are_liaisons(visit: Visit) -> None:
    omar, dana = visit("ofm-officer"), visit("liaison-officer")
    row = "qid,sending_state,type,city,address,lat,lon,phone\nQ1,Norway,embassy,Springfield,,,,\n"
    bring(dana, row, kind="premises", name="missions.csv", status=422)
    bring(omar, HEADER + ANA, status=422)
    draft = bring(omar, row, kind="premises", name="missions.csv")
    assert "Which Springfield ?" in words(page(omar, draft)).replace("Springfield?", "Springfield ?")
    assert dana.get(draft).status_code == 404, "a draft is its bringer's"
    assert omar.post(draft, {"act": "decide", "where-1": "Springfield, IL"}).status_code == 302
    assert "Embassy of Norway, Springfield, IL" in words(page(omar, draft))
    omar.post(draft, {"act": "take"})
    set_actor(SYSTEM)
    assert Mission.objects.get(number="NOR-1").region == "IL"
    assert "missions" not in words(page(dana, LISTS)).partition("Taken in")[2], "liaison sees the lists of people"


POLICE = "ID,NAME,TELEPHONE,ADDRESS,CITY,STATE,COUNTY,X,Y\n"


def police(number: int, telephone: str = "615-555-0101") -> str:
    return f"{number},TOWN {number} POLICE DEPARTMENT,{telephone},1 MAIN STREET,TOWN {number},TN,DAVIDSON,-86.78,36.16\n"


@pytest.mark.parametrize("role", ["ofm-officer", "administrator"])
def test_police_agencies_are_shown_taken_in_compared_with_the_next_edition_and_taken_back(visit: Visit, role: str) -> None:
    browser = visit(role)
    browser.post(bring(browser, POLICE + police(1) + police(2) + police(3), kind="agencies", name="hifld_2019-07.csv"), {"act": "take"})
    set_actor(SYSTEM)
    assert {(row.source, row.document["printed"]) for row in Agency.objects.all()} == {("hifld", "2019-07")}
    draft = bring(browser, POLICE + police(1) + police(2, "615-555-0102") + police(33).replace("TOWN 33", "TOWN 3") + police(4, "none"), kind="agencies",
                  name="hifld_2020.csv")
    shown = words(page(browser, draft))
    assert "4 rows. 0 new, 2 changed, 0 named no more, 1 as before; 0 unclear, 1 left out" in shown
    assert "Row 2, line 3 , TOWN 2 POLICE DEPARTMENT, TOWN 2, TN, 615-555-0102 : telephone: 615-555-0101 → 615-555-0102" in shown
    assert "under another id, 33" in shown
    assert "“none” is no telephone number" in shown
    draft = bring(browser, POLICE + police(1) + police(9).replace("TOWN 9", "TOWN 2").replace("0101", "0109"), kind="agencies", name="hifld_2020.csv")
    shown = words(page(browser, draft))
    assert "0 new, 0 changed, 1 named no more, 1 as before; 1 unclear, 0 left out" in shown
    assert "held as TOWN 2 POLICE DEPARTMENT, TOWN 2, TN, 615-555-0101, 1 MAIN STREET" in shown
    assert browser.post(draft, {"act": "decide", "row-2": "same hifld 2"}).status_code == 302
    stop_clock(MONDAY + minutes(5))
    browser.post(draft, {"act": "take"})
    first, second = sorted(set(re.findall(r'action="(/register/lists/taken/[^"]+)"', page(browser, LISTS))))
    refused = browser.post(first)
    assert (refused.status_code, "A later edition of hifld was built on it" in words(refused.content.decode())) == (409, True)
    assert ["2 rows were taken back." in browser.post(one).content.decode() for one in (second, first)] == [True, False]
    set_actor(SYSTEM)
    assert not Agency.objects.exists()


def test_a_long_list_is_shown_in_pages_each_part_by_itself(visit: Visit) -> None:
    omar = visit("ofm-officer")
    draft = bring(omar, POLICE + "".join(map(police, range(120))), kind="agencies", name="long.csv")
    first = page(omar, draft)
    assert ("1 to 50 of 120" in words(first), "TOWN 49 POLICE" in first, "TOWN 50 POLICE" in first) == (True, True, False)
    last = page(omar, f"{draft}?part=new&page=3")
    assert ("101 to 120 of 120" in words(last), "TOWN 119 POLICE" in last, "TOWN 49 POLICE" in last) == (True, True, False)
    assert "All of it" in last
    assert "TOWN 49 POLICE" not in page(omar, f"{draft}?part=notes")
    assert "TOWN 49 POLICE" in page(omar, f"{draft}?part=nonsense&page=x")


@pytest.mark.needs("shared")
def test_all_police_of_the_country_come_and_go_on_the_page(visit: Visit, django_assert_max_num_queries: Any) -> None:
    omar = visit("ofm-officer")
    draft = bring(omar, (SHARED / "data/police/hifld_local_law_enforcement_2019.csv").read_bytes(), kind="agencies", name="hifld_2019.csv")
    assert "23610 new, 0 changed, 0 named no more, 0 as before; 0 unclear, 1 left out" in words(page(omar, draft))
    with django_assert_max_num_queries(16):
        assert "23601 to 23610 of 23610" in words(page(omar, f"{draft}?part=new&page=473"))
    set_actor(SYSTEM)
    assert len(ListDraft.objects.get().content) < 2_000_000
    with django_assert_max_num_queries(60):
        omar.post(draft, {"act": "take"})
    (undo,) = re.findall(r'action="(/register/lists/taken/[^"]+)"', page(omar, LISTS))
    with django_assert_max_num_queries(40):
        assert "23610 rows were taken back." in words(omar.post(undo).content.decode())


def test_liaison_takes_no_police_in_and_takes_none_back(visit: Visit) -> None:
    dana, omar = visit("liaison-officer"), visit("ofm-officer")
    bring(dana, POLICE + police(1), kind="agencies", name="x.csv", status=422)
    omar.post(bring(omar, POLICE + police(1), kind="agencies", name="x.csv"), {"act": "take"})
    (undo,) = re.findall(r'action="(/register/lists/taken/[^"]+)"', page(omar, LISTS))
    assert "Police agencies" not in page(dana, LISTS)
    assert dana.post(undo).status_code == 404
    set_actor(SYSTEM)
    assert Agency.objects.exists()


def test_the_newest_lists_of_ones_own_kind_are_shown_however_many_came_of_others(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    dana, omar = visit("liaison-officer"), visit("ofm-officer")
    dana.post(bring(dana, HEADER + ANA, name="ours.csv"), {"act": "take"})
    stop_clock(MONDAY + minutes(5))
    omar.post(bring(omar, "qid,sending_state,type,city,address,lat,lon,phone\nQ1,Norway,embassy,\"Washington, DC\",,,,\n", kind="premises", name="t.csv"),
              {"act": "take"})
    monkeypatch.setattr(lists, "RECENT", 1)
    assert "ours" in page(dana, LISTS).partition("Taken in")[2]


def test_of_many_rows_that_were_left_the_first_are_shown(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    omar = visit("ofm-officer")
    omar.post(bring(omar, POLICE + police(1) + police(2) + police(3), kind="agencies", name="x.csv"), {"act": "take"})
    set_actor(SYSTEM)
    Agency.objects.update(confirmed_at=MONDAY, confirmed_by=Agency.objects.all()[0].pk)
    monkeypatch.setattr(lists, "DECIDED", 2)
    (undo,) = re.findall(r'action="(/register/lists/taken/[^"]+)"', page(omar, LISTS))
    said = words(omar.post(undo).content.decode())
    assert ("0 rows were taken back" in said, said.count("somebody changed it since"), "The first 2 are shown." in said) == (True, 2, True)


def test_a_person_keeps_ten_lists_that_wait_and_each_in_little_room(visit: Visit) -> None:
    omar = visit("ofm-officer")
    for _ in range(10):
        bring(omar, POLICE + "".join(map(police, range(500))), kind="agencies", name="x.csv")
    assert "10 of your lists wait already" in words(bring(omar, POLICE + police(1), kind="agencies", name="x.csv", status=409))
    set_actor(SYSTEM)
    assert max(len(draft.content) for draft in ListDraft.objects.all()) < len("".join(map(police, range(500)))) / 3


def test_a_workbook_is_read_once_and_kept_as_it_was_read(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    omar = visit("ofm-officer")
    header, row = POLICE.strip().split(","), police(1, "=A1").strip().split(",")
    draft = bring(omar, workbook(header, [*row[:2], "=A1", *row[3:]], police(2).strip().split(",")), kind="agencies", name="x.xlsx")
    monkeypatch.setattr(bringing, "table_of", None)
    shown = words(page(omar, draft))
    assert "2 rows. 1 new" in shown
    assert "never computed" in shown
    assert omar.post(draft, {"act": "take"}).status_code == 302


def test_what_nobody_took_in_is_forgotten_after_a_day(visit: Visit) -> None:
    dana = visit("liaison-officer")
    draft = bring(dana, HEADER + ANA)
    set_actor(SYSTEM)
    assert [sweep_drafts(at=MONDAY + KEPT_FOR), sweep_drafts(at=MONDAY + KEPT_FOR + minutes(1))] == [0, 1]
    assert dana.get(draft).status_code == 404


def test_the_page_asks_a_fixed_number_of_queries(visit: Visit, django_assert_max_num_queries: Any) -> None:
    dana = visit("liaison-officer")
    for number in range(4):
        dana.post(bring(dana, HEADER + ANA.replace("ana@", f"{number}@"), name=f"list {number}.csv"), {"act": "take"})
        bring(dana, HEADER + ANNA, name=f"other {number}.csv")
    with django_assert_max_num_queries(16):
        dana.get(LISTS)
