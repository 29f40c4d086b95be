"""The page of a place's dossier: given and taken back by its mission, shown to an officer who says why, and consents to entry."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from article22.contexts.missions.actions.claiming import accredit, record_claim, withdraw_accreditation
from article22.contexts.missions.models import Agreement, Consent, Departure, Detail, Premises
from article22.contexts.missions.queries.missions import get_mission
from article22.ground.wall.session import set_actor
from tests.cast import MONDAY, SYSTEM, stop_clock
from tests.pages.conftest import Visit
from tests.pages.reading import words_of
from tests.register.people import somebodys_claim
from tests.register.test_agreements import police_of
from tests.register.test_dossiers import PLAN


@pytest.fixture(autouse=True)
def _monday(db: None) -> None:
    stop_clock(MONDAY)


def page_of(number: str = "VAL-1", **which: Any) -> str:
    set_actor(SYSTEM)
    return f"/register/premises/{Premises.objects.get(mission__number=number, **which or {'is_main': True}).pk}/"


def read(answer: Any) -> str:
    return words_of(answer.content.decode())


def send(client: Client, what: str, status: int = 302, number: str = "VAL-1", **given: Any) -> Any:
    answer = client.post(page_of(number), {"form": what, **{f"{what}-{name}": value for name, value in given.items()}})
    assert answer.status_code == status, read(answer)
    return answer


def only(model: Any) -> Any:
    set_actor(SYSTEM)
    return model.objects.get()


def test_a_mission_gives_and_an_officer_reads_with_a_reason_that_the_mission_sees(visit: Visit) -> None:
    ana, dana = visit("representative"), visit("liaison-officer")
    assert "cannot be" not in read(send(ana, "detail", 422, kind="key-holder", words=""))
    send(ana, "detail", kind="key-holder", words="Bea Sol, 202-555-0188")
    send(ana, "plan", file=SimpleUploadedFile("ground floor.pdf", PLAN))
    closed = read(dana.get(page_of()))
    assert "Key-holder" in closed
    assert "202-555-0188" not in closed
    assert "ground floor" not in closed
    assert "202-555-0188" not in read(send(dana, "read", 422, words=""))
    opened = read(send(dana, "read", 200, words="The alarm went off"))
    assert "Bea Sol, 202-555-0188" in opened
    assert "ground floor.pdf" in opened
    assert "202-555-0188" not in read(dana.get(page_of())), "the next look needs its own reason"
    assert "Dana Reyes, Liaison officer, The alarm went off" in read(ana.get(page_of()))


def test_a_plan_is_given_back_as_a_download_with_the_reason_and_is_gone_once_it_is_withdrawn(visit: Visit) -> None:
    ana, dana = visit("representative"), visit("liaison-officer")
    send(ana, "plan", file=SimpleUploadedFile("ground floor.pdf", PLAN))
    plan = f"{only(Detail).pk}"
    fetch = f"{page_of()}dossier/fetch/"
    assert dana.post(fetch, {"which": plan}).status_code == 409
    answer = dana.post(fetch, {"which": plan, "why": "A march is planned"})
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, PLAN, "application/octet-stream")
    assert visit("representative", 1).post(fetch, {"which": plan, "why": "x"}).status_code == 404
    assert dana.post(f"{page_of()}dossier/withdraw/", {"which": plan}).status_code == 404
    assert ana.post(f"{page_of()}dossier/withdraw/", {"which": plan}).status_code == 302
    assert dana.post(fetch, {"which": plan, "why": "x"}).status_code == 404
    page = read(ana.get(page_of()))
    assert "it is gone" in page
    assert "A march is planned" in page


def test_the_address_of_a_residence_is_shown_to_an_officer_who_says_why(visit: Visit) -> None:
    ana, dana = visit("representative"), visit("liaison-officer")
    home = page_of(kind="residence")
    for path in ("/register/VAL-1/", home):
        assert "2999 Garfield Street" not in read(dana.get(path))
        assert "2999 Garfield Street" in read(ana.get(path))
    answer = dana.post(home, {"form": "read", "read-words": "A crowd is at the door"})
    assert "2999 Garfield Street" in read(answer)
    assert "A crowd is at the door" in read(ana.get(home))
    assert visit("representative", 1).get(home).status_code == 404


def test_who_may_ask_people_to_leave_is_named_and_ended(visit: Visit) -> None:
    ana, watch = visit("representative"), visit("watch-officer")
    send(ana, "departure", name="Bea Sol", position="Guard", authorised_by="Ines Duarte", starts_on="2026-06-15")
    assert "Guard, authorised by Ines Duarte from 15 June 2026" in read(watch.get(page_of()))
    assert watch.post(f"{page_of()}dossier/end/", {"which": f"{only(Departure).pk}"}).status_code == 404
    assert ana.post(f"{page_of()}dossier/end/", {"which": f"{only(Departure).pk}"}).status_code == 302
    assert "Bea Sol" not in read(watch.get(page_of()))


def test_a_consent_is_noted_in_its_words_on_the_clocks_of_the_place_and_taken_back(visit: Visit) -> None:
    watch, given = visit("watch-officer"), {
        "giver": "Ines Duarte", "position": "Ambassador", "given_to": "Sergeant Poole, Secret Service", "words": "You may enter the court",
        "how": "telephone", "given_at": "2026-06-15T08:50", "until": "2026-06-15T11:00"}
    assert 'value="2026-06-15T09:00"' in watch.get(page_of()).content.decode()
    answer = send(watch, "consent", 409, **given | {"given_at": "2026-06-15T09:30"})
    assert "still to come" in read(answer)
    assert "You may enter the court" in answer.content.decode()
    send(watch, "consent", **given)
    page = read(visit("representative").get(page_of()))
    assert "Holds until 15 June 2026, 11:00" in page
    assert "To Sergeant Poole, Secret Service, by telephone, on 15 June 2026, 08:50. Noted by Lee Park." in page
    assert f"{only(Consent).given_at:%H:%M}" == "12:50"
    assert watch.post(f"{page_of()}dossier/revoke/", {"which": f"{only(Consent).pk}"}).status_code == 302
    assert "Taken back on 15 June 2026, 09:00" in read(watch.get(page_of()))


def test_where_somebody_speaks_for_the_mission_the_form_offers_them(visit: Visit) -> None:
    watch = visit("watch-officer")
    page = watch.get(page_of("VAL-2")).content.decode()
    assert 'selected>Lia Moren, Consul general' in page
    assert "consent-giver" not in page
    pretender = page.split('>Piet Hagel')[0].rsplit('value="', 1)[1].split('"')[0]
    answer = send(watch, "consent", 409, number="VAL-2", claim=pretender, given_to="Sergeant Poole", words="Come in", how="spoken",
                  given_at="2026-06-15T05:50", until="2026-06-15T08:00")
    assert "Piet Hagel is not on the accredited list" in read(answer)


def test_the_page_asks_as_often_for_much_as_for_little(visit: Visit) -> None:
    ana, asked = visit("representative"), []
    for count in (0, 4):
        for nth in range(count):
            send(ana, "detail", kind="entrances", words=f"Gate {nth}")
            send(ana, "departure", name=f"Guard {nth}", authorised_by="Ines Duarte", starts_on="2026-06-15")
        path = page_of()
        ana.get(path)
        with CaptureQueriesContext(connection) as caught:
            ana.get(path)
        asked.append(len(caught))
    assert asked[0] == asked[1]
    assert asked[0] <= 25, asked


def test_while_it_is_contested_the_missions_own_page_offers_nothing_but_to_take_back(visit: Visit) -> None:
    ana = visit("representative")
    send(ana, "detail", kind="entrances", words="By the gate")
    set_actor(SYSTEM)
    for name in ("Ines Duarte", "Rui Teles"):
        record_claim(get_mission("VAL-1"), somebodys_claim(name), by=SYSTEM, at=MONDAY)
    page = ana.get(page_of()).content.decode()
    assert "is entered by your liaison" in page
    assert ("Give something in words" in page, "Name somebody" in page, "Note a consent" in page, "Withdraw it" in page) == (False, False, False, True)
    assert "names none of them" in read(send(ana, "detail", 409, kind="entrances", words="By the back door"))
    assert "On whose word?" not in ana.get("/register/VAL-1/people/").content.decode()
    assert "On whose word?" in visit("liaison-officer").get("/register/VAL-1/people/").content.decode()


def test_a_consent_opens_no_door_once_its_giver_speaks_for_the_mission_no_more(visit: Visit) -> None:
    set_actor(SYSTEM)
    claim = record_claim(get_mission("VAL-1"), somebodys_claim(), by=SYSTEM, at=MONDAY)
    accredit(claim.pk, "Diplomatic List", on=MONDAY.date() - timedelta(days=30), by=SYSTEM, at=MONDAY)
    watch = visit("watch-officer")
    send(watch, "consent", claim=f"{claim.pk}", given_to="Sergeant Poole", words="Come in", how="spoken", given_at="2026-06-15T08:50", until="2026-07-01T11:00")
    assert "Holds until" in read(watch.get(page_of()))
    set_actor(SYSTEM)
    withdraw_accreditation(claim.pk, "Note 26-1", stands_still=True, on=MONDAY.date(), by=SYSTEM, at=MONDAY)
    page = read(watch.get(page_of()))
    assert ("Holds until" in page, "Opens no door" in page) == (False, True)


def test_a_mission_lets_its_police_read_a_dossier_who_say_why_each_time(visit: Visit) -> None:
    """What a protector on the scene needs: entrances, key-holder; at the mission's sole discretion, each reading in its glass box."""
    ana, omar, home = visit("representative"), visit("supervisor"), page_of(kind="residence")
    assert "registered with no police yet" in read(ana.get(home))
    assert ana.post(f"{home}dossier/agree/").status_code == 409
    police_of()
    for what, given in (("detail", {"kind": "key-holder", "words": "Bea Sol, 202-555-0188"}), ("departure", {
            "name": "Bea Sol", "authorised_by": "Ines Duarte", "starts_on": "2026-06-15"})):
        assert ana.post(home, {"form": what, **{f"{what}-{name}": value for name, value in given.items()}}).status_code == 302
    assert omar.get(home).status_code == 404
    assert home not in omar.get("/register/VAL-1/").content.decode()
    assert "Let Secret Service read it" in read(ana.get(home))
    assert ana.post(f"{home}dossier/agree/").status_code == 302
    assert "May read this on the scene since 15 June 2026; Ana Ferro agreed to it" in read(ana.get(home))
    assert home in omar.get("/register/VAL-1/").content.decode()
    closed = read(omar.get(f"{home}?case=26-0418"))
    for words in ("202-555-0188", "2999 Garfield", "Ines Duarte", "Give something", "Note a consent", "Name somebody", "The police of this place"):
        assert words not in closed
    assert 'value="26-0418"' in omar.get(f"{home}?case=26-0418").content.decode()
    answer = omar.post(home, {"form": "read", "read-words": "26-0418, an intruder"})
    for words in ("Bea Sol, 202-555-0188", "2999 Garfield", "authorised by Ines Duarte", "nobody enters"):
        assert words in read(answer)
    assert "Omar Quill, Protective supervisor, 26-0418, an intruder" in read(ana.get(home))
    assert "Secret Service" in read(visit("liaison-officer").get(home)), "officers see to whom it is open"
    set_actor(SYSTEM)
    held = f"{Agreement.objects.get().pk}"
    assert visit("liaison-officer").post(f"{home}dossier/disagree/", {"which": held}).status_code == 404
    assert ana.post(f"{home}dossier/disagree/", {"which": held}).status_code == 302
    assert omar.get(home).status_code == 404
    assert "Omar Quill" in read(ana.get(home)), "who read it stays"


def test_an_inspector_is_not_told_that_the_mission_sees_them(visit: Visit) -> None:
    visit("representative").post(page_of(), {"form": "detail", "detail-kind": "entrances", "detail-words": "By the gate"})
    page = read(visit("inspector").get(page_of()))
    assert ("The mission sees who read it" in page, "shown to no mission" in page) == (False, True)
