"""The pages of the register for priority response: the list and its bulk, one location, police desks, the form; and the page behind an agency's link."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from article22.contexts.missions.models import Premises, PriorityForm, Registration
from article22.contexts.missions.queries.flags import EVERY, list_locations
from article22.ground.journal.models import Entry
from article22.ground.outbox.models import Message
from article22.ground.wall.session import set_actor
from tests.cast import MONDAY, SYSTEM, stop_clock
from tests.pages.conftest import Visit
from tests.pages.test_browsing import enter
from tests.register.flags import link_of, name_desk, send_city

LIST = "/register/priority/"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _monday(db: None) -> None:
    stop_clock(MONDAY)


def sent(city: str = "Washington", region: str = "DC") -> tuple[PriorityForm, str]:
    """A city's form went out; the form and the path of its link."""
    set_actor(SYSTEM)
    name_desk(city, region, by=SYSTEM)
    form = send_city(city, by=SYSTEM)
    return form, link_of(form, SYSTEM)


def rows_of(form: PriorityForm) -> list[Registration]:
    set_actor(SYSTEM)
    return list(Registration.objects.filter(form=form).order_by("id"))


def premises_of(number: str, kind: str = "") -> Premises:
    set_actor(SYSTEM)
    found: Premises = Premises.objects.get(mission__number=number, **({"kind": kind} if kind else {"is_main": True}))
    return found


def test_the_list_names_what_each_location_waits_for_and_whose_it_is(visit: Visit) -> None:
    dana = visit("liaison-officer")
    page = dana.get(LIST).content.decode()
    assert "No agency was told of this place yet." in page
    assert "San Francisco office" in page
    assert "Name the police of Houston" in page
    set_actor(SYSTEM)
    mine = next(one.owner.id for one in list_locations(EVERY, seen_by=SYSTEM, at=MONDAY) if f"{one.owner.name}" == "Dana Reyes")
    assert f"?owner={mine}&amp;due=now" in page
    own = dana.get(f"{LIST}?owner={mine}").content.decode()
    assert ("Embassy of Valdoria" in own, "Consulate of Belmora" in own, "2 locations" in own) == (True, False, True)
    for query, held, lacked in (("region=HI", "Belmora", "Valdoria"), ("state=XB", "Belmora", "Kestria"), ("desk=none&region=HI", "Belmora", "Kestria")):
        found = dana.get(f"{LIST}?{query}").content.decode().split("<tbody")[1]
        assert (held in found, lacked in found) == (True, False)
    assert "No location is like this." in dana.get(f"{LIST}?flag=confirmed").content.decode()
    assert dana.get(f"{LIST}?flag=nonsense").status_code == 422


def test_a_desk_is_named_and_all_of_a_list_goes_out_in_one_act(visit: Visit) -> None:
    dana = visit("liaison-officer")
    assert dana.post("/register/priority/desk/TN/Nashville/", {"email": "records@nashville.example"}).status_code == 409
    assert "Choose an agency" in dana.post("/register/priority/desk/TN/Nashville/", {"email": "records@nashville.example"}).content.decode()
    assert dana.post("/register/priority/desk/TN/Nashville/", {"name": "Nashville Police", "email": "records@nashville.example"}).status_code == 302
    refused = dana.post(f"{LIST}send/", {"what": "all", "asked": "region=HI"})
    assert (refused.status_code, "Honolulu, HI" in refused.content.decode()) == (409, True)
    assert dana.post(f"{LIST}send/", {"what": "ticked"}).status_code == 409
    answer = dana.post(f"{LIST}send/", {"what": "all", "asked": ""}, follow=True)
    said = answer.content.decode()
    assert "1 location is on its way to its police." in said
    assert "Houston, TX" in said
    set_actor(SYSTEM)
    letter = Message.objects.get(kind="missions.priority-form")
    assert (letter.address, "414 Union Street" in f"{letter.body}") == ("records@nashville.example", False)
    place = premises_of("MRS-2")
    assert "sent to the agency" in dana.get(f"{LIST}{place.pk}/").content.decode()


def test_ticked_locations_are_kept_where_they_cannot_be_sent(visit: Visit) -> None:
    place = premises_of("BMA-1")
    page = visit("liaison-officer").post(f"{LIST}send/", {"what": "ticked", "place": f"{place.pk}", "asked": ""}).content.decode()
    assert f'value="{place.pk}" checked' in page


def test_an_agency_answers_each_location_by_name_and_opening_the_link_confirms_nothing(visit: Visit) -> None:
    form, link = sent()
    rows = rows_of(form)
    somebody = visit()
    page = somebody.get(link).content.decode()
    assert "2999 Garfield Street NW" in page, "police are told of a residence"
    assert "Opening this page has confirmed nothing." in page
    assert {row.flag for row in rows_of(form)} == {"sent"}
    given = {f"word-{rows[0].pk}": "flagged", f"word-{rows[1].pk}": "wrong", "name": "Sgt. Cole, badge 4411", "what": "said"}
    refused = somebody.post(link, given)
    assert (refused.status_code, "in a few words" in refused.content.decode(), "Sgt. Cole, badge 4411" in refused.content.decode()) == (409, True, True)
    assert {row.flag for row in rows_of(form)} == {"sent"}, "all of it or nothing"
    assert somebody.post(link, given | {f"said-{rows[1].pk}": "The gate is on 28th Street."}).status_code == 302
    assert [row.flag for row in rows_of(form)][:2] == ["confirmed", "returned"]
    assert somebody.post(link, {"name": "Sgt. Cole", "what": "all"}).status_code == 302
    assert [row.flag for row in rows_of(form)] == ["confirmed", "returned", *["confirmed"] * (len(rows) - 2)]
    set_actor(SYSTEM)
    assert Entry.objects.filter(verb="missions.location-confirmed", role="link-holder").count() == len(rows) - 1
    dana = visit("liaison-officer")
    shown = dana.get(f"{LIST}{rows[1].premises_id}/").content.decode()
    assert "The gate is on 28th Street." in shown
    assert "Sgt. Cole, badge 4411" in shown


def test_a_link_that_was_used_ended_or_was_never_signed_does_nothing(visit: Visit) -> None:
    form, link = sent("Nashville", "TN")
    (row,) = rows_of(form)
    somebody, given = visit(), {f"word-{row.pk}": "flagged", "name": "Sgt. Cole"}
    assert "Say of at least one" in somebody.post(link, {"name": "Sgt. Cole"}).content.decode()
    assert somebody.post(link, {f"word-{row.pk}": "flagged"}).status_code == 422
    assert somebody.post(link, given).status_code == 302
    twice = somebody.post(link, {f"word-{row.pk}": "not-ours", f"said-{row.pk}": "x", "name": "Somebody else"})
    assert (twice.status_code, "was answered before" in twice.content.decode()) == (409, True)
    assert rows_of(form)[0].answered_by == "Sgt. Cole"
    stop_clock(MONDAY + 31 * DAY)
    for path in (link, f"{link}form.csv", f"{link}form.pdf"):
        assert somebody.get(path).status_code == 409
    assert "This link ended" in somebody.post(link, given).content.decode()
    assert somebody.get("/answer/locations/x/").status_code == 404


def test_a_link_opens_its_own_form_alone(visit: Visit) -> None:
    _, link = sent("Nashville", "TN")
    other, _ = sent("Chicago", "IL")
    (row,) = rows_of(other)
    page = visit().get(link).content.decode()
    assert ("414 Union Street" in page, "Wacker" in page) == (True, False)
    assert "Say of at least one" in visit().post(link, {f"word-{row.pk}": "flagged", "name": "x"}).content.decode()
    assert rows_of(other)[0].flag == "sent"


def test_what_is_sent_again_leaves_the_older_form(visit: Visit) -> None:
    _, link = sent("Nashville", "TN")
    set_actor(SYSTEM)
    newer = send_city("Nashville", by=SYSTEM)
    assert "on a newer form" in visit().get(link).content.decode()
    assert "414 Union Street" in visit().get(link_of(newer, SYSTEM)).content.decode()


def test_an_officer_records_a_confirmation_by_telephone(visit: Visit) -> None:
    dana, place = visit("liaison-officer"), premises_of("MRS-2")
    set_actor(SYSTEM)
    desk = name_desk(by=SYSTEM)
    path, call = f"{LIST}{place.pk}/", {"form": "call", "call-desk": f"{desk.pk}", "call-who": "Dispatcher Ruiz, desk 2", "call-called_at": "2026-06-15T07:30"}
    late = dana.post(path, call | {"call-called_at": "2026-06-16T07:30"})
    assert (late.status_code, "time of the call" in late.content.decode(), "Dispatcher Ruiz, desk 2" in late.content.decode()) == (409, True, True)
    assert dana.post(path, call).status_code == 302
    page = dana.get(path).content.decode()
    assert "confirmed by the agency" in page
    assert "Dispatcher Ruiz, desk 2" in page
    set_actor(SYSTEM)
    assert Registration.objects.get().confirmed_at == MONDAY.replace(hour=12, minute=30), "on the clocks of Nashville"
    assert visit("watch-officer").post(path, call).status_code == 404


def test_the_form_has_each_locations_address_on_paper_and_no_formula_in_the_spreadsheet(visit: Visit) -> None:
    form, link = sent()
    set_actor(SYSTEM)
    Premises.objects.filter(mission__number="TYR-1").update(address='=HYPERLINK("http://x.example","1508")')
    dana, desk = visit("liaison-officer"), f"/register/priority/desks/{form.desk_id}/"
    sheet = list(csv.DictReader(io.StringIO(dana.get(f"{desk}form.csv").content.decode())))
    assert len(sheet) == len(rows_of(form))
    assert [row["address"] for row in sheet if row["number"] == "TYR-1"] == ["'=HYPERLINK(\"http://x.example\",\"1508\")"]
    assert all(not cell.startswith(("=", "+", "@", "\t", "\r")) for row in sheet for cell in row.values())
    assert {row["standing"] for row in sheet} == {"sent", "to-register"}
    for path in (f"{desk}form.pdf", f"{link}form.pdf"):
        answer = dana.get(path)
        text = " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).split())
        assert answer["Content-Type"] == "application/pdf"
        for row in rows_of(form):
            if row.told["number"] != "TYR-1":
                assert row.told["address"].split(",")[0] in text
    assert "2999 Garfield" in visit().get(f"{link}form.csv").content.decode()
    set_actor(SYSTEM)
    assert Entry.objects.filter(verb="missions.priority-form-taken").count() == 4


def test_a_closed_location_is_shown_to_be_taken_out(visit: Visit) -> None:
    from article22.contexts.missions.actions.registering import end_premises
    from article22.procedures.flagging import keep_flags
    from article22.procedures.links import make_form_link

    sent()
    home = premises_of("VAL-1", "residence")
    end_premises(home.pk, by=SYSTEM, at=MONDAY, on=MONDAY.date())
    keep_flags(by=SYSTEM, at=MONDAY)
    form = PriorityForm.objects.get(registrations__premises=home)
    page = visit().get(make_form_link(form.pk, until=form.until).partition("//")[2].partition("/")[2].join(("/", ""))).content.decode()
    assert "Take these out of your dispatch" in page
    assert "2999 Garfield Street NW" in page


def test_desks_are_listed_with_their_cities_and_cities_without_one(visit: Visit) -> None:
    sent("Nashville", "TN")
    dana, page = visit("liaison-officer"), visit("watch-officer").get("/register/priority/desks/").content.decode()
    assert "Nashville Police, dispatch records" in page
    assert "Houston, TX" in page
    assert "/register/priority/desk/TX/Houston/" not in page, "who only reads names none"
    held = dana.get("/register/priority/desk/TN/Nashville/").content.decode()
    assert 'value="records@nashville.example"' in held
    refused = dana.post("/register/priority/desk/TN/Nashville/", {"name": "Metro", "email": "records@nashville"})
    assert (refused.status_code, 'value="records@nashville"' in refused.content.decode()) == (422, True)


@pytest.mark.parametrize("path", [LIST, "/register/priority/desks/"])
def test_the_lists_ask_a_fixed_number_of_queries(visit: Visit, path: str) -> None:
    dana = visit("liaison-officer")

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert dana.get(path).status_code == 200
        return len(asked)

    sent("Nashville", "TN")
    few = count()
    sent()
    sent("Chicago", "IL")
    assert count() == few
    assert few < 30


def test_a_list_that_cannot_be_read_shows_and_sends_nothing(visit: Visit) -> None:
    dana = visit("liaison-officer")
    set_actor(SYSTEM)
    name_desk(by=SYSTEM)
    for asked in ("flag=nonsense", "stand=sent"):
        page = dana.get(f"{LIST}?{asked}")
        assert (page.status_code, "<tbody" in page.content.decode()) == (422, False)
        assert dana.post(f"{LIST}send/", {"what": "all", "asked": asked}).status_code == 422
    set_actor(SYSTEM)
    assert not Message.objects.filter(kind="missions.priority-form").exists()


def test_a_link_to_what_is_nobodys_any_more_finds_nothing_and_sends_nothing(visit: Visit) -> None:
    dana = visit("liaison-officer")
    set_actor(SYSTEM)
    name_desk(by=SYSTEM)
    for asked in ("owner=atlantis&due=now", "region=ZZ", "state=QQ", "desk=0190c1d0-0000-7000-8000-000000000000"):
        page = dana.get(f"{LIST}?{asked}")
        assert (page.status_code, "No location is like this." in page.content.decode(), "none any more" in page.content.decode()) == (200, True, True)
        assert dana.post(f"{LIST}send/", {"what": "all", "asked": asked}).status_code == 409
    set_actor(SYSTEM)
    assert not Message.objects.filter(kind="missions.priority-form").exists()


def test_a_long_list_is_turned_page_by_page(visit: Visit) -> None:
    enter(30)
    dana = visit("liaison-officer")
    first = dana.get(LIST).content.decode()
    assert (first.count('name="place"'), 'rel="next"' in first, 'href="?page=2"' in first) == (50, True, True)
    assert "1 to 50 of 71" in first
    second = dana.get(f"{LIST}?page=2").content.decode()
    assert (second.count('name="place"'), 'rel="prev"' in second) == (21, True)
    assert 'rel="prev"' not in dana.get(f"{LIST}?page=2&region=NE").content.decode()


def test_the_address_of_a_residence_is_not_told_by_its_registration(visit: Visit) -> None:
    sent()
    home = premises_of("VAL-1", "residence")
    for role in ("liaison-officer", "watch-officer", "ofm-officer", "inspector"):
        somebody = visit(role)
        for path in (LIST, f"{LIST}{home.pk}/"):
            page = somebody.get(path).content.decode()
            assert ("Garfield" in page, "38.9257" in page) == (False, False)
        assert f"/register/premises/{home.pk}/" in somebody.get(f"{LIST}{home.pk}/").content.decode()


def test_days_are_those_of_the_place(visit: Visit) -> None:
    """20:30 in Honolulu is already tomorrow in Washington, and in UTC."""
    form, link = sent("Honolulu", "HI")
    (row,) = rows_of(form)
    stop_clock(MONDAY.replace(day=16, hour=6, minute=30))
    assert visit().post(link, {f"word-{row.pk}": "flagged", "name": "Sgt. Cole"}).status_code == 302
    dana = visit("liaison-officer")
    for path in (f"{LIST}?region=HI", f"{LIST}{row.premises_id}/"):
        page = dana.get(path).content.decode()
        assert "Mon 15 June 2026" in page, "confirmed"
        assert "Sat 12 December 2026" in page, "due"


def test_words_beside_no_choice_are_not_taken_for_a_yes(visit: Visit) -> None:
    form, link = sent("Nashville", "TN")
    (row,) = rows_of(form)
    for what in ("said", "all"):
        answer = visit().post(link, {f"said-{row.pk}": "That is the county's.", "name": "Sgt. Cole", "what": what})
        assert (answer.status_code, "choose what they say" in answer.content.decode(), "the county" in answer.content.decode()) == (422, True, True)
    assert rows_of(form)[0].flag == "sent"


def test_paper_that_takes_locations_out_does_not_ask_to_flag_them(visit: Visit) -> None:
    from article22.contexts.missions.actions.registering import end_premises
    from article22.procedures.flagging import keep_flags
    from article22.procedures.links import make_form_link

    sent()
    home = premises_of("VAL-1", "residence")
    end_premises(home.pk, by=SYSTEM, at=MONDAY, on=MONDAY.date())
    keep_flags(by=SYSTEM, at=MONDAY)
    form = PriorityForm.objects.get(registrations__premises=home)
    answer = visit().get(f"{make_form_link(form.pk, until=form.until).partition('//')[2].partition('/')[2].join(('/', ''))}form.pdf")
    text = " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).split())
    assert ("Take the flag out" in text, "Flag them in" in text, "priority police response" in text) == (True, False, False)


def test_a_desk_that_no_letter_reaches_is_told_by_telephone_what_has_closed(visit: Visit) -> None:
    from article22.contexts.missions.actions.registering import end_premises
    from article22.procedures.flagging import keep_flags

    dana, home = visit("liaison-officer"), premises_of("VAL-1", "residence")
    set_actor(SYSTEM)
    desk = name_desk("Washington", "DC", by=SYSTEM, email="", raw="202-555-0107")
    path = f"{LIST}{home.pk}/"
    assert dana.post(path, {"form": "call", "call-desk": f"{desk.pk}", "call-who": "Dispatcher Ruiz"}).status_code == 302
    set_actor(SYSTEM)
    end_premises(home.pk, by=SYSTEM, at=MONDAY, on=MONDAY.date())
    keep_flags(by=SYSTEM, at=MONDAY)
    out = f"{LIST}out/{PriorityForm.objects.get(registrations__premises=home).pk}/"
    page = dana.get(LIST).content.decode()
    assert (out in page, "was not reached" in page, "Garfield" in page) == (True, True, False)
    assert out not in visit("watch-officer").get(LIST).content.decode()
    assert visit("watch-officer").post(out, {"who": "Dispatcher Ruiz"}).status_code == 404
    assert "202-555-0107" in dana.get(out).content.decode()
    assert dana.post(out, {"who": " "}).status_code == 422
    assert dana.post(out, {"who": "Dispatcher Ruiz, desk 2"}).status_code == 302
    assert "was not reached" not in dana.get(LIST).content.decode()
    assert dana.post(out, {"who": "Dispatcher Ruiz, desk 2"}).status_code == 404
    set_actor(SYSTEM)
    assert Entry.objects.filter(verb="missions.taken-out-told").count() == 1


def test_a_supervisor_is_not_told_that_a_place_is_to_be_registered_whose_registration_they_cannot_see(visit: Visit) -> None:
    sent()
    page = visit("supervisor").get("/register/VAL-1/").content.decode()
    assert ("to be registered" in page, "sent to the agency" in page) == (False, False)


def test_a_mission_sees_how_its_own_places_stand_on_its_page(visit: Visit) -> None:
    sent()
    own = visit("representative").get("/register/VAL-1/").content.decode()
    assert own.count("sent to the agency") == 2
    assert visit("representative").get(LIST).status_code == 404
    assert LIST in visit("liaison-officer").get("/register/").content.decode()
    assert LIST not in visit("representative").get("/register/").content.decode()


def test_the_command_lists_the_same(visit: Visit) -> None:
    from article22.doors.console import COMMANDS

    assert "article22.doors.console.priority" in {command.__name__ for command in COMMANDS}
